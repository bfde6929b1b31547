"""The rows below the head: which are data, and what stands in them once blocks are filled down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from safety_portal.imports.reading.columns import Column, Form, Remark
from safety_portal.imports.reading.figures import shown, typed
from safety_portal.imports.reading.head import Head
from safety_portal.imports.reading.lines import Opening, Role, counts_columns, names_column, opening
from safety_portal.imports.reading.raw import Area, Raw, Table
from safety_portal.imports.reading.remarks import question, refusal_of_row
from safety_portal.imports.reading.text import is_ditto, squeezed
from safety_portal.imports.reading.titles import months_named
from safety_portal.imports.reading.totals import RunningSums, TotalCheck

__all__ = ["Line", "Role", "TotalCheck", "lines"]

_NUMBERS = frozenset({Form.INTEGER, Form.DECIMAL})
_DAYS = frozenset({Form.DAY, Form.MOMENT, Form.MONTH})
_LONG = 15
_LONGEST_TITLE = 40
_SENTENCE = re.compile(r"[，。；：,;:、]")

Cells = dict[str, list[tuple[int, Raw]]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet (``number`` from 1): for each mapped key its cells, as (column of the sheet, cell).

    ``text``: what the row begins with, where it is no data. ``remarks``: on the row as such, to be added to those on
    its cells.
    """

    number: int
    role: Role
    cells: Cells = field(default_factory=dict)
    text: str = ""
    remarks: tuple[Remark, ...] = ()


def lines(sheet: Table, head: Head, mapping: Mapping[int, str], columns: Sequence[Column]) -> Iterator[Line]:
    """All rows below the head, in one pass. ``mapping``: column of the sheet → key; others and '' are left out.

    Columns that carry are filled down in their order in ``columns``: a new value empties those after it.
    """
    body = _Body(sheet, head, mapping, columns)
    for index, row in enumerate(sheet.rows()):
        if index >= head.first_row:
            yield body.line(index, row)


