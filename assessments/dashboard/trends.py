"""Twelve months of a township: totals of its communities and the survey, in a fixed number of queries.

What a publication fixes forever (totals and samples of its result) is kept in the cache under the publication's key;
drafts and months from before the portal are read each time. Nothing of chance is computed again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from django.core.cache import cache

from assessments.models import MonthResult, PastRank, Publication, UnitScore
from assessments.models.filings import SurveyHalf
from assessments.results.ranking import mean
from assessments.results.selectors import Sample, read_frozen
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit

BACK = 12
_DAYS_KEPT = 40 * 24 * 3600
_KEY = "dashboard:publication:1:%s"  # the number grows when Fixed changes


@dataclass(frozen=True)
class Fixed:
    """What one result says: totals by unit id, and positive and valid answers of both halves by unit id."""

    totals: Mapping[int, Decimal]
    samples: Mapping[str, Mapping[int, tuple[int, int]]]

    def together(self, half: SurveyHalf) -> Sample | None:
        """All communities as one; None without answers."""
        counts = self.samples.get(half, {}).values()
        valid = sum(one for _positive, one in counts)
        return Sample(sum(one for one, _valid in counts), valid) if valid else None

    def sample(self, half: SurveyHalf, unit_id: int) -> Sample | None:
        found = self.samples.get(half, {}).get(unit_id)
        return Sample(*found) if found and found[1] else None


@dataclass(frozen=True)
class TrendMonth:
    """One month of the trend. ``is_draft``: nobody has published it; ``is_opening``: brought in from the books, which
    may hold places without totals. A month without anything is a gap.
    """

    month: Month
    fixed: Fixed | None
    is_draft: bool = False
    is_opening: bool = False

    @property
    def totals(self) -> list[Decimal]:
        return list(self.fixed.totals.values()) if self.fixed else []

    @property
    def mean(self) -> Decimal | None:
        return mean(self.totals) if self.totals else None

    @property
    def median(self) -> Decimal | None:
        return median(self.totals) if self.totals else None

    @property
    def safety(self) -> Sample | None:
        return self.fixed.together(SurveyHalf.SAFETY) if self.fixed else None

    @property
    def satisfaction(self) -> Sample | None:
        return self.fixed.together(SurveyHalf.SATISFACTION) if self.fixed else None

    def total(self, unit_id: int) -> Decimal | None:
        return self.fixed.totals.get(unit_id) if self.fixed else None


def trend_of(township: Unit, until: Month, back: int = BACK, *, published_only: bool = False) -> list[TrendMonth]:
    """``back`` months up to ``until``, oldest first. Four queries at most, two where all is in the cache."""
    first = until - (back - 1)
    results = _counting(township, first, until, published_only=published_only)
    found = _fixed_of(results)
    opening = _opening(township, first, until)
    months = []
    for month in (first + n for n in range(back)):
        if month in results:
            months.append(TrendMonth(month, found[month], is_draft=results[month].publication is None))
        else:
            months.append(TrendMonth(month, opening.get(month), is_opening=month in opening))
    return months


@dataclass(frozen=True)
class _Counting:
    """The result that counts of one month, and its publication in force."""

    result: int
    publication: int | None


def _counting(township: Unit, first: Month, until: Month, *, published_only: bool) -> dict[Month, _Counting]:
    between = {"month__township": township, "month__first_day__range": (first.first_day, until.first_day)}
    current = Publication.objects.filter(is_current=True, **between).order_by()
    published = {
        Month.of(day): _Counting(result, pk)
        for day, result, pk in current.values_list("month__first_day", "result_id", "pk")
    }
    if published_only:
        return published
    drafts = MonthResult.objects.filter(is_current=True, **between).order_by().values_list("month__first_day", "pk")
    return {Month.of(day): _Counting(result, None) for day, result in drafts} | published


def _fixed_of(results: Mapping[Month, _Counting]) -> dict[Month, Fixed]:
    keys = {month: _KEY % one.publication for month, one in results.items() if one.publication}
    kept: dict[str, Fixed] = cache.get_many(keys.values())
    found = {month: kept[key] for month, key in keys.items() if key in kept}
    missing = {month: one.result for month, one in results.items() if month not in found}
    read = read_fixed(missing.values())
    found |= {month: read[result] for month, result in missing.items()}
    cache.set_many({keys[month]: found[month] for month in missing if month in keys}, _DAYS_KEPT)
    return found


def read_fixed(result_ids: Iterable[int]) -> dict[int, Fixed]:
    """By result; two queries."""
    asked = list(result_ids)
    if not asked:
        return {}
    totals: dict[int, dict[int, Decimal]] = defaultdict(dict)
    codes: dict[int, dict[str, int]] = defaultdict(dict)
    rows = UnitScore.objects.filter(result__in=asked).order_by().values_list("result", "unit", "unit__code", "total")
    for result, unit, code, total in rows:
        totals[result][unit] = total
        codes[result][code] = unit
    results = MonthResult.objects.filter(pk__in=asked).select_related("facts").only("facts__text", "facts__provenance")
    return {one.pk: Fixed(totals[one.pk], _samples(one, codes[one.pk])) for one in results.order_by()}


def _samples(result: MonthResult, units: Mapping[str, int]) -> dict[str, dict[int, tuple[int, int]]]:
    frozen = read_frozen(result.facts)
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for half in SurveyHalf:
        samples = {unit: frozen.sample(code, half) for code, unit in units.items()}
        found[half.value] = {unit: (one.positive, one.valid) for unit, one in samples.items() if one is not None}
    return found


def _opening(township: Unit, first: Month, until: Month) -> dict[Month, Fixed]:
    """Months from the books: totals where they were brought in."""
    rows = PastRank.objects.filter(
        township=township,
        kind=PastRank.Kind.SCORE,
        first_day__range=(first.first_day, until.first_day),
    ).order_by()
    found: dict[Month, dict[int, Decimal]] = defaultdict(dict)
    values: Sequence[tuple[date, int, Decimal | None]] = list(rows.values_list("first_day", "unit_id", "total"))
    for day, unit, total in values:
        if total is not None:
            found[Month.of(day)][unit] = total
    return {month: Fixed(totals, {}) for month, totals in found.items()}
