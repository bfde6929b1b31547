"""What a township's templates can be filled with, what its places seem to mean, and what comes of them in a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import override

from assessments.models import AssessmentMonth, DistrictTemplate, Figure, TemplatePlace
from assessments.rules.selectors import read_rules, rules_in_force
from assessments.workbook.filling import Filling, plan
from assessments.workbook.grids import LIMITS, Grid, read_grids
from assessments.workbook.recognising import TOWNSHIP, Proposed, propose
from assessments.workbook.selectors import MonthBook
from assessments.workbook.values import Values
from safety_portal.imports.reading.columns import UnitNames
from safety_portal.imports.reading.places import PlaceIndex
from safety_portal.imports.selectors.units import unit_names
from safety_portal.organization.models import Unit

__all__ = ["LIMITS", "Known", "filling_of", "proposal_for", "values_of"]

Remembered = Mapping[tuple[str, str, str, str], Proposed]


@dataclass(frozen=True)
class Known:
    """What a place may be said to mean: units of the township, itself among them, and values."""

    units: Sequence[Unit]
    values: Values

    @classmethod
    def of(cls, township: Unit) -> Known:
        units = [township, *Unit.objects.communities().filter(township=township).order_by("code")]
        return cls(units, values_of(township))

    @property
    def unit_ids(self) -> set[int]:
        return {unit.pk for unit in self.units}


def values_of(township: Unit) -> Values:
    """With the items of the rule set that judges the newest month."""
    month = AssessmentMonth.objects.filter(township=township).order_by("-first_day").first()
    rules = rules_in_force(month) if month else None
    figures = list(Figure.objects.filter(is_active=True))
    return Values(figures, read_rules(rules).parsed if rules else None)


def proposal_for(township: Unit, title: str, grids: Sequence[Grid]) -> list[Proposed]:
    """What every place of a new version seems to mean, and what was said of the same words before.

    A district's form is Chinese, whatever its reader speaks.
    """
    values = values_of(township)
    remembered = _remembered(township, title)
    names = _names(township, remembered)
    with override(settings.LANGUAGE_CODE):
        found = propose(grids, names, values.for_units, values.for_cells, remembered)
    return [*found, *_carried(remembered, found, {grid.name for grid in grids})]


def _carried(remembered: Remembered, found: Sequence[Proposed], sheets: set[str]) -> list[Proposed]:
    """Single cells that somebody pointed at: nothing in the new version says so again."""
    known = {(place.sheet, place.row, place.column) for place in found}
    return [
        place
        for place in remembered.values()
        if place.axis == TemplatePlace.Axis.CELL and place.value and place.sheet in sheets
        if (place.sheet, place.row, place.column) not in known
    ]


def _names(township: Unit, remembered: Remembered) -> UnitNames:
    """With what the district calls communities, as somebody said before."""
    names = unit_names(township)
    aliases = {place.words: place.unit for place in remembered.values() if place.unit}
    return UnitNames(names.names, aliases=aliases, within=names.within)


def _remembered(township: Unit, title: str) -> Remembered:
    """The places of the newest version of every template, those of ``title`` last: they count."""
    rows = TemplatePlace.objects.filter(template__township=township).select_related("unit", "template")
    found: dict[tuple[str, str, str, str], Proposed] = {}
    for row in sorted(rows, key=lambda one: (one.template.title == title, one.template.version, one.pk)):
        place = _as_proposed(row)
        if row.template.title == title or place.unit:
            found[place.key] = place
    return found


def _as_proposed(row: TemplatePlace) -> Proposed:
    unit = None if row.unit is None else TOWNSHIP if row.unit_id == row.template.township_id else row.unit.code
    return Proposed(
        sheet=row.sheet,
        axis=TemplatePlace.Axis(row.axis),
        row=row.row,
        column=row.column,
        asks=TemplatePlace.Asks(row.asks),
        words=row.words,
        unit=unit,
        value=row.value,
        is_settled=row.is_settled,
        overwrites=row.overwrites,
    )


def filling_of(template: DistrictTemplate, data: bytes, book: MonthBook) -> Filling:
    """What goes into which cell of the template for the month of ``book``, in Chinese as the form."""
    places, values = list(template.places.all()), values_of(template.township)
    with override(settings.LANGUAGE_CODE):
        return plan(places, read_grids(data), book, values)


def candidates_of(township: Unit, words: Sequence[str]) -> dict[str, Sequence[str]]:
    """Codes of communities that come near to names that are not certain, the nearest first."""
    index = PlaceIndex(unit_names(township))
    return {one: (match.code,) if (match := index.match(one)).code else match.candidates for one in words}
