"""Who may do what with an import, in every state; what stands in the table of moves is all that is possible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.models import ImportRun
from safety_portal.imports.policies import WHO_MAY, can_move, moves_of
from safety_portal.imports.services import confirm, discard, match_columns, read_run, undo_run
from safety_portal.imports.states import MOVES, Move, RunState
from safety_portal.organization.models import Unit
from tests.factories import user_as
from tests.imports.days import Days
from tests.imports.makers import uploaded, written

pytestmark = pytest.mark.usefixtures("kind")
NEW_YEAR = ("2031-01-01", "放假", "元旦")
MAPPING = {0: "day", 1: "kind", 2: "name"}

ACTS: dict[Move, Callable[[ImportRun, User], object]] = {
    Move.READ: lambda run, by: read_run(run=run, by=by),
    Move.MATCH: lambda run, by: match_columns(
        run=run, by=by, version=run.version, sheet_index=0, head_rows=None, mapping=MAPPING, words={}
    ),
    Move.CONFIRM: lambda run, by: confirm(run=run, by=by, version=run.version, acknowledged=True),
    Move.UNDO: lambda run, by: undo_run(run=run, by=by, version=run.version, reason="发错了"),
    Move.DISCARD: lambda run, by: discard(run=run, by=by, version=run.version),
}


def in_state(by: User, state: RunState) -> ImportRun:
    if state in {RunState.WRITTEN, RunState.UNDONE}:
        run = written(by, NEW_YEAR)
        return undo_run(run=run, by=by, version=run.version, reason="发错了") if state == RunState.UNDONE else run
    run = uploaded(by, NEW_YEAR)
    if state == RunState.DISCARDED:
        return discard(run=run, by=by, version=run.version)
    ImportRun.objects.filter(pk=run.pk).update(state=state)
    return ImportRun.objects.get(pk=run.pk)


@pytest.mark.parametrize("state", RunState)
@pytest.mark.parametrize("move", Move)
def test_moves_are_possible_where_the_table_says_so(office: User, state: RunState, move: Move) -> None:
    run = in_state(office, state)
    is_possible = state in MOVES[move][0]
    assert can_move(office, run, move) is is_possible
    if is_possible:
        ACTS[move](run, office)
        reached = {Move.MATCH: RunState.PREVIEW}.get(move, MOVES[move][1])  # the sheet is read at once
        assert ImportRun.objects.get(pk=run.pk).state == reached
        return
    with pytest.raises(Refused):
        ACTS[move](run, office)
    assert ImportRun.objects.get(pk=run.pk).state == state


def people(town: Unit, run: ImportRun) -> dict[str, User]:
    return {
        "creator": run.created_by,
        "office": user_as(Role.OFFICE, town),
        "leader": user_as(Role.LEADER, town),
        "auditor": user_as(Role.AUDITOR, town),
        "other office": user_as(Role.OFFICE),
    }


@pytest.mark.parametrize("move", Move)
def test_moves_are_for_who_uploaded_it_and_the_office(town: Unit, move: Move) -> None:
    state = RunState.WRITTEN if move is Move.UNDO else RunState.PREVIEW
    run = in_state(user_as(Role.LEADER, town), state)
    for name, user in people(town, run).items():
        may = name in {"creator", "office"}
        assert (name, WHO_MAY[move](user, run)) == (name, may)
        if not may:
            with pytest.raises(NotAllowed):
                ACTS[move](run, user)


def test_who_may_no_longer_import_can_only_discard(town: Unit, kind: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    leader = user_as(Role.LEADER, town)
    run, old = uploaded(leader, NEW_YEAR), written(leader, ("2031-01-02", "放假", "元旦"))
    monkeypatch.setattr(kind, "may_import", lambda user, township: user.has_role(Role.OFFICE))
    assert (moves_of(leader, run), moves_of(leader, old)) == ([Move.DISCARD], [])
    assert moves_of(user_as(Role.OFFICE, town), old) == [Move.UNDO]


def test_import_whose_kind_is_gone_can_only_be_discarded(office: User, kind: Days) -> None:
    run = uploaded(office, NEW_YEAR)
    ImportRun.objects.filter(pk=run.pk).update(kind="weather")
    run.refresh_from_db()
    assert moves_of(office, run) == [Move.DISCARD]


def test_erased_import_cannot_be_moved(office: User) -> None:
    run = written(office, NEW_YEAR)
    run.emptied_at = timezone.now() + timedelta(days=1)
    assert moves_of(office, run) == []


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.OFFICE, True), (Role.LEADER, True), (Role.ADMIN, False), (Role.AUDITOR, False), (Role.SECRETARY, False)],
)
def test_imports_are_seen_by_office_leader_and_who_uploaded(office: User, town: Unit, role: Role, sees: bool) -> None:
    run = uploaded(office, NEW_YEAR)
    user = user_as(role, town) if role is not Role.SECRETARY else user_as(role)
    assert ImportRun.objects.visible_to(user).filter(pk=run.pk).exists() is sees
    assert ImportRun.objects.visible_to(office).get() == run