class _Body:
    """What is known while going down the rows."""

    def __init__(self, sheet: Table, head: Head, mapping: Mapping[int, str], columns: Sequence[Column]) -> None:
        by_key = {column.key: column for column in columns}
        self.mapped = {index: by_key[key] for index, key in sorted(mapping.items()) if key in by_key}
        self.names = {cell.index: {squeezed(name) for name in (cell.own, *cell.above)} for cell in head.heads}
        self.carried = _Carried([column.key for column in columns if column.carries])
        self.merges = _Merges(sheet.merged, head.first_row)
        self.figures = [index for index, column in self.mapped.items() if column.form in _NUMBERS]
        self.measures = [index for index, column in self.mapped.items() if column.form in _NUMBERS | _DAYS]
        self.required = [index for index, column in self.mapped.items() if column.is_required]
        self.labels = [i for i, column in self.mapped.items() if column.form is Form.UNIT or column.carries]
        self.sums = RunningSums(self.figures)
        self.before: Cells = {}
        self.is_below_other_head = False
        self.is_below_other_month = False
        self.months = {month for _year, month in months_named(head.title_texts)}
        self.has_days = any(column.form in _DAYS for column in self.mapped.values())
        self.is_after_head = True

    def line(self, index: int, row: tuple[Raw, ...]) -> Line:
        filled = {
            column: value
            for column, value in enumerate(row)
            if value is not None and (value.__class__ is not str or not value.isspace()) and value != ""
        }
        role = self._role(index, filled)
        self.merges.enter(index, row)
        if role is Role.DATA:
            cells = self._cells(filled, self.merges.values)
            self.carried.fill(cells)
            self.before = cells
            self.sums.add(filled)
            line = Line(index + 1, role, cells, "", self._remarks(cells))
        else:
            cells = self._cells(filled, {}) if role is Role.TOTAL else {}
            line = Line(index + 1, role, cells, _beginning(filled))
        self.is_after_head = role is Role.HEAD_AGAIN or (self.is_after_head and role in {Role.BLANK, Role.NOTE})
        self.merges.leave(index)
        return line

    def _cells(self, filled: Mapping[int, Raw], merged: Mapping[int, Raw]) -> Cells:
        cells: Cells = {}
        for index, column in self.mapped.items():
            value = filled.get(index)
            if value is None:
                value = merged.get(index)
            elif isinstance(value, str) and len(value) < 8 and is_ditto(value):
                value = next((raw for at, raw in self.before.get(column.key, ()) if at == index), value)
            cells.setdefault(column.key, []).append((index, value))
        return cells

    def _remarks(self, cells: Cells) -> tuple[Remark, ...]:
        if self.is_below_other_month:
            return (refusal_of_row("below_other_month"),)
        if self.is_below_other_head:
            return (refusal_of_row("below_other_head"),)
        if not self.merges.values:
            return ()
        spread = {self.mapped[index].key: self.mapped[index] for index in self.figures if index in self.merges.values}
        return tuple(question("merged_value", column) for column in spread.values())

    def _role(self, index: int, filled: Mapping[int, Raw]) -> Role:
        if not filled:
            return Role.BLANK
        texts = {column: value for column, value in filled.items() if isinstance(value, str)}
        if self._is_head_again(filled, texts):
            self.is_below_other_head = False
            return Role.HEAD_AGAIN
        if self.is_after_head and counts_columns([shown(value) for value in filled.values()]):
            return Role.NOTE
        if texts and (role := self._role_by_opening(filled, texts)):
            return role
        if not any(column in self.mapped for column in filled):
            return Role.NOTE if texts else Role.BLANK
        if len(filled) == 1 and texts and (self._is_month(*texts.values()) or self._is_remark(index, *texts.items())):
            return Role.NOTE
        if not texts and self.sums.are(filled):
            return Role.TOTAL
        if self._is_other_head(filled, texts):
            self.is_below_other_head = True
            return Role.NOTE
        return Role.DATA

    def _is_head_again(self, filled: Mapping[int, Raw], texts: Mapping[int, str]) -> bool:
        first = next(iter(filled))
        if first not in texts or squeezed(texts[first]) not in self.names.get(first, ()):
            return False
        same = sum(squeezed(text) in self.names.get(column, ()) for column, text in texts.items())
        return same >= 2 and same * 2 > len(filled)

    def _role_by_opening(self, filled: Mapping[int, Raw], texts: Mapping[int, str]) -> Role | None:
        """Sums, foot lines, examples: by their first words, and only if the rest of the row doesn't speak of data."""
        first = next(iter(texts))
        found = opening(texts[first])
        if found is Opening.NOTHING:
            labels = (opening(texts[column]) for column in self.labels if column in texts)
            found = Opening.TOTAL if Opening.TOTAL in labels else found
        if found is Opening.TOTAL:
            return Role.TOTAL if self._is_all_figures(filled, texts) else None
        if found is Opening.FOOT:
            return Role.FOOT if self._is_foot(filled, texts) else None
        if found is Opening.EXAMPLE:
            return Role.NOTE
        return Role.NOTE if found is Opening.SECTION and len(filled) == 1 else None

    def _is_all_figures(self, filled: Mapping[int, Raw], texts: Mapping[int, str]) -> bool:
        """Beside its label a line of sums has only figures, formulas and strokes."""
        return all(
            column not in texts
            or column not in self.mapped
            or opening(texts[column]) is Opening.TOTAL
            or not typed(texts[column]).fault
            or texts[column].rstrip().endswith(("%", "％"))
            for column in filled
        )

    def _is_foot(self, filled: Mapping[int, Raw], texts: Mapping[int, str]) -> bool:
        """No more than a name or a number beside each label, and hardly anything of what a row must have."""
        others = [column for column in filled if column not in texts or opening(texts[column]) is not Opening.FOOT]
        labels = len(filled) - len(others)
        figures = sum(column in self.figures and self._is_figure(filled[column]) for column in others)
        musts = sum(column in self.required for column in others)
        return figures <= labels and musts < 2

    @staticmethod
    def _is_figure(value: Raw) -> bool:
        return not isinstance(value, str) or not typed(value).fault

    def _is_month(self, text: str) -> bool:
        """A row that says but a month: the title of another table, whose figures are of that month. Rows with days of
        their own don't care.
        """
        if self.has_days or len(text) > _LONGEST_TITLE or _SENTENCE.search(text):
            return False
        named = {month for _year, month in months_named([text])}
        if not named:
            return False
        if self.is_after_head and not self.months:
            self.months = named
        self.is_below_other_month = named.isdisjoint(self.months)
        return True

    def _is_remark(self, index: int, cell: tuple[int, str]) -> bool:
        """A sentence on a row of its own, or a line over the whole width."""
        column, text = cell
        is_sentence = bool(_SENTENCE.search(text)) and (
            len(text) >= _LONG or text.rstrip().endswith(("。", "；", "："))
        )
        is_enough = len(self.required) < 2 and column in self.mapped and self.mapped[column].form is Form.TEXT
        width = self.merges.width_at(index, column)
        return (is_sentence and not is_enough) or (width >= 3 and width * 2 >= len(self.mapped))

    def _is_other_head(self, filled: Mapping[int, Raw], texts: Mapping[int, str]) -> bool:
        """Names where figures and days belong: another table begins, whose columns mean something else."""
        named = {texts[column] for column in self.measures if column in texts}
        if not named or len(texts) != len(filled) or len(set(texts.values())) != len(texts):
            return False
        if not all(_may_be_name(text) for text in texts.values()):
            return False
        first, text = next(iter(texts.items()))
        if len(texts) > 1 and squeezed(text) in self.names.get(first, ()):
            return True
        return len(named) > 1 and len(texts) > 2 and any(names_column(text) for text in texts.values())


