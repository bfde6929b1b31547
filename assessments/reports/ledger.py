"""Ledgers port of monthly reports: when each community's came, and how it fared; remarks and reasons stay here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models import Report
from assessments.reports.lateness import day_of, days_late, is_late
from safety_portal.core.exports import Column, Table, Value
from safety_portal.core.months import Month
from safety_portal.core.templatetags.portal import unit_text


class ReportLedger:
    """The reports of the month, one of each community."""

    def ledger(self, month: Month, township_ids: Sequence[int]) -> Table:
        rows = Report.objects.filter(month__first_day=month.first_day, month__township__in=township_ids)
        rows = rows.select_related("unit", "month__township").order_by("month__township__code", "unit__code")
        return Table(_("Monthly reports"), COLUMNS, rows.iterator(1000), rows.count())


def _day(name: str) -> Callable[[Report], date | None]:
    def day(report: Report) -> date | None:
        moment = getattr(report, name)
        return day_of(moment) if moment else None

    return day


def _in_time(report: Report) -> Value:
    if report.first_submitted_at is None:
        return pgettext_lazy("ledger", "not submitted")
    return _("late") if is_late(report.first_submitted_at, report.month.due_at) else _("in time")


def _days_late(report: Report) -> int:
    return days_late(report.first_submitted_at, report.month.due_at, report.month.lock_at)


COLUMNS = (
    Column(_("Township"), lambda report: unit_text(report.month.township), 14),
    Column(_("Community"), lambda report: unit_text(report.unit), 16),
    Column(_("State"), lambda report: report.get_state_display(), 12),
    Column(_("Due"), lambda report: day_of(report.month.due_at), 12),
    Column(_("First submitted on"), _day("first_submitted_at"), 12),
    Column(_("In time"), _in_time, 10),
    Column(_("Days late"), _days_late, 10),
    Column(_("Times returned"), attrgetter("times_returned"), 10),
    Column(_("Accepted on"), _day("accepted_at"), 12),
    Column(pgettext_lazy("ledger", "Nil report"), lambda report: _("yes") if report.is_nil else None, 10),
)
