"""Filling a district's template: which value goes into which cell, and the file with these cells changed.

The file is changed cell by cell in its own XML, so that formats, merged cells, formulas, charts and all other sheets
stay as the district made them. Of other cells only the remembered results of formulas go: whoever opens the file has
them computed anew.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from io import BytesIO

from lxml import etree
from openpyxl.formula.translate import Translator

from assessments.models import TemplatePlace
from assessments.workbook.grids import Grid, Spot, parts_of
from assessments.workbook.selectors import MonthBook
from assessments.workbook.values import Values, value_for_township, value_for_unit
from safety_portal.core.xlsx import Cell, column_letters
from safety_portal.imports.notes import clean

_FIRST_DAY = date(1899, 12, 30)
_SHARE_PLACES, _FRACTION_PLACES = Decimal("0.01"), Decimal("0.000001")


class Fate(Enum):
    """What becomes of a cell. ``NOTHING``: the month has no such figure, so the cell stays as it is."""

    FILLED = "filled"
    FORMULA = "formula"
    NOTHING = "nothing"
    COVERED = "covered"


@dataclass(frozen=True)
class Target:
    """One cell: what stands there, what goes in, and the number format in which it will be read."""

    sheet: str
    spot: Spot
    before: str
    value: Cell
    fate: Fate
    number_format: str = ""

    @property
    def place(self) -> str:
        return _name(self.spot)


@dataclass(frozen=True)
class Filling:
    """All cells that the mapping points to, and what it leaves open. ``absent``: communities of the month without a
    row; ``gone``: rows of communities that the month has not.
    """

    targets: Sequence[Target]
    absent: Sequence[str]
    gone: Sequence[TemplatePlace]

    @property
    def filled(self) -> list[Target]:
        return [one for one in self.targets if one.fate is Fate.FILLED]

    def count(self, fate: Fate) -> int:
        return sum(one.fate is fate for one in self.targets)

    @property
    def at(self) -> Mapping[tuple[str, Spot], Target]:
        return {(one.sheet, one.spot): one for one in self.targets}


def plan(places: Sequence[TemplatePlace], grids: Sequence[Grid], book: MonthBook, values: Values) -> Filling:
    """What goes where; ``places`` are settled."""
    planner = _Planner(book, values)
    known = {grid.name: grid for grid in grids}
    targets = [
        planner.target(known[sheet], spot, place, unit)
        for sheet, spot, place, unit in _crossings(places)
        if sheet in known
    ]
    named = {place.unit_id for place in places if place.unit_id}
    has_table = any(place.unit_id and place.unit_id != book.month.township_id for place in places)
    absent = [entry.unit.name for entry in book.entries if entry.unit.pk not in named] if has_table else []
    return Filling(targets, absent, [place for place in places if planner.is_gone(place)])


def _crossings(places: Sequence[TemplatePlace]) -> Iterator[tuple[str, Spot, TemplatePlace, int | None]]:
    """Every cell that a mapping points to: sheet, where, the place that says what, and whose it is."""
    axis, asks = TemplatePlace.Axis, TemplatePlace.Asks
    units = [place for place in places if place.asks == asks.UNIT and place.unit_id]
    for place in places:
        if place.asks != asks.VALUE or not place.value:
            continue
        if place.axis == axis.CELL:
            yield place.sheet, (place.row or 0, place.column or 0), place, None
            continue
        for other in units:
            if other.sheet == place.sheet and other.axis != place.axis:
                row, column = (other.row, place.column) if other.axis == axis.ROW else (place.row, other.column)
                yield place.sheet, (row or 0, column or 0), place, other.unit_id


class _Planner:
    def __init__(self, book: MonthBook, values: Values) -> None:
        self.book, self.values = book, values
        self.entries = {entry.unit.pk: entry for entry in book.entries}

    def is_gone(self, place: TemplatePlace) -> bool:
        return place.unit_id not in {None, self.book.month.township_id, *self.entries}

    def target(self, grid: Grid, spot: Spot, place: TemplatePlace, unit: int | None) -> Target:
        number_format = grid.formats.get(spot, "")
        value = self._fitted(self._value(place.value, unit), place, number_format)
        formula = grid.formulas.get(spot, "")
        fate = Fate.FILLED
        if grid.is_inside(spot):
            fate = Fate.COVERED
        elif value is None:
            fate = Fate.NOTHING
        elif formula and not place.overwrites:
            fate = Fate.FORMULA
        return Target(grid.name, spot, formula or grid.texts.get(spot, ""), value, fate, number_format)

    def _value(self, code: str, unit: int | None) -> Cell:
        if unit is None or unit == self.book.month.township_id:
            return value_for_township(self.book, code)
        entry = self.entries.get(unit)
        return value_for_unit(self.book, entry, code) if entry else None

    def _fitted(self, value: Cell, place: TemplatePlace, number_format: str) -> Cell:
        """A share as the cell shows shares; points with the decimals of the rules."""
        kind = self.values.kinds.get(place.value)
        if value is None or isinstance(value, str | int | date):
            return value
        exact = Decimal(str(value))
        if kind is not None and kind.is_share:
            is_fraction = "%" in number_format
            shown, places = (exact, _FRACTION_PLACES) if is_fraction else (exact * 100, _SHARE_PLACES)
            return shown.quantize(places, ROUND_HALF_UP)
        if place.value.startswith(("score.", "line.", "summary.")):
            return exact.quantize(Decimal(1).scaleb(-self.book.ranking.rules.decimals), ROUND_HALF_UP)
        return exact


# --- Writing --------------------------------------------------------------------------------------------------


def fill(data: bytes, targets: Iterable[Target]) -> bytes:
    """The template with the cells of ``targets`` that are ``FILLED``."""
    by_part: dict[str, list[Target]] = {}
    parts = parts_of(data)
    for target in targets:
        if target.fate is Fate.FILLED:
            by_part.setdefault(parts[target.sheet], []).append(target)
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        workbook = next((name for name in source.namelist() if re.fullmatch(r"xl/workbook\d*\.xml", name)), "")
        for member in source.infolist():
            content = source.read(member)
            if member.filename in parts.values():
                content = _sheet(content, by_part.get(member.filename, []))
            elif member.filename == workbook:
                content = _computed_anew(content)
            elif member.filename in _NAMES_CHAIN:
                content = re.sub(rb"<(?:Override|Relationship)\b[^>]*calcChain[^>]*/>", b"", content)
            if member.filename != _CHAIN:
                made.writestr(member, content)
    return stream.getvalue()


#: The order in which formulas were computed: of no use once one of them is gone, and made anew by whoever opens it.
_CHAIN = "xl/calcChain.xml"
_NAMES_CHAIN = {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}


def _parse(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _serialized(root: etree._Element) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _computed_anew(content: bytes) -> bytes:
    """Whoever opens the workbook computes its formulas."""
    root = _parse(content)
    space = etree.QName(root).namespace
    calc = root.find(f"{{{space}}}calcPr")
    if calc is None:
        calc = etree.Element(f"{{{space}}}calcPr")
        before = ("sheets", "functionGroups", "externalReferences", "definedNames")
        last = [child for child in root if etree.QName(child).localname in before][-1]
        last.addnext(calc)
    calc.set("fullCalcOnLoad", "1")
    return _serialized(root)


def _sheet(content: bytes, targets: Sequence[Target]) -> bytes:
    """Cells changed in place. Of a sheet without formulas and targets nothing changes, not even its bytes."""
    if not targets and b"<f" not in content and b":f" not in content:
        return content
    sheet = _SheetXml(_parse(content))
    sheet.write_out_shared({target.spot for target in targets})
    for target in targets:
        sheet.put(target.spot, target.value)
    sheet.forget_results()
    return _serialized(sheet.root)


class _SheetXml:
    """The cells of one sheet's XML by place; rows and cells that give no place get the one they have by order."""

    def __init__(self, root: etree._Element) -> None:
        self.root, self.space = root, etree.QName(root).namespace
        found = root.find(self._tag("sheetData"))
        assert found is not None  # noqa: S101 - the gate has read the sheet
        self.data = found
        self.columns = _column_styles(root, self._tag("col"))
        self.rows: dict[int, etree._Element] = {}
        for element in self.data.iterchildren(self._tag("row")):
            number = int(element.get("r", max(self.rows, default=0) + 1))
            element.set("r", str(number))
            self.rows[number] = element

    def _tag(self, name: str) -> str:
        return f"{{{self.space}}}{name}"

    def put(self, spot: Spot, value: Cell) -> None:
        cell = self._cell(spot)
        for child in list(cell):
            cell.remove(child)
        for name in ("t", "cm", "vm"):  # its type, and what newer formulas leave beside them
            cell.attrib.pop(name, None)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, self._tag("is")), self._tag("t"))
            text.text = clean(value)
        elif value is not None:
            number = (value - _FIRST_DAY).days if isinstance(value, date) else value
            etree.SubElement(cell, self._tag("v")).text = str(number)

    def write_out_shared(self, spots: Collection[Spot]) -> None:
        """A formula that cells share stands in the first of them: where that one goes, the others get their own."""
        shared: dict[str, tuple[str, str]] = {}
        formulas = [one for one in self.data.iter(self._tag("f")) if one.get("t") == "shared"]
        for formula in formulas:
            if formula.text:
                shared[formula.get("si", "")] = (formula.text, formula.getparent().get("r", ""))
        gone = {si for si, (_text, first) in shared.items() if first in {_name(spot) for spot in spots}}
        for formula in formulas:
            if (si := formula.get("si", "")) in gone:
                text, first = shared[si]
                place = formula.getparent().get("r", "")
                formula.attrib.clear()
                formula.text = Translator(f"={text}", origin=first).translate_formula(place).removeprefix("=")

    def forget_results(self) -> None:
        """A formula keeps its text; its last result no longer fits."""
        for formula in self.data.iter(self._tag("f")):
            cell = formula.getparent()
            for result in cell.findall(self._tag("v")):
                cell.remove(result)
            cell.attrib.pop("t", None)

    def _cell(self, spot: Spot) -> etree._Element:
        row, column = spot
        line, before, at = self._row(row), None, 0
        for cell in line.iterchildren(self._tag("c")):
            number = _column_of(cell.get("r")) or at + 1
            cell.set("r", _name((row, number)))
            if number == column:
                return cell
            if number > column:
                break
            before, at = cell, number
        made = self._new_cell(line, spot)
        if before is None:
            line.insert(0, made)
        else:
            before.addnext(made)
        return made

    def _new_cell(self, line: etree._Element, spot: Spot) -> etree._Element:
        """With the format of its row or column, as a spreadsheet gives it."""
        cell = etree.Element(self._tag("c"), r=_name(spot))
        style = line.get("s") if line.get("customFormat") else self.columns.get(spot[1])
        if style:
            cell.set("s", style)
        return cell

    def _row(self, number: int) -> etree._Element:
        if number not in self.rows:
            line = etree.Element(self._tag("row"), r=str(number))
            above = max((other for other in self.rows if other < number), default=None)
            if above is None:
                self.data.insert(0, line)
            else:
                self.rows[above].addnext(line)
            self.rows[number] = line
        return self.rows[number]


def _name(spot: Spot) -> str:
    """(3, 3) → ``C3``"""
    return f"{column_letters(spot[1] - 1)}{spot[0]}"


def _column_styles(root: etree._Element, tag: str) -> dict[int, str]:
    return {
        number: element.get("style", "")
        for element in root.iter(tag)
        for number in range(int(element.get("min", "1")), min(int(element.get("max", "1")), 300) + 1)
    }


def _column_of(place: str | None) -> int:
    number = 0
    for sign in re.sub(r"[^A-Z]", "", place or ""):
        number = number * 26 + ord(sign) - 64
    return number
