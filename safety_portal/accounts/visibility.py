"""The area that a role sees, as a condition over a register's rows (product.md, "Who uses it")."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from safety_portal.accounts.models import Role, User

NOTHING = Q(pk__in=())


def area_q(
    user: User,
    roles: Iterable[Role] | None = None,
    *,
    township: str = "township",
    community: str | None = "community",
    grid: str | None = "grid",
) -> Q:
    """Rows inside the areas that ``user`` holds today, by any of ``roles`` (all roles if None).

    ``township``, ``community`` and ``grid`` name the row's foreign keys to units; None where the register has none.
    District: all townships of the district; leader and office: the township; secretary: the community; grid worker:
    the grid. A member unit has no area (its register adds "responsible unit is mine"); administrator and auditor see
    no cases.
    """
    allowed = frozenset(Role if roles is None else roles)
    fields = {
        Role.DISTRICT: f"{township}__parent",
        Role.LEADER: township,
        Role.OFFICE: township,
        Role.SECRETARY: community,
        Role.GRID_WORKER: grid,
    }
    found = NOTHING
    for role, field in fields.items():
        units = user.unit_ids(role) if role in allowed else []
        if field and units:
            found |= Q(**{f"{field}__in": units})
    return found
