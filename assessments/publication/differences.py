"""What differs between two results of a month, and why as far as the frozen texts tell; nothing else is read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assessments.models import Figure, MonthResult, ScoreLine, UnitScore
from assessments.results.wording import provenance_words
from assessments.rules.selectors import read_rules
from safety_portal.audit.trail import JsonValue
from safety_portal.organization.models import Unit

Cell = int | str | None


@dataclass(frozen=True)
class Value:
    """What was frozen; ``is_known`` False: nothing was. ``reason``: of points given by hand."""

    value: Cell = None
    is_known: bool = False
    reason: str = ""


@dataclass(frozen=True)
class FigureChange:
    """A figure of one community, or the points given by hand to one of its items; ``origin``: where it comes from."""

    unit: Unit
    code: str
    name: str
    before: Value
    after: Value
    origin: str = ""


@dataclass(frozen=True)
class LineChange:
    """Points of one item."""

    name: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class UnitChange:
    """A community whose place or total is another; a side is None where it was not scored."""

    unit: Unit
    before: UnitScore | None
    after: UnitScore | None
    lines: Sequence[LineChange]

    @property
    def moved(self) -> int | None:
        """Places gained (+) or lost (−)."""
        places = [side.rank if side else None for side in (self.before, self.after)]
        return None if places[0] is None or places[1] is None else places[0] - places[1]

    @property
    def total_change(self) -> Decimal | None:
        return self.after.total - self.before.total if self.before and self.after else None


@dataclass(frozen=True)
class Difference:
    """Between two results; ``rules``: both versions where they are not the same; ``places``: decimals of points."""

    before: MonthResult
    after: MonthResult
    units: Sequence[UnitChange]
    figures: Sequence[FigureChange]
    places: int

    @property
    def rules(self) -> tuple[str, str] | None:
        is_same = self.before.rule_set_id == self.after.rule_set_id
        return None if is_same else (str(self.before.rule_set), str(self.after.rule_set))

    @property
    def is_nothing(self) -> bool:
        return not self.units and not self.figures and self.rules is None

    def only(self, unit_ids: Collection[int] | None) -> Difference:
        """For whoever may read the explanation of these communities only (None: of all): places and totals of all,
        figures and lines of those.
        """
        if unit_ids is None:
            return self
        units = [
            one if one.unit.pk in unit_ids else UnitChange(one.unit, one.before, one.after, []) for one in self.units
        ]
        figures = [one for one in self.figures if one.unit.pk in unit_ids]
        return replace(self, units=units, figures=figures)

    def as_json(self) -> dict[str, JsonValue]:
        """As a publication keeps it: units by code, ``[before, after]`` each, null where there was none."""
        return {
            "from": self.before.number,
            "to": self.after.number,
            "rules": list(self.rules) if self.rules else None,
            "units": {one.unit.code: _unit_json(one) for one in self.units},
            "figures": [
                {
                    "unit": one.unit.code,
                    "figure": one.code,
                    "before": one.before.value,
                    "after": one.after.value,
                }
                for one in self.figures
            ],
        }


def _unit_json(change: UnitChange) -> dict[str, JsonValue]:
    sides = (change.before, change.after)
    return {
        "rank": [side.rank if side else None for side in sides],
        "total": [str(side.total) if side else None for side in sides],
    }


def difference_of(before: MonthResult, after: MonthResult) -> Difference:
    """Both with facts and rule set. Eight queries, however many communities."""
    scores = {result.pk: _scores(result) for result in (before, after)}
    units = {score.unit_id: score.unit for one in scores.values() for score in one.values()}
    lines = _changed_lines(before, after)
    changes = [
        UnitChange(unit, scores[before.pk].get(pk), scores[after.pk].get(pk), lines.get(pk, []))
        for pk, unit in sorted(units.items(), key=lambda pair: pair[1].code)
        if _is_other(scores[before.pk].get(pk), scores[after.pk].get(pk))
    ]
    changes.sort(key=lambda one: (one.after is None, (one.after and one.after.rank) or len(units) + 1))
    by_code = {unit.code: unit for unit in units.values()}
    decimals = read_rules(after.rule_set).parsed.decimals
    return Difference(before, after, changes, list(_figures(before, after, by_code)), decimals)


def _scores(result: MonthResult) -> dict[int, UnitScore]:
    return {score.unit_id: score for score in result.scores.select_related("unit")}


def _is_other(before: UnitScore | None, after: UnitScore | None) -> bool:
    sides = [(one.rank, one.total, one.is_vetoed) if one else None for one in (before, after)]
    return sides[0] != sides[1]


def _changed_lines(before: MonthResult, after: MonthResult) -> dict[int, list[LineChange]]:
    """By unit id, in the order of the rules; one query for both results."""
    rows = ScoreLine.objects.filter(score__result__in=[before.pk, after.pk]).order_by("position")
    points: dict[tuple[int, str], dict[int, Decimal]] = {}
    for unit_id, item, result_id, value in rows.values_list(
        "score__unit_id", "item_code", "score__result_id", "points"
    ):
        points.setdefault((unit_id, item), {})[result_id] = value
    names = _item_names(before) | _item_names(after)
    found: dict[int, list[LineChange]] = {}
    for (unit_id, item), sides in points.items():
        old, new = sides.get(before.pk), sides.get(after.pk)
        if old != new:
            found.setdefault(unit_id, []).append(LineChange(names.get(item, item), old, new))
    return found


def _item_names(result: MonthResult) -> dict[str, str]:
    return {item.code: item.name for item in read_rules(result.rule_set).parsed.items}


# --- Facts ----------------------------------------------------------------------------------------------------


def _figures(before: MonthResult, after: MonthResult, units: Mapping[str, Unit]) -> Iterator[FigureChange]:
    """By figure, then by community: what changed for many stands together."""
    if before.facts_id == after.facts_id:
        return
    old, new = _frozen(before), _frozen(after)
    names = dict(Figure.objects.values_list("code", "name")) | _item_names(before) | _item_names(after)
    keys = sorted({(name, code) for frozen in (old, new) for code, values in frozen.items() for name in values})
    for name, code in keys:
        was, now = old.get(code, {}).get(name, Value()), new.get(code, {}).get(name, Value())
        if was == now or code not in units:
            continue
        origin = after.facts.provenance.get(code, {}).get(name)
        words = provenance_words(origin) if origin else now.reason
        yield FigureChange(units[code], name, names.get(name, name), was, now, words)


def _frozen(result: MonthResult) -> dict[str, dict[str, Value]]:
    """By unit code: metrics, and points given by hand under their item's code."""
    units: Iterable[Mapping[str, Any]] = json.loads(result.facts.text)["units"]
    return {unit["code"]: _known(unit["facts"]) | _by_hand(unit.get("manual", {})) for unit in units}


def _known(facts: Mapping[str, Cell]) -> dict[str, Value]:
    return {name: Value(value, is_known=True) for name, value in facts.items()}


def _by_hand(entries: Mapping[str, Mapping[str, str]]) -> dict[str, Value]:
    return {item: Value(entry["points"], is_known=True, reason=entry["reason"]) for item, entry in entries.items()}
