"""A township's places from survey to survey: better or worse, and whether its figure tells more than chance. Plain
figures in, figures out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from assessments.fairness.estimates import Estimate, can_be_told
from assessments.models import DistrictPlace
from safety_portal.core.statistics import wilson


class Difference(Enum):
    """How a figure differs from the one before; NONE: the 95 % interval of the difference holds nought."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


@dataclass(frozen=True)
class Step:
    """A place and what it is against the one before in the same ranking (plan daxing-2022 一: 位置前移).

    ``gained``: places nearer the top (+) or farther from it (−), None for the first; ``difference`` None: one of the
    two has no index or no sample.
    """

    place: DistrictPlace
    before: DistrictPlace | None
    estimate: Estimate | None
    difference: Difference | None

    @property
    def gained(self) -> int | None:
        return None if self.before is None else self.before.place - self.place.place

    @property
    def is_among_others(self) -> bool:
        """Another number of townships was ranked the time before."""
        return self.before is not None and self.before.of != self.place.of


def steps_of(places: Iterable[DistrictPlace]) -> list[Step]:
    """Each place against the one before of the same kind, whenever that was; oldest first, as given."""
    steps: list[Step] = []
    last: dict[str, DistrictPlace] = {}
    for place in places:
        before = last.get(place.kind)
        own, other = estimate_of(place), estimate_of(before) if before else None
        steps.append(Step(place, before, own, difference_of(own, other)))
        last[place.kind] = place
    return steps


def estimate_of(place: DistrictPlace) -> Estimate | None:
    """The index with its 95 % interval; None without index or sample.

    An index that is no share (a weighted one, or the mean of both halves) lies between 0 and 1 as well and so varies
    no more than a share of the same size: its interval is at most as wide as the one given here.
    """
    if place.value is None or place.sample is None or not place.is_survey:
        return None
    value = Fraction(place.value) / 100
    low, high = wilson(float(value) * place.sample, place.sample)
    return Estimate(value, min(low, float(value)), max(high, float(value)), place.sample)


def difference_of(own: Estimate | None, before: Estimate | None) -> Difference | None:
    """Newcombe's interval of the difference (method 10)."""
    if own is None or before is None:
        return None
    if not can_be_told(own, before):
        return Difference.NONE
    return Difference.HIGHER if own.value > before.value else Difference.LOWER


def latest_of(steps: Sequence[Step]) -> list[Step]:
    """The newest step of each kind, in the order of the kinds."""
    newest = {step.place.kind: step for step in steps}
    return [newest[kind] for kind in DistrictPlace.Kind if kind in newest]
