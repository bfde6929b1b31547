"""States of reports, filings, rule sets and objections, and the moves between them; no ORM."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportState(TextChoices):
    DRAFT = "draft", pgettext_lazy("report", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("report", "Submitted")
    RETURNED = "returned", pgettext_lazy("report", "Returned")
    ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")


#: action → (from states, to state); buttons, services and documentation read this table.
REPORT_MOVES: dict[str, tuple[frozenset[ReportState], ReportState]] = {
    "submit": (frozenset({ReportState.DRAFT, ReportState.RETURNED}), ReportState.SUBMITTED),
    "withdraw": (frozenset({ReportState.SUBMITTED}), ReportState.DRAFT),
    "return": (frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED}), ReportState.RETURNED),
    "accept": (frozenset({ReportState.SUBMITTED}), ReportState.ACCEPTED),
}

#: States in which the figures may be typed over.
EDITABLE = frozenset({ReportState.DRAFT, ReportState.RETURNED})


class FilingState(TextChoices):
    DRAFT = "draft", pgettext_lazy("report", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("report", "Submitted")


class RuleState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("In force")


class LineState(TextChoices):
    """States of a score line, as in the scoring contract."""

    SCORED = "scored", _("Scored")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    MISSING = "missing", _("Missing")
    SUPERSEDED = "superseded", _("Superseded")


class ObjectionState(TextChoices):
    OPEN = "open", pgettext_lazy("objection", "To be decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Withdrawn")
    ACCEPTED = "accepted", pgettext_lazy("objection", "Accepted")
    REJECTED = "rejected", pgettext_lazy("objection", "Not accepted")


#: action → (from states, to state)
OBJECTION_MOVES: dict[str, tuple[frozenset[ObjectionState], ObjectionState]] = {
    "withdraw": (frozenset({ObjectionState.OPEN}), ObjectionState.WITHDRAWN),
    "accept": (frozenset({ObjectionState.OPEN}), ObjectionState.ACCEPTED),
    "reject": (frozenset({ObjectionState.OPEN}), ObjectionState.REJECTED),
    "reopen": (frozenset({ObjectionState.ACCEPTED, ObjectionState.REJECTED}), ObjectionState.OPEN),
}
#: States of an objection about which somebody has decided.
DECIDED = frozenset({ObjectionState.ACCEPTED, ObjectionState.REJECTED})


class Remedy(TextChoices):
    """What an accepted objection changes."""

    FIGURE = "figure", _("A figure is corrected for this month")
    POINTS = "points", _("The points given by hand are changed")
    SOURCE = "source", _("It is already corrected where the figure comes from")


class ObstacleKind(TextChoices):
    """What stands between a draft and its publication."""

    NO_DRAFT = "no_draft", _("No draft")
    OBJECTIONS = "objections", _("Open objections")
    RESCORING = "rescoring", _("Scores not yet run again")
    WINDOW = "window", _("Objections still possible")
    MISSING = "missing", _("Missing figures")


#: A leader may let a publication pass these, with a reason; the others end by themselves or need a run.
WAIVABLE = frozenset({ObstacleKind.OBJECTIONS, ObstacleKind.WINDOW, ObstacleKind.MISSING})


class TargetState(TextChoices):
    """How a township stands to a target in a month. Only the first three are a judgement."""

    MET = "met", pgettext_lazy("target", "Met")
    AT_RISK = "at_risk", pgettext_lazy("target", "At risk")
    MISSED = "missed", pgettext_lazy("target", "Not met")
    SMALL_SAMPLE = "small_sample", pgettext_lazy("target", "Small sample")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("target", "Nothing due")
    NOT_MEASURED = "not_measured", pgettext_lazy("target", "Not measured")
    WAITING = "waiting", pgettext_lazy("target", "To be set")
    NEUTRAL = "neutral", pgettext_lazy("target", "Count only")
