"""A district's template as cells: what stands where, what is merged, which cells hold formulas."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from safety_portal.core.xlsx import column_letters
from safety_portal.imports.reading.archive import Archive
from safety_portal.imports.reading.book import open_book
from safety_portal.imports.reading.faults import FileRefused, Limits
from safety_portal.imports.reading.gate import kind_of
from safety_portal.imports.reading.package import sheet_parts

#: A form to fill in is a small thing: what is larger is no form, and would be slow to fill every month.
LIMITS = Limits(file=5 * 1024**2, unpacked=60 * 1024**2, sheets=30, cells=200_000, rectangle=400_000, text=10 * 1024**2)
LAST_ROW, LAST_COLUMN = 1_000, 200
_UNREADABLE = (AttributeError, BadZipFile, KeyError, IndexError, TypeError, ValueError)
_PLACE = re.compile(r"(?P<column>[A-Z]{1,3})?(?P<row>[1-9][0-9]{0,6})?")

Spot = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True)
class Grid:
    """One sheet. ``texts``: what is shown, in merged areas at their first cell; ``anchors``: the first cell of the
    merged area that a cell lies in; ``formats`` of cells that have one.
    """

    name: str
    texts: Mapping[Spot, str]
    formulas: Mapping[Spot, str]
    formats: Mapping[Spot, str]
    anchors: Mapping[Spot, Spot] = field(default_factory=dict)

    def text(self, spot: Spot) -> str:
        """What a reader sees there: inside a merged area, that of the area."""
        return self.texts.get(self.anchors.get(spot, spot), "")

    def is_inside(self, spot: Spot) -> bool:
        """Covered by a merged area whose value stands elsewhere: nothing can be written there."""
        return self.anchors.get(spot, spot) != spot

    def bottom_of(self, spot: Spot) -> int:
        """The last row of the area that a cell lies in."""
        anchor = self.anchors.get(spot)
        return spot[0] if anchor is None else max(row for (row, _column), one in self.anchors.items() if one == anchor)

    def turned(self) -> Grid:
        """Rows and columns changed places."""
        return Grid(
            self.name,
            {spot[::-1]: text for spot, text in self.texts.items()},
            {spot[::-1]: text for spot, text in self.formulas.items()},
            {},
            {spot[::-1]: anchor[::-1] for spot, anchor in self.anchors.items()},
        )


def check_form(data: bytes, name: str) -> None:
    """``FileRefused`` for what isn't an xlsx, and for what may do harm or is too large to be a form."""
    kind = kind_of(data, name, LIMITS)
    if kind != "xlsx":
        raise FileRefused("old_workbook" if kind == "xls" else "unknown_type", ending=kind)
    open_book(data, name, LIMITS)


def read_grids(data: bytes) -> list[Grid]:
    """The sheets in sight; ``FileRefused`` where a workbook that passed the gate can't be read after all."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions that are not read stay in the file
            book = load_workbook(BytesIO(data))
        return [_grid(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except _UNREADABLE as error:
        raise FileRefused("broken") from error


def _grid(sheet: Worksheet) -> Grid:
    texts: dict[Spot, str] = {}
    formulas: dict[Spot, str] = {}
    formats: dict[Spot, str] = {}
    for row in sheet.iter_rows(max_row=min(sheet.max_row, LAST_ROW), max_col=min(sheet.max_column, LAST_COLUMN)):
        for cell in row:
            spot = (cell.row or 0, cell.column or 0)
            if cell.data_type == "f":
                formulas[spot] = str(getattr(cell.value, "text", cell.value))
            elif cell.value is not None:
                texts[spot] = str(cell.value)
            if cell.has_style and cell.number_format != "General":
                formats[spot] = cell.number_format
    anchors = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, LAST_ROW) + 1)
        for column in range(area.min_col, min(area.max_col, LAST_COLUMN) + 1)
    }
    return Grid(sheet.title, texts, formulas, formats, anchors)


def parts_of(data: bytes) -> dict[str, str]:
    """Sheet name → its part in the package."""
    return dict(sheet_parts(Archive.of(data, LIMITS)))


def spot_of(text: str) -> tuple[int | None, int | None] | None:
    """``C3`` → (3, 3), ``C`` → (None, 3), ``5`` → (5, None); None for what is no place of a sheet that is read."""
    found = _PLACE.fullmatch(text.strip().upper())
    if found is None or not text.strip():
        return None
    row = int(found["row"]) if found["row"] else None
    column = column_index_from_string(found["column"]) if found["column"] else None
    return (row, column) if (row or 1) <= LAST_ROW and (column or 1) <= LAST_COLUMN else None


def place_name(row: int | None, column: int | None) -> str:
    """(3, 3) → ``C3``"""
    return f"{column_letters(column - 1) if column else ''}{row or ''}"
