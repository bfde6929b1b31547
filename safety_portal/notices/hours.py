"""When mail may leave: plain functions of a moment, the recipient's hours and the working calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from safety_portal.core.deadlines import WorkingCalendar
from safety_portal.core.months import SHANGHAI

_DAY = timedelta(days=1)
_LIMIT = 400  # a calendar with a year of rest is a mistake; mail then goes as on a working day


@dataclass(frozen=True)
class Hours:
    """From ``first`` up to, but not at, ``last``, in Shanghai."""

    first: time
    last: time


DEFAULT = Hours(time(8), time(20))
#: Nobody's hours reach beyond these, and urgent mail keeps to them as well: the night is quiet for everybody.
DAYTIME = Hours(time(6), time(22))


def next_opening(moment: datetime, hours: Hours, calendar: WorkingCalendar) -> datetime:
    """``moment`` itself, or the first moment after it that lies in ``hours`` of a working day."""
    local = moment.astimezone(SHANGHAI)
    first = local.date() if local.time() < hours.last else local.date() + _DAY
    day = next((day for n in range(_LIMIT) if calendar.is_working(day := first + n * _DAY)), first)
    return max(moment, _at(day, hours.first))


def next_daytime(moment: datetime) -> datetime:
    """``moment`` itself, or the first moment after the night, on whatever day."""
    local = moment.astimezone(SHANGHAI)
    day = local.date() if local.time() < DAYTIME.last else local.date() + _DAY
    return max(moment, _at(day, DAYTIME.first))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=SHANGHAI)
