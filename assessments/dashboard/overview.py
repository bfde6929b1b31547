"""The figures of a month's dashboard, gathered once; the number of queries is the same for 9 and for 60 communities."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.dashboard.charts import Chart, Line, rounded
from assessments.dashboard.selectors import Movers, movers_of
from assessments.dashboard.trends import TrendMonth, trend_of
from assessments.district.selectors import places_of
from assessments.models import AssessmentMonth, DistrictPlace
from assessments.results.history import short_label
from assessments.results.ranking import Ranking, Row, ranking_of
from assessments.results.selectors import Sample, Shown, shown_result
from safety_portal.core.months import Month
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Unit

WHOLE, HEAD, TAIL = 12, 6, 6  # a table longer than WHOLE shows its first and its last rows
CHOSEN = 2  # communities drawn beside mean and median
MOVES, SHIFTS = 4, 3


@dataclass(frozen=True)
class Cut:
    """The ranking as far as the first screen shows it; ``left_out``: how many rows lie between head and tail."""

    head: Sequence[Row]
    tail: Sequence[Row]
    left_out: int

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Cut:
        if len(rows) <= WHOLE:
            return cls(rows, (), 0)
        return cls(rows[:HEAD], rows[-TAIL:], len(rows) - HEAD - TAIL)


@dataclass(frozen=True)
class MonthRow:
    """One month of the trend as a row; ``chosen``: name and total of the communities drawn."""

    month: Month
    median: Decimal | None
    mean: Decimal | None
    chosen: Sequence[tuple[str, Decimal | None]]
    safety: Sample | None
    satisfaction: Sample | None
    is_draft: bool
    is_opening: bool


@dataclass(frozen=True)
class Overview:
    """A scored month. ``is_published``: as the township's word, else as a draft for its leader and office."""

    month: AssessmentMonth
    shown: Shown
    ranking: Ranking
    cut: Cut
    movers: Movers
    trend: Sequence[TrendMonth]
    chosen: Sequence[Row]

    @property
    def is_published(self) -> bool:
        return self.shown.publication is not None

    @property
    def small(self) -> list[Row]:
        """Communities whose sample is too small to tell anything from."""
        return [row for row in self.ranking.rows if row.safety is not None and row.safety.is_thin]

    @property
    def is_surveyed(self) -> bool:
        safety = self.ranking.averages.safety
        return safety is not None and bool(safety.valid)

    @property
    def before(self) -> TrendMonth | None:
        """The month before in the trend, if it has figures."""
        earlier = self.trend[-2] if len(self.trend) > 1 else None
        return earlier if earlier and earlier.fixed else None

    @property
    def median_change(self) -> Decimal | None:
        before = self.before.median if self.before else None
        return None if before is None else self.ranking.averages.median - before

    def totals_chart(self) -> Chart:
        lines = [
            Line(_("Median"), [rounded(one.median) for one in self.trend]),
            Line(_("Mean"), [rounded(one.mean) for one in self.trend]),
        ]
        lines += [
            Line(unit_text(row.score.unit), [rounded(one.total(row.score.unit_id)) for one in self.trend])
            for row in self.chosen
        ]
        return Chart(self._labels(), lines)

    def survey_chart(self) -> Chart:
        lines = [
            _share_line(_("Sense of safety"), [one.safety for one in self.trend]),
            _share_line(_("Satisfaction"), [one.satisfaction for one in self.trend]),
        ]
        return Chart(self._labels(), [line for line in lines if line.ends], unit="%")

    def months_table(self) -> list[MonthRow]:
        """The figures of both charts, the newest month first."""
        chosen = [(unit_text(row.score.unit), row.score.unit_id) for row in self.chosen]
        return [
            MonthRow(
                month=one.month,
                median=one.median,
                mean=one.mean,
                chosen=[(name, one.total(unit)) for name, unit in chosen],
                safety=one.safety,
                satisfaction=one.satisfaction,
                is_draft=one.is_draft,
                is_opening=one.is_opening,
            )
            for one in reversed(self.trend)
        ]

    def _labels(self) -> list[str]:
        return [short_label(one.month) for one in self.trend]


def _share_line(name: str, samples: Sequence[Sample | None]) -> Line:
    intervals = [one.interval if one else None for one in samples]
    return Line(
        name,
        [_percent(one.index) if one and one.index is not None else None for one in samples],
        low=[_percent(one[0]) if one else None for one in intervals],
        high=[_percent(one[1]) if one else None for one in intervals],
    )


def _percent(fraction: Decimal | float) -> float | None:
    return rounded(float(fraction) * 100, 1)


def overview_of(month: AssessmentMonth, *, published_only: bool, chosen: Collection[str] = ()) -> Overview | None:
    """None while the month has no result that may be shown. ``chosen``: codes of communities to draw; the first and
    the last of the ranking where none is named.
    """
    shown = shown_result(month)
    if shown is None or (published_only and shown.publication is None):
        return None
    ranking = ranking_of(month, shown.result, published_only=published_only)
    return Overview(
        month=month,
        shown=shown,
        ranking=ranking,
        cut=Cut.of(ranking.rows),
        movers=movers_of(month, shown.result, published_only=published_only, history=ranking.history),
        trend=trend_of(month.township, month.month, published_only=published_only),
        chosen=_chosen(ranking.rows, chosen),
    )


def _chosen(rows: Sequence[Row], codes: Collection[str]) -> list[Row]:
    ranked = [row for row in rows if row.score.rank is not None]
    named = [row for row in rows if row.score.unit.code in codes]
    return named[:CHOSEN] or [*ranked[:1], *ranked[1:][-1:]]


# --- The township's own place ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlaceRow:
    """The newest announced place of one kind; ``before``: the one announced before it; ``places``: over the year."""

    newest: DistrictPlace
    before: DistrictPlace | None
    places: Sequence[int | None]

    @property
    def moved(self) -> int | None:
        """Places gained (+) or lost (−); None where as many were not ranked, or nothing was announced before."""
        if self.before is None or self.before.of != self.newest.of:
            return None
        return self.before.place - self.newest.place


def place_rows(township: Unit, until: Month) -> list[PlaceRow]:
    """One row for each kind of ranking that the district announced within the year; one query."""
    found: dict[str, list[DistrictPlace]] = {}
    for place in places_of(township, until):
        found.setdefault(place.kind, []).append(place)
    months = [*until.back(11), until]
    return [_place_row(rows, months) for rows in found.values()]


def _place_row(rows: Sequence[DistrictPlace], months: Sequence[Month]) -> PlaceRow:
    """``rows`` oldest first."""
    by_month = {Month.of(one.first_day): one.place for one in rows}
    return PlaceRow(rows[-1], rows[-2] if len(rows) > 1 else None, [by_month.get(month) for month in months])
