"""The numbers that targets read, month by month: frozen facts of communities, and what is filed for the township."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Figure, FiledFigure, MonthResult, Target, TargetFigure
from assessments.states import FilingState
from assessments.targets.measuring import Point
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit

Fact = int | str | None
Facts = Mapping[str, Fact]
Part = TargetFigure.Part


@dataclass(frozen=True)
class Readings:
    """``scored``: facts by unit code of each month that counts; ``filed``: numbers of the whole township by month and
    figure; ``units``: the township's communities by code.
    """

    scored: Mapping[Month, Mapping[str, Facts]]
    filed: Mapping[tuple[Month, str], Decimal | None]
    units: Mapping[str, Unit]

    def point(self, target: Target, month: Month, only: Collection[str] | None = None) -> Point:
        """A target's numbers of one month, of all communities or of those with the codes ``only``."""
        if is_townshipwide(target):
            return self._of_township(target, month)
        facts = self.scored.get(month)
        if facts is None:
            return Point(month, None, None, gaps=1)
        codes = [code for code in facts if only is None or code in only]
        return _added(month, [self._of_community(target, code, facts[code]) for code in codes])

    def series(
        self, target: Target, months: Iterable[Month], only: Collection[str] | None = None
    ) -> dict[Month, Point]:
        return {month: self.point(target, month, only) for month in months}

    def _of_township(self, target: Target, month: Month) -> Point:
        parts = {part: [self.filed.get((month, code), _MISSING) for code in codes_of(target, part)] for part in Part}
        return _added(month, [_pair(target, parts[Part.NUMERATOR], parts[Part.DENOMINATOR])])

    def _of_community(self, target: Target, code: str, facts: Facts) -> _Pair:
        numerator = [_number(facts, one) for one in codes_of(target, Part.NUMERATOR)]
        denominator = [_number(facts, one) for one in codes_of(target, Part.DENOMINATOR)]
        if target.per:
            stock: int | None = getattr(self.units[code], target.per) if code in self.units else None
            denominator = [_MISSING if stock is None else Decimal(stock)]
        return _pair(target, numerator, denominator)


class _Missing:
    """A number that somebody should have given."""


_MISSING = _Missing()
_Value = Decimal | None | _Missing
#: Numerator and denominator of one unit; None: not applicable to it. A missing number makes the whole pair missing.
_Pair = tuple[Decimal | None, Decimal | None] | _Missing


def codes_of(target: Target, part: TargetFigure.Part) -> list[str]:
    """Codes of a target's figures; they must have been fetched with it."""
    return [row.figure.code for row in target.figures.all() if row.part == part]


def figures_of(target: Target) -> list[Figure]:
    return [row.figure for row in target.figures.all()]


def is_townshipwide(target: Target) -> bool:
    """A target reads either numbers of the whole township or numbers of communities, never both."""
    return any(figure.is_townshipwide for figure in figures_of(target))


def _number(facts: Facts, metric: str) -> _Value:
    if metric not in facts:
        return _MISSING
    value = facts[metric]
    return None if value is None else Decimal(value)


def _pair(target: Target, numerator: Sequence[_Value], denominator: Sequence[_Value]) -> _Pair:
    known = [value for value in (*numerator, *denominator) if not isinstance(value, _Missing)]
    if len(known) < len(numerator) + len(denominator):
        return _MISSING
    numbers = [value for value in known if value is not None]
    if len(numbers) < len(known):
        return None, None
    size = len(numerator)
    has_denominator = bool(denominator)
    return sum(numbers[:size], Decimal(0)), sum(numbers[size:], Decimal(0)) if has_denominator else None


def _added(month: Month, pairs: Sequence[_Pair]) -> Point:
    given = [pair for pair in pairs if not isinstance(pair, _Missing)]
    numerators = [pair[0] for pair in given if pair[0] is not None]
    denominators = [pair[1] for pair in given if pair[1] is not None]
    return Point(
        month,
        sum(numerators, Decimal(0)) if numerators else None,
        sum(denominators, Decimal(0)) if denominators else None,
        gaps=len(pairs) - len(given),
        of=len(pairs),
    )


# --- Reading --------------------------------------------------------------------------------------------------


def read(township: Unit, months: Sequence[Month], codes: Collection[str], *, published_only: bool) -> Readings:
    """Three queries, whatever the number of months, communities and figures. ``months``: oldest first."""
    days = (months[0].first_day, months[-1].first_day)
    results = MonthResult.objects.published() if published_only else MonthResult.objects.that_count()
    rows = results.filter(month__township=township, month__first_day__range=days).order_by()
    scored = {
        Month.of(day): _read_facts(text, codes) for day, text in rows.values_list("month__first_day", "facts__text")
    }
    given = FiledFigure.objects.filter(
        unit=township,
        figure__code__in=codes,
        filing__state=FilingState.SUBMITTED,
        filing__month__township=township,
        filing__month__first_day__range=days,
    ).order_by()
    filed = {
        (Month.of(day), code): value
        for day, code, value in given.values_list("filing__month__first_day", "figure__code", "value")
    }
    if published_only:
        filed = {key: value for key, value in filed.items() if key[0] in scored}
    units = Unit.objects.communities().filter(township=township).order_by("code")
    return Readings(scored, filed, {unit.code: unit for unit in units})


def _read_facts(text: str, codes: Collection[str]) -> dict[str, Facts]:
    """Of each community what the targets ask for (scoring contract: ``units``, each with ``facts``)."""
    return {
        unit["code"]: {code: unit["facts"][code] for code in codes if code in unit["facts"]}
        for unit in json.loads(text)["units"]
    }
