"""How a dispute looks: chips, clocks, buttons, the steps of its history. Words and signs only, no writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from disputes.clocks import natural_days
from disputes.models import Dispute, Origin, ReturnVisit, StageDeadline
from disputes.policies import can_move
from disputes.states import MOVES, Move, State
from safety_portal.accounts.models import User
from safety_portal.core.clocks import Clock, in_words
from safety_portal.core.deadlines import REGISTERED


@dataclass(frozen=True)
class Chip:
    kind: str
    text: str
    icon: str = ""


_STATE_CHIPS: dict[State, tuple[str, str]] = {
    State.REGISTERED: ("", ""),
    State.HANDED_OVER: ("", "send-check"),
    State.ACCEPTED: ("info", "check2"),
    State.MEDIATING: ("info", ""),
    State.CONCLUDED: ("warn", "hourglass-split"),
    State.CLOSED: ("ok", ""),
    State.VOID: ("", "slash-circle"),
}
_RISK_ICONS = {"bad": "flag-fill", "late": "exclamation-triangle-fill", "warn": "flag", "info": "circle"}


def state_chip(dispute: Dispute) -> Chip:
    kind, icon = _STATE_CHIPS[State(dispute.state)]
    return Chip(kind, str(dispute.get_state_display()), icon)


def risk_chip(dispute: Dispute) -> Chip:
    return Chip(dispute.risk.look, dispute.risk.name, _RISK_ICONS[dispute.risk.look])


def origin_chip(dispute: Dispute) -> Chip | None:
    """How an entry came in, where nobody registered it here."""
    match dispute.origin:
        case Origin.LEDGER:
            return Chip("", pgettext("dispute", "From a ledger"), "journal-text")
        case Origin.OPENING:
            return Chip("", str(Origin.OPENING.label), "journal-text")
        case _:
            return None


def clock_of(dispute: Dispute, now: datetime) -> Clock | None:
    """The clock that runs now, for a list row; None once nothing is owed."""
    if dispute.counted_from is None or dispute.due_at is None:
        return None
    return Clock(dispute.counted_from, dispute.due_at, now)


@dataclass(frozen=True)
class Row:
    """A dispute as a row of the list."""

    dispute: Dispute
    state: Chip
    risk: Chip
    origin: Chip | None
    clock: Clock | None


def rows_of(disputes: Sequence[Dispute], now: datetime) -> list[Row]:
    return [Row(one, state_chip(one), risk_chip(one), origin_chip(one), clock_of(one, now)) for one in disputes]


# --- Clocks of the detail page ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class StageView:
    """One deadline of the side column: running with its clock, or ended with a verdict."""

    title: str
    clock: Clock | None
    chip: Chip | None
    note: str


def stage_views(dispute: Dispute, deadlines: Sequence[StageDeadline], now: datetime) -> list[StageView]:
    """Deadlines of the present round, the running ones first."""
    views = [_stage_view(row, dispute, now) for row in deadlines if row.round == dispute.round]
    return sorted(views, key=lambda view: view.clock is None)


def _stage_view(row: StageDeadline, dispute: Dispute, now: datetime) -> StageView:
    title = str(row.get_stage_display())
    arithmetic = _arithmetic(row)
    if row.handed_on_at is not None:
        chip = Chip("", _("handed on in time"), "arrow-up")
        return StageView(title, None, chip, _used(row, row.handed_on_at))
    if row.met_at is not None:
        late = row.met_at > row.due_at
        words = in_words(row.met_at - row.due_at, fine=False) if late else ""
        chip = Chip("bad", _("%(duration)s over") % {"duration": words}) if late else Chip("ok", _("in time"))
        return StageView(title, None, chip, arithmetic if late else _used(row, row.met_at))
    if dispute.is_final:
        return StageView(title, None, Chip("", _("ended"), "slash-circle"), arithmetic)
    return StageView(title, Clock(row.started_at, row.due_at, now, arithmetic), None, "")


def _arithmetic(row: StageDeadline) -> str:
    event = pgettext("start of a deadline", "reopened") if row.round > 1 else REGISTERED
    return natural_days(row.started_at, row.days, event).arithmetic()


def _used(row: StageDeadline, at: datetime) -> str:
    words = {"used": in_words(max(at - row.started_at, at - at), fine=True), "days": row.days}
    return _("%(used)s of %(days)d days used") % words


# --- Buttons ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    is_primary: bool
    is_grave: bool


#: The next step that a state waits for.
_NEXT: dict[State, Move] = {
    State.REGISTERED: Move.ACCEPT,
    State.HANDED_OVER: Move.ACCEPT,
    State.ACCEPTED: Move.START,
    State.MEDIATING: Move.CONCLUDE,
    State.CONCLUDED: Move.CLOSE,
}


def buttons(dispute: Dispute, user: User, owed: Sequence[ReturnVisit]) -> list[Button]:
    """The moves open to this user, from ``MOVES``; the one that is waited for comes last and is the primary."""
    next_move = _NEXT.get(State(dispute.state))
    hidden = {Move.VISIT} | ({Move.CLOSE} if owed else set())
    moves = [move for move in reversed(MOVES) if move not in hidden and can_move(user, dispute, move)]
    moves.sort(key=lambda move: move == next_move)
    return [
        Button(
            str(move.label),
            reverse("disputes:move", args=[dispute.pk, move.value]),
            move == next_move,
            move == Move.VOID,
        )
        for move in moves
        if not (move == Move.ESCALATE and dispute.level == "township")
    ]
