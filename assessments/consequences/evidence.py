"""What stands beside a proposal, frozen when it is drafted: the ranking it rests on, band, chance figure, run, sample.

Kept as JSON: ``freeze`` writes it, ``Frozen`` reads it. Units stand in it by code and name as they were then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.consequences.grounds import Ranking
from assessments.fairness.estimates import Estimate, places_of
from assessments.fairness.last_place import Contender, LastPlace, Run
from safety_portal.audit.trail import JsonValue
from safety_portal.core.months import Month


def freeze(ranking: Ranking, unit_id: int) -> dict[str, JsonValue]:
    """The evidence for one unit that ``ranking`` names; raises ``KeyError`` for any other: nothing is proposed
    without band and chance figure (fairness.LastPlace can't be made without).
    """
    place = ranking.last[unit_id]
    run = ranking.runs.get(unit_id, Run([], []))
    terms = ranking.terms
    codes = {one.unit.pk: one.unit.code for one in ranking.places}
    return {
        "months": [str(month) for month in ranking.months],
        "ranking": terms.ranking,
        "index": terms.index,
        "group": place.group,
        "shared": terms.shared,
        "minimum_sample": terms.minimum_sample,
        "missing_month": terms.missing_month,
        "unit": codes[unit_id],
        "sharing": len(place.units),
        "band": list[JsonValue](sorted(codes[one] for one in place.band)),
        "changed": round(place.chance.changed, 4),
        "again": round(place.chance.again[unit_id], 4),
        "repetitions": place.chance.repetitions,
        "run": [str(month) for month in run.months],
        "skipped": [str(month) for month in run.skipped],
        "table": _table(ranking, place),
    }


def _table(ranking: Ranking, place: LastPlace) -> list[JsonValue]:
    """The ranking, first place first; who is not ranked comes last, by code."""
    inside = [one for one in ranking.contenders if place.group is None or one.group == place.group]
    places = places_of({one.unit: one.order for one in inside if one.order is not None})
    names = {one.unit.pk: one.unit.name for one in ranking.places}
    ordered = sorted(inside, key=lambda one: (one.unit not in places, places.get(one.unit, 0), one.name))
    return [_row(one, names[one.unit], places.get(one.unit), place) for one in ordered]


def _row(one: Contender, name: str, rank: int | None, place: LastPlace) -> JsonValue:
    left_out = place.left_out.get(one.unit)
    row: dict[str, JsonValue] = {"code": one.name, "name": name, "place": rank, "sample": one.sample}
    row["figure"] = _figure(one.estimate)
    row["left_out"] = left_out.value if left_out else ""
    return row


def _figure(estimate: Estimate | None) -> JsonValue:
    """Value and both ends of its 95 % interval."""
    if estimate is None:
        return None
    return [round(number, 4) for number in estimate.triple]


# --- Reading --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One community of the ranking that was used; ``figure``: value, low, high."""

    code: str
    name: str
    place: int | None
    sample: int | None
    figure: tuple[float, float, float] | None
    left_out: str
    is_named: bool
    is_in_band: bool


@dataclass(frozen=True)
class Frozen:
    """The evidence of a proposal, read back."""

    data: Mapping[str, Any]

    @property
    def months(self) -> list[Month]:
        return [Month.parse(text) for text in self.data["months"]]

    @property
    def ranking(self) -> str:
        return str(self.data["ranking"])

    @property
    def is_survey(self) -> bool:
        return self.ranking != "score"

    @property
    def group(self) -> str | None:
        return self.data["group"] or None

    @property
    def rows(self) -> list[Row]:
        return [self._row(row) for row in self.data["table"]]

    def _row(self, row: Mapping[str, Any]) -> Row:
        value, low, high = row["figure"] or (None, None, None)
        return Row(
            code=row["code"],
            name=row["name"],
            place=row["place"],
            sample=row["sample"],
            figure=None if value is None or low is None or high is None else (value, low, high),
            left_out=row["left_out"],
            is_named=row["code"] == self.data["unit"],
            is_in_band=row["code"] in self.data["band"],
        )

    @property
    def own(self) -> Row:
        return next(row for row in self.rows if row.is_named)

    @property
    def ranked(self) -> int:
        """How many communities the ranking holds."""
        return sum(row.place is not None for row in self.rows)

    @property
    def others(self) -> int:
        """How many cannot be told from the last place."""
        return len(self.data["band"]) - int(self.data["sharing"])

    @property
    def is_clear(self) -> bool:
        """The figures bear it: nobody else could as well stand there."""
        return self.others == 0

    @property
    def is_shared(self) -> bool:
        return int(self.data["sharing"]) > 1

    @property
    def changed(self) -> float:
        """How often the same survey, taken again, would put others last."""
        return float(self.data["changed"])

    @property
    def run(self) -> Sequence[Month]:
        """Months running in which the unit stood last, the newest first; none for a quarter."""
        return [Month.parse(text) for text in self.data["run"]]

    @property
    def skipped(self) -> Sequence[Month]:
        return [Month.parse(text) for text in self.data["skipped"]]
