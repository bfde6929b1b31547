"""Who may do what with an import they can see."""

from __future__ import annotations

from collections.abc import Callable

from safety_portal.accounts.models import Role, User
from safety_portal.imports.kinds import kind_of
from safety_portal.imports.models import ImportRun, SenderMemory
from safety_portal.imports.states import MOVES, Move, RunState


def is_office(user: User, run: ImportRun) -> bool:
    """The governance office of the township whose registers the import is for."""
    return user.has_role(Role.OFFICE, township_id=run.township_id)


def still_allowed(user: User, run: ImportRun) -> bool:
    """Whether the kind lets ``user`` import today; a kind whose app is gone lets nobody."""
    kind = kind_of(run.kind)
    return kind is not None and kind.may_import(user, run.township)


def can_work_on(user: User, run: ImportRun) -> bool:
    """Matching columns, reading again, writing, discarding: who uploaded it or the office, if the kind allows."""
    return (run.created_by_id == user.pk or is_office(user, run)) and still_allowed(user, run)


def can_discard(user: User, run: ImportRun) -> bool:
    """One may always throw away what one uploaded, allowed or no longer."""
    return run.created_by_id == user.pk or is_office(user, run)


def can_fetch(user: User, run: ImportRun) -> bool:
    """The workbook itself, unmasked, is for who uploaded it and the office; others see the masked preview."""
    return (run.created_by_id == user.pk or is_office(user, run)) and run.emptied_at is None


def can_undo(user: User, run: ImportRun) -> bool:
    """The office, or who uploaded it while the kind still allows."""
    return is_office(user, run) or (run.created_by_id == user.pk and still_allowed(user, run))


def can_forget(user: User, memory: SenderMemory) -> bool:
    """What was learnt of a sender is the township's: its office, or who may import that kind."""
    kind = kind_of(memory.kind)
    if user.has_role(Role.OFFICE, township_id=memory.township_id):
        return True
    return kind is not None and kind.may_import(user, memory.township)


WHO_MAY: dict[Move, Callable[[User, ImportRun], bool]] = {
    Move.READ: can_work_on,
    Move.MATCH: can_work_on,
    Move.CONFIRM: can_work_on,
    Move.UNDO: can_undo,
    Move.DISCARD: can_discard,
}


def can_move(user: User, run: ImportRun, move: Move) -> bool:
    """Whether the move fits state and user; what was erased can be neither read nor undone."""
    if run.emptied_at is not None and move is not Move.DISCARD:
        return False
    return RunState(run.state) in MOVES[move][0] and WHO_MAY[move](user, run)


def moves_of(user: User, run: ImportRun) -> list[Move]:
    """The buttons of an import's page."""
    return [move for move in Move if can_move(user, run, move)]
