"""Old workbooks (xls, of Excel 97 to 2003 and of WPS), record by record ([MS-XLS]).

Read here and not by the fast reader: a damaged file makes that one ask for more memory than there is, and the whole
process ends. It also knows no error values.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from safety_portal.imports.reading.compound import Compound
from safety_portal.imports.reading.faults import FileRefused, Limits
from safety_portal.imports.reading.raw import Area, Broken, Raw, Unfilled
from safety_portal.imports.reading.serials import Shape, shape_of, shaped
from safety_portal.imports.reading.sst import Segments, shared_texts, text_of

_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_FILEPASS, _DATEMODE, _FORMAT, _XF, _BOUNDSHEET, _SST, _SUPBOOK = 0x2F, 0x22, 0x41E, 0xE0, 0x85, 0xFC, 0x1AE
_LABELSST, _NUMBER, _RK, _MULRK, _FORMULA = 0xFD, 0x203, 0x27E, 0xBD, 0x06
_STRING, _LABEL, _RSTRING, _BOOLERR, _MERGED = 0x207, 0x204, 0xD6, 0x205, 0xE5
_VERSION = 0x600
_GLOBALS, _CELLS, _MACROS = 0x05, 0x10, 0x40
_OWN_BOOK, _ADD_INS = 0x401, 0x3A01
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_CALCULATE = 0x2
_COLUMNS = 256

Record = tuple[int, bytes]
Place = tuple[int, int]
Found = list[tuple[int, int, Raw]]


@dataclass(frozen=True)
class OldSheet:
    """A sheet of cells; ``start`` is where its records begin."""

    name: str
    start: int
    is_hidden: bool
    height: int = 0
    width: int = 0
    merged: tuple[Area, ...] = ()
    in_order: bool = True


@dataclass
class OldBook:
    """The records that all sheets share."""

    stream: bytes
    sheets: list[OldSheet] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    from_1904: bool = False
    _formats: dict[int, str] = field(default_factory=dict)
    _shapes: list[int] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)

    def value(self, stored: float, style: int) -> Raw:
        shape = self.shapes[style] if style < len(self.shapes) else "number"
        return shaped(stored, shape, from_1904=self.from_1904)

    def cells(self, sheet: OldSheet) -> Iterator[tuple[int, int, Raw]]:
        """Row, column and value of each cell with something in it, in the order of the file."""
        pending: Place | None = None
        for kind, body in _sheet_records(self.stream, sheet.start):
            if kind == _STRING:
                if pending:
                    yield *pending, text_of(body) or None
            elif kind == _FORMULA:
                pending = struct.unpack_from("<HH", body)
                yield from _formula(self, body)
            elif kind in _READERS:
                yield from _READERS[kind](self, body)


def inspect(data: bytes, limits: Limits) -> OldBook:
    """The workbook, its sheets measured; ``FileRefused`` if it is none, protected, or can do more than hold cells."""
    try:
        book = _opened(Compound(data))
        book.sheets = [_measured(book, sheet, limits) for sheet in book.sheets]
    except (struct.error, IndexError, OverflowError, ValueError) as error:
        raise FileRefused("broken") from error
    if len(book.sheets) > limits.sheets:
        raise FileRefused("too_many_sheets", sheets=len(book.sheets), limit=limits.sheets)
    return book


def _opened(container: Compound) -> OldBook:
    names = {entry.name.lower() for entry in container.entries}
    if "encryptedpackage" in names:
        raise FileRefused("protected")
    if names & {"_vba_project_cur", "_vba_project", "vba"}:
        raise FileRefused("macros")
    if any(name.startswith(("mbd", "lnk", "\x01ole10native")) for name in names):
        raise FileRefused("embedded_objects")
    stream = container.stream("Workbook", "Book")
    if stream is None:
        raise FileRefused("unknown_type", ending="")
    version, kind = struct.unpack_from("<4xHH", stream)
    if version != _VERSION or kind != _GLOBALS:
        raise FileRefused("old_workbook")
    book = OldBook(stream)
    _read_globals(book)
    if not book.sheets:
        raise FileRefused("no_sheets")
    return book


def _read_globals(book: OldBook) -> None:
    shared: list[bytes] = []
    is_shared = False
    for kind, body in _records(book.stream, 0):
        is_shared = kind == _SST or (is_shared and kind == _CONTINUE)
        if is_shared:
            shared.append(body)
        elif kind in _GLOBAL_READERS:
            _GLOBAL_READERS[kind](book, body)
        elif kind == _EOF:
            break
    book.shapes = [shape_of(index, book._formats.get(index)) for index in book._shapes]
    if shared:
        book.texts = shared_texts(Segments(shared))


def _records(stream: bytes, start: int) -> Iterator[Record]:
    size = len(stream)
    while start + 4 <= size:
        kind, length = struct.unpack_from("<HH", stream, start)
        start += 4
        if start + length > size:
            raise FileRefused("broken")
        yield kind, stream[start : start + length]
        start += length


def _sheet_records(stream: bytes, start: int) -> Iterator[Record]:
    """Up to the end of the sheet; charts inside it are left out. ``FileRefused`` if the end is missing."""
    depth = 0
    for kind, body in _records(stream, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, body
    raise FileRefused("broken")


# --- The records that all sheets share ------------------------------------------------------------------------


def _read_protection(_book: OldBook, _body: bytes) -> None:
    raise FileRefused("protected")


def _read_date_mode(book: OldBook, body: bytes) -> None:
    book.from_1904 = body[:2] == b"\1\0"


def _read_format(book: OldBook, body: bytes) -> None:
    (index,) = struct.unpack_from("<H", body)
    book._formats[index] = text_of(body[2:])


def _read_style(book: OldBook, body: bytes) -> None:
    book._shapes.append(struct.unpack_from("<2xH", body)[0])


def _read_other_book(_book: OldBook, body: bytes) -> None:
    _sheets, mark = struct.unpack_from("<HH", body)
    if mark not in {_OWN_BOOK, _ADD_INS}:
        raise FileRefused("external_links")


def _read_sheet(book: OldBook, body: bytes) -> None:
    start, hidden, kind = struct.unpack_from("<IBB", body)
    if kind in {1, 6}:
        raise FileRefused("macros")
    _version, inside = struct.unpack_from("<4xHH", book.stream, start)
    if inside == _MACROS:
        raise FileRefused("macros")
    if inside == _CELLS:
        book.sheets.append(OldSheet(text_of(body[6:], "B"), start, hidden & 3 != 0))


_GLOBAL_READERS: dict[int, Callable[[OldBook, bytes], None]] = {
    _FILEPASS: _read_protection,
    _DATEMODE: _read_date_mode,
    _FORMAT: _read_format,
    _XF: _read_style,
    _SUPBOOK: _read_other_book,
    _BOUNDSHEET: _read_sheet,
}


# --- Cells ----------------------------------------------------------------------------------------------------


def _label_shared(book: OldBook, body: bytes) -> Found:
    row, column, _style, index = struct.unpack_from("<HHHI", body)
    return [(row, column, book.texts[index] or None)]


def _label(_book: OldBook, body: bytes) -> Found:
    row, column = struct.unpack_from("<HH", body)
    return [(row, column, text_of(body[6:]) or None)]


def _number(book: OldBook, body: bytes) -> Found:
    row, column, style, stored = struct.unpack_from("<HHHd", body)
    return [(row, column, book.value(stored, style))]


def _short_number(book: OldBook, body: bytes) -> Found:
    row, column, style, packed = struct.unpack_from("<HHHI", body)
    return [(row, column, book.value(_unpacked(packed), style))]


def _short_numbers(book: OldBook, body: bytes) -> Found:
    row, first = struct.unpack_from("<HH", body)
    pairs = struct.iter_unpack("<HI", body[4 : 4 + (len(body) - 6) // 6 * 6])
    return [(row, first + place, book.value(_unpacked(packed), style)) for place, (style, packed) in enumerate(pairs)]


def _unpacked(packed: int) -> float:
    """A number in four bytes: whole or the upper half of a double, as it is or times hundred."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 0x8000_0000 else 0))
    else:
        value = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFF_FFFC))[0]
    return value / 100 if packed & 1 else value


