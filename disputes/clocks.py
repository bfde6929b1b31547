"""Natural-day deadlines of this register: no holiday calendar touches them, so none is ever provisional."""

from __future__ import annotations

from datetime import date, datetime

from safety_portal.core.deadlines import REGISTERED, Deadline, Term, WorkingCalendar, deadline
from safety_portal.core.ports import Words

_NO_CALENDAR = WorkingCalendar(off_days={}, make_up_days={}, confirmed_until=date.max)


def natural_days(started_at: datetime, days: int, event: Words = REGISTERED) -> Deadline:
    """``days`` after the day of ``started_at``, until 24:00 (民法典 201, 203)."""
    return deadline(started_at, Term(days), _NO_CALENDAR, event=event)
