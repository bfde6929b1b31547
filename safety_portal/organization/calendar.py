"""The working calendar of the deployment, kept in the cache and read anew when somebody edits it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.cache import cache
from redis.exceptions import RedisError

from safety_portal.core.deadlines import WorkingCalendar
from safety_portal.organization.models import CalendarDay, CalendarYear

_KEY = "organization:working-calendar"
_SECONDS = 60  # a reader that was half-way through while the calendar changed is wrong for no longer


def working_calendar() -> WorkingCalendar:
    """Special days and how far they are confirmed; from the database where the cache is away."""
    try:
        known: WorkingCalendar | None = cache.get(_KEY)
        if known is None:
            known = read_calendar()
            cache.set(_KEY, known, _SECONDS)
    except RedisError:
        return read_calendar()
    return known


def forget_calendar() -> None:
    """Call when a change of the calendar is committed."""
    try:
        cache.delete(_KEY)
    except RedisError:
        return  # it runs out by itself


def read_calendar() -> WorkingCalendar:
    """The calendar as the database has it now."""
    rows = list(CalendarDay.objects.all())
    return WorkingCalendar(
        off_days={row.day: row.name for row in rows if row.kind == CalendarDay.Kind.OFF},
        make_up_days={row.day: row.name for row in rows if row.kind == CalendarDay.Kind.MAKE_UP_WORKDAY},
        confirmed_until=confirmed_until(CalendarYear.objects.values_list("year", flat=True)),
    )


def confirmed_until(years: Iterable[int]) -> date:
    """The last day of the confirmed years that follow each other without a gap; ``date.min`` if there is none."""
    confirmed = sorted(years)
    last = None
    for year in confirmed:
        if last is not None and year != last + 1:
            break
        last = year
    return date(last, 12, 31) if last else date.min
