"""Who sees which disputes and screening rounds, as conditions for the database.

The district sees counts only, administrators and auditors no case at all: they get nothing here. A closed mediation
(人民调解法 23, 15(4)) is seen by those who handle it, the governance office and the community's secretary alone.
"""

from __future__ import annotations

from django.db.models import Q

from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Level, Unit

#: Roles that handle disputes; whoever holds none of them handles nothing, whatever name stands in a file.
HANDLING_ROLES = (Role.OFFICE, Role.UNIT, Role.SECRETARY, Role.GRID_WORKER)
NOTHING = Q(pk__in=[])


def grid_ids(user: User) -> list[int]:
    """Grids the user works in; a micro-grid's worker works in its grid."""
    scopes = [scope for scope in user.scopes if scope.role == Role.GRID_WORKER]
    ids = [scope.unit.parent_id if scope.unit.level == Level.MICRO_GRID else scope.unit.pk for scope in scopes]
    return [pk for pk in ids if pk is not None]


def acting_unit_ids(user: User) -> list[int]:
    """Units for which the user handles disputes."""
    return [*user.unit_ids(Role.OFFICE, Role.UNIT, Role.SECRETARY), *grid_ids(user)]


def handled_disputes(user: User) -> Q:
    """Disputes whose handling is the user's business: seen even behind closed doors."""
    if not user.has_role(*HANDLING_ROLES):
        return NOTHING
    return (
        Q(township__in=user.unit_ids(Role.OFFICE))
        | Q(community__in=user.unit_ids(Role.SECRETARY))
        | Q(responsible_unit__in=acting_unit_ids(user))
        | Q(handler=user)
    )


def visible_disputes(user: User) -> Q:
    """Disputes the user may open; all others answer 404."""
    in_area = Q(township__in=user.unit_ids(Role.LEADER)) | Q(grid__in=grid_ids(user))
    return handled_disputes(user) | (in_area & Q(is_public=True))


def visible_rounds(user: User) -> Q:
    """Screening rounds of the user's township, community or the community of the user's grid; no case in them."""
    return (
        Q(community__township__in=user.unit_ids(Role.LEADER, Role.OFFICE))
        | Q(community__in=user.unit_ids(Role.SECRETARY))
        | Q(community__in=Unit.objects.filter(children__in=grid_ids(user)))
    )
