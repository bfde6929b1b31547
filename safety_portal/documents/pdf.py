"""An official document as PDF, set by Typst from data: nothing that is written can become an instruction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from safety_portal.core.errors import Refused
from safety_portal.documents import layout
from safety_portal.documents.fonts import Fonts, available_fonts
from safety_portal.documents.layout import Block, Bullet, Heading, OfficialDocument, Paragraph, Table, Text

SOURCE = Path(__file__).parent / "layout.typ"
#: Stand-ins of these roles are thickened: the licensed faces are heavier than a text face.
HEAVY = frozenset({"title"})

Json = str | int | float | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True)
class Pdf:
    """``page_breaks``: so many pages after the end of the text stands the 版记 (Word can't tell by itself).

    ``pages``: how many there are up to the end of the text.
    """

    content: bytes
    page_breaks: int
    pages: int = 1


class MissingSigns(Refused):
    """No font has ``signs``."""

    def __init__(self, signs: str) -> None:
        self.signs = signs
        super().__init__(_("No font has these characters: %(signs)s.") % {"signs": " ".join(signs)})


def make_pdf(document: OfficialDocument) -> Pdf:
    """Set ``document``. MissingSigns: it holds signs that no font has; they would be printed as boxes."""
    fonts = available_fonts()
    missing = fonts.missing(layout.words_of(document))
    if missing:
        raise MissingSigns(missing)
    compiler = _compiler(document, fonts)
    content = compiler.compile(format="pdf")
    if not isinstance(content, bytes):
        raise TypeError("a PDF comes as one piece")
    end, imprint = _page_of(compiler, "text-end"), _page_of(compiler, "imprint")
    begun = bool(document.annexes and document.annexes[-1].is_landscape)  # the section behind it begins a page anyway
    return Pdf(content, page_breaks=imprint - end - begun if imprint else 0, pages=end)


def make_pictures(document: OfficialDocument, ppi: float = 80) -> list[bytes]:
    """The pages of ``document`` as PNG, for looking at; signs that no font has appear as boxes."""
    pages = _compiler(document, available_fonts()).compile(format="png", ppi=ppi)
    return [pages] if isinstance(pages, bytes) else list(pages or [])


def _compiler(document: OfficialDocument, fonts: Fonts) -> typst.Compiler:
    return typst.Compiler(
        SOURCE,
        root=SOURCE.parent,
        font_paths=list(fonts.folders),
        ignore_system_fonts=True,  # the same pages on every machine
        sys_inputs={"document": json.dumps(_data(document, fonts), ensure_ascii=False)},
    )


def _page_of(compiler: typst.Compiler, label: str) -> int:
    """0 where there is no such place."""
    found: list[int] = json.loads(compiler.query(f"<{label}>", field="value"))
    return found[0] if found else 0


def _data(document: OfficialDocument, fonts: Fonts) -> Mapping[str, Json]:
    indents = layout.signature_indents(document.signature, document.signed_on)
    return {
        "kind": document.kind.value,
        "mark": document.mark,
        "number": document.number,
        "title": layout.title_lines(document.title),
        "addressees": layout.addressee_line(document.addressees),
        "body": [_block(block) for block in document.body],
        "keeps_last": layout.keeps_last(document),
        "attachments": layout.attachment_lines(document.attachment_names),
        "annexes": [_annex(document, index) for index in range(len(document.annexes))],
        "signature": document.signature,
        "date": layout.day_in_words(document.signed_on) if document.signed_on else "",
        "indents": indents,
        "copies": layout.copies_line(document.copies),
        "printed_by": document.printed_by,
        "printed_on": f"{layout.day_in_words(document.printed_on)}印发" if document.printed_on else "",
        "fonts": fonts.families,
        "thickened": sorted(HEAVY & fonts.stood_in),
        "page": _page(is_compact=document.is_compact),
        "sizes": {
            "body": layout.SIZE_COMPACT if document.is_compact else layout.SIZE_BODY,
            "title": layout.SIZE_TITLE,
            "small": layout.SIZE_SMALL,
            "table": layout.SIZE_COMPACT_TABLE if document.is_compact else layout.SIZE_TABLE,
            "wide_table": layout.SIZE_WIDE_TABLE,
            "mark": layout.mark_size(document.mark),
        },
        "is_compact": document.is_compact,
        "red": layout.RED,
    }


def _page(*, is_compact: bool) -> Mapping[str, Json]:
    """The distances of the standard, in millimetres; a compact page has lines and signs of its own."""
    return {
        "width": layout.PAGE_WIDTH,
        "height": layout.PAGE_HEIGHT,
        "top": layout.TOP,
        "left": layout.LEFT,
        "right": layout.RIGHT,
        "bottom": layout.BOTTOM,
        "type_width": layout.TYPE_WIDTH,
        "line_pitch": layout.COMPACT_PITCH if is_compact else layout.LINE_PITCH,
        "sign_pitch": layout.SIZE_COMPACT / 72 * 25.4 if is_compact else layout.SIGN_PITCH,
        "mark_below_top": layout.MARK_BELOW_TOP,
        "line_below_number": layout.LINE_BELOW_NUMBER,
        "red_line": layout.RED_LINE,
        "thick": layout.THICK,
        "thin": layout.THIN,
        "number_below_type": layout.NUMBER_BELOW_TYPE,
        "letter_mark_top": layout.LETTER_MARK_TOP,
        "letter_line_below_mark": layout.LETTER_LINE_BELOW_MARK,
        "letter_line_from_bottom": layout.LETTER_LINE_FROM_BOTTOM,
        "letter_line_width": layout.LETTER_LINE_WIDTH,
        "letter_thick": layout.LETTER_THICK,
        "letter_thin": layout.LETTER_THIN,
    }


def _annex(document: OfficialDocument, index: int) -> Mapping[str, Json]:
    annex = document.annexes[index]
    return {
        "label": layout.annex_label(document, index),
        "title": layout.title_lines(annex.title),
        "is_landscape": annex.is_landscape,
        "body": [_block(block) for block in annex.body],
    }


def _block(block: Block) -> Mapping[str, Json]:
    if isinstance(block, Heading):
        return {"type": "heading", "level": block.level, "text": _text(block.text)}
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "text": _text(block.text)}
    if isinstance(block, Bullet):
        return {"type": "bullet", "text": _text(block.text)}
    return _table(block)


def _table(table: Table) -> Mapping[str, Json]:
    return {
        "type": "table",
        "head": table.head,
        "rows": [[{"spans": _text(cell)} for cell in row] for row in table.rows],
        "widths": table.widths or (1,) * len(table.head),
        "three_lines": table.three_lines,
    }


def _text(text: Text) -> Json:
    return [{"text": span.text, "url": span.url} for span in text]
