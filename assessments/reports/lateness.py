"""When a report counts as late, and by how many days; plain arithmetic on moments."""

from __future__ import annotations

from datetime import date, datetime

from safety_portal.core.months import SHANGHAI


def day_of(moment: datetime) -> date:
    """The day in Asia/Shanghai; deadlines are the last microsecond of theirs."""
    return moment.astimezone(SHANGHAI).date()


def is_late(first_submitted_at: datetime | None, due_at: datetime) -> bool:
    """Whether a report came after its deadline; one not submitted is missing, not late."""
    return first_submitted_at is not None and first_submitted_at > due_at


def days_late(first_submitted_at: datetime | None, due_at: datetime, lock_at: datetime) -> int:
    """Whole calendar days in Asia/Shanghai between the day it was due and the day it came.

    A report not submitted is counted to the lock, and so is one that came after it by an exception: filing after
    all never costs more than not filing.
    """
    came = min(first_submitted_at or lock_at, lock_at)
    return max(0, (day_of(came) - day_of(due_at)).days)
