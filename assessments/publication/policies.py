"""Who publishes a month, and who reads what was published."""

from __future__ import annotations

from assessments.models import AssessmentMonth
from safety_portal.accounts.models import Role, User


def can_publish(user: User, month: AssessmentMonth) -> bool:
    """A leader of the township (product.md, "Who uses it")."""
    return user.has_role(Role.LEADER, township_id=month.township_id)


def sees_preparation(user: User, month: AssessmentMonth) -> bool:
    """The draft and what stands in its way: the leader, and the office that prepares it."""
    return user.has_role(Role.LEADER, Role.OFFICE, township_id=month.township_id)
