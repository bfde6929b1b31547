"""Intervals and bands; the figures of tests by name stand in the papers named."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.fairness.estimates import (
    Answers,
    Estimate,
    Weights,
    band_of,
    can_be_told,
    mean_of,
    place_ranges,
    places_of,
    share,
    weighted,
)

SAMPLES = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
ANSWERS = st.tuples(*[st.integers(0, 60)] * 5).filter(any).map(lambda counts: Answers(*counts))
TOWNS = st.dictionaries(st.integers(1, 40), SAMPLES, min_size=2, max_size=12)


def lowest(estimates: dict[int, Estimate]) -> frozenset[int]:
    least = min(one.value for one in estimates.values())
    return frozenset(key for key, one in estimates.items() if one.value == least)


# Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3: Wilson's score interval.
@pytest.mark.parametrize(
    ("positive", "valid", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_share_has_the_interval_newcombe_published(positive: int, valid: int, low: float, high: float) -> None:
    estimate = share(positive, valid)
    assert (round(estimate.low, 4), round(estimate.high, 4)) == (low, high)


def test_weighted_index_is_the_mean_of_points() -> None:
    answers = Answers(best=20, good=15, unknown=5, poor=6, bad=4)
    assert weighted(answers, Weights()).value == Fraction(20 * 100 + 15 * 80 + 5 * 60 + 6 * 30, 5000)


def test_weighted_index_of_yes_and_no_has_nearly_the_interval_of_the_share() -> None:
    index, plain = weighted(Answers(45, 0, 0, 0, 5), Weights()), share(45, 50)
    assert index.low == pytest.approx(plain.low, abs=0.005)
    assert index.high == pytest.approx(plain.high, abs=0.005)


def test_weighted_index_of_like_minded_people_is_still_not_certain() -> None:
    index = weighted(Answers(0, 40, 0, 0, 0), Weights())
    assert 0.02 < index.high - index.low < 0.2


def test_weighted_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """2,000 samples of 40 from known odds: 95 % of the intervals should hold the true index."""
    random, odds, weights = Random(7), (0.6, 0.3, 0.02, 0.05, 0.03), Weights()
    truth = sum(p * points / 100 for p, points in zip(odds, weights.points, strict=True))
    held = 0
    for _ in range(2000):
        drawn = random.choices(range(5), odds, k=40)
        estimate = weighted(Answers(*(drawn.count(kind) for kind in range(5))), weights)
        held += estimate.low <= truth <= estimate.high
    assert 0.935 <= held / 2000 <= 0.985


def test_mean_of_halves_has_the_mean_of_the_ends() -> None:
    one, other = share(45, 50), share(30, 40)
    assert mean_of(one, other) == Estimate(
        Fraction(33, 40), (one.low + other.low) / 2, (one.high + other.high) / 2, sample=40
    )


def test_equals_share_a_place_and_the_next_is_skipped() -> None:
    values = {"a": Fraction(9, 10), "b": Fraction(36, 40), "c": Fraction(1), "d": Fraction(1, 2)}
    assert places_of(values) == {"a": 2, "b": 2, "c": 1, "d": 4}


def test_place_range_moves_only_the_own_figure() -> None:
    estimates = {n: Estimate(Fraction(n, 100), 0.80, 0.93) for n in (96, 93, 90, 88, 82, 75)}
    assert place_ranges(estimates)[88] == (2, 5)


def test_band_holds_who_is_not_significantly_better() -> None:
    estimates = {1: share(28, 40), 2: share(33, 40), 3: share(39, 40)}
    assert band_of({1}, estimates) == {1, 2}


@given(sample=SAMPLES)
def test_interval_of_a_share_holds_it_and_stays_within_bounds(sample: tuple[int, int]) -> None:
    estimate = share(*sample)
    assert 0 <= estimate.low <= float(estimate.value) <= estimate.high <= 1


@given(answers=ANSWERS)
def test_interval_of_an_index_holds_it_and_stays_within_bounds(answers: Answers) -> None:
    low, high = (estimate := weighted(answers, Weights())).low, estimate.high
    assert 0 <= low <= float(estimate.value) <= high <= 1


@given(sample=SAMPLES, more=st.integers(2, 9))
def test_more_answers_with_the_same_share_make_the_interval_narrower(sample: tuple[int, int], more: int) -> None:
    few, many = share(*sample), share(sample[0] * more, sample[1] * more)
    assert many.high - many.low < few.high - few.low


@given(one=SAMPLES, other=SAMPLES)
def test_telling_apart_works_both_ways(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert can_be_told(share(*one), share(*other)) == can_be_told(share(*other), share(*one))


@given(town=TOWNS)
def test_band_holds_the_last_and_only_communities(town: dict[int, tuple[int, int]]) -> None:
    estimates = {key: share(*sample) for key, sample in town.items()}
    last = lowest(estimates)
    assert last <= band_of(last, estimates) <= estimates.keys()


@given(town=TOWNS, more=st.integers(2, 5))
def test_band_never_grows_with_the_samples(town: dict[int, tuple[int, int]], more: int) -> None:
    few = {key: share(*sample) for key, sample in town.items()}
    many = {key: share(positive * more, valid * more) for key, (positive, valid) in town.items()}
    assert band_of(lowest(many), many) <= band_of(lowest(few), few)


@given(town=TOWNS)
def test_place_range_holds_the_place_and_counts_the_others(town: dict[int, tuple[int, int]]) -> None:
    estimates = {key: share(*sample) for key, sample in town.items()}
    places = places_of({key: one.value for key, one in estimates.items()})
    for key, (best, worst) in place_ranges(estimates).items():
        others = [one.figure for other, one in estimates.items() if other != key]
        assert best == 1 + sum(figure > estimates[key].high for figure in others)
        assert worst == 1 + sum(figure > estimates[key].low for figure in others)
        assert best <= places[key] <= worst
