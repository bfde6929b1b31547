"""Whether a file may be read at all: what it is, told by its content, and that reading it can do no harm."""

from __future__ import annotations

from pathlib import PurePath
from typing import BinaryIO

from safety_portal.imports.reading import biff, workbook_xml
from safety_portal.imports.reading.csv_text import check_is_table, decoded
from safety_portal.imports.reading.faults import DEFAULT_LIMITS, FileKind, FileRefused, Limits

__all__ = ["DEFAULT_LIMITS", "FileKind", "FileRefused", "Limits", "check_file", "kind_of"]

_ZIP = b"PK\3\4"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"BM")


def check_file(data: bytes | BinaryIO, name: str, limits: Limits = DEFAULT_LIMITS) -> FileKind:
    """What ``data`` is; ``FileRefused`` for what isn't read. ``name`` only tells what it was taken for."""
    content = data if isinstance(data, bytes) else data.read(limits.file + 1)
    kind = kind_of(content, name, limits)
    if kind == "xlsx":
        workbook_xml.inspect(content, limits)
    elif kind == "xls":
        biff.inspect(content, limits)
    elif kind == "csv":
        check_is_table(decoded(content))
    return kind


def kind_of(data: bytes, name: str, limits: Limits) -> FileKind:
    """The kind by the first bytes. WPS and exporting systems call by ``.xls`` what is xlsx, text or a web page."""
    if not data:
        raise FileRefused("empty")
    if len(data) > limits.file:
        raise FileRefused("too_large", limit_mb=limits.file >> 20)
    if data.startswith(_ZIP):
        return "xlsx"
    if data.startswith(_OLE):
        return "xls"
    if data.startswith(_OTHERS):
        raise FileRefused("unknown_type", ending=PurePath(name).suffix[:10])
    return "csv"
