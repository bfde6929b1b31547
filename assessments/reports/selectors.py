"""Reads over reports: what changed since, what is unusual, who has filed. Each over any number of reports at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Max, Q, QuerySet

from assessments.models import AssessmentMonth, Figure, Report, ReportLine
from assessments.reports.outliers import Hint, hint_for
from assessments.reports.registers import RegisterValues, read_registers
from assessments.rules.selectors import rules_in_force
from assessments.states import ReportState
from safety_portal.accounts.models import User

PAST_MONTHS = 12
#: States of a report that has come and hasn't been sent back.
FILED = (ReportState.SUBMITTED, ReportState.ACCEPTED)
_HAS_COME = Q(reports__state__in=FILED)


# --- Months ---------------------------------------------------------------------------------------------------


def with_turnout(months: QuerySet[AssessmentMonth]) -> QuerySet[AssessmentMonth]:
    """Adds to each month ``asked filed on_time late returned accepted``: how many reports, which came, which in time.

    A report that was sent back has not come; one that came for the first time after its date is late.
    """
    late = Q(reports__first_submitted_at__gt=F("due_at"))
    return months.annotate(
        asked=Count("reports"),
        filed=Count("reports", filter=_HAS_COME),
        on_time=Count("reports", filter=_HAS_COME & ~late),
        late=Count("reports", filter=_HAS_COME & late),
        returned=Count("reports", filter=Q(reports__state=ReportState.RETURNED)),
        accepted=Count("reports", filter=Q(reports__state=ReportState.ACCEPTED)),
    )


@dataclass(frozen=True)
class Turnout:
    """How one community has filed over the past months."""

    asked: int
    filed: int
    on_time: int


def turnout_of(month: AssessmentMonth) -> dict[int, Turnout]:
    """By unit id, over the twelve months up to and with this one."""
    rows = Report.objects.filter(
        month__township=month.township_id,
        month__first_day__gt=(month.month - PAST_MONTHS).first_day,
        month__first_day__lte=month.first_day,
    )
    filed = Q(state__in=FILED)
    counted = (
        rows.order_by()
        .values("unit")
        .annotate(
            asked=Count("pk"),
            filed=Count("pk", filter=filed),
            on_time=Count("pk", filter=filed & Q(first_submitted_at__lte=F("month__due_at"))),
        )
    )
    return {row["unit"]: Turnout(row["asked"], row["filed"], row["on_time"]) for row in counted}


# --- Registers now and then -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A register says something else than the report holds."""

    code: str
    name: str
    held: Decimal | None
    now: Decimal | None


def register_codes(lines: Iterable[ReportLine]) -> list[str]:
    """Figures of these lines that registers count."""
    return sorted({line.figure.code for line in lines if line.figure.source == Figure.Source.REGISTER})


def has_changed(line: ReportLine, unit_id: int, registers: RegisterValues) -> bool:
    """Whether a register says something else now than the line holds."""
    figure = line.figure
    if figure.source != Figure.Source.REGISTER or figure.code not in registers.counted:
        return False
    return not line.is_counted or registers.value(unit_id, figure.code) != line.register_value


def changes_of(reports: Sequence[Report]) -> dict[int, list[Change]]:
    """By report id, what the registers say now and didn't when the report was filled. Reports of one month."""
    if not reports:
        return {}
    lines = list(ReportLine.objects.filter(report__in=reports).select_related("figure"))
    units = {report.pk: report.unit_id for report in reports}
    registers = read_registers(register_codes(lines), reports[0].month.month, sorted(units.values()))
    changes: dict[int, list[Change]] = {report.pk: [] for report in reports}
    for line in lines:
        if has_changed(line, units[line.report_id], registers):
            now = registers.value(units[line.report_id], line.figure.code)
            changes[line.report_id].append(Change(line.figure.code, line.figure.name, line.register_value, now))
    return changes


# --- Unusual values -------------------------------------------------------------------------------------------

PastValues = Mapping[tuple[int, int], Sequence[Decimal]]


