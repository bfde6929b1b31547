"""Places and points of earlier months: those of the results that count (published, or the current draft); before the
portal's first month, those brought in from the books.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from assessments.models import AssessmentMonth, MonthResult, PastRank, ScoreLine, UnitScore
from safety_portal.core import formats
from safety_portal.core.months import Month

WINDOW = 6


@dataclass(frozen=True)
class Standing:
    """A unit's place and total in one month; ``is_opening``: brought in, not scored by the portal."""

    rank: int | None
    total: Decimal | None
    is_opening: bool = False


@dataclass(frozen=True)
class History:
    """The last months up to one month, oldest first; a month without a result is a gap."""

    months: Sequence[Month]
    standings: Mapping[tuple[int, date], Standing]

    def ranks(self, unit_id: int) -> list[int | None]:
        return [standing.rank if standing else None for standing in self._of(unit_id)]

    def totals(self, unit_id: int) -> list[Decimal | None]:
        return [standing.total if standing else None for standing in self._of(unit_id)]

    @property
    def opening(self) -> list[bool]:
        """Of each month, whether its places were brought in."""
        days = {day for (_unit, day), standing in self.standings.items() if standing.is_opening}
        return [month.first_day in days for month in self.months]

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Short label of each month, and whether its places were brought in."""
        return list(zip(map(short_label, self.months), self.opening, strict=True))

    def _of(self, unit_id: int) -> list[Standing | None]:
        return [self.standings.get((unit_id, month.first_day)) for month in self.months]

    def move(self, unit_id: int, rank: int | None) -> int | None:
        """Places gained (+) or lost (−) against the month before; None where one of the two has no rank."""
        before = self.standings.get((unit_id, self.months[-2].first_day))
        return None if before is None or before.rank is None or rank is None else before.rank - rank


def window_of(month: AssessmentMonth) -> list[Month]:
    return [*month.month.back(WINDOW - 1), month.month]


def short_label(month: Month) -> str:
    """10月, or Oct: inside a window of six months the year goes without saying."""
    return f"{month.number}月" if formats.speaks_chinese() else formats.month_label(month).split(" ")[0]


def history_of(month: AssessmentMonth, shown: Collection[UnitScore], *, published_only: bool = False) -> History:
    """Two queries. ``shown`` are the scores of the month itself, which may be an earlier draft's; with
    ``published_only`` a month that nobody has published is a gap.
    """
    months = window_of(month)
    results = MonthResult.objects.filter(month__township=month.township_id)
    past = UnitScore.objects.filter(
        result__in=(results.published() if published_only else results.that_count()).values("pk"),
        result__month__first_day__gte=months[0].first_day,
        result__month__first_day__lt=month.first_day,
        unit_id__in=[score.unit_id for score in shown],
    )
    standings = _opening(months, month, shown)
    standings |= {
        (unit_id, day): Standing(rank, total)
        for unit_id, day, rank, total in past.values_list("unit_id", "result__month__first_day", "rank", "total")
    }
    standings |= {(score.unit_id, month.first_day): Standing(score.rank, score.total) for score in shown}
    return History(months, standings)


def _opening(
    months: Sequence[Month], month: AssessmentMonth, shown: Collection[UnitScore]
) -> dict[tuple[int, date], Standing]:
    """Places by points from the books; a month that the portal has scored speaks for itself."""
    scored = MonthResult.objects.filter(month__township=month.township_id, is_current=True)
    places = PastRank.objects.filter(
        township=month.township_id,
        kind=PastRank.Kind.SCORE,
        first_day__gte=months[0].first_day,
        first_day__lt=month.first_day,
        unit_id__in=[score.unit_id for score in shown],
    ).exclude(first_day__in=scored.values("month__first_day"))
    return {
        (unit_id, day): Standing(rank, total, is_opening=True)
        for unit_id, day, rank, total in places.values_list("unit_id", "first_day", "rank", "total")
    }


def item_history(score: UnitScore) -> Mapping[str, Mapping[Month, Decimal]]:
    """Points of every item of one unit over the window up to ``score``, by item code and month; one query."""
    month = score.result.month
    earlier = MonthResult.objects.that_count().filter(
        month__township=month.township_id,
        month__first_day__gte=window_of(month)[0].first_day,
        month__first_day__lt=month.first_day,
    )
    of_unit = Q(score=score) | Q(score__unit=score.unit_id, score__result__in=earlier.values("pk"))
    rows = ScoreLine.objects.filter(of_unit).exclude(state="not_applicable").order_by()
    found: dict[str, dict[Month, Decimal]] = defaultdict(dict)
    for code, day, points in rows.values_list("item_code", "score__result__month__first_day", "points"):
        found[code][Month.of(day)] = points
    return found
