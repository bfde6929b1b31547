"""Each kind of target by numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from assessments.models import Target
from assessments.states import TargetState as S
from assessments.targets.measuring import Place, Point, Verdict, Why, judge, months_of
from safety_portal.core.months import Month
from tests.assessments.targets.builders import num

OCTOBER = Month(2026, 10)
DECEMBER = Month(2026, 12)
Pair = tuple[int | None, int | None]


def target(kind: str, **columns: object) -> Target:
    defaults: dict[str, object] = {"period": "year", "from_day": date(2025, 1, 1), "value": None}
    return Target(kind=kind, **{**defaults, **columns})


def share(**columns: object) -> Target:
    return target("share", **{"period": "month", "value": Decimal(1), **columns})


def zero(**columns: object) -> Target:
    return target("zero", **{"value": Decimal(0), **columns})


def series(numbers: Mapping[str, int | Pair | None]) -> dict[Month, Point]:
    """``{"2026-10": (3, 4)}``; None: nobody gave the number."""
    return {Month.parse(text): _point(Month.parse(text), one) for text, one in numbers.items()}


def _point(month: Month, one: int | Pair | None) -> Point:
    if one is None:
        return Point(month, None, None, gaps=1)
    numerator, denominator = one if isinstance(one, tuple) else (one, None)
    return Point(month, _exact(numerator), _exact(denominator))


def _exact(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def year(number: int, *values: int | None) -> dict[str, int | Pair | None]:
    """Counts of January, February …"""
    return {f"{number}-{month:02d}": value for month, value in enumerate(values, start=1)}


def stand(verdict: Verdict) -> tuple[S, Why]:
    return verdict.state, verdict.why


# --- Shares ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "state", "why", "value"),
    [
        ((66, 66), S.MET, Why.REACHED, 1),
        ((33, 66), S.MISSED, Why.SHORT, 0.5),
        ((0, 0), S.NOT_APPLICABLE, Why.NOTHING_DUE, None),
        ((None, None), S.NOT_APPLICABLE, Why.NOTHING_DUE, None),
        (None, S.NOT_MEASURED, Why.NO_NUMBERS, None),
    ],
)
def test_share_of_a_month(numbers: Pair | None, state: S, why: Why, value: float | None) -> None:
    verdict = judge(share(), OCTOBER, series({"2026-10": numbers}))
    assert (*stand(verdict), num(verdict.value)) == (state, why, value)


def test_share_of_a_month_that_nobody_knows_is_not_measured() -> None:
    assert stand(judge(share(), OCTOBER, {})) == (S.NOT_MEASURED, Why.NO_NUMBERS)


def test_share_with_a_community_missing_is_never_met() -> None:
    point = Point(OCTOBER, Decimal(8), Decimal(8), gaps=1, of=9)
    verdict = judge(share(), OCTOBER, {OCTOBER: point})
    assert (*stand(verdict), num(verdict.value)) == (S.NOT_MEASURED, Why.GAPS, 1)


def test_share_of_a_year_is_in_danger_before_its_end_and_missed_on_31_december() -> None:
    numbers = series({f"2026-{month:02d}": (9, 10) for month in range(1, 13)})
    yearly = share(period="year")
    assert stand(judge(yearly, OCTOBER, numbers)) == (S.AT_RISK, Why.RUNNING)
    verdict = judge(yearly, DECEMBER, numbers)
    assert (*stand(verdict), num(verdict.numerator), num(verdict.denominator)) == (S.MISSED, Why.SHORT, 108, 120)


def test_share_of_a_quarter_adds_its_months_alone() -> None:
    numbers = series({"2026-09": (0, 9), "2026-10": (3, 3), "2026-11": (2, 2)})
    verdict = judge(share(period="quarter"), Month(2026, 11), numbers)
    assert (*stand(verdict), num(verdict.numerator), num(verdict.denominator)) == (S.MET, Why.REACHED, 5, 5)


def test_highest_month_of_households_is_a_lower_bound_and_never_missed() -> None:
    numbers = series({f"2026-{month:02d}": (100 * month, 8541) for month in range(1, 13)})
    verdict = judge(share(period="year", takes_peak=True, per="households"), DECEMBER, numbers)
    assert (*stand(verdict), num(verdict.numerator), num(verdict.denominator)) == (
        S.AT_RISK,
        Why.LOWER_BOUND,
        1200,
        8541,
    )


# --- Survey index ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "state", "why"),
    [
        ((96, 100), S.MET, Why.REACHED),
        ((93, 100), S.AT_RISK, Why.WITHIN_INTERVAL),  # 95 % interval by Wilson 0.863–0.966 holds 0.95
        ((85, 100), S.MISSED, Why.SHORT),  # 0.767–0.907 does not
        ((29, 29), S.SMALL_SAMPLE, Why.THIN),
        ((0, 0), S.NOT_APPLICABLE, Why.NOTHING_DUE),
        (None, S.NOT_MEASURED, Why.NO_NUMBERS),
    ],
)
def test_index(numbers: Pair | None, state: S, why: Why) -> None:
    index = target("at_least", period="month", value=Decimal("0.95"))
    assert stand(judge(index, OCTOBER, series({"2026-10": numbers}))) == (state, why)


def test_index_whose_value_is_damaged_waits_for_the_office() -> None:
    index = target("at_least", period="month", pending="value")
    verdict = judge(index, OCTOBER, series({"2026-10": (99, 100)}))
    assert (*stand(verdict), num(verdict.value)) == (S.WAITING, Why.OPEN, 0.99)


# --- What must not happen -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "state", "why", "value"),
    [
        ((0,) * 10, S.MET, Why.REACHED, 0),
        ((0, 0, 0, 0, 0, 1, 0, 0, 0, 0), S.MISSED, Why.SHORT, 1),
        ((0,) * 9 + (None,), S.NOT_MEASURED, Why.GAPS, None),
        ((None,) * 10, S.NOT_MEASURED, Why.NO_NUMBERS, None),
        ((0, 2) + (None,) * 8, S.MISSED, Why.SHORT, 2),  # one occurrence is enough, whatever else is not known
    ],
)
def test_zero(counts: tuple[int | None, ...], state: S, why: Why, value: int | None) -> None:
    verdict = judge(zero(), OCTOBER, series(year(2026, *counts)))
    known = num(verdict.value) if state is not S.NOT_MEASURED else None
    assert (*stand(verdict), known) == (state, why, value)


def test_zero_forgets_last_year_on_new_years_day() -> None:
    numbers = series(year(2025, *(0,) * 11, 1) | year(2026, 0))
    assert stand(judge(zero(), Month(2025, 12), numbers))[0] == S.MISSED
    assert stand(judge(zero(), Month(2026, 1), numbers))[0] == S.MET


def test_zero_asks_no_month_before_its_first() -> None:
    since_october = zero(from_day=date(2026, 10, 1))
    assert months_of(since_october, OCTOBER) == [OCTOBER]
    assert stand(judge(since_october, OCTOBER, series({"2026-10": 0}))) == (S.MET, Why.REACHED)


# --- Against last year ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "this", "last", "state"),
    [
        ("fewer", 4, 5, S.MET),
        ("fewer", 5, 5, S.MISSED),
        ("fewer", 6, 5, S.MISSED),
        ("fewer", 0, 0, S.MET),  # fewer than none can't be had
        ("steady_falling", 5, 5, S.MET),
        ("steady_falling", 6, 5, S.MISSED),
    ],
)
def test_against_last_year(kind: str, this: int, last: int, state: S) -> None:
    numbers = series({"2026-10": this, "2025-10": last})
    verdict = judge(target(kind, period="month"), OCTOBER, numbers)
    assert (verdict.state, num(verdict.value), num(verdict.before)) == (state, this, last)


def test_more_than_last_year_is_lost_in_december_only() -> None:
    numbers = series(year(2025, *(2,) * 12) | year(2026, *(3,) * 12))
    assert stand(judge(target("fewer"), OCTOBER, numbers)) == (S.AT_RISK, Why.RUNNING)
    verdict = judge(target("fewer"), DECEMBER, numbers)
    assert (*stand(verdict), num(verdict.value), num(verdict.before)) == (S.MISSED, Why.SHORT, 36, 24)


def test_first_year_has_nothing_to_compare_with() -> None:
    verdict = judge(target("fewer"), OCTOBER, series(year(2026, *(1,) * 10)))
    assert (*stand(verdict), num(verdict.value), num(verdict.before)) == (S.NOT_MEASURED, Why.NO_LAST_YEAR, 10, None)


def test_only_months_that_last_year_knows_are_compared() -> None:
    numbers = series(year(2026, *(9,) * 8, 2, 3) | {"2025-09": 4, "2025-10": 4})
    verdict = judge(target("fewer"), OCTOBER, numbers)
    assert (verdict.state, num(verdict.value), num(verdict.before)) == (S.MET, 5, 8)
    assert verdict.compared == (Month(2026, 9), OCTOBER)


def test_this_year_with_a_gap_is_not_compared() -> None:
    numbers = series(year(2025, *(5,) * 10) | year(2026, *(1,) * 9, None))
    assert stand(judge(target("fewer"), OCTOBER, numbers)) == (S.NOT_MEASURED, Why.GAPS)


# --- Places ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "state", "why"),
    [
        ([], S.NOT_MEASURED, Why.NO_PLACE),
        ([5], S.NOT_MEASURED, Why.NO_EARLIER_PLACE),
        ([5, 4], S.MET, Why.REACHED),
        ([4, 5], S.MISSED, Why.SHORT),
        ([4, 4], S.MISSED, Why.SHORT),
        ([1, 1], S.MET, Why.REACHED),
    ],
)
def test_better_place(places: list[int], state: S, why: Why) -> None:
    announced = [Place(Month(2026, 2 + 3 * index), place, 20) for index, place in enumerate(places)]
    assert stand(judge(target("better_place"), OCTOBER, {}, announced)) == (state, why)


@pytest.mark.parametrize(
    ("place", "pending", "state"),
    [(3, "", S.MET), (4, "", S.MISSED), (1, "value", S.WAITING)],
)
def test_among_first(place: int, pending: str, state: S) -> None:
    first_three = target("among_first", value=None if pending else Decimal(3), pending=pending)
    assert judge(first_three, OCTOBER, {}, [Place(OCTOBER, place, 20)]).state == state


# --- Neutral --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["count", "fewer", "steady_falling", "zero"])
def test_neutral_counts_are_never_judged(kind: str) -> None:
    neutral = target(kind, period="month", is_neutral=True, value=Decimal(0) if kind == "zero" else None)
    verdict = judge(neutral, OCTOBER, series({"2026-10": 40, "2025-10": 2}))
    assert (*stand(verdict), num(verdict.value)) == (S.NEUTRAL, Why.COUNTED, 40)


def test_neutral_count_that_nobody_files_is_not_measured() -> None:
    assert judge(target("count", is_neutral=True), OCTOBER, series({"2026-10": None})).state == S.NOT_MEASURED
