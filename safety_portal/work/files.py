"""Which files may be attached, told by their content: a name and a browser's word are not believed. No ORM."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word and Excel of old, WPS
OFFICE = "application/vnd.openxmlformats-officedocument"
MACROS = "vbaProject.bin"


@dataclass(frozen=True)
class FileType:
    """A type that may be attached: how it is served, and what its content looks like."""

    content_type: str
    is_in: Callable[[BinaryIO], bool]


def _starts(*signatures: bytes) -> Callable[[BinaryIO], bool]:
    def look(file: BinaryIO) -> bool:
        file.seek(0)
        return file.read(16).startswith(signatures)

    return look


def _holds(member: str) -> Callable[[BinaryIO], bool]:
    """A zip archive with ``member`` in it, and without macros."""

    def look(file: BinaryIO) -> bool:
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False
        return member in names and not any(name.endswith(MACROS) for name in names)

    return look


TYPES: dict[str, FileType] = {
    "pdf": FileType("application/pdf", _starts(b"%PDF-")),
    "jpg": FileType("image/jpeg", _starts(b"\xff\xd8\xff")),
    "jpeg": FileType("image/jpeg", _starts(b"\xff\xd8\xff")),
    "png": FileType("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    "docx": FileType(f"{OFFICE}.wordprocessingml.document", _holds("word/document.xml")),
    "xlsx": FileType(f"{OFFICE}.spreadsheetml.sheet", _holds("xl/workbook.xml")),
    "doc": FileType("application/msword", _starts(OLE)),
    "wps": FileType("application/msword", _starts(OLE)),
    "xls": FileType("application/vnd.ms-excel", _starts(OLE)),
    "et": FileType("application/vnd.ms-excel", _starts(OLE)),
    "ofd": FileType("application/ofd", _holds("OFD.xml")),
}
#: For ``<input accept>``.
ACCEPT = ",".join(f".{ending}" for ending in TYPES)


def ending_of(name: str) -> str:
    """``扫描件.PDF`` → ``pdf``."""
    return PurePath(name).suffix.lower().removeprefix(".")


def type_of(name: str, file: BinaryIO) -> FileType | None:
    """The type that the ending names, if the content is of that type; None otherwise."""
    known = TYPES.get(ending_of(name))
    try:
        return known if known and known.is_in(file) else None
    finally:
        file.seek(0)


def clean_name(name: str) -> str:
    """The last part of a path, without control characters, at most 200 characters with its ending kept."""
    plain = "".join(sign for sign in PurePath(name.replace("\\", "/")).name if sign.isprintable())
    ending = PurePath(plain).suffix[:16]
    return plain if len(plain) <= 200 else plain[: 200 - len(ending)] + ending
