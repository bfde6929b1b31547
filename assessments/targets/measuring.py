"""How a target is judged: months of numbers in, a verdict out. No database, no clock, no words.

A month in which somebody's number is missing never counts as met; what a plan leaves open is not judged at all; and
neutral counts are never judged (product.md, "What is left out").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from assessments.models import Target
from assessments.states import TargetState
from safety_portal.core.months import Month
from safety_portal.core.statistics import wilson

#: Fewer valid answers than this say nothing about an index (assessment.md §G).
THIN_SAMPLE = 30
TREND = 12


@dataclass(frozen=True)
class Point:
    """A target's numbers of one month. ``numerator`` None: not applicable, or not known; ``gaps``: how many of those
    whose numbers are added up have given none, ``of`` how many there are.
    """

    month: Month
    numerator: Decimal | None
    denominator: Decimal | None = None
    gaps: int = 0
    of: int = 1

    @property
    def is_known(self) -> bool:
        return self.gaps == 0

    @property
    def share(self) -> Decimal | None:
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True)
class Place:
    """A place among the townships of the district, as announced."""

    month: Month
    place: int
    of: int


class Why(Enum):
    """What stands behind a verdict; worded where it is shown."""

    REACHED = auto()
    SHORT = auto()
    RUNNING = auto()
    LOWER_BOUND = auto()
    WITHIN_INTERVAL = auto()
    THIN = auto()
    NOTHING_DUE = auto()
    NO_NUMBERS = auto()
    GAPS = auto()
    NO_LAST_YEAR = auto()
    NO_PLACE = auto()
    NO_EARLIER_PLACE = auto()
    OPEN = auto()
    COUNTED = auto()


@dataclass(frozen=True)
class Verdict:
    """``value``: a share from 0 to 1, a count, or a place; ``before``: the same of last year's months, or the place
    before; ``gap_months``: months in which a number is missing; ``compared``: the months set against last year's, where
    last year knows only some of them.
    """

    state: TargetState
    why: Why
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    before: Decimal | None = None
    gap_months: tuple[Month, ...] = ()
    compared: tuple[Month, ...] = ()
    place: Place | None = None


Series = Mapping[Month, Point]


def months_of(target: Target, month: Month) -> list[Month]:
    """The months that count by ``month``: of its period, from the target's first month on."""
    first = {
        Target.Period.MONTH: month,
        Target.Period.QUARTER: Month(month.year, (month.number - 1) // 3 * 3 + 1),
        Target.Period.YEAR: Month(month.year, 1),
    }[Target.Period(target.period)]
    since = max(first, Month.of(target.from_day))
    return [one for one in (*month.back(TREND), month) if one >= since]


def is_period_over(target: Target, month: Month) -> bool:
    """Whether the period of the target ends with this month."""
    last = {Target.Period.MONTH: 1, Target.Period.QUARTER: 3, Target.Period.YEAR: 12}[Target.Period(target.period)]
    is_last = target.until_day is not None and Month.of(target.until_day) == month
    return month.number % last == 0 or is_last


def covers(target: Target, day: date) -> bool:
    """Whether the target holds in the month that begins on ``day``."""
    return target.from_day <= day and (target.until_day is None or day <= target.until_day)


@dataclass(frozen=True)
class Sum:
    """Numbers of some months together."""

    numerator: Decimal | None
    denominator: Decimal | None
    gaps: tuple[Month, ...]
    is_empty: bool


def added(target: Target, months: Sequence[Month], series: Series) -> Sum:
    """Counts added up. A stock (households) is that of the last month; where months can't be added up, the highest."""
    points = [series[month] for month in months if month in series]
    gaps = tuple(month for month in months if month not in series or not series[month].is_known)
    known = [point for point in points if point.numerator is not None]
    if not known:
        return Sum(None, None, gaps, is_empty=len(gaps) == len(months))
    numbers = [point.numerator for point in known if point.numerator is not None]
    parts = [point.denominator for point in known if point.denominator is not None]
    numerator = max(numbers) if target.takes_peak else sum(numbers, Decimal(0))
    is_stock = bool(target.per) or target.takes_peak
    denominator = None if not parts else parts[-1] if is_stock else sum(parts, Decimal(0))
    return Sum(numerator, denominator, gaps, is_empty=False)


# --- Verdicts -------------------------------------------------------------------------------------------------


def judge(target: Target, month: Month, series: Series, places: Sequence[Place] = ()) -> Verdict:
    """How things stand by the end of ``month``.

    ``series``: points by month, at least of the target's months and of the same months of last year; ``places``:
    announced places up to ``month``, oldest first.
    """
    found = _JUDGES[Target.Kind(target.kind)](target, month, series, places)
    if target.pending:
        return _as(found, TargetState.WAITING, Why.OPEN)
    if target.is_neutral and found.state != TargetState.NOT_MEASURED:
        return _as(found, TargetState.NEUTRAL, Why.COUNTED)
    return found


def _as(verdict: Verdict, state: TargetState, why: Why) -> Verdict:
    return replace(verdict, state=state, why=why)


def _short(target: Target, month: Month) -> tuple[TargetState, Why]:
    """Not reached: lost at the end of the period, before that in danger. A lower bound proves nothing lost."""
    if target.takes_peak:
        return TargetState.AT_RISK, Why.LOWER_BOUND
    if is_period_over(target, month):
        return TargetState.MISSED, Why.SHORT
    return TargetState.AT_RISK, Why.RUNNING


def _share(target: Target, month: Month, series: Series, _places: Sequence[Place]) -> Verdict:
    total = added(target, months_of(target, month), series)
    numbers = (total.numerator, total.denominator)
    if total.numerator is None or not total.denominator:
        if total.gaps:
            return _unknown(total)
        return Verdict(TargetState.NOT_APPLICABLE, Why.NOTHING_DUE, None, *numbers)
    value = total.numerator / total.denominator
    if total.gaps:
        return Verdict(TargetState.NOT_MEASURED, Why.GAPS, value, *numbers, gap_months=total.gaps)
    if target.value is not None and value < target.value:
        return Verdict(*_short(target, month), value, *numbers)
    return Verdict(TargetState.MET, Why.REACHED, value, *numbers)


def _unknown(total: Sum, value: Decimal | None = None) -> Verdict:
    return Verdict(
        TargetState.NOT_MEASURED,
        Why.NO_NUMBERS if total.is_empty else Why.GAPS,
        value,
        total.numerator,
        total.denominator,
        gap_months=total.gaps,
    )


def _index(target: Target, month: Month, series: Series, places: Sequence[Place]) -> Verdict:
    """A share of answers: a small sample isn't judged, and within its interval nothing is lost."""
    found = _share(target, month, series, places)
    if found.value is None or found.numerator is None or found.denominator is None or found.gap_months:
        return found
    if found.denominator < THIN_SAMPLE:
        return _as(found, TargetState.SMALL_SAMPLE, Why.THIN)
    if found.state == TargetState.MET or target.value is None:
        return found
    _low, high = wilson(int(found.numerator), int(found.denominator))
    if Decimal(high) >= target.value:
        return _as(found, TargetState.AT_RISK, Why.WITHIN_INTERVAL)
    return _as(found, TargetState.MISSED, Why.SHORT)


def _zero(target: Target, month: Month, series: Series, _places: Sequence[Place]) -> Verdict:
    """One occurrence is enough, whatever else is not known; without any, every month must be known."""
    total = added(target, months_of(target, month), series)
    if total.numerator:
        state, why = TargetState.MISSED, Why.SHORT
        return Verdict(state, why, total.numerator, total.numerator, gap_months=total.gaps)
    if total.gaps:
        return _unknown(total)
    return Verdict(TargetState.MET, Why.REACHED, total.numerator or Decimal(0), total.numerator)


def _against_last_year(target: Target, month: Month, series: Series, _places: Sequence[Place]) -> Verdict:
    """This year's months against the same months of last year, as far as last year knows them. None then and none now
    is no more to be had.
    """
    months = months_of(target, month)
    this = added(target, months, series)
    if this.numerator is None or this.gaps:
        return _unknown(this, value=this.numerator)
    both = [one for one in months if one - 12 in series and series[one - 12].is_known]
    now, then = added(target, both, series), added(target, [one - 12 for one in both], series)
    if now.numerator is None or then.numerator is None:
        gaps = tuple(one - 12 for one in months)
        return Verdict(TargetState.NOT_MEASURED, Why.NO_LAST_YEAR, this.numerator, this.numerator, gap_months=gaps)
    is_less = now.numerator < then.numerator or now.numerator == then.numerator == 0
    is_same = target.kind == Target.Kind.NOT_MORE and now.numerator == then.numerator
    state, why = (TargetState.MET, Why.REACHED) if is_less or is_same else _short(target, month)
    compared = () if len(both) == len(months) else tuple(both)
    return Verdict(state, why, now.numerator, now.numerator, before=then.numerator, compared=compared)


def _count(target: Target, month: Month, series: Series, _places: Sequence[Place]) -> Verdict:
    total = added(target, months_of(target, month), series)
    if total.numerator is None or total.gaps:
        return _unknown(total)
    return Verdict(TargetState.NEUTRAL, Why.COUNTED, total.numerator, total.numerator)


def _better_place(_target: Target, _month: Month, _series: Series, places: Sequence[Place]) -> Verdict:
    """The last announced place against the one before it; first stays as good as it can be."""
    if not places:
        return Verdict(TargetState.NOT_MEASURED, Why.NO_PLACE)
    now, value = places[-1], Decimal(places[-1].place)
    if len(places) == 1:
        return Verdict(TargetState.NOT_MEASURED, Why.NO_EARLIER_PLACE, value, place=now)
    before = places[-2].place
    is_better = now.place < before or now.place == before == 1
    state, why = (TargetState.MET, Why.REACHED) if is_better else (TargetState.MISSED, Why.SHORT)
    return Verdict(state, why, value, before=Decimal(before), place=now)


def _among_first(target: Target, _month: Month, _series: Series, places: Sequence[Place]) -> Verdict:
    if not places:
        return Verdict(TargetState.NOT_MEASURED, Why.NO_PLACE)
    now = places[-1]
    before = Decimal(places[-2].place) if len(places) > 1 else None
    is_reached = target.value is not None and now.place <= target.value
    state, why = (TargetState.MET, Why.REACHED) if is_reached else (TargetState.MISSED, Why.SHORT)
    return Verdict(state, why, Decimal(now.place), before=before, place=now)


_JUDGES = {
    Target.Kind.SHARE: _share,
    Target.Kind.INDEX: _index,
    Target.Kind.ZERO: _zero,
    Target.Kind.FEWER: _against_last_year,
    Target.Kind.NOT_MORE: _against_last_year,
    Target.Kind.COUNT: _count,
    Target.Kind.BETTER_PLACE: _better_place,
    Target.Kind.AMONG_FIRST: _among_first,
}
