"""States, moves and outcomes of a dispute; no ORM. Buttons, services and documentation read ``MOVES``."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """Where a dispute stands."""

    REGISTERED = "registered", pgettext_lazy("dispute", "Waiting for acceptance")
    HANDED_OVER = "handed_over", pgettext_lazy("dispute", "Handed over")
    ACCEPTED = "accepted", pgettext_lazy("dispute", "Accepted")
    MEDIATING = "mediating", pgettext_lazy("dispute", "In mediation")
    CONCLUDED = "concluded", pgettext_lazy("dispute", "Return visits owed")
    CLOSED = "closed", pgettext_lazy("dispute", "Closed")
    VOID = "void", pgettext_lazy("dispute", "Void")


#: Still being worked on: no result yet.
OPEN_STATES = frozenset({State.REGISTERED, State.HANDED_OVER, State.ACCEPTED, State.MEDIATING})
#: A result stands.
CONCLUDED_STATES = frozenset({State.CONCLUDED, State.CLOSED})
#: Nothing more is owed.
FINAL_STATES = frozenset({State.CLOSED, State.VOID})


class Move(TextChoices):
    """What can be done with a dispute; the labels are the buttons."""

    ACCEPT = "accept", pgettext_lazy("dispute move", "Accept")
    START = "start", pgettext_lazy("dispute move", "Start mediation")
    ESCALATE = "escalate", pgettext_lazy("dispute move", "Escalate")
    REFER = "refer", pgettext_lazy("dispute move", "Hand over")
    CONCLUDE = "conclude", pgettext_lazy("dispute move", "Record result")
    VISIT = "visit", pgettext_lazy("dispute move", "Record return visit")
    CLOSE = "close", pgettext_lazy("dispute move", "Close")
    REOPEN = "reopen", pgettext_lazy("dispute move", "Reopen")
    VOID = "void", pgettext_lazy("dispute move", "Void")


class Passage(NamedTuple):
    """From which states a move leads where."""

    sources: frozenset[State]
    target: State


MOVES: dict[Move, Passage] = {
    Move.ACCEPT: Passage(frozenset({State.REGISTERED, State.HANDED_OVER}), State.ACCEPTED),
    Move.START: Passage(frozenset({State.ACCEPTED}), State.MEDIATING),
    Move.ESCALATE: Passage(OPEN_STATES, State.HANDED_OVER),
    Move.REFER: Passage(OPEN_STATES, State.HANDED_OVER),
    Move.CONCLUDE: Passage(frozenset({State.ACCEPTED, State.MEDIATING}), State.CONCLUDED),
    Move.VISIT: Passage(frozenset({State.CONCLUDED}), State.CONCLUDED),
    Move.CLOSE: Passage(frozenset({State.CONCLUDED}), State.CLOSED),
    Move.REOPEN: Passage(CONCLUDED_STATES, State.MEDIATING),
    Move.VOID: Passage(OPEN_STATES | {State.CONCLUDED}, State.VOID),
}


class HandlingLevel(TextChoices):
    """The level at which a dispute is handled, lowest first."""

    GRID = "grid", _("Grid level")
    COMMUNITY = "community", _("Community level")
    TOWNSHIP = "township", _("Township level")

    @property
    def height(self) -> int:
        return list(HandlingLevel).index(self)


class Outcome(TextChoices):
    """Results kept apart (人民调解法 17, 26, 28): a party's refusal is no failure of mediation."""

    AGREED = "agreed", _("Written agreement")
    ORAL = "oral", _("Oral agreement")
    DECLINED = "declined", _("Declined by a party")
    FAILED = "failed", _("Failed, told of other remedies")
    COURT = "court", _("Referred to court")


#: Outcomes that settle the matter.
AGREEMENTS = frozenset({Outcome.AGREED, Outcome.ORAL})


class Satisfaction(TextChoices):
    """What a party said at the return visit."""

    SATISFIED = "satisfied", _("Satisfied")
    FAIRLY = "fairly", _("Fairly satisfied")
    DISSATISFIED = "dissatisfied", _("Not satisfied")
    NOT_STATED = "not_stated", _("No opinion given")
    UNREACHED = "unreached", _("Could not be reached")


class Performance(TextChoices):
    """Whether the agreement is kept (人民调解法 31)."""

    KEPT = "kept", _("Kept")
    PARTLY = "partly", _("Kept in part")
    BROKEN = "broken", _("Not kept")
    NONE = "none", _("Nothing to perform")
