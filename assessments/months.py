"""Opening months and moving their dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import AssessmentMonth, AssessmentPolicy, Figure, FigureOwner, Filing, Report, ReportLine
from assessments.reports import telling
from assessments.reports.lateness import day_of
from assessments.reports.policies import can_manage_month
from assessments.reports.registers import RegisterValues, read_registers
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.deadlines import end_of
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from safety_portal.organization.models import Level, Unit

log = structlog.get_logger(__name__)
#: What a community is asked for each month.
ASKED = (Figure.Source.REGISTER, Figure.Source.COMMUNITY)
#: After a long stop beat opens no more than this many months of a township.
CATCH_UP_MONTHS = 12


def dates_of(policy: AssessmentPolicy, month: Month) -> dict[str, datetime]:
    """The four dates of a month, each 24:00 of a day of the month after it (product.md, "Month")."""
    first = (month + 1).first_day
    days = {
        "due_at": policy.report_due_day,
        "lock_at": policy.lock_day,
        "objections_until": policy.objection_day,
        "publish_by": policy.publish_day,
    }
    return {name: end_of(first + timedelta(days=day - 1)) for name, day in days.items()}


def open_month(
    *, township: Unit, month: Month, by: User | trail.System, now: datetime | None = None
) -> AssessmentMonth:
    """Open a month that has ended: a prefilled draft for each community, a draft for each member unit that files.

    Safe to call again, and twice at once: a month that is open is returned as it is. The communities are those that
    exist on the last day of the month. Raises ``NotAllowed``, and ``Refused`` before the month has ended.
    """
    now = now or timezone.now()
    if isinstance(by, User) and not can_manage_month(by, AssessmentMonth(township=township)):
        raise NotAllowed
    if now < month.end:
        raise Refused(_("The month has not ended yet."))
    with transaction.atomic():
        # Two at once: the unique constraint lets one make the row, the other waits and finds it with its reports.
        row, is_new = AssessmentMonth.objects.get_or_create(
            township=township,
            first_day=month.first_day,
            defaults={**dates_of(_policy_of(township), month), "opened_at": now},
        )
        if is_new:
            _fill(row, by, now)
    return row


def _policy_of(township: Unit) -> AssessmentPolicy:
    return AssessmentPolicy.objects.filter(township=township).first() or AssessmentPolicy(township=township)


def _fill(month: AssessmentMonth, by: User | trail.System, now: datetime) -> None:
    communities = list(Unit.objects.communities().filter(township=month.township).open_on(month.month.last_day))
    reports = Report.objects.bulk_create([Report(month=month, unit=unit, prefilled_at=now) for unit in communities])
    figures = list(Figure.objects.filter(source__in=ASKED, is_active=True))
    registers = read_registers([figure.code for figure in figures], month.month, [unit.pk for unit in communities])
    ReportLine.objects.bulk_create(line for report in reports for line in prefilled_lines(report, figures, registers))
    filings = Filing.objects.bulk_create([Filing(month=month, member_unit=unit) for unit in _filing_units(month)])
    trail.record(
        "month.open",
        month,
        by=by,
        township_id=month.township_id,
        details={"reports": len(reports), "filings": len(filings)},
    )
    telling.month_opened(month, reports, filings)


def prefilled_lines(report: Report, figures: Iterable[Figure], registers: RegisterValues) -> Iterator[ReportLine]:
    """A line for each figure, filled where a register counts it; the claim starts as what the register says."""
    for figure in figures:
        is_counted = figure.source == Figure.Source.REGISTER and figure.code in registers.counted
        value = registers.value(report.unit_id, figure.code) if is_counted else None
        yield ReportLine(
            report=report,
            figure=figure,
            register_value=value,
            is_counted=is_counted,
            claimed_value=value,
            is_filled=is_counted,
        )


def _filing_units(month: AssessmentMonth) -> list[Unit]:
    owners = FigureOwner.objects.filter(township=month.township_id, figure__is_active=True)
    units = Unit.objects.filter(pk__in=owners.values("member_unit"))
    return list(units.open_on(month.month.last_day))


def open_ended_months(*, now: datetime) -> list[AssessmentMonth]:
    """Open the month that has just ended in every township with communities, and what was missed meanwhile.

    A township that fails doesn't keep the others waiting: the failure goes to the log and the next beat tries again.
    """
    last = Month.of(now) - 1
    opened = []
    for township, month in _unopened(last):
        try:
            opened.append(open_month(township=township, month=month, by=trail.SYSTEM, now=now))
        except Exception as error:  # noqa: BLE001 - one township's fault must not stop the others
            _log_failure(township, month, error)
    return opened


def _log_failure(township: Unit, month: Month, error: Exception) -> None:
    """Kind and place only: the text of a database error quotes rows."""
    log.error("month_not_opened", township=township.code, month=str(month), error=type(error).__name__)


def _unopened(last: Month) -> Iterator[tuple[Unit, Month]]:
    townships = Unit.objects.filter(level=Level.TOWNSHIP, children__level=Level.COMMUNITY).open_on(last.last_day)
    latest = dict(AssessmentMonth.objects.values_list("township").annotate(Max("first_day")).order_by())
    for township in townships.distinct():
        for month in _missing(latest.get(township.pk), last):
            yield township, month


def _missing(latest: date | None, last: Month) -> Iterator[Month]:
    """Months after the last one opened; a township that has none starts with the month that has just ended."""
    if latest is None:
        yield last
        return
    yield from (month for month in (last + 1).back(CATCH_UP_MONTHS) if month > Month.of(latest))


def move_dates(*, month: AssessmentMonth, by: User, reason: str, **days: date) -> AssessmentMonth:
    """Move ``due_at``, ``lock_at``, ``objections_until``, ``publish_by`` to 24:00 of the given days.

    Raises ``NotAllowed``; ``Refused`` with the field whose day doesn't fit, or without a reason.
    """
    if not can_manage_month(by, month):
        raise NotAllowed
    if not reason.strip():
        raise Refused({"reason": _("Say why the dates move.")})
    with transaction.atomic():
        locked = AssessmentMonth.objects.select_for_update(of=("self",)).select_related("township").get(pk=month.pk)
        before = {name: day_of(getattr(locked, name)) for name in DATES}
        for name, day in days.items():
            setattr(locked, name, end_of(day))
        _check_order(locked)
        locked.save(update_fields=list(days))
        moved = {name: f"{before[name]} → {day}" for name, day in days.items() if before[name] != day}
        trail.record(
            "month.move_dates", locked, by=by, township_id=locked.township_id, reason=reason, details={**moved}
        )
    return locked


DATES = ("due_at", "lock_at", "objections_until", "publish_by")


def _check_order(month: AssessmentMonth) -> None:
    if month.due_at < month.month.end:
        raise Refused({"due_at": _("Reports can't be due before the month has ended.")})
    for earlier, later in pairwise(DATES):
        if getattr(month, later) < getattr(month, earlier):
            raise Refused({later: _("This day lies before the one above it.")})
