"""Text, headings and tables of a document in Word, in the paragraph styles that every template keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy

from docx.document import Document as WordDocument
from docx.enum.text import WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from safety_portal.documents import layout
from safety_portal.documents.layout import Block, Bullet, Heading, Table, Text

#: Paragraph styles by their names in Word; a template keeps them all.
HEADING_STYLES = {1: "公文一级标题", 2: "公文二级标题", 3: "公文三级标题", 4: "公文四级标题"}
BODY_STYLE, BULLET_STYLE, CELL_STYLE, SIGNATURE_STYLE = "公文正文", "公文列项", "公文表格", "公文署名"
HEAD_STYLE = "公文表头"
STYLES = frozenset({*HEADING_STYLES.values(), BODY_STYLE, BULLET_STYLE, CELL_STYLE, HEAD_STYLE, SIGNATURE_STYLE})
#: What XML can't hold, and Word could not open.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def clean(words: str) -> str:
    """``words`` without what XML can't hold."""
    return _UNPRINTABLE.sub("", words)


def element_of(word: WordDocument, block: Block, width: float = layout.TYPE_WIDTH, size: float = 0) -> BaseOxmlElement:
    """A block as an element of Word; a table is ``width`` millimetres wide, in signs of ``size`` points if given."""
    return _table(word, block, width, size) if isinstance(block, Table) else _paragraph(word, block)


def _paragraph(word: WordDocument, block: Block) -> BaseOxmlElement:
    if isinstance(block, Heading):
        return styled(word, HEADING_STYLES[block.level], block.text)
    if isinstance(block, Bullet):
        return styled(word, BULLET_STYLE, (layout.Span("· "), *block.text))
    if isinstance(block, Table):
        raise TypeError("a table is no paragraph")
    return styled(word, BODY_STYLE, block.text)


def styled(word: WordDocument, style: str, text: Text) -> BaseOxmlElement:
    """A paragraph in a style of the template."""
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    named = OxmlElement("w:pStyle")
    named.set(qn("w:val"), word.styles[style].style_id)
    properties.append(named)
    paragraph.append(properties)
    for span in text:
        paragraph.append(_linked(word, span) if span.url else _run(span.text))
    return paragraph


def _run(words: str) -> BaseOxmlElement:
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = clean(words)
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    return run


def _linked(word: WordDocument, span: layout.Span) -> BaseOxmlElement:
    """A figure that leads to the page which explains it; black like the rest, as the standard asks for (5.2.4)."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), word.part.relate_to(span.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(_run(span.text))
    return link


# --- Tables ------------------------------------------------------------------------------------------------------
#: Eighths of a point: all lines of a table; of a 三线表 those above and below, and the one under its head.
_LINE, _THICK_LINE, _THIN_LINE = 4, 12, 6
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _table(word: WordDocument, table: Table, width: float, size: float) -> BaseOxmlElement:
    """With a head that is repeated on each page and rows that are not torn apart."""
    shares = table.widths or (1,) * len(table.head)
    widths = [Mm(width * share / sum(shares)).twips for share in shares]
    element = OxmlElement("w:tbl")
    element.append(_table_properties(table, width))
    grid = OxmlElement("w:tblGrid")
    for one in widths:
        grid.append(_made("w:gridCol", w=one))
    element.append(grid)
    element.append(_row(word, [layout.text_of(name) for name in table.head], widths, _head_line(table), is_head=True))
    for row in table.rows:
        element.append(_row(word, row, widths))
    if size:
        _set_size(element, size)
    return element


def _table_properties(table: Table, width: float) -> BaseOxmlElement:
    properties, borders = OxmlElement("w:tblPr"), OxmlElement("w:tblBorders")
    sizes = dict.fromkeys(_SIDES, 0 if table.three_lines else _LINE)
    if table.three_lines:
        sizes |= {"top": _THICK_LINE, "bottom": _THICK_LINE}
    for side, size in sizes.items():
        borders.append(_made(f"w:{side}", val="single" if size else "nil", sz=size, space=0, color="000000"))
    centre = _made("w:jc", val="center")  # else cell margins push it out to the left
    # Narrow columns: what the default leaves free at the sides of a cell would be lost to the text.
    margins = OxmlElement("w:tblCellMar")
    margins.extend([_made(f"w:{side}", w=57, type="dxa") for side in ("left", "right")])
    fixed = _made("w:tblLayout", type="fixed")
    properties.extend([_made("w:tblW", w=Mm(width).twips, type="dxa"), centre, borders, fixed, margins])
    return properties


def _made(tag: str, **values: str | int) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def _head_line(table: Table) -> BaseOxmlElement | None:
    if not table.three_lines:
        return None
    borders = OxmlElement("w:tcBorders")
    borders.append(_made("w:bottom", val="single", sz=_THIN_LINE, space=0, color="000000"))
    return borders


def _row(
    word: WordDocument,
    cells: Iterable[Text],
    widths: Iterable[int],
    line: BaseOxmlElement | None = None,
    *,
    is_head: bool = False,
) -> BaseOxmlElement:
    row, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    for text, width in zip(cells, widths, strict=True):
        cell, cell_properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
        borders = [] if line is None else [deepcopy(line)]
        cell_properties.extend([_made("w:tcW", w=width, type="dxa"), *borders, _made("w:vAlign", val="center")])
        cell.extend([cell_properties, styled(word, HEAD_STYLE if is_head else CELL_STYLE, text)])
        row.append(cell)
    return row


def _set_size(table: BaseOxmlElement, size: float) -> None:
    """Signs of ``size`` points in lines that fit them, whatever the styles say."""
    for paragraph in table.iter(qn("w:p")):
        line = round(size * 20 * 1.4)
        paragraph.get_or_add_pPr().append(_made("w:spacing", line=line, lineRule="exact"))
    for run in table.iter(qn("w:r")):
        look = OxmlElement("w:rPr")
        look.extend([_made("w:sz", val=round(size * 2)), _made("w:szCs", val=round(size * 2))])
        run.insert(0, look)


# --- One page ----------------------------------------------------------------------------------------------------
def make_compact(word: WordDocument) -> None:
    """Text, headings and points in 4号, closer lines and no pitch of their own (layout.SIZE_COMPACT); one line of them
    before the signature.
    """
    for paragraph in word.paragraphs:
        if paragraph.style is not None and paragraph.style.name == SIGNATURE_STYLE:
            before = paragraph.paragraph_format.space_before
            paragraph.paragraph_format.space_before = Mm(layout.COMPACT_PITCH) if before else None
    for style in word.styles:
        if style.name in {BODY_STYLE, BULLET_STYLE, SIGNATURE_STYLE, *HEADING_STYLES.values()}:
            if not isinstance(style, ParagraphStyle):
                continue
            style.font.size = Pt(layout.SIZE_COMPACT)
            form = style.paragraph_format
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Mm(layout.COMPACT_PITCH)
            for gap in style.element.iter(qn("w:rPr")):
                for spacing in gap.findall(qn("w:spacing")):
                    spacing.set(qn("w:val"), "0")
