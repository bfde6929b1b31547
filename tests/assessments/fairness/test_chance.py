"""The chance figure against a computation of its own: every outcome of two to four surveys, one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import exp, lgamma, prod
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.fairness.chance import (
    REPETITIONS,
    Chance,
    RepeatedIndex,
    repeat,
    repeat_counts,
    repeated_mean,
    repeated_share,
)
from assessments.fairness.estimates import Answers, Weights

Samples = dict[str, tuple[int, int]]


def last_of(samples: Samples) -> frozenset[str]:
    shares = {key: Fraction(*sample) for key, sample in samples.items()}
    return frozenset(key for key, value in shares.items() if value == min(shares.values()))


def simulated(samples: Samples, repetitions: int = REPETITIONS, seed: str = "340102100/2026-10") -> Chance[str]:
    surveys = {key: repeated_share(*sample) for key, sample in samples.items()}
    return repeat(surveys, last_of(samples), seed=seed, repetitions=repetitions)


def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def pmf(count: int, positive: int, valid: int) -> float:
    """Beta-binomial with Jeffreys' prior, from its definition."""
    a, b = positive + 0.5, valid - positive + 0.5
    choose = lgamma(valid + 1) - lgamma(count + 1) - lgamma(valid - count + 1)
    return exp(choose + log_beta(count + a, valid - count + b) - log_beta(a, b))


def exact_change(samples: Samples) -> float:
    """Probability that others stand last, over all outcomes; ties by whole fractions."""
    now, same = last_of(samples), 0.0
    for counts in product(*(range(valid + 1) for _positive, valid in samples.values())):
        again = {key: (count, sample[1]) for (key, sample), count in zip(samples.items(), counts, strict=True)}
        if last_of(again) == now:
            same += prod(pmf(count, *sample) for count, sample in zip(counts, samples.values(), strict=True))
    return 1 - same


@pytest.mark.parametrize(
    "samples",
    [
        {"a": (28, 40), "b": (33, 40)},
        {"a": (18, 20), "b": (27, 30)},
        {"a": (20, 20), "b": (0, 12)},
        {"a": (9, 12), "b": (10, 12), "c": (11, 12)},
        {"a": (6, 8), "b": (6, 8), "c": (8, 8), "d": (9, 10)},
    ],
    ids=["two", "tied", "far apart", "three", "four, two of them tied"],
)
def test_simulation_agrees_with_the_exact_probability(samples: Samples) -> None:
    figure = simulated(samples, repetitions=20_000)
    assert figure.changed == pytest.approx(exact_change(samples), abs=1.5 * figure.error)


@pytest.mark.parametrize(("positive", "valid"), [(0, 1), (18, 20), (50, 50), (700, 1200), (0, 5000)])
def test_table_is_the_distribution_by_its_definition(positive: int, valid: int) -> None:
    table = repeat_counts(positive, valid)
    middle = valid // 2
    assert table[middle] == pytest.approx(sum(pmf(count, positive, valid) for count in range(middle + 1)), abs=1e-9)
    assert table[-1] == 1


def test_equal_shares_of_different_samples_are_a_tie() -> None:
    one, other = repeated_share(27, 30), repeated_share(36, 40)
    assert one.outcomes[27] == other.outcomes[36]


def test_mean_of_halves_counts_high_and_low_together() -> None:
    """Two halves alike repeat like one."""
    alone, twice = repeated_share(33, 40), repeated_mean((33, 40), (33, 40))
    assert alone.draw(Random(1), 500) == twice.draw(Random(1), 500)


@pytest.mark.parametrize("halves", [1, 2])
def test_repeated_index_comes_out_where_it_is(halves: int) -> None:
    answers = Answers(30, 15, 2, 2, 1)
    drawn = RepeatedIndex([answers] * halves, Weights()).draw(Random(3), 4000)
    assert sum(index for (index,) in drawn) / 4000 == pytest.approx(0.876, abs=0.01)


def test_index_of_yes_and_no_repeats_like_the_share() -> None:
    """Against the table of the share; the prior of the index is a little lighter."""
    drawn = RepeatedIndex([Answers(33, 0, 0, 0, 7)], Weights()).draw(Random(5), 8000)
    below = sum(index <= 33 / 40 for (index,) in drawn) / 8000
    assert below == pytest.approx(repeat_counts(33, 40)[33], abs=0.03)


def test_same_seed_gives_the_same_figure_to_everybody() -> None:
    samples = {"a": (28, 40), "b": (33, 40), "c": (35, 40)}
    assert simulated(samples) == simulated(samples)
    assert simulated(samples) != simulated(samples, seed="340102100/2026-11")


def test_again_counts_how_often_each_stands_last() -> None:
    figure = simulated({"a": (10, 40), "b": (38, 40), "c": (39, 40)})
    assert figure.again == {"a": 1.0, "b": 0.0, "c": 0.0}
    assert figure.changed == 0
    assert 0 < figure.error < 0.001


def test_a_last_place_that_is_no_community_is_refused() -> None:
    with pytest.raises(ValueError, match="last place"):
        repeat({"a": repeated_share(1, 2)}, frozenset({"b"}), seed="x")


def test_thirty_communities_take_less_than_a_third_of_a_second() -> None:
    samples = {f"{n}": (40 + n % 20, 62) for n in range(30)}
    began = process_time()
    assert simulated(samples).repetitions == 4000
    assert process_time() - began < 0.3


def test_400_communities_are_repeated_less_often() -> None:
    surveys = {n: repeated_share(40 + n % 20, 62) for n in range(400)}
    assert repeat(surveys, frozenset({0}), seed="x").repetitions == 1000


@given(
    town=st.dictionaries(
        st.text("abcdef", min_size=1, max_size=3), st.tuples(st.integers(0, 20), st.just(20)), min_size=2, max_size=6
    ),
    shuffle=st.randoms(),
)
@settings(max_examples=40, deadline=None)
def test_order_of_the_communities_changes_nothing(town: Samples, shuffle: Random) -> None:
    mixed = list(town.items())
    shuffle.shuffle(mixed)
    assert simulated(town, 200) == simulated(dict(mixed), 200)
