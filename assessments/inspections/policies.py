"""Who may give points by hand and record vetoes."""

from __future__ import annotations

from assessments.models import AssessmentMonth
from safety_portal.accounts.models import Role, User


def can_see_entries(user: User, month: AssessmentMonth) -> bool:
    return user.has_role(Role.OFFICE, Role.LEADER, township_id=month.township_id)


def can_give_points(user: User, month: AssessmentMonth) -> bool:
    """The governance office inspects (plan daxing-2022, 三2(3)) and registers what earns or costs points."""
    return user.has_role(Role.OFFICE, township_id=month.township_id)


def can_record_veto(user: User, month: AssessmentMonth) -> bool:
    """Office or leader write down what was decided elsewhere; the portal decides no veto."""
    return user.has_role(Role.OFFICE, Role.LEADER, township_id=month.township_id)
