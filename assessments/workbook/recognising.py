"""What the rows, columns and cells of a district's template seem to mean: a proposal, put right by a person.

A table has its communities in one column (or one row) and its figures across it; names are matched as imports match
them. What is not certain is asked, what is not known is told: nothing is left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessments.models import TemplatePlace
from assessments.workbook.grids import Grid, Spot
from safety_portal.imports.reading.columns import Column, UnitNames
from safety_portal.imports.reading.headings import NONE, SURE, Heading, Matcher, is_beside
from safety_portal.imports.reading.places import PlaceIndex
from safety_portal.imports.reading.text import squeezed

_ROW, _COLUMN, _CELL = TemplatePlace.Axis.ROW, TemplatePlace.Axis.COLUMN, TemplatePlace.Axis.CELL
_UNIT, _VALUE = TemplatePlace.Asks.UNIT, TemplatePlace.Asks.VALUE
#: Stands for the township itself where a unit is named.
TOWNSHIP = ""

_WHOLE = re.compile(r"全镇|全乡|全街道|镇合计|合计|总计|小计|全镇合计|全镇平均|平均|平均数|平均分|本镇|本级|镇级")
_NUMBERS = re.compile(r"本月数?|数量|数据|数值|件数|完成情况|完成数|实际|填报数|上报数|结果")
_UNIT_HEAD = re.compile(
    r"(?:所属|各)?(?:村居?|社区|村社区|村居社区|单位|地区|区域|辖区|网格|村[（(]社区[)）]|村[(（]居[)）])(?:名称|名)?|名称"
)
_FOOT = re.compile(r"^(?:注|备注|说明|填报|填表|审核|负责|制表|联系|单位负责)|[：:]$|[：:]\s*_*$")
_DEEPEST = 4  # lines of a head
_LONGEST = 40


@dataclass(frozen=True)
class Proposed:
    """A place as it is proposed. ``unit``: code of a community, ``TOWNSHIP``, None for none."""

    sheet: str
    axis: TemplatePlace.Axis
    row: int | None
    column: int | None
    asks: TemplatePlace.Asks
    words: str
    unit: str | None = None
    value: str = ""
    is_settled: bool = True
    overwrites: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """By what a place is known again in the next version."""
        where = f"{self.row}:{self.column}" if self.axis == _CELL else ""
        return self.sheet, self.axis, self.asks, squeezed(self.words) or where


def propose(
    grids: Sequence[Grid],
    units: UnitNames,
    of_units: Sequence[Column],
    of_cells: Sequence[Column],
    remembered: Mapping[tuple[str, str, str, str], Proposed] | None = None,
) -> list[Proposed]:
    """The places of all sheets. ``remembered``: what was said of places of the same words in an earlier version."""
    reader = _Reader(PlaceIndex(units), Matcher(of_units), Matcher(of_cells))
    return [_recalled(place, remembered or {}) for grid in grids for place in reader.places(grid)]


def _recalled(place: Proposed, remembered: Mapping[tuple[str, str, str, str], Proposed]) -> Proposed:
    before = remembered.get(place.key)
    if before is None or not before.is_settled:
        return place
    return replace(place, unit=before.unit, value=before.value, overwrites=before.overwrites, is_settled=True)


@dataclass(frozen=True)
class _Line:
    """A table whose units stand one below the other: their column, the rows of the first and of the last name."""

    column: int
    first: int
    last: int


class _Reader:
    def __init__(self, names: PlaceIndex, heads: Matcher, labels: Matcher) -> None:
        self.names, self.heads, self.labels = names, heads, labels

    def places(self, grid: Grid) -> Iterator[Proposed]:
        upright, turned = grid, grid.turned()
        below, beside = self._line(upright), self._line(turned)
        table: list[Proposed] = []
        if below is not None and (beside is None or self._size(upright, below) >= self._size(turned, beside)):
            table = list(self._table(upright, below))
        elif beside is not None:
            table = [_turned(place) for place in self._table(turned, beside)]
        else:
            table = list(self._figures_below(grid))
        yield from table
        yield from self._cells(grid, table)

    # --- A table of communities -------------------------------------------------------------------------------

    def _line(self, grid: Grid) -> _Line | None:
        """The column with most names of communities; two make a table, one where there is only one."""
        found: dict[int, list[int]] = {}
        for (row, column), text in grid.texts.items():
            if len(text) <= _LONGEST and self.names.match(text).code:
                found.setdefault(column, []).append(row)
        enough = min(2, len(self.names.units.names))
        best = max(found, key=lambda column: (len(set(found[column])), -column), default=None)
        if best is None or len(set(found[best])) < max(enough, 1):
            return self._unknown_line(grid)
        return _Line(best, min(found[best]), max(found[best]))

    def _unknown_line(self, grid: Grid) -> _Line | None:
        """Names of which none is known stand under 社区 as well: they are asked, each of them."""
        for (row, column), text in sorted(grid.texts.items()):
            if ("社区" not in text and "村" not in text) or not _UNIT_HEAD.fullmatch(squeezed(text)):
                continue
            first = grid.bottom_of((row, column)) + 1
            last = first
            while grid.texts.get((last, column)):
                last += 1
            if last - first >= 2:
                return _Line(column, first, last - 1)
        return None

    def _size(self, grid: Grid, line: _Line) -> int:
        rows = range(line.first, line.last + 1)
        return sum(bool(self.names.match(grid.texts.get((row, line.column), "")).code) for row in rows)

    def _table(self, grid: Grid, line: _Line) -> Iterator[Proposed]:
        head = self._head_row(grid, line)
        yield from self._units(grid, line, head)
        yield from self._values(grid, line, head)

    def _head_row(self, grid: Grid, line: _Line) -> int:
        """The last row of the head: where the column of names is called 社区, else right above the first name."""
        for row in range(line.first - 1, max(line.first - 8, 0), -1):
            spot = (row, line.column)
            if _UNIT_HEAD.fullmatch(squeezed(grid.text(spot))):
                return grid.bottom_of(spot)
        return line.first - 1

    def _units(self, grid: Grid, line: _Line, head: int) -> Iterator[Proposed]:
        """Rows from the head on to where the names end; total rows below them count as well."""
        end = max((row for row, column in grid.texts if column == line.column), default=line.last)
        for row in range(head + 1, end + 1):
            words = grid.texts.get((row, line.column), "").strip()
            if row > line.last and _FOOT.search(squeezed(words)):
                return
            if words and len(words) <= _LONGEST:
                yield self._unit(grid.name, row, words)

    def _unit(self, sheet: str, row: int, words: str) -> Proposed:
        place = Proposed(sheet, _ROW, row, None, _UNIT, words)
        match = self.names.match(words)
        if match.code and not match.is_guess:
            return replace(place, unit=match.code)
        text = squeezed(words)
        if _WHOLE.fullmatch(text) or text in {squeezed(name) for name in self.names.units.within[:1]}:
            return replace(place, unit=TOWNSHIP)
        return replace(place, is_settled=False)

    def _values(self, grid: Grid, line: _Line, head: int) -> Iterator[Proposed]:
        """Every column with a heading; what it means comes from the line of the head that says most."""
        columns = sorted({column for _row, column in [*grid.texts, *grid.anchors]} - {line.column})
        lines = range(max(1, head - _DEEPEST + 1), head + 1)
        known = [(self._sure(grid, columns, lines, last), last) for last in lines]
        last = max(known, default=(0, head))[1]
        for column in columns:
            words, heading = _heading(grid, column, [row for row in lines if row <= last])
            if words:
                place = Proposed(grid.name, _COLUMN, None, column, _VALUE, " / ".join(words))
                yield self._meant(place, heading)

    def _sure(self, grid: Grid, columns: Sequence[int], lines: range, last: int) -> int:
        headings = (_heading(grid, column, [row for row in lines if row <= last]) for column in columns)
        return sum(self._level(heading)[0] >= SURE for words, heading in headings if words)

    def _level(self, heading: Heading) -> tuple[int, str]:
        return (NONE, "") if is_serial(heading) else self.heads.best(heading)

    def _meant(self, place: Proposed, heading: Heading) -> Proposed:
        """Certain: taken. Two things at once, or nearly one: asked. Nothing that is known: left as it is."""
        level, code = self._level(heading)
        if level >= SURE and code:
            return replace(place, value=code)
        return replace(place, is_settled=level == NONE or is_beside(heading))

    # --- Figures one below the other, of the township alone ---------------------------------------------------

    def _figures_below(self, grid: Grid) -> Iterator[Proposed]:
        """A column of figures' names and one beside it for the township's numbers."""
        found: dict[int, dict[int, Heading]] = {}
        for (row, column), text in grid.texts.items():
            heading = Heading.of(text, ())
            if self._level(heading)[0] >= SURE:
                found.setdefault(column, {})[row] = heading
        names = max(found, key=lambda column: len(found[column]), default=None)
        if names is None or len(found[names]) < 2:
            return
        head = min(found[names]) - 1
        yield self._numbers(grid, names, head)
        last = max(row for row, column in grid.texts if column == names)
        for row in range(head + 1, last + 1):
            words = grid.texts.get((row, names), "").strip()
            if words and not _FOOT.search(squeezed(words)):
                place = Proposed(grid.name, _ROW, row, None, _VALUE, words)
                yield self._meant(place, Heading.of(words, ()))

    def _numbers(self, grid: Grid, names: int, head: int) -> Proposed:
        """The first column behind the names that says it holds numbers; without one, somebody says which."""
        width = max(column for _row, column in [*grid.texts, *grid.anchors])
        for column in range(names + 1, width + 1):
            words = grid.text((head, column))
            if _NUMBERS.fullmatch(squeezed(words)) or _WHOLE.fullmatch(squeezed(words)):
                return Proposed(grid.name, _COLUMN, None, column, _UNIT, words, unit=TOWNSHIP)
        words = grid.text((head, names + 1))
        return Proposed(grid.name, _COLUMN, None, names + 1, _UNIT, words, is_settled=False)

    # --- Single cells -----------------------------------------------------------------------------------------

    def _cells(self, grid: Grid, table: Sequence[Proposed]) -> Iterator[Proposed]:
        """An empty cell right of a label of its own, outside the rows of the table."""
        rows = {place.row for place in table if place.axis == _ROW}
        columns = {place.column for place in table if place.axis == _COLUMN}
        for (row, column), text in sorted(grid.texts.items()):
            spot = _right_of(grid, (row, column))
            if row in rows or (column in columns and row + 1 in rows) or spot in grid.texts or grid.is_inside(spot):
                continue
            level, code = self.labels.best(Heading.of(text.strip().rstrip("：:"), ()))
            if level >= SURE and code:
                yield Proposed(grid.name, _CELL, *spot, _VALUE, text.strip()[:200], value=code)


def _turned(place: Proposed) -> Proposed:
    axis = _COLUMN if place.axis == _ROW else _ROW
    return replace(place, axis=axis, row=place.column, column=place.row)


def _heading(grid: Grid, column: int, lines: Sequence[int]) -> tuple[list[str], Heading]:
    """The texts over a column, the uppermost first, each once; a title over the whole table is none of them."""
    words: list[str] = []
    for row in lines:
        text = grid.text((row, column)).strip()
        if text and len(text) <= _LONGEST and text not in words and not _is_title(grid, row):
            words.append(text)
    own = words[-1] if words else ""
    return words, Heading.of(own, words[:-1])


def _is_title(grid: Grid, row: int) -> bool:
    """One text in the row and nothing else, over several columns or not; or labels to write behind (填报单位：)."""
    texts = [text for spot, text in grid.texts.items() if spot[0] == row]
    return len(texts) == 1 or any(text.rstrip().endswith(("：", ":")) for text in texts)


def is_serial(heading: Heading) -> bool:
    """序号 and bare numbers are no figures."""
    return heading.own.isdecimal() or heading.own in {"序号", "号"}


def _right_of(grid: Grid, spot: Spot) -> Spot:
    """The first cell behind the area that ``spot`` lies in."""
    anchor = grid.anchors.get(spot)
    last = spot[1] if anchor is None else max(column for (row, column), one in grid.anchors.items() if one == anchor)
    return spot[0], last + 1
