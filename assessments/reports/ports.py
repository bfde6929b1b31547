"""What reports and filings show on the home page: what waits for a user, tiles, and who has not filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.finding import latest_month
from assessments.models import AssessmentMonth, Filing, Report
from assessments.reports import selectors
from assessments.reports.filings import communities_of, figures_of
from assessments.reports.lateness import day_of
from assessments.states import EDITABLE, FilingState, ReportState
from safety_portal.accounts.models import Role, User
from safety_portal.core.formats import month_label, number, short_datetime
from safety_portal.core.ports import DueEntry, Panel, Tile, Words

_REPORT = gettext_lazy("Monthly report")
_ROWS = 8


def open_reports(user: User, now: datetime) -> QuerySet[Report]:
    """Reports that the user has to file and still may: not shut by the lock."""
    is_open = Q(month__lock_at__gte=now) | Q(unlocked_until__gte=now)
    own = Q(unit__in=user.unit_ids(Role.SECRETARY), state__in=sorted(EDITABLE))
    return Report.objects.filter(own & is_open).select_related("month", "unit").order_by("month__due_at", "unit__code")


def reports_to_review(user: User) -> QuerySet[Report]:
    """Submitted reports of the office's townships."""
    waiting = Report.objects.filter(month__township__in=user.unit_ids(Role.OFFICE), state=ReportState.SUBMITTED)
    return waiting.select_related("month", "unit").order_by("month__lock_at", "unit__code")


def open_filings(user: User, now: datetime) -> QuerySet[Filing]:
    """Filings that the user's member unit has not submitted and still may."""
    own = Filing.objects.filter(member_unit__in=user.unit_ids(Role.UNIT), state=FilingState.DRAFT)
    return own.filter(month__lock_at__gte=now).select_related("month", "member_unit").order_by("month__due_at")


class Due:
    """Due port."""

    def due_for(self, user: User, now: datetime, limit: int) -> tuple[Sequence[DueEntry], int]:
        entries: list[DueEntry] = []
        total = 0
        if Role.SECRETARY in _roles(user):
            reports = list(open_reports(user, now))
            entries += [_to_file(report, now) for report in reports]
            total += len(reports)
        if Role.UNIT in _roles(user):
            filings = list(open_filings(user, now))
            entries += [_to_fill(filing) for filing in filings]
            total += len(filings)
        if Role.OFFICE in _roles(user):
            waiting = reports_to_review(user)
            entries += [_to_review(report) for report in waiting[:limit]]
            total += waiting.count()
        entries.sort(key=lambda entry: entry.due_at or now)
        return entries[:limit], total


def _roles(user: User) -> set[Role]:
    return {scope.role for scope in user.scopes}


def _address(report: Report) -> str:
    return reverse("assessments:report", args=[report.month.slug, report.unit.code])


def _to_file(report: Report, now: datetime) -> DueEntry:
    month = report.month
    excepted = report.unlocked_until if report.unlocked_until and now > month.lock_at else None
    title = _("Report for %(month)s") if report.state == ReportState.DRAFT else _("Report for %(month)s, returned")
    return DueEntry(
        kind=_REPORT,
        title=title % {"month": month_label(month.month)},
        url=_address(report),
        due_at=excepted or month.due_at,
        place=report.unit.name,
        started_at=month.opened_at,
    )


def _to_fill(filing: Filing) -> DueEntry:
    month = filing.month
    return DueEntry(
        kind=_("Figures to file"),
        title=_("Figures for %(month)s") % {"month": month_label(month.month)},
        url=reverse("assessments:filing", args=[month.slug, filing.member_unit.code]),
        due_at=month.due_at,
        place=filing.member_unit.name,
        started_at=month.opened_at,
    )


def _to_review(report: Report) -> DueEntry:
    return DueEntry(
        kind=_("Report review"),
        title=_("Report for %(month)s, to be reviewed") % {"month": month_label(report.month.month)},
        url=_address(report),
        due_at=report.month.lock_at,
        place=report.unit.name,
        started_at=report.submitted_at,
    )


