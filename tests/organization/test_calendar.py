from datetime import date

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries
from redis.exceptions import ConnectionError as RedisGone

from safety_portal.organization.calendar import confirmed_until, forget_calendar, working_calendar
from safety_portal.organization.models import CalendarDay, CalendarYear

pytestmark = pytest.mark.django_db


def test_shipped_calendar_has_three_confirmed_years() -> None:
    calendar = working_calendar()
    assert calendar.confirmed_until == date(2026, 12, 31)
    assert (len(calendar.off_days), len(calendar.make_up_days)) == (89, 19)
    assert calendar.off_days[date(2026, 10, 1)] == "国庆节"
    assert calendar.is_working(date(2026, 10, 10))


def test_calendar_is_read_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        assert working_calendar() == working_calendar()


def test_forgotten_calendar_is_read_again() -> None:
    working_calendar()
    CalendarDay.objects.all().delete()
    forget_calendar()
    assert working_calendar().off_days == {}


def test_calendar_without_cache_comes_from_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_arguments: object) -> None:
        raise RedisGone

    monkeypatch.setattr(cache, "get", gone)
    assert working_calendar().confirmed_until == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("years", "last"),
    [
        ([2026, 2024, 2025], date(2026, 12, 31)),
        ([2024, 2025, 2027], date(2025, 12, 31)),
        ([], date.min),
    ],
)
def test_years_are_confirmed_up_to_the_first_gap(years: list[int], last: date) -> None:
    assert confirmed_until(years) == last


def test_row_history_of_the_calendar_has_every_day() -> None:
    assert CalendarYear.objects.count() == 3
    assert CalendarDay.objects.filter(events__pgh_label="insert").count() == 108
