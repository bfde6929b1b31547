"""How the parts of an xlsx are joined: from the archive to its workbook, from the workbook to its sheets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from xml.etree import ElementTree

from safety_portal.imports.reading.archive import Archive
from safety_portal.imports.reading.faults import Code, FileRefused

_FORBIDDEN: tuple[tuple[Code, re.Pattern[str]], ...] = (
    ("macros", re.compile(r"vbaproject|/macrosheets/|vbadata|/dialogsheets/")),
    ("external_links", re.compile(r"/externallinks/")),
    ("embedded_objects", re.compile(r"/embeddings/|/activex/|oleobject")),
    ("data_connections", re.compile(r"/connections\.xml|/querytables/|/model/|/xmlmaps\.xml")),
)


@dataclass(frozen=True)
class Relation:
    """A part that another one points to."""

    kind: str
    target: str


def check_parts(archive: Archive) -> None:
    """``FileRefused`` for what can do more than hold cells."""
    names = [_plain(name) for name in archive.members]
    if "_rels/.rels" not in names:
        raise FileRefused("unknown_type", ending="zip")
    for code, pattern in _FORBIDDEN:
        if any(pattern.search(f"/{name}") for name in names):
            raise FileRefused(code)


def sheet_parts(archive: Archive) -> list[tuple[str, str]]:
    """(name, part) of each sheet in the order of the workbook; charts and the like included."""
    workbook = _workbook_part(archive)
    parts = {_plain(name): name for name in archive.members}
    relations = _relations(archive, workbook)
    sheets = []
    for element in _elements(archive, workbook, "sheet"):
        wanted = next((value for key, value in element.items() if key.rpartition("}")[2] == "id"), "")
        part = parts.get(relations[wanted].target) if wanted in relations else None
        if part is None:
            raise FileRefused("broken")
        sheets.append((element.get("name", ""), part))
    return sheets


def _workbook_part(archive: Archive) -> str:
    """The part that the archive calls its document, if that is a workbook of cells in XML."""
    found = [one.target for one in _relations(archive, "").values() if one.kind == "officeDocument"]
    if len(found) != 1:
        raise FileRefused("broken")
    if found[0].endswith("workbook.bin"):
        raise FileRefused("binary_workbook")
    if not re.search(r"workbook\d*\.xml\Z", found[0]):
        raise FileRefused("unknown_type", ending="zip")
    return found[0]


def _relations(archive: Archive, part: str) -> dict[str, Relation]:
    """What ``part`` points to inside the archive, by id. A reader follows these alone, so all of them must be XML."""
    name = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
    inside = [one for one in _elements(archive, name, "Relationship") if one.get("TargetMode") != "External"]
    found = {
        one.get("Id", ""): Relation(one.get("Type", "").rpartition("/")[2], _resolved(part, one.get("Target", "")))
        for one in inside
    }
    if part and not all(one.target.endswith(".xml") for one in found.values()):
        raise FileRefused("broken")
    return found


def _elements(archive: Archive, part: str, tag: str) -> list[ElementTree.Element]:
    """Elements called ``tag``; safe, because parts with a document type were refused before."""
    name = next((name for name in archive.members if _plain(name) == part), None)
    if name is None:
        raise FileRefused("broken")
    try:
        root = ElementTree.fromstring(archive.read(name))  # noqa: S314 - see above
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FileRefused("broken") from error
    return [element for element in root.iter() if str(element.tag).rpartition("}")[2] == tag]


def _resolved(part: str, target: str) -> str:
    """``worksheets/sheet1.xml`` and ``/xl/worksheets/sheet1.xml``, seen from the workbook, as plain names."""
    target = _plain(target)
    return normpath(join("/", dirname(part), target)).lstrip("/")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()
