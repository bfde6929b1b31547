"""The sender's own workbook, given back with what is wrong written where it is wrong.

What was sent as xlsx stays as it was sent, formats and formulas included; other kinds are built anew as xlsx with the
same cells in the same places. Of a very long sheet only the rows come back that somebody has to look at.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from io import BytesIO
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from safety_portal.core.xlsx import column_letters
from safety_portal.imports.notes import (
    COLOURS,
    COLUMN_LIMIT,
    CellNote,
    Notes,
    RowNote,
    clean,
    is_no_formula,
    notes_of,
)
from safety_portal.imports.reading.book import Book, open_book
from safety_portal.imports.reading.stored import NOTE_MARK, is_note_head
from safety_portal.imports.rebuilding import extract, put, rebuild

__all__ = ["NOTE_MARK", "CellNote", "RowNote", "is_note_head", "mark_workbook"]

#: Beyond these only the rows with remarks come back: loading the whole takes minutes, and nobody reads it.
LONGEST_SHEET, MOST_CELLS = 20_000, 500_000
_NOTE_WIDTH = 48
_ADDED = f"\n{NOTE_MARK} "
_COMMENT_WIDTH, _COMMENT_LINE = 300, 20
_UNREADABLE = (AttributeError, BadZipFile, KeyError, IndexError, MemoryError, TypeError, ValueError)


def mark_workbook(
    data: bytes,
    name: str,
    notes: Sequence[CellNote],
    row_notes: Sequence[RowNote],
    head_row: int | None,
    column_title: str,
    row_title: str = "行号",
) -> bytes:
    """An xlsx with the noted cells filled and commented, and each row's reasons in a column after the last.

    ``head_row`` (from 0) is where the added column gets its title, ``column_title`` behind ``NOTE_MARK``, so that it is
    known again (``is_note_head``) when the workbook is sent anew. ``row_title`` is the same for the numbers of rows in
    front of an extract. Remarks of an earlier time are taken away. ``FileRefused`` as ``open_book``.
    """
    book = open_book(data, name)
    sheets = [notes_of(index, notes, row_notes) for index in range(len(book.sheets))]
    if _is_long(book):
        return extract(book, sheets, head_row, column_title, row_title)
    workbook = _loaded(book, data) or rebuild(book)
    for sheet, info, found in zip(_in_order(workbook, book), book.sheets, sheets, strict=True):
        column = _unmark(sheet, head_row)
        if found.cells or found.rows:
            _mark(sheet, found, info.width if column is None else column, head_row, column_title)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _in_order(workbook: Workbook, book: Book) -> list[Worksheet]:
    """Its sheets of cells as ``book`` counts them: by name, for sheets of charts stand between them."""
    by_title = {sheet.title: sheet for sheet in workbook.worksheets}
    names = [info.name for info in book.sheets]
    return [by_title[name] for name in names] if set(names) <= set(by_title) else list(workbook.worksheets)


def _is_long(book: Book) -> bool:
    longest = max(sheet.height for sheet in book.sheets)
    return longest > LONGEST_SHEET or sum(sheet.height * sheet.width for sheet in book.sheets) > MOST_CELLS


def _loaded(book: Book, data: bytes) -> Workbook | None:
    """The workbook with all its formats; None if it isn't xlsx or is written in a way that only values can be read."""
    if book.kind != "xlsx" or sum(book.sheet(sheet.index).weight for sheet in book.sheets) > MOST_CELLS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions that the library leaves out
            loaded = load_workbook(BytesIO(data), rich_text=True, keep_links=False)
    except _UNREADABLE:
        return None
    if not {info.name for info in book.sheets} <= {sheet.title for sheet in loaded.worksheets}:
        return None
    for sheet in loaded.worksheets:
        _free_texts(sheet)
    return loaded


def _stored(sheet: Worksheet) -> list[Cell]:
    """The cells that there are; going through rows and columns would make all those that are not."""
    return [cell for cell in sheet._cells.values() if isinstance(cell, Cell)]


def _free_texts(sheet: Worksheet) -> None:
    """Texts that a program took for formulas, because they begin with ``=``: a spreadsheet calls such files damaged."""
    for cell in _stored(sheet):
        if cell.data_type == "f" and is_no_formula(cell.value):
            put(cell, str(cell.value))


def _mark(sheet: Worksheet, notes: Notes, width: int, head_row: int | None, title: str) -> None:
    anchors = {
        (row, column): (area.min_row - 1, area.min_col - 1)
        for area in sheet.merged_cells.ranges
        for row, column in ((row - 1, column - 1) for row, column in area.cells if (row - 1, column - 1) in notes.cells)
    }
    for place, found in notes.cells.items():
        row, column = anchors.get(place, place)
        cell = sheet.cell(row + 1, column + 1)
        cell.fill = PatternFill("solid", fgColor=COLOURS[found.severity])
        _comment(cell, found.text, title)
    _write_column(sheet, notes, width, head_row, title)


def _comment(cell: object, text: str, author: str) -> None:
    assert isinstance(cell, Cell)  # noqa: S101 - the first cell of a merged area, or a single one
    if cell.comment:
        text, author = f"{cell.comment.text}{_ADDED}{text}", cell.comment.author or ""
    else:
        author = f"{NOTE_MARK}{clean(author)}"
    cell.comment = Comment(text, author, width=_COMMENT_WIDTH)
    cell.comment.height = _COMMENT_LINE * (2 + text.count("\n") + len(text) // 20)


def _write_column(sheet: Worksheet, notes: Notes, width: int, head_row: int | None, title: str) -> None:
    lines = notes.lines()
    column = _free_column(sheet, width, min([*lines, *([] if head_row is None else [head_row])]))
    if column >= COLUMN_LIMIT:
        return
    sheet.column_dimensions[column_letters(column)].width = _NOTE_WIDTH
    if head_row is not None:
        cell = put(sheet.cell(head_row + 1, column + 1), f"{NOTE_MARK}{title}")
        cell.font = Font(bold=True)
    for row, found in lines.items():
        cell = put(sheet.cell(row + 1, column + 1), found.text)
        cell.fill = PatternFill("solid", fgColor=COLOURS[found.severity])
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _free_column(sheet: Worksheet, width: int, first_row: int) -> int:
    """The first column behind the cells that no merged area reaches, from the first row on that is written to."""
    reached: list[int] = [area.max_col for area in sheet.merged_cells.ranges if area.max_row > first_row]
    return max([width, *reached])


def _unmark(sheet: Worksheet, head_row: int | None) -> int | None:
    """Take away what an earlier marking has left; gives the column (from 0) that it had added."""
    cells = _stored(sheet)
    for cell in cells:
        if not cell.comment:
            continue
        own, mark, _reason = cell.comment.text.partition(_ADDED)
        if mark:
            cell.comment, cell.fill = Comment(own, cell.comment.author or ""), PatternFill()
        elif (cell.comment.author or "").startswith(NOTE_MARK):
            cell.comment, cell.fill = None, PatternFill()
    if head_row is None:
        return None
    added: list[int] = [cell.column for cell in cells if cell.row == head_row + 1 and is_note_head(cell.value)]
    for cell in cells:
        if added and cell.column == max(added) and cell.row > head_row:
            cell.value, cell.fill = None, PatternFill()
    return max(added) - 1 if added else None
