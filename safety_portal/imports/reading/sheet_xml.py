"""What the XML of a sheet says beyond its values: how far it reaches, and cells whose value is missing or an error.

The fast reader keeps the whole rectangle of a sheet in memory, knows no error values and takes a formula without a
calculated value for an empty cell. So the text of a sheet is looked through first: by patterns where they are enough
(every cell says where it stands, and there is little of it), by a real parser otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from xml.parsers import expat

from safety_portal.imports.reading.faults import FileRefused
from safety_portal.imports.reading.raw import Broken, Unfilled
from safety_portal.imports.reading.stored import column_number

#: No tag and no text between two tags is longer: 32,767 characters of four bytes, written as character references.
_LONGEST = 1024**2
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_ROW = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"')
#: A cell written otherwise than every known program does: with a prefix, or without saying first where it stands.
_OTHER_CELLS = tuple(b"<c" + end for end in (b">", b"/", b"\t", b"\n", b"\r"))
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*)>'
    rb"<f(?:[^<>]*?/>|[^<>]*>([^<]*)</f>)(<v>[^<]*</v>|<v */>)?</c>"
)
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]* t="e"[^<>]*>'
    rb"(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>([^<]*)</v></c>"
)
_NO_VALUE = (b"", b"<v></v>", b"<v/>", b"<v />")
_FORMULA_STARTS = (b"<f>", b"<f ", b"<f/")
_DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)")
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")

Oddity = Unfilled | Broken


def whole_tags(pieces: Iterable[bytes], mark: bytes = b"<") -> Iterator[bytes]:
    """The same bytes, cut only before a ``mark``, so that a pattern finds a tag in one of them or nowhere."""
    rest = b""
    for piece in pieces:
        piece = rest + piece
        cut = piece.rfind(mark)
        if cut > 0:
            yield piece[:cut]
            piece = piece[cut:]
        if len(piece) > 2 * _LONGEST:
            if mark == b"<":
                raise FileRefused("broken")
            yield piece
            piece = b""
        rest = piece
    yield rest


@dataclass
class Outline:
    """How far the cells of one sheet reach, empty ones included; ``is_certain`` if every cell is written as usual."""

    cells: int = 0
    placed: int = 0
    height: int = 0
    width: int = 0
    has_other_cells: bool = False
    has_formulas: bool = False
    has_errors: bool = False

    @property
    def is_certain(self) -> bool:
        return self.cells == self.placed and not self.has_other_cells

    def add(self, piece: bytes) -> None:
        rows = _ROW.findall(piece)
        self.cells += piece.count(b"<c ")
        self.placed += len(rows)
        if rows:
            self.height = max(self.height, *map(int, set(rows)))
            columns = {letters.decode() for letters in set(_COLUMN.findall(piece))}
            self.width = max(self.width, *(column_number(letters) + 1 for letters in columns))
        self.has_other_cells = self.has_other_cells or _has_other_cells(piece)
        self.has_formulas = self.has_formulas or b"<f" in piece or b":f" in piece
        self.has_errors = self.has_errors or b'"e"' in piece or b"'e'" in piece


def _has_other_cells(piece: bytes) -> bool:
    if any(start in piece for start in _OTHER_CELLS):
        return True
    return b":c" in piece and _PREFIXED_CELL.search(piece) is not None


def odd_cells(pieces: Iterable[bytes]) -> dict[tuple[int, int], Oddity] | None:
    """Odd cells of a sheet whose outline is certain; None if a formula or an error is written in an unusual way."""
    odd: dict[tuple[int, int], Oddity] = {}
    for piece in whole_tags(pieces, b"<c "):
        expected = sum(piece.count(start) for start in _FORMULA_STARTS), piece.count(b'"e"')
        formulas = _FORMULA.findall(piece) if expected[0] else []
        errors = _ERROR.findall(piece) if expected[1] else []
        if (len(formulas), len(errors)) != expected or b"<!" in piece or b":f" in piece or b"'e'" in piece:
            return None
        for column, row, attributes, text, value in formulas:
            if value in _NO_VALUE and not (value and b't="str"' in attributes):
                odd[_place(row, column)] = Unfilled(unescape(text.decode("utf-8", "replace")))
        odd.update((_place(row, column), Broken(unescape(text.decode()))) for column, row, text in errors)
    return odd


def _place(row: bytes, column: bytes) -> tuple[int, int]:
    return int(row) - 1, column_number(column.decode())


def check_no_doctype(piece: bytes) -> None:
    """``FileRefused`` for a document type or entity, in UTF-8 or UTF-16: no workbook has one, every XML bomb does."""
    if (b"<!" in piece or b"\0" in piece) and _DOCTYPE.search(piece):
        raise FileRefused("xml_entities")


@dataclass
class CellWalk:
    """A sheet read by a parser: the reach of its cells that hold something, and those that are odd.

    Cells and rows may leave out where they stand: then they follow the one before.
    """

    max_cells: int
    cells: int = 0
    height: int = 0
    width: int = 0
    odd: dict[tuple[int, int], Oddity] = field(default_factory=dict)
    _row: int = -1
    _column: int = -1
    _type: str = ""
    _has_formula: bool = False
    _has_content: bool = False
    _has_value: bool = False
    _text: list[str] = field(default_factory=list)
    _formula: str = ""
    _value: str = ""

    def read(self, pieces: Iterable[bytes]) -> CellWalk:
        """The walk itself, done; ``FileRefused`` for what is no XML, or more cells than are allowed."""
        parser = expat.ParserCreate(encoding="UTF-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self._parser = parser
        try:
            for piece in pieces:
                parser.Parse(piece)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise FileRefused("broken") from error
        return self

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self._row = _whole(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name in {"v", "f", "is"}:
            self._has_content = True
            self._has_formula = self._has_formula or name == "f"
            self._has_value = self._has_value or name == "v"
            if name == "f" or self._has_formula or self._type == "e":
                self._text.clear()
                self._parser.CharacterDataHandler = self._text.append

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._type = attributes.get("t", "")
        self._has_formula = self._has_content = self._has_value = False
        self._formula = self._value = ""
        place = attributes.get("r")
        if place is None:
            self._column += 1
            return
        found = _PLACE.match(place)
        if not found:
            raise FileRefused("broken")
        self._column, self._row = column_number(found[1]), int(found[2]) - 1

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            if self._has_content:
                self._end_cell()
        elif name in {"v", "f"}:
            self._parser.CharacterDataHandler = None
            if name == "f":
                self._formula = "".join(self._text)
            else:
                self._value = "".join(self._text)
            self._text.clear()

    def _end_cell(self) -> None:
        self.cells += 1
        if self.cells > self.max_cells:
            raise FileRefused("too_many_cells", limit=self.max_cells)
        self.height, self.width = max(self.height, self._row + 1), max(self.width, self._column + 1)
        if self._type == "e":
            self.odd[self._row, self._column] = Broken(self._value)
        elif self._has_formula and not self._value and not (self._has_value and self._type == "str"):
            self.odd[self._row, self._column] = Unfilled(self._formula)


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 7:
        raise FileRefused("broken")
    return int(text)
