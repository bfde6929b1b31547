"""States of reports, filings and rule sets, and the moves between them; no ORM."""

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
