"""Reads over units and the calendar for pages and other apps."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from safety_portal.core.deadlines import WorkingCalendar
from safety_portal.organization.models import CalendarDay, Unit, UnitPeriod, UnitSuccession


def with_parts(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Each unit with its parent and ``parts``, the number of open units right beneath it."""
    return units.select_related("parent").annotate(parts=Count("children", filter=Q(children__closed_on=None)))


def names_on(units: Iterable[Unit], day: date) -> dict[int, str]:
    """What each unit was called on ``day``, in one query; a unit without dated history has always had its name."""
    now = {unit.pk: unit.name for unit in units}
    then = UnitPeriod.objects.filter(unit__in=now, valid__contains=day).values_list("unit_id", "name")
    return now | dict(then)


def periods(unit: Unit) -> list[UnitPeriod]:
    """Earlier and present names and parents, the newest first."""
    return list(unit.periods.select_related("parent").order_by("-valid"))


def successions(unit: Unit) -> list[UnitSuccession]:
    """Splits and mergers that a unit came out of or went into, the newest first."""
    both = UnitSuccession.objects.filter(Q(predecessor=unit) | Q(successor=unit))
    return list(both.select_related("predecessor", "successor").order_by("-on", "pk"))


def tree(township: Unit) -> list[Unit]:
    """Open units of a township, each with ``children`` loaded; for pages that show the whole."""
    open_ones = Unit.objects.filter(closed_on=None)
    return list(open_ones.filter(parent=township).prefetch_related(Prefetch("children", queryset=open_ones)))


# --- Calendar -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayCell:
    """A day of the year view; ``css`` is empty for a plain working day."""

    day: date
    css: str
    words: str


@dataclass(frozen=True)
class MonthSheet:
    """A month of the year view: weeks from Monday, None where another month stands; its working days."""

    first: date
    weeks: list[list[DayCell | None]]
    working_days: int


def year_sheet(year: int, calendar: WorkingCalendar, words: dict[str, str]) -> list[MonthSheet]:
    """The twelve months; ``words``: what ``off``, ``worked`` and ``weekend`` are called."""
    return [_month_sheet(year, month, calendar, words) for month in range(1, 13)]


def _month_sheet(year: int, month: int, calendar: WorkingCalendar, words: dict[str, str]) -> MonthSheet:
    weeks = [
        [_cell(day, calendar, words) if day.month == month else None for day in week]
        for week in months.Calendar().monthdatescalendar(year, month)
    ]
    working = sum(calendar.is_working(cell.day) for week in weeks for cell in week if cell)
    return MonthSheet(date(year, month, 1), weeks, working)


def _cell(day: date, calendar: WorkingCalendar, words: dict[str, str]) -> DayCell:
    if day in calendar.off_days:
        return DayCell(day, "off", f"{calendar.off_days[day]} {words['off']}")
    if day in calendar.make_up_days:
        return DayCell(day, "worked", f"{calendar.make_up_days[day]} {words['worked']}")
    if day.weekday() >= 5:
        return DayCell(day, "weekend", words["weekend"])
    return DayCell(day, "", "")


def special_days(year: int) -> QuerySet[CalendarDay]:
    return CalendarDay.objects.filter(day__year=year)
