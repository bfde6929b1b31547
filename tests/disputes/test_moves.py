"""The table of moves: every state × move × role, allowed and forbidden."""

from __future__ import annotations

import pytest
from django.db import transaction

from disputes.models import Dispute
from disputes.policies import can_move
from disputes.states import MOVES, Move, State
from disputes.views.moves import PAGES
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from tests.disputes.makers import Town, attempt, in_state, registered

pytestmark = pytest.mark.django_db

HANDLE = {Move.ACCEPT, Move.START, Move.ESCALATE, Move.REFER, Move.CONCLUDE, Move.VISIT}
FINISH = {Move.CLOSE, Move.REOPEN}
#: Who may do what with a dispute that lies with its community.
RIGHTS: dict[Role, set[Move]] = {
    Role.OFFICE: {*HANDLE, *FINISH, Move.VOID},
    Role.SECRETARY: {*HANDLE, *FINISH},
    Role.GRID_WORKER: set(),
    Role.UNIT: set(),
    Role.LEADER: set(),
    Role.DISTRICT: set(),
    Role.ADMIN: set(),
    Role.AUDITOR: set(),
}
LEGAL: dict[Move, set[State]] = {
    Move.ACCEPT: {State.REGISTERED, State.HANDED_OVER},
    Move.START: {State.ACCEPTED},
    Move.ESCALATE: {State.REGISTERED, State.HANDED_OVER, State.ACCEPTED, State.MEDIATING},
    Move.REFER: {State.REGISTERED, State.HANDED_OVER, State.ACCEPTED, State.MEDIATING},
    Move.CONCLUDE: {State.ACCEPTED, State.MEDIATING},
    Move.VISIT: {State.CONCLUDED},
    Move.CLOSE: {State.CONCLUDED},
    Move.REOPEN: {State.CONCLUDED, State.CLOSED},
    Move.VOID: {State.REGISTERED, State.HANDED_OVER, State.ACCEPTED, State.MEDIATING, State.CONCLUDED},
}


def outcome_of(town: Town, dispute: Dispute, move: Move, by: User) -> str:
    """What an attempt leads to; the attempt itself is rolled back."""
    before = transaction.savepoint()
    try:
        return attempt(town, dispute, move, by).state
    except NotAllowed:
        return "not allowed"
    except Refused:
        return "refused"
    finally:
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", State)
def test_move_by_every_role_from_every_state(state: State, move: Move) -> None:
    town = Town().with_everybody()
    dispute = in_state(town, state)
    for role, moves in RIGHTS.items():
        expected = "not allowed" if move not in moves else MOVES[move].target if state in LEGAL[move] else "refused"
        assert can_move(town.person(role), dispute, move) == (move in moves and state in LEGAL[move])
        assert outcome_of(town, dispute, move, town.person(role)) == expected, role


@pytest.mark.parametrize("role", Role)
def test_move_in_a_foreign_township_is_forbidden(role: Role) -> None:
    home, foreign = Town(), Town().with_everybody()
    dispute = in_state(foreign, State.MEDIATING)
    for move in Move:
        assert outcome_of(foreign, dispute, move, home.person(role)) == "not allowed"


@pytest.mark.parametrize(
    ("role", "allowed"), [(Role.UNIT, HANDLE), (Role.SECRETARY, {Move.VISIT, *FINISH}), (Role.GRID_WORKER, set())]
)
def test_rights_follow_the_responsible_unit(role: Role, allowed: set[Move]) -> None:
    town = Town()
    dispute = registered(town, by=town.office, responsible_unit=town.police)
    person = town.person(role)
    for move in Move:
        dispute.state = next(iter(MOVES[move].sources))
        assert can_move(person, dispute, move) == (move in allowed), move


def test_rights_of_a_grid_worker_end_with_the_grid() -> None:
    town = Town()
    dispute = registered(town, by=town.worker, unit=town.grid)
    assert can_move(town.worker, dispute, Move.ACCEPT)
    attempt(town, dispute, Move.ESCALATE, town.worker)
    dispute.refresh_from_db()
    assert not can_move(town.worker, dispute, Move.ACCEPT)


def test_named_handler_without_any_post_may_do_nothing() -> None:
    town = Town()
    dispute = in_state(town, State.ACCEPTED)
    town.secretary.appointments.all().delete()
    assert dispute.handler == town.secretary
    assert not any(can_move(town.secretary, dispute, move) for move in Move)


def test_every_move_has_a_page() -> None:
    assert set(PAGES) | {Move.VISIT} == set(MOVES)


def test_move_leaves_one_line_in_the_trail() -> None:
    town = Town()
    dispute = in_state(town, State.REGISTERED)
    attempt(town, dispute, Move.ACCEPT, town.secretary)
    lines = AuditEntry.objects.filter(object_type="disputes.dispute", object_id=str(dispute.pk)).order_by("id")
    assert list(lines.values_list("action", "township_id")) == [
        ("disputes.register", town.township.pk),
        ("disputes.accept", town.township.pk),
    ]


def test_refused_move_leaves_nothing() -> None:
    town = Town()
    dispute = in_state(town, State.REGISTERED)
    before = AuditEntry.objects.count()
    with pytest.raises(Refused):
        attempt(town, dispute, Move.CLOSE, town.office)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.version, AuditEntry.objects.count()) == (State.REGISTERED, 1, before)
