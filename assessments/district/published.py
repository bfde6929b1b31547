"""What townships published, added up over their communities: read from the frozen facts of the publications in force.

A draft is not looked at, so nothing here says anything about a month that nobody has published.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from assessments.fairness.estimates import Estimate, mean_of, place_ranges, places_of, share
from assessments.models import MonthResult
from assessments.models.filings import SurveyHalf
from assessments.results.selectors import Sample
from safety_portal.core.months import Month

#: Below so many valid answers a township's index says little (assessment.md §G: 100–150 a township and round).
THIN_SAMPLE = 100
Facts = Mapping[str, int | str | None]


@dataclass(frozen=True)
class Timeliness:
    """Disputes whose deadline fell into the month, and how many of them were concluded in time."""

    on_time: int
    due: int

    @property
    def share(self) -> float | None:
        return self.on_time / self.due if self.due else None


@dataclass(frozen=True)
class Published:
    """One township's month. ``surveyed``: communities with a valid answer in either half; ``disputes`` None: no figure
    at all was counted.
    """

    communities: int
    surveyed: int
    samples: Mapping[SurveyHalf, Sample]
    disputes: Timeliness | None

    def estimate(self, *halves: SurveyHalf) -> Estimate | None:
        """Share of positive answers; of two halves, their mean. None where one has no answers."""
        known = [share(one.positive, one.valid) for half in halves if (one := self.samples.get(half))]
        if len(known) < len(halves):
            return None
        return known[0] if len(known) == 1 else mean_of(*known)


def published_months(township_ids: Collection[int], first: Month, last: Month) -> dict[tuple[int, Month], Published]:
    """By township and month, for those that are published; one query."""
    results = MonthResult.objects.published().filter(
        month__township__in=township_ids, month__first_day__range=(first.first_day, last.first_day)
    )
    fields = ("month__township", "month__first_day", "facts__text")
    rows = results.order_by().values_list(*fields)
    return {(township_id, Month.of(day)): read_published(text) for township_id, day, text in rows}


def read_published(text: str) -> Published:
    """Add up the frozen facts of one month (scoring contract: ``units``, each with ``facts``)."""
    units: Sequence[Facts] = [unit["facts"] for unit in json.loads(text)["units"]]
    samples = {half: sample for half in SurveyHalf if (sample := _sample(units, half)).valid}
    return Published(
        communities=len(units),
        surveyed=sum(any(_count(facts, f"survey.{half}_valid") for half in SurveyHalf) for facts in units),
        samples=samples,
        disputes=_timeliness(units),
    )


def _sample(units: Sequence[Facts], half: SurveyHalf) -> Sample:
    """All answers together; not weighted by population."""
    return Sample(
        sum(_count(facts, f"survey.{half}_positive") for facts in units),
        sum(_count(facts, f"survey.{half}_valid") for facts in units),
    )


def _timeliness(units: Sequence[Facts]) -> Timeliness | None:
    if all(facts.get("disputes.due") is None for facts in units):
        return None
    return Timeliness(
        sum(_count(facts, "disputes.on_time") for facts in units),
        sum(_count(facts, "disputes.due") for facts in units),
    )


def _count(facts: Facts, metric: str) -> int:
    return int(facts.get(metric) or 0)


# --- Townships beside one another -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """A township's figure among those that have one: its place, the places at the ends of its interval, of how many."""

    estimate: Estimate
    place: int
    best: int
    worst: int
    of: int

    @property
    def range(self) -> str:
        return f"{self.best}–{self.worst}" if self.best != self.worst else str(self.best)

    @property
    def is_thin(self) -> bool:
        return self.estimate.sample is not None and self.estimate.sample < THIN_SAMPLE


def standings_of(estimates: Mapping[int, Estimate]) -> dict[int, Standing]:
    """By township; equals share a place and the next is skipped."""
    places = places_of({key: one.value for key, one in estimates.items()})
    ranges = place_ranges(estimates)
    return {key: Standing(one, places[key], *ranges[key], len(estimates)) for key, one in estimates.items()}


def middle_of(estimates: Collection[Estimate]) -> float | None:
    """The median of the townships' figures."""
    return median(one.figure for one in estimates) if estimates else None
