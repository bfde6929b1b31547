"""A report as its page shows it: rows grouped by catalogue, with faults, hints and where each number comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.models import FigureCheck, Report, ReportLine
from assessments.reports import selectors
from assessments.reports.checks import Fault, Part, can_be_nil, faults_of
from assessments.reports.inputs import LineInput
from assessments.reports.lateness import day_of
from assessments.reports.outliers import Hint
from assessments.reports.selectors import Change
from assessments.states import ReportState
from safety_portal.audit import timeline, trail
from safety_portal.core.formats import short_datetime
from safety_portal.core.ports import Words


@dataclass(frozen=True)
class Row:
    """One figure. ``faults`` are those to be shown now; ``change``: the register says something else by now."""

    line: ReportLine
    faults: Sequence[Fault]
    hint: Hint | None
    change: Change | None
    source_url: str
    overlay: LineInput | None = None

    @property
    def code(self) -> str:
        return self.line.figure.code

    @property
    def key(self) -> str:
        """For element ids."""
        return self.code.replace(".", "-")

    @property
    def value(self) -> str:
        """What stands in the input: what was typed, or the number as one types it."""
        if self.overlay is not None:
            return self.overlay.text
        if self.line.typed:
            return self.line.typed
        return plain(self.line.claimed_value)

    @property
    def is_not_applicable(self) -> bool:
        if self.overlay is not None:
            return self.overlay.is_not_applicable
        return self.line.is_filled and self.line.claimed_value is None

    @property
    def reason(self) -> str:
        if self.overlay is not None and self.overlay.reason is not None:
            return self.overlay.reason
        return self.line.reason

    @property
    def difference(self) -> Decimal | None:
        """Claim minus register, where both are numbers and differ."""
        line = self.line
        if not line.differs or line.claimed_value is None or line.register_value is None:
            return None
        return line.claimed_value - line.register_value

    @property
    def value_faults(self) -> Sequence[Fault]:
        return [fault for fault in self.faults if fault.part is Part.VALUE]

    @property
    def reason_faults(self) -> Sequence[Fault]:
        return [fault for fault in self.faults if fault.part is Part.REASON]

    @property
    def asks_reason(self) -> bool:
        """Whether there is an input for a reason: where one is needed, or stands already."""
        stated_away = self.is_not_applicable and not self.line.is_counted
        return bool(self.reason or self.reason_faults) or self.line.differs or stated_away

    @property
    def offers_not_applicable(self) -> bool:
        """Where nobody counts, or the register itself says so."""
        return not self.line.is_counted or self.line.register_value is None


@dataclass(frozen=True)
class Group:
    """Rows of one catalogue."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Sheet:
    """All of a report's page that comes from its lines."""

    groups: Sequence[Group]
    is_nil_possible: bool

    @property
    def rows(self) -> Sequence[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def faults(self) -> Sequence[Fault]:
        return [fault for row in self.rows for fault in row.faults]

    @property
    def changes(self) -> Sequence[Change]:
        return [row.change for row in self.rows if row.change]

    @property
    def filled(self) -> int:
        return sum(row.line.is_filled for row in self.rows)

    @property
    def prefilled(self) -> int:
        """Figures that nobody had to type."""
        return sum(row.line.is_counted for row in self.rows)

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def differing(self) -> int:
        return sum(row.line.differs for row in self.rows)

    @property
    def explained(self) -> int:
        return sum(row.line.differs and bool(row.line.reason) for row in self.rows)

    @property
    def hints(self) -> int:
        return sum(row.hint is not None for row in self.rows)


def plain(value: Decimal | None) -> str:
    """A number as one types it: 1421, 22.08."""
    return "" if value is None else format(value.normalize(), "f")


def sheet_of(report: Report, *, with_open: bool = False, overlay: Mapping[str, LineInput] | None = None) -> Sheet:
    """The page's rows. ``with_open``: figures not yet given are faults too, as after a submission that was refused;
    ``overlay``: what somebody typed and could not be kept. A report with its unit and month; six queries and those
    of the registers, whatever the number of lines.
    """
    lines = list(report.lines.select_related("figure").order_by("figure__position"))
    faults = faults_of(lines, FigureCheck.objects.all(), report)
    open_codes = set() if with_open else {line.figure.code for line in lines if not line.is_filled and not line.typed}
    past = selectors.past_values(report.month, [report.unit_id])
    changes = {change.code: change for change in selectors.changes_of([report])[report.pk]}
    rows = [
        Row(
            line=line,
            faults=[one for one in faults if one.code == line.figure.code and one.code not in open_codes],
            hint=selectors.hint_of(line, report.unit_id, past),
            change=changes.get(line.figure.code),
            source_url=_source_url(report, line),
            overlay=(overlay or {}).get(line.figure.code),
        )
        for line in lines
    ]
    groups = [Group(name, list(some)) for name, some in groupby(rows, key=lambda row: row.line.figure.catalogue)]
    return Sheet(groups, can_be_nil(lines))


def _source_url(report: Report, line: ReportLine) -> str:
    if not line.is_counted:
        return ""
    return reverse("assessments:report_records", args=[report.month.slug, report.unit.code, line.figure.code])


# --- Steps and history ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """Where the report stands: ``css`` done, now or nothing."""

    css: str
    title: Words
    text: str


def steps_of(report: Report, sheet: Sheet, now: datetime) -> list[Step]:
    """Filled in, checked, submitted, reviewed."""
    today, month = day_of(now), report.month
    stage = {ReportState.SUBMITTED: 3, ReportState.ACCEPTED: 4}.get(ReportState(report.state), 1)
    counts = {"done": sheet.prefilled, "total": sheet.total}
    prefilled = _("%(done)s of %(total)s figures") % counts
    if report.prefilled_at:
        prefilled = f"{short_datetime(report.prefilled_at, today)}{_(', ')}{prefilled}"
    differing = {"differing": sheet.differing, "explained": sheet.explained}
    checked = (
        _("%(differing)s differ, %(explained)s explained") % differing if sheet.differing else _("Nothing differs")
    )
    texts = [
        (_("Filled in by the system"), prefilled),
        (_("Check and explain"), checked),
        (_("Submit"), _submitted(report, today) or _("due %(due)s") % {"due": short_datetime(month.due_at, today)}),
        (
            _("Review by the office"),
            short_datetime(report.accepted_at, today)
            if report.accepted_at
            else _("locked %(lock)s") % {"lock": short_datetime(month.lock_at, today)},
        ),
    ]
    return [
        Step("done" if index < stage else "now" if index == stage else "", title, text)
        for index, (title, text) in enumerate(texts)
    ]


def _submitted(report: Report, today: date) -> str:
    is_in = report.state in {ReportState.SUBMITTED, ReportState.ACCEPTED}
    return short_datetime(report.submitted_at, today) if is_in and report.submitted_at else ""


def history_of(report: Report) -> list[timeline.Step]:
    """What happened to the report, oldest first; single savings are left out."""
    words: dict[str, tuple[str, str, str]] = {
        "report.submit": ("send-check", "", pgettext("report", "Submitted")),
        "report.withdraw": ("arrow-left", "", pgettext("report", "Withdrawn")),
        "report.return": ("arrow-return-left", "bad", pgettext("report", "Returned")),
        "report.accept": ("check-circle-fill", "", pgettext("report", "Accepted")),
        "report.unlock": ("unlock", "", _("Opened by exception")),
    }
    steps = []
    for entry in trail.history_of(report):
        if entry.action in words:
            icon, css, title = words[entry.action]
            steps.append(timeline.Step(icon, title, entry.at, entry.actor_label, entry.reason, css))
    return steps