def past_values(month: AssessmentMonth, unit_ids: Sequence[int]) -> PastValues:
    """Claims of the twelve months before this one in reports that came, by unit id and figure id."""
    rows = ReportLine.objects.filter(
        report__unit__in=unit_ids,
        report__state__in=FILED,
        report__month__first_day__gte=(month.month - PAST_MONTHS).first_day,
        report__month__first_day__lt=month.first_day,
        claimed_value__isnull=False,
    )
    past: dict[tuple[int, int], list[Decimal]] = defaultdict(list)
    for unit_id, figure_id, value in rows.values_list("report__unit_id", "figure_id", "claimed_value"):
        if value is not None:
            past[unit_id, figure_id].append(value)
    return past


def hint_of(line: ReportLine, unit_id: int, past: PastValues) -> Hint | None:
    """A hint if the line's claim is unusual for this community; targets are set, not reported."""
    if line.figure.is_target:
        return None
    return hint_for(line.claimed_value, past.get((unit_id, line.figure_id), ()), line.figure.unit_label)


# --- The office's list ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReviewRow:
    """A report as the office sees it in the list of a month."""

    report: Report
    differences: int
    hints: int
    changes: Sequence[Change]
    open_lines: int
    turnout: Turnout

    @property
    def is_plain(self) -> bool:
        """Submitted, as the registers say, today still, and not unusual: may be accepted without opening it."""
        is_submitted = self.report.state == ReportState.SUBMITTED
        return is_submitted and not (self.differences or self.hints or self.changes)


def review_rows(month: AssessmentMonth, reports: Sequence[Report]) -> list[ReviewRow]:
    """The reports of a month with what the office looks for."""
    lines: dict[int, list[ReportLine]] = defaultdict(list)
    for line in ReportLine.objects.filter(report__in=reports).select_related("figure"):
        lines[line.report_id].append(line)
    units = [report.unit_id for report in reports]
    past, changes, turnout = past_values(month, units), changes_of(reports), turnout_of(month)
    return [
        ReviewRow(
            report=report,
            differences=sum(line.differs for line in lines[report.pk]),
            hints=sum(hint_of(line, report.unit_id, past) is not None for line in lines[report.pk]),
            changes=changes[report.pk],
            open_lines=sum(not line.is_filled for line in lines[report.pk]),
            turnout=turnout[report.unit_id],
        )
        for report in reports
    ]


def plain_reports(month: AssessmentMonth) -> list[Report]:
    """Reports that may be accepted in one go."""
    submitted = month.reports.filter(state=ReportState.SUBMITTED).select_related("unit", "month").order_by("unit__code")
    return [row.report for row in review_rows(month, list(submitted)) if row.is_plain]


def current_report(user: User) -> Report | None:
    """The report a secretary means by "this month's": the latest of the own communities that is still to be done,
    else the latest of all.
    """
    reports = Report.objects.visible_to(user).select_related("month", "unit")
    open_first = Q(state__in=[ReportState.DRAFT, ReportState.RETURNED])
    newest = reports.aggregate(newest=Max("month__first_day"))["newest"]
    ordered = reports.filter(month__first_day=newest).order_by("unit__code")
    return ordered.filter(open_first).first() or ordered.first()


def points_a_day_late(month: AssessmentMonth) -> Decimal | None:
    """What the rules in force take for a day, so that the page can say what follows; None where they take nothing."""
    rules = rules_in_force(month)
    items = json.loads(rules.body)["items"] if rules else []
    formulas = [item["formula"] for item in items if item["formula"].get("value") == "report.days_late"]
    return next((Decimal(str(formula["rate"])) for formula in formulas if formula["type"] == "per_unit"), None)


@dataclass(frozen=True)
class Neighbours:
    """The same community's reports of the month before and the month after, as far as there are any."""

    before: Report | None
    after: Report | None


def neighbours_of(report: Report) -> Neighbours:
    """For turning pages."""
    month = report.month.month
    beside = report.unit.reports.filter(month__first_day__in=[(month - 1).first_day, (month + 1).first_day])
    found = {one.month.first_day: one for one in beside.select_related("month", "unit")}
    return Neighbours(found.get((month - 1).first_day), found.get((month + 1).first_day))
