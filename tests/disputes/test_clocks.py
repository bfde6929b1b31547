"""Deadlines of this register in natural days."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.clocks import natural_days, natural_due
from tests.disputes.makers import at, day_end


@pytest.mark.parametrize(
    ("start", "days", "last_day"),
    [
        ("2026-10-21 00:00", 1, "2026-10-22"),
        ("2026-10-21 23:59", 1, "2026-10-22"),
        ("2026-10-29 12:00", 3, "2026-11-01"),
        ("2026-12-31 08:00", 7, "2027-01-07"),
        ("2028-02-27 08:00", 3, "2028-03-01"),  # a leap year
        ("2026-09-30 08:00", 7, "2026-10-07"),  # the holidays move nothing
        ("2026-10-21 09:00", 30, "2026-11-20"),
    ],
)
def test_natural_days_end_at_midnight_of_the_last_day(start: str, days: int, last_day: str) -> None:
    due = natural_days(at(start), days)
    assert (due.last_day, due.due_at) == (date.fromisoformat(last_day), day_end(last_day))
    assert natural_due(at(start), days) == due.due_at


def test_natural_days_are_never_provisional() -> None:
    assert not natural_days(at("2099-12-30 09:00"), 30).is_provisional


def test_natural_days_tell_their_arithmetic() -> None:
    assert natural_days(at("2026-10-21 16:40"), 7).arithmetic() == "10月21日 16:40 登记 + 7 日 = 10月28日 24:00"
    reopened = natural_days(at("2026-10-21 16:40"), 3, "重新办理").arithmetic()
    assert reopened == "10月21日 16:40 重新办理 + 3 日 = 10月24日 24:00"
