"""A workbook as rows of cells, whatever it was stored as.

Rows and columns are counted from 0 at A1. Nothing is understood here: a cell is given as it is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import chain, repeat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from safety_portal.imports.reading import biff, workbook_xml
from safety_portal.imports.reading.csv_text import check_is_table, decoded, rows_of, separator_of
from safety_portal.imports.reading.faults import DEFAULT_LIMITS, FileKind, FileRefused, Limits
from safety_portal.imports.reading.gate import kind_of
from safety_portal.imports.reading.raw import Area, Raw
from safety_portal.imports.reading.sheet_xml import Oddity
from safety_portal.imports.reading.stored import tidied
from safety_portal.imports.reading.workbook_xml import XmlSheet, check_extent

Row = tuple[Raw, ...]


@dataclass(frozen=True)
class SheetInfo:
    """A sheet as a list of sheets shows it."""

    index: int
    name: str
    is_hidden: bool
    height: int
    width: int


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows()`` begins anew each time, gives ``height`` rows of ``width`` cells, one at a time."""

    name: str
    height: int
    width: int
    merged: tuple[Area, ...]
    _rows: Callable[[], Iterator[Row]]
    is_hidden: bool = False
    #: Cells as stored, empty ones and those inside merged areas too: what a library that keeps all of them would load.
    weight: int = 0

    def rows(self) -> Iterator[Row]:
        return self._rows()


@dataclass(frozen=True)
class Book:
    """The sheets of cells of one file; charts and the like are left out."""

    kind: FileKind
    _sheets: tuple[Sheet, ...]

    @property
    def sheets(self) -> tuple[SheetInfo, ...]:
        return tuple(
            SheetInfo(index, sheet.name, sheet.is_hidden, sheet.height, sheet.width)
            for index, sheet in enumerate(self._sheets)
        )

    def sheet(self, index: int) -> Sheet:
        return self._sheets[index]


def open_book(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Book:
    """The workbook in ``data``; ``FileRefused`` for one that is not read."""
    kind = kind_of(data, name, limits)
    if kind == "xlsx":
        return Book(kind, tuple(_xlsx_sheets(data, limits)))
    if kind == "xls":
        return Book(kind, tuple(_xls_sheets(data, limits)))
    return Book(kind, (_text_sheet(data, name, limits),))


def _text_sheet(data: bytes, name: str, limits: Limits) -> Sheet:
    text = decoded(data)
    check_is_table(text)
    separator = separator_of(text)
    height = width = 0
    for row in rows_of(text, separator, limits):
        height, width = height + 1, max(width, len(row))
        if height * width > limits.rectangle:
            check_extent([(name, height, width)], limits)

    def rows() -> Iterator[Row]:
        return (row + (None,) * (width - len(row)) for row in rows_of(text, separator, limits))

    return Sheet(name, height, width, (), rows)


def _xlsx_sheets(data: bytes, limits: Limits) -> Iterator[Sheet]:
    checked = workbook_xml.inspect(data, limits)
    with _reader_faults():
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for sheet in checked:
            is_hidden = book.sheets_metadata[sheet.position].visible != SheetVisibleEnum.Visible
            yield _xlsx_sheet(book.get_sheet_by_index(sheet.position), sheet, is_hidden)


def _xlsx_sheet(cells: CalamineSheet, checked: XmlSheet, is_hidden: bool) -> Sheet:
    bottom, right = cells.end or (-1, -1)
    height = max([bottom, *(row for row, _column in checked.odd)]) + 1
    width = max([right, *(column for _row, column in checked.odd)]) + 1
    left = cells.start[1] if cells.start else 0
    by_row: dict[int, dict[int, Oddity]] = {}
    for (row, column), oddity in checked.odd.items():
        by_row.setdefault(row, {})[column] = oddity

    def rows() -> Iterator[Row]:
        with _reader_faults():
            plain = _padded(_tidied_rows(cells, left), height, width)
            for index, row in enumerate(plain):
                yield _with_oddities(row, by_row[index]) if index in by_row else row

    merged = [Area(*first, *last) for first, last in cells.merged_cell_ranges or []]
    weight = checked.cells + sum(map(_size, merged))
    return Sheet(checked.name, height, width, _clipped(merged, height, width), rows, is_hidden, weight)


def _tidied_rows(cells: CalamineSheet, left: int) -> Iterator[Row]:
    before: Row = (None,) * left
    for row in cells.iter_rows():
        yield (*before, *[cell if cell.__class__ is str and cell else tidied(cell) for cell in row])


def _padded(rows: Iterator[Row], height: int, width: int) -> Iterator[Row]:
    """Every row as wide as the sheet, and as many rows as it is high."""
    below = repeat((), height)
    for row, _count in zip(chain(rows, below), range(height), strict=False):
        yield row if len(row) == width else row + (None,) * (width - len(row))


def _with_oddities(row: Row, oddities: dict[int, Oddity]) -> Row:
    cells = list(row)
    for column, oddity in oddities.items():
        cells[column] = oddity
    return tuple(cells)


def _clipped(merged: Iterable[Area], height: int, width: int) -> tuple[Area, ...]:
    """Merged areas as far as they lie where cells are. They never overlap, unless somebody means to keep us busy."""
    areas = [
        Area(top, left, min(bottom, height - 1), min(right, width - 1))
        for top, left, bottom, right in merged
        if top <= bottom and left <= right and top < height and left < width
    ]
    if sum(map(_size, areas)) > height * width:
        raise FileRefused("broken")
    return tuple(areas)


def _size(area: Area) -> int:
    return max(area.bottom - area.top + 1, 0) * max(area.right - area.left + 1, 0)


def _xls_sheets(data: bytes, limits: Limits) -> Iterator[Sheet]:
    book = biff.inspect(data, limits)
    check_extent([(sheet.name, sheet.height, sheet.width) for sheet in book.sheets], limits)
    for sheet in book.sheets:
        merged = _clipped(sheet.merged, sheet.height, sheet.width)
        yield Sheet(sheet.name, sheet.height, sheet.width, merged, partial(biff.rows_of, book, sheet), sheet.is_hidden)


@contextmanager
def _reader_faults() -> Iterator[None]:
    """What the reader says of a file that it doesn't understand, as our own refusal; its panics as well."""
    try:
        yield
    except PasswordError as error:
        raise FileRefused("protected") from error
    except (CalamineError, ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as error:
        raise FileRefused("broken") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # its class can't be imported
            raise FileRefused("broken") from error
        raise
