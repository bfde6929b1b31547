"""Who may see how sure a ranking is, and who defines last place."""

from __future__ import annotations

from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit


def can_define(user: User, township: Unit) -> bool:
    """The governance office; the leader reads what it set."""
    return user.has_role(Role.OFFICE, township_id=township.pk)


def sees_definition(user: User, township: Unit) -> bool:
    return user.has_role(Role.OFFICE, Role.LEADER, township_id=township.pk)
