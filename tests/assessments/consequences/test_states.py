"""The table of states, all of it, against one written down by hand."""

import pytest

from assessments.consequences.policies import WHO_MAY, open_moves
from assessments.consequences.services import _EFFECTS, Act, move
from assessments.consequences.states import CONSEQUENCE_MOVES, ConsequenceState
from assessments.models import Consequence
from safety_portal.audit.trail import SYSTEM
from safety_portal.core.errors import Refused
from tests.assessments.consequences.conftest import Case

#: What the leader's and the office's words (product.md, A7) allow: state → moves.
ALLOWED = {
    "proposed": {"confirm", "decline", "postpone", "withdraw"},
    "postponed": {"confirm", "decline", "postpone", "resume", "withdraw"},
    "declined": set(),
    "withdrawn": set(),
    "confirmed": {"carry_out", "extend", "uphold", "revoke"},
    "carried_out": {"extend", "repeat", "close", "uphold", "revoke"},
    "closed": {"uphold", "revoke"},
    "revoked": set(),
}
LEADS_TO = {
    "confirm": "confirmed",
    "decline": "declined",
    "postpone": "postponed",
    "resume": "proposed",
    "withdraw": "withdrawn",
    "carry_out": "carried_out",
    "extend": None,
    "repeat": "confirmed",
    "close": "closed",
    "uphold": None,
    "revoke": "revoked",
}


def test_table_is_the_one_written_down() -> None:
    found = {
        state.value: {move for move, (sources, _to) in CONSEQUENCE_MOVES.items() if state in sources}
        for state in ConsequenceState
    }
    assert found == ALLOWED
    assert {name: to and to.value for name, (_from, to) in CONSEQUENCE_MOVES.items()} == LEADS_TO


def test_every_move_has_an_effect_and_somebody_who_may() -> None:
    assert set(_EFFECTS) == set(WHO_MAY) == set(CONSEQUENCE_MOVES)


@pytest.mark.parametrize(
    ("state", "action"), [(state, action) for state in ALLOWED for action in LEADS_TO if action not in ALLOWED[state]]
)
def test_move_that_the_state_does_not_allow_is_refused(case: Case, state: str, action: str) -> None:
    """By the portal itself too: the state is asked whoever moves."""
    row = _put_into(case, state)
    with pytest.raises(Refused, match="已有变动"):
        move(consequence=row, action=action, act=Act(SYSTEM, row.proposed_at, "核对"))
    assert case.now_is() == state


def _put_into(case: Case, state: str) -> Consequence:
    """A row in ``state`` as the database accepts it, without the moves that lead there."""
    at = case.row.proposed_at
    decided = {"decided_at": at, "decided_by": case.leader, "decision": "核对"}
    confirmed = decided | {"number": "大兴奖惩〔2026〕99", "due_at": at}
    carried = confirmed | {"held_on": at.date(), "summary": "已约谈", "carried_out_by": case.office}
    ended = {"ended_at": at, "ended_by": case.office, "ended_because": "核对"}
    closed = carried | {"closed_at": at, "closed_by": case.colleague, "finding": "已整改"}
    values = {
        "proposed": {},
        "postponed": decided | {"postponed_until": at.date()},
        "declined": decided,
        "withdrawn": ended,
        "confirmed": confirmed,
        "carried_out": carried,
        "closed": closed,
        "revoked": confirmed | ended,
    }[state]
    Consequence.objects.filter(pk=case.row.pk).update(state=state, **values)
    return Consequence.objects.get(pk=case.row.pk)


@pytest.mark.parametrize(
    ("state", "leader", "office", "secretary"),
    [
        ("proposed", ["confirm", "decline", "postpone"], ["withdraw"], []),
        ("postponed", ["confirm", "decline", "postpone"], ["withdraw"], []),
        ("declined", [], [], []),
        ("withdrawn", [], [], []),
        ("confirmed", ["carry_out", "extend", "revoke"], ["carry_out", "extend"], []),
        ("carried_out", ["extend", "repeat", "close", "revoke"], ["extend", "repeat"], []),
        ("closed", ["revoke"], [], []),
        ("revoked", [], [], []),
    ],
)
def test_buttons_are_what_state_and_person_allow(
    case: Case, state: str, leader: list[str], office: list[str], secretary: list[str]
) -> None:
    """The office carried it out here, so it can't close it; nothing is upheld while the ground stands."""
    row = _put_into(case, state)
    found = [open_moves(user, row) for user in (case.leader, case.office, case.secretary)]
    assert found == [leader, office, secretary]
