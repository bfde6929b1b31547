"""The table of moves as a table: nothing leads nowhere, nothing gets stuck."""

from __future__ import annotations

import pytest

from disputes.selectors.rules import level_of
from disputes.states import (
    AGREEMENTS,
    CONCLUDED_STATES,
    FINAL_STATES,
    MOVES,
    OPEN_STATES,
    HandlingLevel,
    Move,
    Outcome,
    State,
)
from safety_portal.organization.models import Level, Unit


def test_states_fall_into_open_concluded_and_void() -> None:
    assert OPEN_STATES | CONCLUDED_STATES | {State.VOID} == set(State)
    assert set() == OPEN_STATES & CONCLUDED_STATES
    assert set(FINAL_STATES) == {State.CLOSED, State.VOID}


def test_every_move_is_in_the_table() -> None:
    assert set(MOVES) == set(Move)


def test_every_state_is_reached_from_registration() -> None:
    reached, before = {State.REGISTERED}, set[State]()
    while reached != before:
        before = set(reached)
        reached |= {passage.target for passage in MOVES.values() if passage.sources & reached}
    assert reached == set(State)


def test_void_is_the_only_end_without_return() -> None:
    stuck = {state for state in State if not any(state in passage.sources for passage in MOVES.values())}
    assert stuck == {State.VOID}


def test_a_result_is_left_only_by_reopening_closing_or_voiding() -> None:
    leaving = {move for move, passage in MOVES.items() if passage.sources & CONCLUDED_STATES}
    assert leaving == {Move.VISIT, Move.CLOSE, Move.REOPEN, Move.VOID}


def test_refusal_by_a_party_is_no_agreement_and_no_failure() -> None:
    """人民调解法 17: whoever declines mediation has not failed at it."""
    assert set(AGREEMENTS) == {Outcome.AGREED, Outcome.ORAL}
    assert len({Outcome.DECLINED, Outcome.FAILED, Outcome.COURT}) == 3


def test_levels_rise() -> None:
    assert [level.height for level in (HandlingLevel.GRID, HandlingLevel.COMMUNITY, HandlingLevel.TOWNSHIP)] == [
        0,
        1,
        2,
    ]


@pytest.mark.parametrize(
    ("level", "handled_at"),
    [
        (Level.MICRO_GRID, HandlingLevel.GRID),
        (Level.GRID, HandlingLevel.GRID),
        (Level.COMMUNITY, HandlingLevel.COMMUNITY),
        (Level.TOWNSHIP, HandlingLevel.TOWNSHIP),
        (Level.MEMBER_UNIT, HandlingLevel.TOWNSHIP),
    ],
)
def test_level_of_a_unit(level: Level, handled_at: HandlingLevel) -> None:
    assert level_of(Unit(level=level)) == handled_at
