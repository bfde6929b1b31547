"""States, moves and outcomes of a dispute; no ORM. Buttons, services and documentation read ``MOVES``."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a dispute stands."""

    REGISTERED = "registered", _("Waiting for acceptance")
    HANDED_OVER = "handed_over", _("Handed over, to be accepted")
    ACCEPTED = "accepted", _("Accepted")
    MEDIATING = "mediating", _("In mediation")
    CONCLUDED = "concluded", _("Concluded, return visits owed")
    CLOSED = "closed", _("Closed")
    VOID = "void", _("Void")


#: Still being worked on: no result yet.
OPEN_STATES = frozenset({State.REGISTERED, State.HANDED_OVER, State.ACCEPTED, State.MEDIATING})
#: A result stands.
CONCLUDED_STATES = frozenset({State.CONCLUDED, State.CLOSED})
#: Nothing more is owed.
FINAL_STATES = frozenset({State.CLOSED, State.VOID})


class Move(TextChoices):
    """What can be done with a dispute; the labels are the buttons."""

    ACCEPT = "accept", _("Accept")
    START = "start", _("Start mediation")
    ESCALATE = "escalate", _("Escalate")
    REFER = "refer", _("Hand over")
    CONCLUDE = "conclude", _("Record result")
    VISIT = "visit", _("Record return visit")
    CLOSE = "close", _("Close")
    REOPEN = "reopen", _("Reopen")
    VOID = "void", _("Void")


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
