import csv
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from safety_portal.core.deadlines import (
    Counting,
    Deadline,
    Extension,
    Pause,
    Term,
    WorkingCalendar,
    deadline,
    end_of,
)
from safety_portal.core.months import SHANGHAI, Month

HOLIDAYS = Path(__file__).parents[2] / "safety_portal/organization/data/holidays.csv"


@cache
def calendar() -> WorkingCalendar:
    """The State Council's days of 2024 to 2026."""
    with HOLIDAYS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    named = {
        kind: {date.fromisoformat(r["day"]): r["name"] for r in rows if r["kind"] == kind}
        for kind in ("off", "make_up_workday")
    }
    return WorkingCalendar(named["off"], named["make_up_workday"], confirmed_until=date(2026, 12, 31))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def natural(days: int, *, moves: bool = False) -> Term:
    return Term(days, ends_on_working_day=moves)


def working(days: int) -> Term:
    return Term(days, Counting.WORKING)


def due(start: str, term: Term, **options: object) -> Deadline:
    return deadline(at(start), term, calendar(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-10-21 16:40", 7, date(2026, 10, 28)),
        ("2026-10-21 00:00", 7, date(2026, 10, 28)),
        ("2026-12-31 23:59", 1, date(2027, 1, 1)),
        ("2026-12-31 09:00", 60, date(2027, 3, 1)),
        ("2024-02-28 09:00", 1, date(2024, 2, 29)),
        ("2024-02-28 09:00", 2, date(2024, 3, 1)),
        ("2026-02-28 09:00", 1, date(2026, 3, 1)),
        ("2026-08-02 09:00", 60, date(2026, 10, 1)),
    ],
)
def test_natural_days_leave_out_the_start_day_and_never_move(start: str, days: int, last: date) -> None:
    assert due(start, natural(days)).last_day == last


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-10-21 16:40", 10, date(2026, 11, 4)),
        ("2026-09-28 09:00", 5, date(2026, 10, 10)),  # 29, 30, then the holiday, 8, 9, and Saturday 10 is worked
        ("2026-09-30 09:00", 1, date(2026, 10, 8)),
        ("2026-02-13 09:00", 1, date(2026, 2, 14)),  # a worked Saturday before Spring Festival
        ("2024-12-31 09:00", 1, date(2025, 1, 2)),
        ("2026-10-03 09:00", 1, date(2026, 10, 8)),  # started on a holiday
    ],
)
def test_working_days_skip_weekends_and_holidays_and_count_make_up_days(start: str, days: int, last: date) -> None:
    assert due(start, working(days)).last_day == last


def test_years_have_the_known_number_of_working_days() -> None:
    def count(year: int) -> int:
        days = (date(year, 1, 1) + timedelta(n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
        return sum(calendar().is_working(day) for day in days)

    assert {year: count(year) for year in (2024, 2025, 2026)} == {2024: 251, 2025: 248, 2026: 248}


def test_deadline_ends_with_its_day_and_falls_into_its_month() -> None:
    end = due("2026-10-24 16:40", natural(7))
    assert end.due_at == datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=SHANGHAI)
    assert Month.of(end.due_at) == Month(2026, 10)
    assert (end.is_met_by(at("2026-10-31 23:59:59")), end.is_met_by(at("2026-11-01 00:00"))) == (True, False)


def test_start_day_is_the_day_in_shanghai() -> None:
    late_in_utc = datetime.fromisoformat("2026-10-21T17:30:00+00:00")  # 22 October, 01:30 in Shanghai
    assert deadline(late_in_utc, natural(1), calendar()).last_day == date(2026, 10, 23)


def test_last_day_of_rest_moves_only_where_the_rule_says_so() -> None:
    moved = due("2026-09-28 09:00", natural(3, moves=True))
    assert (moved.last_day, moved.moved_from) == (date(2026, 10, 8), date(2026, 10, 1))
    assert due("2026-09-28 09:00", natural(3)).last_day == date(2026, 10, 1)


def test_days_beyond_the_confirmed_calendar_are_provisional() -> None:
    assert due("2026-12-28 09:00", working(4)).is_provisional
    assert not due("2026-12-28 09:00", working(3)).is_provisional
    assert not due("2026-12-28 09:00", natural(30)).is_provisional
    assert due("2026-12-28 09:00", natural(30, moves=True)).is_provisional


def test_pause_going_on_counts_up_to_today() -> None:
    pauses = (Pause(date(2026, 10, 23), None, "听证"),)
    end = due("2026-10-21 09:00", natural(7), pauses=pauses, today=date(2026, 10, 25))
    assert (end.last_day, end.paused_days, end.is_paused) == (date(2026, 10, 31), 3, True)
    with pytest.raises(ValueError, match="needs today"):
        due("2026-10-21 09:00", natural(7), pauses=pauses)


@pytest.mark.parametrize("days", [0, -1])
def test_terms_and_extensions_have_days(days: int) -> None:
    with pytest.raises(ValueError, match="term"):
        natural(days)
    with pytest.raises(ValueError, match="extension"):
        Extension(days, "主任", "复杂")


# --- In words ---


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (due("2026-10-21 16:40", natural(7)), "10月21日 16:40 登记 + 7 日 = 10月28日 24:00"),
        (
            due("2026-09-28 09:00", working(5)),
            "9月28日 09:00 登记 + 5 个工作日（跳过国庆节 7 天；10月10日补班） = 10月10日 24:00",
        ),
        (
            due("2026-10-21 16:40", working(10)),
            "10月21日 16:40 登记 + 10 个工作日（跳过周末 4 天） = 11月4日 24:00",
        ),
        (
            due("2026-10-21 16:40", natural(60), extensions=(Extension(30, "主任", "案情复杂"),)),
            "10月21日 16:40 登记 + 60 日 + 延期 30 日 = 2027年1月19日 24:00",
        ),
        (
            due("2026-10-01 09:00", natural(30), pauses=(Pause(date(2026, 10, 5), date(2026, 10, 6)),)),
            "10月1日 09:00 登记 + 30 日 + 暂停 2 日 = 11月2日 24:00",
        ),
        (
            due("2026-09-28 09:00", natural(3, moves=True)),
            "9月28日 09:00 登记 + 3 日 = 10月1日（国庆节）顺延至 10月8日 24:00",
        ),
        (
            due("2026-10-29 09:00", natural(2, moves=True), event="签收"),
            "10月29日 09:00 签收 + 2 日 = 10月31日（周末）顺延至 11月2日 24:00",
        ),
        (
            due("2026-12-30 09:00", working(2)),
            "12月30日 09:00 登记 + 2 个工作日 = 2027年1月1日 24:00（暂定：日历确认到12月31日）",
        ),
    ],
)
def test_arithmetic_tells_every_step(end: Deadline, words: str) -> None:
    with translation.override("zh-hans"):
        assert end.arithmetic().replace("\u202f", " ") == words


