"""How often chance alone would change the last place: every community's survey taken again, many times.

A repetition asks each community as many people as were asked. How they would answer is drawn from the posterior
predictive distribution: Jeffreys' prior (½ for and ½ against) and the answers there are give a Beta-binomial. Tables of
it are made once for each community; a draw is a look-up. Each community has a random stream of its own, seeded by the
township, the month and its code: everybody sees the same figure, and the order of the communities changes nothing.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import eq
from random import Random
from typing import Generic, Protocol, TypeVar

from assessments.fairness.estimates import Answers, Weights
from safety_portal.core.statistics import wilson

#: At most so many repetitions, at least a quarter of that; between, so many draws in all (a second for 400 units).
REPETITIONS = 4000
DRAWS = 400_000
NEGLIGIBLE = 1e-12  # a tail as unlikely as this is not kept

Key = TypeVar("Key", bound=Hashable)
Outcome = tuple[float, ...]


class Repeats(Protocol):
    """A community's figure as it would come out again: ``count`` draws, comparable among communities."""

    def draw(self, random: Random, count: int) -> Sequence[Outcome]: ...


@dataclass(frozen=True)
class Table:
    """Outcomes with their cumulative probabilities (the last is 1)."""

    cumulative: Sequence[float]
    outcomes: Sequence[Outcome]

    def draw(self, random: Random, count: int) -> Sequence[Outcome]:
        chance, cumulative, outcomes = random.random, self.cumulative, self.outcomes
        top = len(outcomes) - 1
        return [outcomes[bisect(cumulative, chance(), 0, top)] for _ in range(count)]


def beta_binomial(successes: float, failures: float, size: int) -> list[float]:
    """Cumulative probabilities of 0 … ``size`` successes of a Beta-binomial with these two parameters, both above 0.

    Weights go out from the most likely count by the ratio of neighbours, so that nothing underflows.
    """
    a, b = successes, failures
    middle = min(size, int(size * a / (a + b)))
    weights = [0.0] * (size + 1)
    weights[middle] = 1.0
    for k in range(middle, size):
        weights[k + 1] = weights[k] * ((size - k) * (a + k)) / ((k + 1) * (b + size - k - 1))
    for k in range(middle, 0, -1):
        weights[k - 1] = weights[k] * (k * (b + size - k)) / ((size - k + 1) * (a + k - 1))
    total = sum(weights)
    cumulative = list(accumulate(weight / total for weight in weights))
    cumulative[-1] = 1.0
    return cumulative


def repeat_counts(positive: int, valid: int) -> list[float]:
    """Cumulative probabilities of the positive answers when ``valid`` people are asked again."""
    return beta_binomial(positive + 0.5, valid - positive + 0.5, valid)


def repeated_share(positive: int, valid: int) -> Table:
    return Table(repeat_counts(positive, valid), [(count / valid,) for count in range(valid + 1)])


def repeated_mean(one: tuple[int, int], other: tuple[int, int]) -> Table:
    """The mean of both halves, each (positive, valid), high and low together, as the interval of the mean is made."""
    (_p, n), (_q, m) = one, other
    pairs = [pair for pair in repeated_together(repeat_counts(*one), repeat_counts(*other)) if pair[0] > NEGLIGIBLE]
    # One division of whole numbers: equal means are equal to the last bit.
    return Table([end for end, _a, _b in pairs], [((a * m + b * n) / (2 * n * m),) for _end, a, b in pairs])


def repeated_together(one: Sequence[float], other: Sequence[float]) -> Iterator[tuple[float, int, int]]:
    """Both quantiles read at the same height: (cumulative probability, count of the first table, of the second)."""
    a = b = 0
    while True:
        left, right = one[a], other[b]
        end = min(right, left)
        yield end, a, b
        if end >= 1.0:
            return
        a += left <= end
        b += right <= end


@dataclass(frozen=True)
class RepeatedIndex:
    """A weighted index: answers from a Dirichlet-multinomial (a prior of one answer, spread evenly), one kind after the
    other; with several halves, their mean, high and low together.
    """

    halves: Sequence[Answers]
    weights: Weights

    def draw(self, random: Random, count: int) -> Sequence[Outcome]:
        drawn = [_totals(answers, self.weights, random, count) for answers in self.halves]
        if len(drawn) == 1:
            size = 100 * self.halves[0].valid
            return [(total / size,) for total in drawn[0]]
        one, other = (sorted(totals) for totals in drawn)
        n, m = (answers.valid for answers in self.halves)
        means: list[Outcome] = [((a * m + b * n) / (200 * n * m),) for a, b in zip(one, other, strict=True)]
        random.shuffle(means)
        return means


def _totals(answers: Answers, weights: Weights, random: Random, count: int) -> list[int]:
    """Points of all answers together, ``count`` times."""
    alphas = [n + 0.2 for n in answers.counts]
    after = [sum(alphas[k + 1 :]) for k in range(len(alphas))]
    points, last = weights.points, len(alphas) - 1
    tables: list[dict[int, list[float]]] = [{} for _ in alphas]
    chance, totals = random.random, []
    for _ in range(count):
        left, total = answers.valid, 0
        for kind in range(last):
            if not left:
                break
            table = tables[kind].get(left)
            if table is None:
                table = tables[kind][left] = beta_binomial(alphas[kind], after[kind], left)
            got = bisect(table, chance(), 0, left)
            total += got * points[kind]
            left -= got
        totals.append(total + left * points[last])
    return totals


@dataclass(frozen=True)
class Chance(Generic[Key]):
    """What the repetitions showed. ``changed``: share in which others stood last than now; ``again``: for each
    community, the share in which it stood last (alone or not).
    """

    changed: float
    again: Mapping[Key, float]
    repetitions: int

    @property
    def error(self) -> float:
        """Half the 95 % interval of ``changed`` that comes from the number of repetitions."""
        low, high = wilson(round(self.changed * self.repetitions), self.repetitions)
        return (high - low) / 2

    @property
    def error_in_points(self) -> float:
        """The same in percentage points."""
        return 100 * self.error


def repeat(
    communities: Mapping[Key, Repeats],
    last: frozenset[Key],
    *,
    seed: str,
    name: Callable[[Key], str] = str,
    repetitions: int | None = None,
) -> Chance[Key]:
    """Take every survey again. ``name`` tells communities apart in the seed, whatever their order; ``last`` are those
    who stand last now, at least one and all among ``communities``.
    """
    if not last or not last <= communities.keys():
        raise ValueError("the last place must be one of the communities'")
    repetitions = repetitions or max(REPETITIONS // 4, min(REPETITIONS, DRAWS // len(communities)))
    drawn = {
        key: one.draw(Random(f"{seed}/{name(key)}"), repetitions)  # noqa: S311 - a simulation, not a secret
        for key, one in communities.items()
    }
    lowest = list(map(min, *drawn.values())) if len(drawn) > 1 else [*next(iter(drawn.values()))]
    stands_last = {key: list(map(eq, draws, lowest)) for key, draws in drawn.items()}
    others = [flags for key, flags in stands_last.items() if key not in last]
    own = [flags for key, flags in stands_last.items() if key in last]
    same = sum(all(now) for now in zip(*own, *_inverted(others), strict=True))
    return Chance(
        changed=1 - same / repetitions,
        again={key: sum(flags) / repetitions for key, flags in stands_last.items()},
        repetitions=repetitions,
    )


def _inverted(flags: Sequence[Sequence[bool]]) -> list[list[bool]]:
    """Not one of the others may stand last: their flags folded into one column, turned round."""
    return [[not any(now) for now in zip(*flags, strict=True)]] if flags else []
