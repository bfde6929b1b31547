"""The pages of the district's templates: what stands where, what is asked, what goes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from assessments.models import DistrictTemplate, TemplatePlace
from assessments.workbook.filling import Fate, Filling, Target
from assessments.workbook.grids import Spot, place_name
from assessments.workbook.mapping import Known, candidates_of, filling_of
from assessments.workbook.selectors import MonthBook
from assessments.workbook.values import Kind
from safety_portal.accounts.models import User
from safety_portal.core import formats
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Unit

_ROW, _COLUMN, _CELL = TemplatePlace.Axis.ROW, TemplatePlace.Axis.COLUMN, TemplatePlace.Axis.CELL


def template_rows(township: Unit, user: User) -> QuerySet[DistrictTemplate]:
    """Current templates with the number of their open questions (``asked``) and of cells' rows and columns."""
    rows = DistrictTemplate.objects.visible_to(user).filter(township=township, is_current=True)
    asked = Count("places", filter=Q(places__is_settled=False))
    return rows.select_related("uploaded_by").annotate(asked=asked, known=Count("places"))


def versions_of(template: DistrictTemplate) -> list[DistrictTemplate]:
    rows = DistrictTemplate.objects.filter(township=template.township_id, title=template.title)
    return list(rows.select_related("uploaded_by"))


# --- What goes where ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlaceRow:
    """A place on the page; ``near``: communities that come near to its name."""

    place: TemplatePlace
    where: str
    means: str
    near: Sequence[Unit] = ()


@dataclass(frozen=True)
class SheetRows:
    """The places of one sheet: those that name communities, those that take figures, single cells."""

    name: str
    units: Sequence[PlaceRow]
    values: Sequence[PlaceRow]
    cells: Sequence[PlaceRow]


@dataclass(frozen=True)
class MappingPage:
    """Everything that is asked and known of a template, and what may be answered."""

    asked: Sequence[PlaceRow]
    sheets: Sequence[SheetRows]
    units: Sequence[Unit]
    values: Sequence[tuple[str, list[Kind]]]
    cell_values: Sequence[tuple[str, list[Kind]]]


def mapping_page(template: DistrictTemplate) -> MappingPage:
    """A fixed number of queries, however many places there are."""
    known = Known.of(template.township)
    places = list(template.places.select_related("unit"))
    open_words = [one.words for one in places if not one.is_settled and one.asks == TemplatePlace.Asks.UNIT]
    near = candidates_of(template.township, open_words)
    by_code = {unit.code: unit for unit in known.units}
    rows = [
        PlaceRow(
            place=place,
            where=_where(place),
            means=unit_text(place.unit) if place.unit else known.values.label(place.value) if place.value else "",
            near=[by_code[code] for code in near.get(place.words, ()) if code in by_code],
        )
        for place in places
    ]
    settled = [row for row in rows if row.place.is_settled]
    return MappingPage(
        asked=[row for row in rows if not row.place.is_settled],
        sheets=[_sheet_rows(name, settled) for name in dict.fromkeys(place.sheet for place in places)],
        units=known.units,
        values=known.values.grouped(of_units=True),
        cell_values=known.values.grouped(of_units=False),
    )


def _where(place: TemplatePlace) -> str:
    """``Row 5``, ``Column C``, ``C3``"""
    name = place_name(place.row, place.column)
    if place.axis == _CELL:
        return name
    return _("Row %(name)s") % {"name": name} if place.axis == _ROW else _("Column %(name)s") % {"name": name}


def _sheet_rows(name: str, rows: Sequence[PlaceRow]) -> SheetRows:
    own = [row for row in rows if row.place.sheet == name]
    unit = TemplatePlace.Asks.UNIT
    return SheetRows(
        name=name,
        units=[row for row in own if row.place.asks == unit],
        values=[row for row in own if row.place.asks != unit and row.place.axis != _CELL],
        cells=[row for row in own if row.place.axis == _CELL],
    )


# --- Preview --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PreviewCell:
    """A cell as it will be: ``shown``, with what stands there now; ``note``: why it stays as it is."""

    place: str
    shown: str
    before: str
    note: str = ""


@dataclass(frozen=True)
class PreviewTable:
    """A sheet's table: heads of its figures, and per community their cells (None: nothing goes there)."""

    name: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[PreviewCell | None]]]
    cells: Sequence[tuple[str, PreviewCell]]


@dataclass(frozen=True)
class Preview:
    """``filling`` with its tables as they will look."""

    filling: Filling
    tables: Sequence[PreviewTable]

    @property
    def filled(self) -> int:
        return len(self.filling.filled)

    @property
    def formulas(self) -> int:
        return self.filling.count(Fate.FORMULA)

    @property
    def empty(self) -> int:
        return self.filling.count(Fate.NOTHING)

    @property
    def gone(self) -> list[str]:
        """Names in the template whose community the month has not."""
        return [place.words for place in self.filling.gone]


def preview_of(template: DistrictTemplate, data: bytes, book: MonthBook) -> Preview:
    """What the filled workbook of the month will hold beside what the template holds."""
    filling = filling_of(template, data, book)
    places = list(template.places.select_related("unit"))
    at = filling.at
    names = dict.fromkeys(place.sheet for place in places)
    return Preview(filling, [_table(name, [one for one in places if one.sheet == name], at) for name in names])


def _table(name: str, places: Sequence[TemplatePlace], at: Mapping[tuple[str, Spot], Target]) -> PreviewTable:
    unit = TemplatePlace.Asks.UNIT
    lines = [place for place in places if place.asks == unit and place.unit_id]
    heads = [place for place in places if place.asks != unit and place.axis != _CELL and place.value]

    def crossing(line: TemplatePlace, head: TemplatePlace) -> PreviewCell | None:
        spot = (line.row or 0, head.column or 0) if line.axis == _ROW else (head.row or 0, line.column or 0)
        target = at.get((name, spot))
        return _preview_cell(target) if target and line.axis != head.axis else None

    cells = [
        (place.words or place_name(place.row, place.column), _preview_cell(target))
        for place in places
        if place.axis == _CELL and (target := at.get((name, (place.row or 0, place.column or 0))))
    ]
    return PreviewTable(
        name=name,
        heads=[head.words or place_name(head.row, head.column) for head in heads],
        rows=[(line.words or unit_text(line.unit), [crossing(line, head) for head in heads]) for line in lines],
        cells=cells,
    )


def _preview_cell(target: Target) -> PreviewCell:
    notes = {
        Fate.FILLED: "",
        Fate.FORMULA: _("formula kept"),
        Fate.NOTHING: _("no figure"),
        Fate.COVERED: _("inside a merged area"),
    }
    shown = _shown(target) if target.fate is Fate.FILLED else ""
    return PreviewCell(target.place, shown, target.before, notes[target.fate])


def _shown(target: Target) -> str:
    value = target.value
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    exact = Decimal(str(value))
    if "%" in target.number_format:
        return formats.percent(exact)
    return formats.number(exact, max(-int(exact.as_tuple().exponent), 0))
