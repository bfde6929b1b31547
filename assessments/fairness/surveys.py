"""The district's survey as it was counted: month by month, frozen where the month has been scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

from assessments.fairness.chance import RepeatedIndex, Repeats, repeated_mean, repeated_share
from assessments.fairness.estimates import Answers, Estimate, Weights, mean_of, share, weighted
from assessments.fairness.last_place import Terms
from assessments.models import AssessmentMonth, SurveyResult
from assessments.models.filings import SurveyHalf
from assessments.results.selectors import FrozenMonth
from safety_portal.core.months import Month

#: Halves that a ranking by the survey looks at.
HALVES: Mapping[str, tuple[SurveyHalf, ...]] = {
    "survey_safety": (SurveyHalf.SAFETY,),
    "survey_satisfaction": (SurveyHalf.SATISFACTION,),
    "survey_both": (SurveyHalf.SAFETY, SurveyHalf.SATISFACTION),
}
POOLED = 3  # months, the newest among them


@dataclass(frozen=True)
class Half:
    """One half in one community: what was scored, and the answers that stand now.

    ``is_changed``: the answers are no longer those that were scored, so weighted index and share differ in what they
    rest on. ``valid`` is at least 1.
    """

    positive: int
    valid: int
    answers: Answers | None
    is_changed: bool = False

    @property
    def share(self) -> Estimate:
        return share(self.positive, self.valid)


Halves = Mapping[SurveyHalf, Half]
Book = Mapping[Month, Mapping[int, Mapping[SurveyHalf, Answers]]]


def read_surveys(month: AssessmentMonth, back: int) -> Book:
    """Answers of the month and of so many before it, by month, unit and half; empty samples left out. One query."""
    found: dict[Month, dict[int, dict[SurveyHalf, Answers]]] = defaultdict(lambda: defaultdict(dict))
    rows = SurveyResult.objects.filter(
        month__township=month.township_id,
        month__first_day__range=((month.month - back).first_day, month.first_day),
    ).order_by()
    fields = ("month__first_day", "unit_id", "half", "best", "good", "unknown", "poor", "bad")
    for day, unit_id, half, *counts in rows.values_list(*fields):
        answers = Answers(*counts)
        if answers.valid:
            found[Month.of(day)][unit_id][SurveyHalf(half)] = answers
    return found


def halves_of(code: str, live: Mapping[SurveyHalf, Answers], frozen: FrozenMonth | None) -> dict[SurveyHalf, Half]:
    """A unit's halves: as scored where they were scored, else as they stand."""
    found = {}
    for half in SurveyHalf:
        answers = live.get(half)
        sample = frozen.sample(code, half) if frozen else None
        if sample is not None and sample.valid:
            now = (answers.positive, answers.valid) if answers else None
            found[half] = Half(sample.positive, sample.valid, answers, now != (sample.positive, sample.valid))
        elif answers is not None:
            found[half] = Half(answers.positive, answers.valid, answers, is_changed=frozen is not None)
    return found


def pooled(
    book: Book, unit_id: int, half: SurveyHalf, month: Month, since: Month
) -> tuple[Answers, list[Month]] | None:
    """All answers of the month and the two before it, and the months that had any; none from before ``since``."""
    months = [one for one in (*month.back(POOLED - 1), month) if one >= since and half in book_of(book, one, unit_id)]
    if not months:
        return None
    return reduce(add, (book[one][unit_id][half] for one in months)), months


def book_of(book: Book, month: Month, unit_id: int) -> Mapping[SurveyHalf, Answers]:
    return book.get(month, {}).get(unit_id, {})


# --- The figure a ranking goes by -----------------------------------------------------------------------------


def estimate_of(halves: Halves, terms: Terms, weights: Weights) -> Estimate | None:
    """The figure that the definition ranks by; None where one of the halves it needs is missing."""
    estimates = [half_estimate(halves.get(half), terms, weights) for half in HALVES[terms.ranking]]
    known = [one for one in estimates if one is not None]
    if len(known) < len(estimates):
        return None
    return known[0] if len(known) == 1 else mean_of(*known)


def half_estimate(half: Half | None, terms: Terms, weights: Weights) -> Estimate | None:
    """One half by the index that the definition names."""
    if half is None:
        return None
    if terms.index == "share":
        return half.share
    return weighted(half.answers, weights) if half.answers else None


def repeats_of(halves: Halves, terms: Terms, weights: Weights) -> Repeats:
    """The same survey again, for a community that has an estimate."""
    needed = [halves[half] for half in HALVES[terms.ranking]]
    if terms.index == "weighted":
        return RepeatedIndex([half.answers for half in needed if half.answers], weights)
    counts = [(half.positive, half.valid) for half in needed]
    return repeated_share(*counts[0]) if len(counts) == 1 else repeated_mean(*counts)


def together(halves: Iterable[Half]) -> float | None:
    """The share of all communities together."""
    counts = [(half.positive, half.valid) for half in halves]
    return sum(p for p, _v in counts) / sum(v for _p, v in counts) if counts else None
