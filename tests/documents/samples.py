"""Documents for tests, and rulers for what was made of them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pypdfium2
from lxml import etree
from pypdfium2 import raw

from safety_portal.documents.layout import (
    Bullet,
    Heading,
    Kind,
    OfficialDocument,
    Paragraph,
    Table,
    document_number,
    text_of,
)

LONG = "各村要进一步压实责任对排查出的矛盾纠纷逐件登记逐件化解逐件回访做到件件有着落事事有回音" * 3
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 25.4 / 72

BULLETIN = OfficialDocument(
    kind=Kind.RED_HEAD,
    title="大兴镇平安建设领导小组办公室关于2026年10月平安建设工作情况的通报",
    body=[
        Paragraph(text_of("登记128件，化解121件。", {"128件": "https://portal.example.org/disputes/"})),
        Heading(text_of("一、总体情况"), 1),
        Heading(text_of("（一）化解情况"), 2),
        Paragraph(text_of(LONG)),
        Bullet(text_of("要点")),
    ],
    mark="大兴镇平安建设领导小组办公室文件",
    number=document_number("大兴平安办", 2026, 3),
    addressees=["各村（社区）", "镇直各单位"],
    attachments=["得分表", "名次说明"],
    signature="大兴镇平安建设领导小组办公室",
    signed_on=date(2026, 11, 9),
    copies=["区委政法委", "镇党委"],
    printed_by="大兴镇平安建设领导小组办公室",
    printed_on=date(2026, 11, 9),
)
LETTER = replace(BULLETIN, kind=Kind.LETTER, mark="大兴镇平安建设领导小组办公室")
FULL_PAGES = OfficialDocument(Kind.PLAIN, "长文", [Paragraph(text_of(LONG))] * 18)


def table_of(rows: int) -> Table:
    cells = [[text_of(str(number)), text_of("四岗社区")] for number in range(1, rows + 1)]
    return Table(("序号", "单位"), cells, (1, 3))


# --- PDF ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sign:
    """A printed sign: its place from the upper left corner of the page, in mm."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Rule:
    """A filled box or line, in mm from the upper left corner, and its colour."""

    left: float
    top: float
    width: float
    height: float
    colour: tuple[int, int, int]


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    paper = pypdfium2.PdfDocument(pdf)
    try:
        yield paper
    finally:
        paper.close()


def pages_of(pdf: bytes) -> list[list[Sign]]:
    """The signs of each page, in the order they are printed, by the boxes of their ink."""
    with opened(pdf) as paper:
        return [_signs(page) for page in paper]


def text_pages(pdf: bytes) -> list[str]:
    """The text of each page without blanks."""
    return ["".join(sign.text for sign in page) for page in pages_of(pdf)]


def first_ink(pdf: bytes) -> float:
    """How far down the first page its first ink stands, in mm."""
    with opened(pdf) as paper:
        picture = paper[0].render(scale=4)
        rows = bytes(picture.buffer)
        inked = next(
            row
            for row in range(picture.height)
            if rows[row * picture.stride : (row + 1) * picture.stride].strip(b"\xff")
        )
    return inked / 4 * MM


def _signs(page: Any) -> list[Sign]:
    height, words = page.get_height(), page.get_textpage()
    signs = []
    for index in range(words.count_chars()):
        text = words.get_text_range(index, 1)
        left, bottom, right, top = words.get_charbox(index)
        if text.strip():
            signs.append(Sign(text, left * MM, (height - top) * MM, right * MM, (height - bottom) * MM))
    words.close()
    return signs


def lines_of(signs: list[Sign]) -> dict[float, str]:
    """Lines by their place down the page (middle of their signs, to half a line), top to bottom."""
    lines: list[tuple[float, str]] = []
    for sign in signs:
        middle = (sign.top + sign.bottom) / 2
        if lines and abs(middle - lines[-1][0]) < 4:
            lines[-1] = (lines[-1][0], lines[-1][1] + sign.text)
        else:
            lines.append((middle, sign.text))
    return dict(lines)


def rules_of(pdf: bytes, page: int = 0) -> list[Rule]:
    """The lines drawn on a page, top to bottom."""
    found = []
    with opened(pdf) as paper:
        height = paper[page].get_height()
        for thing in paper[page].get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=8):
            left, bottom, right, top = (side * MM for side in thing.get_bounds())
            found.append(Rule(left, height * MM - top, right - left, top - bottom, _colour(thing)))
    return sorted(found, key=lambda rule: rule.top)


def _colour(thing: Any) -> tuple[int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(thing.raw, red, green, blue, alpha)
    return red.value, green.value, blue.value


# --- Word --------------------------------------------------------------------------------------------------------
def part_of(word: bytes, name: str = "word/document.xml") -> Any:
    with ZipFile(BytesIO(word)) as archive:
        return etree.fromstring(archive.read(name))


def words_of(root: Any) -> list[str]:
    """The text of each paragraph."""
    return ["".join(text.text or "" for text in paragraph.iter(W + "t")) for paragraph in root.iter(W + "p")]


def with_parts(word: bytes, **parts: str) -> bytes:
    """A copy of a .docx with parts changed or added; in a name ``__`` is ``/``, ``_`` a dot, ``___`` is ``/_``."""
    changed = {_part_name(name): text.encode() for name, text in parts.items()}
    out = BytesIO()
    with ZipFile(BytesIO(word)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed.get(name) or old.read(name))
    return out.getvalue()


def _part_name(name: str) -> str:
    return name.replace("___", "/%").replace("__", "/").replace("_", ".").replace("%", "_")