class Panels:
    """Panels port: the community's own report, the township's turnout."""

    def tiles(self, user: User, now: datetime) -> Sequence[Tile]:
        tiles = [_own_tile(report, now) for report in _latest_own(user)]
        tiles += [tile for filing in _latest_filing(user) if (tile := _filing_tile(filing, now))]
        month = _latest_of_township(user)
        return [*tiles, _turnout_tile(month, user)] if month else tiles

    def panel(self, user: User, now: datetime) -> Panel | None:
        month = _latest_of_township(user)
        if month is None:
            return None
        absent = month.reports.exclude(state__in=selectors.FILED).select_related("unit").order_by("unit__code")
        rows = list(absent[: _ROWS + 1])
        if not rows:
            return None
        context = {"month": month, "reports": rows[:_ROWS], "has_more": len(rows) > _ROWS}
        return Panel("assessments/reports/_absent.html", context, order=30, aside=True)


def _latest_own(user: User) -> list[Report]:
    if Role.SECRETARY not in _roles(user):
        return []
    report = selectors.current_report(user)
    return [report] if report else []


def _latest_of_township(user: User) -> AssessmentMonth | None:
    if not _roles(user) & {Role.OFFICE, Role.LEADER}:
        return None
    month = latest_month(user)
    return (
        selectors.with_turnout(AssessmentMonth.objects.filter(pk=month.pk)).select_related("township").get()
        if month
        else None
    )


def _own_tile(report: Report, now: datetime) -> Tile:
    counts = report.lines.aggregate(total=Count("pk"), filled=Count("pk", filter=Q(is_filled=True)))
    is_open = report.state in EDITABLE
    facts: list[Words] = [report.get_state_display()]
    if is_open:
        facts.append(_("due %(due)s") % {"due": short_datetime(report.month.due_at, day_of(now))})
    return Tile(
        label=_("Report for %(month)s") % {"month": month_label(report.month.month)},
        value=str(counts["filled"]),
        unit=f"/ {counts['total']}",
        url=_address(report),
        facts=facts,
        is_hot=is_open and now > report.month.due_at,
        order=10,
    )


def _latest_filing(user: User) -> list[Filing]:
    own = Filing.objects.filter(member_unit__in=user.unit_ids(Role.UNIT)).select_related("month", "member_unit")
    return list(own.order_by("-month__first_day", "pk")[:1]) if Role.UNIT in _roles(user) else []


def _filing_tile(filing: Filing, now: datetime) -> Tile | None:
    """How many of the unit's figures are filled, of one for each community; None where it owns none."""
    month, is_open = filing.month, filing.state == FilingState.DRAFT
    asked = figures_of(filing).count() * communities_of(month).count()
    if not asked:
        return None
    facts: list[Words] = [filing.get_state_display()]
    if is_open:
        facts.append(_("due %(due)s") % {"due": short_datetime(month.due_at, day_of(now))})
    return Tile(
        label=_("Figures for %(month)s") % {"month": month_label(month.month)},
        value=number(filing.figures.count()),
        unit=f"/ {number(asked)}",
        url=reverse("assessments:filing", args=[month.slug, filing.member_unit.code]),
        facts=facts,
        is_hot=is_open and now > month.due_at,
        order=10,
    )


def _turnout_tile(month: AssessmentMonth, user: User) -> Tile:
    """``month`` with its turnout (selectors.with_turnout)."""
    counts = {name: getattr(month, name) for name in ("asked", "filed", "accepted", "returned")}
    waiting = counts["filed"] - counts["accepted"]
    return Tile(
        label=_("Reports for %(month)s filed") % {"month": month_label(month.month)},
        value=str(counts["filed"]),
        unit=f"/ {counts['asked']}",
        url=month.page("reports"),
        facts=[_("%(count)s to be reviewed") % {"count": waiting}],
        is_hot=bool(waiting) and user.has_role(Role.OFFICE, township_id=month.township_id),
        order=10,
    )
