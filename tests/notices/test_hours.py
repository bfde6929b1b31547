"""When mail may leave, over a year and at its edges."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety_portal.core.deadlines import WorkingCalendar
from safety_portal.core.months import SHANGHAI
from safety_portal.notices.hours import DAYTIME, DEFAULT, Hours, next_daytime, next_opening

_DAY = timedelta(days=1)
#: National Day 2026: seven days off, a Sunday before and a Saturday after them worked.
CALENDAR = WorkingCalendar(
    off_days={date(2026, 10, 1) + n * _DAY: "国庆节" for n in range(7)},
    make_up_days={date(2026, 9, 20): "国庆节", date(2026, 10, 10): "国庆节"},
    confirmed_until=date(2026, 12, 31),
)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-23 07:59", "2026-11-23 08:00"),
        ("2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 19:59:59", "2026-11-23 19:59:59"),
        ("2026-11-23 20:00", "2026-11-24 08:00"),
        ("2026-11-27 20:30", "2026-11-30 08:00"),  # Friday evening
        ("2026-11-28 10:00", "2026-11-30 08:00"),  # a plain Saturday
        ("2026-09-20 10:00", "2026-09-20 10:00"),  # a Sunday that is worked
        ("2026-09-30 20:00", "2026-10-08 08:00"),  # the holiday
        ("2026-10-01 09:00", "2026-10-08 08:00"),
        ("2026-10-07 23:59", "2026-10-08 08:00"),
        ("2026-10-09 21:00", "2026-10-10 08:00"),  # a Saturday that is worked
        ("2026-10-10 12:00", "2026-10-10 12:00"),
        ("2026-10-10 20:00", "2026-10-12 08:00"),
    ],
)
def test_next_opening(moment: str, opening: str) -> None:
    assert next_opening(_at(moment), DEFAULT, CALENDAR) == _at(opening)


@pytest.mark.parametrize(
    ("moment", "morning"),
    [
        ("2026-10-01 05:59", "2026-10-01 06:00"),
        ("2026-10-01 06:00", "2026-10-01 06:00"),
        ("2026-10-03 21:59", "2026-10-03 21:59"),
        ("2026-10-03 22:00", "2026-10-04 06:00"),
    ],
)
def test_next_daytime_knows_no_holidays(moment: str, morning: str) -> None:
    assert next_daytime(_at(moment)) == _at(morning)


def test_next_opening_in_every_half_hour_of_a_year() -> None:
    moments = [_at("2026-01-01 00:00") + n * timedelta(minutes=30) for n in range(365 * 48)]
    _assert_inside_and_first(moments, DEFAULT)


@given(
    st.integers(0, 364 * 24 * 60),
    st.integers(6, 21).flatmap(lambda first: st.tuples(st.just(first), st.integers(first + 1, 22))),
)
def test_next_opening_lies_in_whatever_hours(minutes: int, hours: tuple[int, int]) -> None:
    moment = _at("2026-01-01 00:00") + minutes * timedelta(minutes=1)
    _assert_inside_and_first([moment], Hours(time(hours[0]), time(hours[1])))


def _assert_inside_and_first(moments: list[datetime], hours: Hours) -> None:
    for moment in moments:
        opening = next_opening(moment, hours, CALENDAR)
        assert CALENDAR.is_working(opening.date())
        assert hours.first <= opening.time() < hours.last
        if opening != moment:  # nothing open lies between: it waits no longer than it must
            assert opening > moment
            assert opening.time() == hours.first
            passed = [moment.date() + n * _DAY for n in range((opening.date() - moment.date()).days)]
            working = [day for day in passed if CALENDAR.is_working(day)]
            assert working in ([], [moment.date()])
            assert not working or moment.time() >= hours.last


def test_next_opening_of_a_calendar_that_knows_only_rest() -> None:
    rest = WorkingCalendar({date(2026, 1, 1) + n * _DAY: "休" for n in range(900)}, {}, date.min)
    assert next_opening(_at("2026-01-05 09:00"), DEFAULT, rest) == _at("2026-01-05 09:00")


def test_default_lies_in_daytime() -> None:
    assert DAYTIME.first <= DEFAULT.first < DEFAULT.last <= DAYTIME.last
