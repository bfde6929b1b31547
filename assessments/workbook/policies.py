"""Who keeps the district's templates, and who fills them."""

from __future__ import annotations

from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit


def can_keep_templates(user: User, township: Unit) -> bool:
    """The governance office deals with the district's forms."""
    return user.has_role(Role.OFFICE, township_id=township.pk)


def can_fill(user: User, township: Unit) -> bool:
    """The office, and the leader who answers for the figures."""
    return user.has_role(Role.OFFICE, Role.LEADER, township_id=township.pk)


def township_of(user: User) -> Unit | None:
    """The township whose office or leader ``user`` is, the first of several."""
    return next((scope.unit for scope in user.scopes if scope.role in {Role.OFFICE, Role.LEADER}), None)