def _truth_or_error(_book: OldBook, body: bytes) -> Found:
    row, column, _style, value, is_error = struct.unpack_from("<HHHBB", body)
    return [(row, column, Broken(_ERRORS.get(value, "#N/A")) if is_error else bool(value))]


def _formula(book: OldBook, body: bytes) -> Found:
    """The stored result. A text follows in a record of its own; none at all is a formula never calculated."""
    row, column, style, stored, flags = struct.unpack_from("<HHH8sH", body)
    if stored[6:] != b"\xff\xff":
        return [(row, column, book.value(struct.unpack("<d", stored)[0], style))]
    kind, value = stored[0], stored[2]
    if kind == 1:
        return [(row, column, bool(value))]
    if kind == 2:
        return [(row, column, Broken(_ERRORS.get(value, "#N/A")))]
    return [(row, column, Unfilled(""))] if kind == 3 and flags & _CALCULATE else []


_READERS: dict[int, Callable[[OldBook, bytes], Found]] = {
    _LABELSST: _label_shared,
    _LABEL: _label,
    _RSTRING: _label,
    _NUMBER: _number,
    _RK: _short_number,
    _MULRK: _short_numbers,
    _BOOLERR: _truth_or_error,
}


# --- Sheets ---------------------------------------------------------------------------------------------------


def _measured(book: OldBook, sheet: OldSheet, limits: Limits) -> OldSheet:
    height = width = count = before = 0
    in_order = True
    for row, column, value in book.cells(sheet):
        if value is None:
            continue
        count += 1
        if column >= _COLUMNS:
            raise FileRefused("broken")
        if count > limits.cells:
            raise FileRefused("too_many_cells", limit=limits.cells)
        in_order = in_order and row >= before
        before = row
        height, width = max(height, row + 1), max(width, column + 1)
    return OldSheet(sheet.name, sheet.start, sheet.is_hidden, height, width, _merged(book, sheet), in_order)


def _merged(book: OldBook, sheet: OldSheet) -> tuple[Area, ...]:
    found = []
    for kind, body in _sheet_records(book.stream, sheet.start):
        if kind == _MERGED:
            (count,) = struct.unpack_from("<H", body)
            for top, bottom, left, right in struct.iter_unpack("<4H", body[2 : 2 + 8 * count]):
                found.append(Area(top, left, bottom, right))
    return tuple(found)


def rows_of(book: OldBook, sheet: OldSheet) -> Iterator[tuple[Raw, ...]]:
    """``height`` rows of ``width`` cells; one at a time if the file has them in order, as all programs write them."""
    cells = book.cells(sheet) if sheet.in_order else iter(sorted(book.cells(sheet), key=lambda cell: cell[0]))
    row: list[Raw] = [None] * sheet.width
    current = 0
    for index, column, value in cells:
        if value is None:
            continue
        while current < index:
            yield tuple(row)
            row, current = [None] * sheet.width, current + 1
        row[column] = value
    while current < sheet.height:
        yield tuple(row)
        row, current = [None] * sheet.width, current + 1
