"""The inside of an xlsx: what it may not hold, its sheets, and how much memory reading them would take."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from safety_portal.imports.reading.archive import Archive
from safety_portal.imports.reading.faults import FileRefused, Limits
from safety_portal.imports.reading.package import check_parts, sheet_parts
from safety_portal.imports.reading.sheet_xml import CellWalk, Oddity, Outline, check_no_doctype, odd_cells, whole_tags
from safety_portal.imports.reading.stored import cell_name

_XML = (".xml", ".rels", ".vml")
_STRING_END = re.compile(rb"</(?:[^\s<>/:!?]+:)?si\s*>")
#: The reader sets memory aside for as many texts or styles as a part promises; ten million and more is a lie.
_HUGE_COUNT = re.compile(rb"""ount\s*=\s*["'][^0-9"'<>]*0*[1-9][0-9]{7}""")
#: A text shown by a cell, or a number that looks like one: too many is safe.
_SHOWN_STRING = re.compile(rb"<(?:[^\s<>/:!?]+:)?v[\s>][^0-9<]*([0-9]+)")


@dataclass(frozen=True)
class XmlSheet:
    """A sheet of cells: its place among all sheets of the workbook, how far its cells reach, its odd cells.

    ``cells``: how many are stored, empty ones too.
    """

    position: int
    name: str
    height: int
    width: int
    odd: dict[tuple[int, int], Oddity]
    cells: int


@dataclass
class _Strings:
    """The texts that sheets share: their lengths, in bytes."""

    parts: set[str] = field(default_factory=set)
    ends: list[int] = field(default_factory=list)
    size: int = 0

    def add(self, piece: bytes) -> None:
        self.ends.extend(self.size + found.end() for found in _STRING_END.finditer(piece))
        self.size += len(piece)

    @property
    def lengths(self) -> list[int]:
        return [end - start for start, end in zip([0, *self.ends], self.ends, strict=False)]


def inspect(data: bytes, limits: Limits) -> list[XmlSheet]:
    """The sheets of cells in the order of the workbook.

    Everything that a reader would unpack has been unpacked once and looked at when this returns; ``FileRefused`` else.
    """
    archive = Archive.of(data, limits)
    check_parts(archive)
    outlines, strings = _scan(archive)
    parts = sheet_parts(archive)
    if len(parts) > limits.sheets:
        raise FileRefused("too_many_sheets", sheets=len(parts), limit=limits.sheets)
    if not any(part in outlines for _name, part in parts):
        raise FileRefused("no_sheets")
    _check_text(archive, [part for _name, part in parts if part in outlines], outlines, strings)
    sheets = [
        _measured(archive, position, name, part, outlines[part])
        for position, (name, part) in enumerate(parts)
        if part in outlines
    ]
    used = {part for _name, part in parts}
    # A reader might understand a path in another way than we: parts that no sheet leads to are measured as well.
    others = [_measured(archive, -1, part, part, outline) for part, outline in outlines.items() if part not in used]
    check_extent([(sheet.name, sheet.height, sheet.width) for sheet in (*sheets, *others)], limits)
    return sheets


def check_extent(sheets: list[tuple[str, int, int]], limits: Limits) -> None:
    """``FileRefused`` if the rectangles of (name, height, width) are more than may be kept in memory."""
    total = 0
    for name, height, width in sheets:
        total += height * width
        if total > limits.rectangle:
            last = cell_name(height - 1, width - 1)
            raise FileRefused("spread_too_far", sheet=name, last_cell=last, limit=limits.rectangle)


def _scan(archive: Archive) -> tuple[dict[str, Outline], _Strings]:
    """Unpack every part once."""
    outlines: dict[str, Outline] = {}
    strings = _Strings()
    unpacked = 0
    for name in archive.members:
        pieces = whole_tags(archive.pieces(name)) if name.lower().endswith(_XML) else archive.pieces(name)
        for piece in pieces:
            unpacked += len(piece)
            if unpacked > archive.limits.unpacked:
                raise FileRefused("unpacks_too_large", limit_mb=archive.limits.unpacked >> 20)
            if name.lower().endswith(_XML):
                _look(name, piece, outlines, strings)
    return outlines, strings


def _look(name: str, piece: bytes, outlines: dict[str, Outline], strings: _Strings) -> None:
    check_no_doctype(piece)
    if name.lower().startswith(("xl/", "[content_types]", "_rels/")) and b"\0" in piece:
        raise FileRefused("broken")  # UTF-16: allowed by the standard, written by nobody, read by few
    if name in outlines or b"sheetData" in piece:
        outlines.setdefault(name, Outline()).add(piece)
    elif _HUGE_COUNT.search(piece):
        raise FileRefused("broken")
    if name in strings.parts or b"<sst" in piece or b":sst" in piece:
        strings.parts.add(name)
        strings.add(piece)


def _measured(archive: Archive, position: int, name: str, part: str, outline: Outline) -> XmlSheet:
    """The reach by patterns; by a parser where empty cells reach too far, cells have no place, or some may be odd."""
    limits = archive.limits
    if outline.is_certain and outline.cells <= limits.cells and outline.height * outline.width <= limits.rectangle:
        odd = odd_cells(archive.pieces(part)) if outline.has_formulas or outline.has_errors else {}
        if odd is not None:
            return XmlSheet(position, name, outline.height, outline.width, odd, outline.cells)
    walk = CellWalk(limits.cells).read(archive.pieces(part))
    return XmlSheet(position, name, walk.height, walk.width, walk.odd, outline.cells)


def _check_text(archive: Archive, parts: list[str], outlines: dict[str, Outline], strings: _Strings) -> None:
    """``FileRefused`` if shared texts, written out in each cell that shows them, are too much to keep in memory."""
    limits, lengths = archive.limits, strings.lengths
    cells = sum(outlines[part].cells for part in parts)
    if cells * max(lengths, default=0) <= limits.text:
        return
    total = 0
    for part in parts:
        for piece in whole_tags(archive.pieces(part)):
            shown = (int(index) for index in _SHOWN_STRING.findall(piece))
            total += sum(lengths[index] for index in shown if index < len(lengths))
            if total > limits.text:
                raise FileRefused("too_much_text", limit_mb=limits.text >> 20)
