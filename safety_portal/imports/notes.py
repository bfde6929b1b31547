"""Remarks to be written into a workbook that is given back, sorted by where they go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from safety_portal.imports.reading.stored import cell_name

Severity = Literal["bad", "warn"]

COLOURS: dict[Severity, str] = {"bad": "F8D7DA", "warn": "F6E3B4"}
COLUMN_LIMIT = 16_384
_LONGEST = 32_000
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PROSE = re.compile("[，。；：！？、（）【】《》“”]")


@dataclass(frozen=True)
class CellNote:
    """A reason at a cell; sheet, row and column from 0."""

    sheet_index: int
    row: int
    column: int
    severity: Severity
    text: str


@dataclass(frozen=True)
class RowNote:
    """A reason at a row as a whole."""

    sheet_index: int
    row: int
    text: str
    severity: Severity


@dataclass(frozen=True)
class Remark:
    """Several reasons at one place, as one text and the worse severity."""

    text: str
    severity: Severity


@dataclass
class Notes:
    """The remarks of one sheet: by (row, column), and by row for what is said of rows as a whole."""

    cells: dict[tuple[int, int], Remark] = field(default_factory=dict)
    rows: dict[int, Remark] = field(default_factory=dict)

    def lines(self) -> dict[int, Remark]:
        """All that is said in a row, one reason a line, with the name of the cell."""
        found: dict[int, list[Remark]] = {}
        for row, remark in sorted(self.rows.items()):
            found.setdefault(row, []).append(remark)
        for (row, column), remark in sorted(self.cells.items()):
            named = f"{cell_name(row, column)} {remark.text}"
            found.setdefault(row, []).append(Remark(named, remark.severity))
        return {row: _joined(remarks) for row, remarks in sorted(found.items())}


def notes_of(sheet_index: int, notes: Sequence[CellNote], row_notes: Sequence[RowNote]) -> Notes:
    """The remarks of one sheet."""
    cells: dict[tuple[int, int], list[Remark]] = {}
    rows: dict[int, list[Remark]] = {}
    for note in notes:
        if note.sheet_index == sheet_index:
            cells.setdefault((note.row, note.column), []).append(Remark(clean(note.text), note.severity))
    for line in row_notes:
        if line.sheet_index == sheet_index:
            rows.setdefault(line.row, []).append(Remark(clean(line.text), line.severity))
    return Notes(
        {place: _joined(remarks) for place, remarks in cells.items()},
        {row: _joined(remarks) for row, remarks in rows.items()},
    )


def _joined(remarks: Iterable[Remark]) -> Remark:
    every = list(remarks)
    texts = dict.fromkeys(remark.text for remark in every)
    is_bad = any(remark.severity == "bad" for remark in every)
    return Remark("\n".join(texts)[:_LONGEST], "bad" if is_bad else "warn")


def clean(text: str) -> str:
    """Without signs that no workbook may hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST]


def is_no_formula(value: object) -> bool:
    """Prose behind a ``=``: its punctuation is none that a formula could have outside of quotes."""
    return isinstance(value, str) and _PROSE.search(_QUOTED.sub("", value)) is not None
