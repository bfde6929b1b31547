"""Natural-day deadlines of this register: no holiday calendar touches them, so none is ever provisional."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from safety_portal.core.deadlines import REGISTERED, Deadline, Term, WorkingCalendar, deadline, end_of
from safety_portal.core.months import SHANGHAI
from safety_portal.core.ports import Words

_NO_CALENDAR = WorkingCalendar(off_days={}, make_up_days={}, confirmed_until=date.max)


def natural_days(started_at: datetime, days: int, event: Words = REGISTERED) -> Deadline:
    """``days`` after the day of ``started_at``, until 24:00 (民法典 201, 203)."""
    return deadline(started_at, Term(days), _NO_CALENDAR, event=event)


def natural_due(started_at: datetime, days: int) -> datetime:
    """``natural_days(...).due_at`` without its arithmetic, for thousands at once."""
    return end_of(started_at.astimezone(SHANGHAI).date() + timedelta(days=days))
