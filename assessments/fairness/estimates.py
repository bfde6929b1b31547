"""Survey figures with how sure they are: share and weighted index, pooled months, places, who can't be told apart.

All values are fractions 0–1 (a weighted index of 88.4 is 0.884) unless a total score is estimated. Plain Python.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import TypeVar

from safety_portal.core.statistics import Z, difference, wilson

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Answers:
    """How many gave which answer; "don't know" is a valid answer (assessment.md §G)."""

    best: int
    good: int
    unknown: int
    poor: int
    bad: int

    @property
    def valid(self) -> int:
        return sum(self.counts)

    @property
    def positive(self) -> int:
        return self.best + self.good

    @property
    def counts(self) -> tuple[int, ...]:
        """In the order of ``Weights.points``."""
        return (self.best, self.good, self.unknown, self.poor, self.bad)

    def __add__(self, other: Answers) -> Answers:
        return Answers(*(one + two for one, two in zip(self.counts, other.counts, strict=True)))


@dataclass(frozen=True)
class Weights:
    """Points of each answer, 0–100. Published weighted scores don't tell theirs; these are the usual ones."""

    best: int = 100
    good: int = 80
    unknown: int = 60
    poor: int = 30
    bad: int = 0

    @property
    def points(self) -> tuple[int, ...]:
        return (self.best, self.good, self.unknown, self.poor, self.bad)


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval. ``value`` is exact: equals are equal. ``sample`` None: not a survey's."""

    value: Fraction
    low: float
    high: float
    sample: int | None = None

    @property
    def figure(self) -> float:
        return float(self.value)

    @property
    def in_points(self) -> tuple[float, float, float]:
        """A weighted index with its ends as published ones are: 0–100."""
        return 100 * float(self.value), 100 * self.low, 100 * self.high

    @property
    def triple(self) -> tuple[float, float, float]:
        return float(self.value), self.low, self.high


def share(positive: int, valid: int) -> Estimate:
    """Share of positive answers with Wilson's interval; ``valid`` is at least 1."""
    value, (low, high) = Fraction(positive, valid), wilson(positive, valid)
    return Estimate(value, min(low, float(value)), max(high, float(value)), valid)


def weighted(answers: Answers, weights: Weights) -> Estimate:
    """Mean points of all valid answers, with Wilson's interval at the effective sample size (Korn & Graubard 1998).

    Points lie between 0 and 100, so their variance is at most that of a yes-or-no question with the same mean: n
    answers are worth n · m(1−m) ÷ variance such questions. One answer more, spread evenly, keeps the variance of a
    small sample from being nought. Unlike the normal interval this never leaves 0–100 and has a width where all agree.
    """
    total = answers.valid
    value = Fraction(sum(n * points for n, points in zip(answers.counts, weights.points, strict=True)), 100 * total)
    mean = float(value)
    spread = sum(
        (n + 0.2) * (points / 100 - mean) ** 2 for n, points in zip(answers.counts, weights.points, strict=True)
    )
    effective = max(total, total * mean * (1 - mean) * (total + 1) / spread) if spread else total
    return Estimate(value, *_wilson_of(mean, effective), total)


def _wilson_of(mean: float, size: float) -> tuple[float, float]:
    """Wilson's formula for a mean in 0–1 and a sample size that need not be whole."""
    square = Z * Z
    centre = (mean + square / (2 * size)) / (1 + square / size)
    half = Z / (1 + square / size) * sqrt(mean * (1 - mean) / size + square / (4 * size * size))
    return max(min(centre - half, mean), 0.0), min(max(centre + half, mean), 1.0)


def mean_of(one: Estimate, other: Estimate) -> Estimate:
    """The mean of both halves. The same people answer both, and how far their answers go together is not published:
    the interval is that of the worst case, the mean of the ends, so the community gets the benefit of the doubt.
    """
    samples = [estimate.sample for estimate in (one, other) if estimate.sample is not None]
    return Estimate(
        (one.value + other.value) / 2,
        (one.low + other.low) / 2,
        (one.high + other.high) / 2,
        min(samples, default=None),
    )


# --- Several communities --------------------------------------------------------------------------------------


def can_be_told(one: Estimate, other: Estimate) -> bool:
    """Whether the 95 % interval of the difference leaves out nought (Newcombe's method 10 for shares)."""
    low, high = difference(one.triple, other.triple)
    return low > 0 or high < 0


def band_of(last: Collection[Key], estimates: Mapping[Key, Estimate]) -> frozenset[Key]:
    """Who can't be told from the last place (from any of those who share it), the last themselves included."""
    return frozenset(
        key
        for key, estimate in estimates.items()
        if key in last or any(not can_be_told(estimate, estimates[one]) for one in last)
    )


def places_of(values: Mapping[Key, Fraction]) -> dict[Key, int]:
    """Places from the highest down: equals share one and the next is skipped (1, 2, 2, 4)."""
    ordered = sorted(values.values(), reverse=True)
    first = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    return {key: first[value] for key, value in values.items()}


def place_ranges(estimates: Mapping[Key, Estimate]) -> dict[Key, tuple[int, int]]:
    """Best and worst place of each: where it would stand at the ends of its interval, all others as they are."""
    figures = {key: one.figure for key, one in estimates.items()}
    ordered = sorted(figures.values())

    def above(end: float) -> int:
        return len(ordered) - bisect(ordered, end)

    return {key: (1 + above(one.high), 1 + above(one.low) - (figures[key] > one.low)) for key, one in estimates.items()}
