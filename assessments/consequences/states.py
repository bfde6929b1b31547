"""States of what follows from a ranking, and the moves between them; no ORM."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Action(TextChoices):
    """What a unit meets with; the last two are decided elsewhere and only put on record here."""

    INTERVIEW = "interview", pgettext_lazy("consequence", "Summons to an interview")
    BULLETIN = "bulletin", pgettext_lazy("consequence", "Naming in a bulletin")
    SUPERVISION = "supervision", pgettext_lazy("consequence", "Supervision order")
    PRIORITY = "priority", pgettext_lazy("consequence", "Key management")
    VETO = "veto", pgettext_lazy("consequence", "Veto")


class Trigger(TextChoices):
    LAST_PLACE = "last_place", _("Last place in a surveyed month")
    QUARTER = "quarter", _("Last in the quarter's answers taken together")
    CHOSEN = "chosen", _("Chosen by the office, with a reason")
    RECORDED = "recorded", _("Decided elsewhere, recorded with its document")


#: What the portal drafts by itself, from figures.
BY_FIGURES = frozenset({Trigger.LAST_PLACE, Trigger.QUARTER})


class ConsequenceState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("consequence", "Proposed")
    POSTPONED = "postponed", pgettext_lazy("consequence", "Postponed")
    DECLINED = "declined", pgettext_lazy("consequence", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("consequence", "Ground changed")
    CONFIRMED = "confirmed", pgettext_lazy("consequence", "Confirmed, to be carried out")
    CARRIED_OUT = "carried_out", pgettext_lazy("consequence", "Carried out, to be closed")
    CLOSED = "closed", pgettext_lazy("consequence", "Closed")
    REVOKED = "revoked", pgettext_lazy("consequence", "Revoked")


_S = ConsequenceState
_TO_DECIDE = frozenset({_S.PROPOSED, _S.POSTPONED})
_IN_FORCE = frozenset({_S.CONFIRMED, _S.CARRIED_OUT, _S.CLOSED})

#: action → (from states, to state; None: it stays); buttons, services and documentation read this table.
CONSEQUENCE_MOVES: dict[str, tuple[frozenset[ConsequenceState], ConsequenceState | None]] = {
    "confirm": (_TO_DECIDE, _S.CONFIRMED),
    "decline": (_TO_DECIDE, _S.DECLINED),
    "postpone": (_TO_DECIDE, _S.POSTPONED),
    "resume": (frozenset({_S.POSTPONED}), _S.PROPOSED),
    "withdraw": (_TO_DECIDE, _S.WITHDRAWN),
    "carry_out": (frozenset({_S.CONFIRMED}), _S.CARRIED_OUT),
    "extend": (frozenset({_S.CONFIRMED, _S.CARRIED_OUT}), None),
    "repeat": (frozenset({_S.CARRIED_OUT}), _S.CONFIRMED),
    "close": (frozenset({_S.CARRIED_OUT}), _S.CLOSED),
    "uphold": (_IN_FORCE, None),
    "revoke": (_IN_FORCE, _S.REVOKED),
}

#: States in which a leader has still to decide.
TO_DECIDE = _TO_DECIDE
#: Confirmed at some time: numbered, and known to the unit itself.
NUMBERED = _IN_FORCE | {_S.REVOKED}


class Ground(TextChoices):
    """Whether the figures that a consequence rests on still say so, after corrections of the month."""

    STANDS = "stands", pgettext_lazy("ground of a consequence", "Stands")
    CHANGED = "changed", pgettext_lazy("ground of a consequence", "Changed by a correction")
    UPHELD = "upheld", pgettext_lazy("ground of a consequence", "Changed, upheld by the leader")


class ExitResult(TextChoices):
    """Whether the unit has left the last place since, by the newest published ranking that says so."""

    OPEN = "", pgettext_lazy("exit condition", "Not known yet")
    MET = "met", pgettext_lazy("exit condition", "Met")
    UNMET = "unmet", pgettext_lazy("exit condition", "Not met")