def test_arithmetic_in_english() -> None:
    with translation.override("en"):
        words = due("2026-09-28 09:00", working(5)).arithmetic()
    assert words == "28 Sep 09:00 registered + 5 working days (without 国庆节 7; 10 Oct worked) = 10 Oct 24:00"


# --- Laws that hold for all ---

STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 30)).map(lambda naive: naive.replace(tzinfo=SHANGHAI))  # noqa: DTZ001
DAYS = st.integers(1, 90)
TERMS = st.builds(Term, DAYS, st.sampled_from(Counting), st.booleans())


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Pause, ...]:
    found = draw(st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 40)), max_size=3))
    return tuple(Pause(first, first + timedelta(length)) for first, length in found)


@given(STARTS, TERMS)
def test_a_deadline_lies_after_its_start_day(start: datetime, term: Term) -> None:
    found = deadline(start, term, calendar())
    assert (found.last_day - found.start_day).days >= term.days


@given(STARTS, STARTS, TERMS, pauses())
def test_starting_later_never_ends_earlier(
    one: datetime, other: datetime, term: Term, stops: tuple[Pause, ...]
) -> None:
    early, late = sorted((one, other))
    ends = [deadline(start, term, calendar(), pauses=stops).due_at for start in (early, late)]
    assert ends[0] <= ends[1]


@given(STARTS, DAYS, DAYS, st.sampled_from(Counting))
def test_an_extension_is_a_longer_term(start: datetime, days: int, more: int, counting: Counting) -> None:
    extended = deadline(start, Term(days, counting), calendar(), extensions=(Extension(more, "主任", "复杂"),))
    assert extended.last_day == deadline(start, Term(days + more, counting), calendar()).last_day


@given(STARTS, TERMS, pauses(), pauses())
def test_a_pause_more_never_ends_earlier(
    start: datetime, term: Term, some: tuple[Pause, ...], more: tuple[Pause, ...]
) -> None:
    ends = [deadline(start, term, calendar(), pauses=stops).due_at for stops in ((), some, some + more)]
    assert ends == sorted(ends)


@given(STARTS, DAYS, pauses())
def test_working_days_end_on_a_working_day_outside_pauses(start: datetime, days: int, stops: tuple[Pause, ...]) -> None:
    last = deadline(start, working(days), calendar(), pauses=stops).last_day
    assert calendar().is_working(last)
    assert not any(stop.last and stop.first <= last <= stop.last for stop in stops)


@given(STARTS, TERMS, pauses())
def test_days_counted_and_days_left_out_make_the_whole(start: datetime, term: Term, stops: tuple[Pause, ...]) -> None:
    end = deadline(start, term, calendar(), pauses=stops)
    span = [end.start_day + timedelta(n) for n in range(1, ((end.moved_from or end.last_day) - end.start_day).days + 1)]
    of_kind = [day for day in span if term.counting is Counting.NATURAL or calendar().is_working(day)]
    assert len(of_kind) == term.days + end.paused_days


@given(STARTS, DAYS)
def test_moving_ends_on_the_next_working_day(start: datetime, days: int) -> None:
    plain, moved = (deadline(start, natural(days, moves=moves), calendar()) for moves in (False, True))
    assert moved.last_day == calendar().next_working(plain.last_day)


@given(STARTS, TERMS)
def test_due_at_is_the_end_of_the_last_day(start: datetime, term: Term) -> None:
    end = deadline(start, term, calendar())
    assert end.due_at == end_of(end.last_day)
    assert end.due_at + timedelta(microseconds=1) == datetime.combine(
        end.last_day + timedelta(1), datetime.min.time(), tzinfo=SHANGHAI
    )
