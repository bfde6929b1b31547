"""A workbook built anew from its cells: where it was none, or is too long to be given back as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from safety_portal.imports.notes import COLOURS, Notes, clean
from safety_portal.imports.reading.book import Book, Sheet
from safety_portal.imports.reading.raw import Broken, Mangled, Raw, Unfilled
from safety_portal.imports.reading.stored import NOTE_MARK

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HEAD_ROWS = 12


def rebuild(book: Book) -> Workbook:
    """All cells in their places; formats other than those of days are not known."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for info in book.sheets:
        sheet = made.create_sheet(_title(info.name))
        sheet.sheet_state = "hidden" if info.is_hidden else "visible"
        source = book.sheet(info.index)
        for row, cells in enumerate(source.rows(), 1):
            for column, raw in enumerate(cells, 1):
                if raw is not None:
                    put(sheet.cell(row, column), raw)
        for area in source.merged:
            sheet.merge_cells(None, area.top + 1, area.left + 1, area.bottom + 1, area.right + 1)
    return made


def _title(name: str) -> str:
    """A name that a sheet may have: the one that it has, or nearly so for the name of a text file."""
    return clean(name).translate(_FORBIDDEN).strip("'")[:31] or "1"


def put(cell: Cell | MergedCell, raw: Raw) -> Cell:
    """Write a value as what it is: a text is never a formula."""
    assert isinstance(cell, Cell)  # noqa: S101 - inside a merged area nothing is written
    if isinstance(raw, Broken):
        cell.value, cell.data_type = raw.text, "e"
    elif isinstance(raw, str | Unfilled | Mangled):
        text = raw if isinstance(raw, str) else f"={raw.text}" if isinstance(raw, Unfilled) else raw.text
        cell.value = clean(text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_STARTS_A_FORMULA)
    else:
        cell.value = raw
        if type(raw) in _FORMATS:
            cell.number_format = _FORMATS[type(raw)]
    return cell


def extract(book: Book, notes: Sequence[Notes], head_row: int | None, column_title: str, row_title: str) -> bytes:
    """Only sheets with remarks, of these the head and the rows with remarks, behind the number that each had."""
    made = Workbook(write_only=True)
    for info, found in zip(book.sheets, notes, strict=True):
        if found.cells or found.rows:
            target: WriteOnlyWorksheet = made.create_sheet(_title(info.name))
            for line in _lines(target, book.sheet(info.index), found, head_row, (row_title, column_title)):
                target.append(line)
    if not made.worksheets:
        made.create_sheet(_title(book.sheets[0].name))
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def _lines(
    target: WriteOnlyWorksheet, source: Sheet, notes: Notes, head_row: int | None, titles: tuple[str, str]
) -> Iterator[list[Cell]]:
    lines = notes.lines()
    first = max(0, (head_row or 0) - _HEAD_ROWS)
    for row, raws in enumerate(source.rows()):
        is_head = head_row is not None and first <= row <= head_row
        if not is_head and row not in lines:
            continue
        cells = [_cell(target, raw) for raw in raws]
        for column, cell in enumerate(cells):
            if remark := notes.cells.get((row, column)):
                cell.fill = PatternFill("solid", fgColor=COLOURS[remark.severity])
                cell.comment = Comment(remark.text, f"{NOTE_MARK}{clean(titles[1])}")
        if is_head:
            before, after = (f"{NOTE_MARK}{title}" for title in titles) if row == head_row else (None, None)
            yield [_cell(target, before), *cells, _cell(target, after)]
        else:
            yield [_cell(target, row + 1), *cells, _cell(target, lines[row].text)]


def _cell(target: WriteOnlyWorksheet, raw: Raw) -> Cell:
    return put(WriteOnlyCell(target), raw)
