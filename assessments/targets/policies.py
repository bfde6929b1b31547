"""Who sees boards, who sets targets, and who says which unit files a figure."""

from __future__ import annotations

from assessments.models import AssessmentMonth
from assessments.results.policies import own_unit_ids, sees_whole_ranking
from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit


def can_set_targets(user: User, township: Unit) -> bool:
    """Take a plan on, amend a target: the governance office or a leader."""
    return user.has_role(Role.OFFICE, Role.LEADER, township_id=township.pk)


def can_set_owners(user: User, township: Unit) -> bool:
    """Say which member unit files a figure: the office, or the township's administrator."""
    return user.has_role(Role.OFFICE, Role.ADMIN, township_id=township.pk) or (
        township.parent_id in user.unit_ids(Role.ADMIN)
    )


def sees_board(user: User, month: AssessmentMonth) -> bool:
    """Leader, office and district the whole; a secretary the own community's part."""
    return sees_whole_ranking(user, month) or bool(own_unit_ids(user, month))


def sees_drafts(user: User, month: AssessmentMonth) -> bool:
    """Numbers of months that nobody has published: leader and office only."""
    return user.has_role(Role.LEADER, Role.OFFICE, township_id=month.township_id)