def _may_be_name(text: str) -> bool:
    has_digit = any(mark.isdigit() for mark in text)
    return len(text) <= _LONG and not has_digit and not is_ditto(text) and typed(text).fault == "not_a_number"


class _Carried:
    """Values that stand in the first row of a block only, from the widest block to the narrowest."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.values: Cells = {}

    def fill(self, cells: Cells) -> None:
        """Fill what is empty in ``cells``. A new block forgets the blocks that were inside the old one."""
        is_new = False
        for key in self.keys:
            own = cells.get(key)
            if own is None:
                continue
            if any(value is not None for _, value in own):
                is_new = is_new or _said(own) != _said(self.values.get(key, []))
                self.values[key] = own
            elif is_new:
                self.values.pop(key, None)
            elif key in self.values:
                cells[key] = self.values[key]


def _said(cells: Sequence[tuple[int, Raw]]) -> list[str]:
    return [squeezed(shown(value)) for _, value in cells]


class _Merges:
    """Cells merged over several rows say the same in each of them."""

    def __init__(self, areas: Sequence[Area], first_row: int) -> None:
        self.starting: dict[int, list[Area]] = {}
        for area in areas:
            if area.top >= first_row:
                self.starting.setdefault(area.top, []).append(area)
        self.values: dict[int, Raw] = {}
        self.ends: dict[int, int] = {}

    def enter(self, index: int, row: Sequence[Raw]) -> None:
        for area in self.starting.get(index, ()):
            if area.bottom > area.top and area.left < len(row):
                self.values[area.left], self.ends[area.left] = row[area.left], area.bottom

    def leave(self, index: int) -> None:
        if self.ends:
            for column in [column for column, end in self.ends.items() if end <= index]:
                del self.values[column], self.ends[column]

    def width_at(self, index: int, column: int) -> int:
        found = (area for area in self.starting.get(index, ()) if area.left <= column <= area.right)
        return next((area.right - area.left + 1 for area in found), 1)


def _beginning(filled: Mapping[int, Raw]) -> str:
    """The first words of a row, to know it by."""
    texts = (shown(value) for value in filled.values() if isinstance(value, str))
    return next(texts, "")[:40]
