from datetime import date

import pytest

from assessments.reports.lateness import days_late, is_late
from safety_portal.core.deadlines import end_of
from tests.assessments.reports.builders import at

DUE = end_of(date(2026, 11, 3))
LOCK = end_of(date(2026, 11, 6))


@pytest.mark.parametrize(
    ("submitted", "late", "days"),
    [
        ("10-31 12:00", False, 0),
        ("11-03 23:59", False, 0),
        ("11-04 00:00", True, 1),
        ("11-05 23:59", True, 2),
        ("11-06 08:00", True, 3),
        ("11-20 08:00", True, 3),  # after the lock, by an exception: no worse than not filing
    ],
)
def test_days_are_whole_days_after_the_day_it_was_due(submitted: str, late: bool, days: int) -> None:
    moment = at(submitted)
    assert (is_late(moment, DUE), days_late(moment, DUE, LOCK)) == (late, days)


def test_a_report_never_submitted_is_missing_and_counted_to_the_lock() -> None:
    assert (is_late(None, DUE), days_late(None, DUE, LOCK)) == (False, 3)


def test_a_deadline_within_a_day_makes_that_day_no_whole_day_late() -> None:
    assert days_late(at("11-05 20:00"), at("11-05 17:30"), LOCK) == 0
