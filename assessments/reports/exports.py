"""The columns of a month's reports and of filings when the lists are taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.models import AssessmentMonth, Filing
from assessments.reports.lateness import is_late
from assessments.reports.phases import phase_of
from assessments.reports.selectors import ReviewRow
from assessments.states import ReportState
from safety_portal.core.exports import CHUNK, Column, Table, Value
from safety_portal.core.formats import month_label
from safety_portal.core.templatetags.portal import unit_text


def review_table(month: AssessmentMonth, rows: Sequence[ReviewRow], state: str) -> Table:
    """The office's list of a month; ``state``: the tab, "" for all."""
    title = _("Reports for %(month)s") % {"month": month_label(month.first_day)}
    tab = ReportState(state).label if state in ReportState.values else _("All")
    notes = [(_("Township"), unit_text(month.township)), (_("Tab"), tab)]
    return Table(title, _REVIEW, rows, len(rows), notes)


def _submitted(row: ReviewRow) -> Value:
    return row.report.submitted_at if row.report.state != ReportState.DRAFT else None


def _remarks(row: ReviewRow) -> str:
    """What the page says beside the state and the day."""
    report, has_come = row.report, _submitted(row) is not None
    remarks = []
    if report.is_nil:
        remarks.append(_("Nil report"))
    if has_come and is_late(report.first_submitted_at, report.month.due_at):
        remarks.append(_("late"))
    if has_come and report.on_behalf_reason:
        remarks.append(_("on behalf"))
    if not has_come and row.open_lines:
        words = ngettext("%(count)s figure open", "%(count)s figures open", row.open_lines)
        remarks.append(words % {"count": row.open_lines})
    return "；".join(remarks)


_REVIEW = (
    Column(gettext_lazy("Community"), lambda row: unit_text(row.report.unit), 18),
    Column(gettext_lazy("State"), lambda row: row.report.get_state_display(), 12),
    Column(gettext_lazy("Submitted on"), _submitted, 18),
    Column(gettext_lazy("Differ"), attrgetter("differences"), 10),
    Column(gettext_lazy("Unusual"), attrgetter("hints"), 10),
    Column(gettext_lazy("Changed since"), lambda row: len(row.changes), 12),
    Column(gettext_lazy("In time, 12 months"), attrgetter("turnout.on_time"), 14),
    Column(gettext_lazy("Asked, 12 months"), attrgetter("turnout.asked"), 14),
    Column(gettext_lazy("Remarks"), _remarks, 24),
)


def filings_table(filings: QuerySet[Filing]) -> Table:
    """What member units file; ``filings`` with ``cells``, the number of figures filed."""
    return Table(_("Figures to file"), _FILINGS, filings.iterator(chunk_size=CHUNK), filings.count())


_FILINGS = (
    Column(gettext_lazy("Month"), lambda filing: month_label(filing.month.first_day), 14),
    Column(gettext_lazy("Member unit"), lambda filing: unit_text(filing.member_unit), 22),
    Column(gettext_lazy("State"), lambda filing: filing.get_state_display(), 12),
    Column(gettext_lazy("Cells filed"), attrgetter("cells"), 12),
    Column(gettext_lazy("Due"), attrgetter("month.due_at"), 18),
    Column(gettext_lazy("Submitted on"), attrgetter("submitted_at"), 18),
)


def months_table(rows: QuerySet[AssessmentMonth], now: datetime) -> Table:
    """Months with their turnout (``selectors.with_turnout``), and where they stand ``now``."""
    columns = [
        Column(_("Month"), lambda month: month_label(month.first_day), 14),
        Column(_("Township"), lambda month: unit_text(month.township), 18),
        Column(_("Phase"), lambda month: phase_of(month, now)[1], 20),
        Column(_("Asked"), attrgetter("asked"), 10),
        Column(_("Filed"), attrgetter("filed"), 10),
        Column(_("Returned"), attrgetter("returned"), 10),
        Column(_("In time"), attrgetter("on_time"), 10),
        Column(_("Late"), attrgetter("late"), 10),
        Column(_("Reports accepted"), attrgetter("accepted"), 12),
        Column(_("Lock"), attrgetter("lock_at"), 18),
    ]
    return Table(_("Months"), columns, rows.iterator(chunk_size=CHUNK), rows.count())
