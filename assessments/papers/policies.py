"""Who drafts the documents of a month, of what, and who reads the figures in them."""

from __future__ import annotations

from assessments.consequences.states import Action, ConsequenceState
from assessments.models import AssessmentMonth, Consequence
from assessments.results.policies import sees_whole_ranking
from safety_portal.accounts.models import Role, User

#: Confirmed and in force: what was revoked or closed is written of no more.
_IN_FORCE = frozenset({ConsequenceState.CONFIRMED, ConsequenceState.CARRIED_OUT})


def can_draft(user: User, month: AssessmentMonth) -> bool:
    """The office writes, a leader may."""
    return user.has_role(Role.OFFICE, Role.LEADER, township_id=month.township_id)


def sees_communities(user: User, month: AssessmentMonth) -> bool:
    """What each community stated; others read the sums of the township."""
    return sees_whole_ranking(user, month)


def has_letter(consequence: Consequence) -> bool:
    """A summons or a naming that a leader confirmed; other consequences have papers of their own, or come with one."""
    is_written = consequence.action in {Action.INTERVIEW, Action.BULLETIN} and not consequence.is_recorded
    return is_written and consequence.state in _IN_FORCE
