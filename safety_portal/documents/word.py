"""An official document as Word: the fields of a template filled in, without a template language.

A template is an ordinary .docx with fields like ``{{标题}}`` in its text, one of ``FIELDS``. A field is replaced by
plain text, once: nothing that is written can become a field or an instruction, and a template can't compute anything.
A paragraph or a row of a table all of whose fields are empty goes. ``{{正文}}`` stands alone in its paragraph and gives
way to the body in the paragraph styles of ``STYLES``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from io import BytesIO

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from safety_portal.core.errors import Refused
from safety_portal.documents import layout
from safety_portal.documents.layout import Block, Bullet, Heading, OfficialDocument, Table, Text

MARK, BODY = "发文机关标志", "正文"
FIELDS = frozenset(
    {
        *(MARK, "发文字号", "标题", "主送机关", BODY, "附件说明"),
        *("署名", "成文日期", "抄送", "印发机关", "印发日期"),
    }
)
NEEDED = frozenset({"标题", BODY})
#: Paragraph styles by their names in Word; a template keeps them all.
HEADING_STYLES = {1: "公文一级标题", 2: "公文二级标题", 3: "公文三级标题", 4: "公文四级标题"}
BODY_STYLE, BULLET_STYLE, CELL_STYLE, SIGNATURE_STYLE = "公文正文", "公文列项", "公文表格", "公文署名"
HEAD_STYLE = "公文表头"
STYLES = frozenset({*HEADING_STYLES.values(), BODY_STYLE, BULLET_STYLE, CELL_STYLE, HEAD_STYLE, SIGNATURE_STYLE})
FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
#: What XML can't hold, and Word could not open.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def make_word(document: OfficialDocument, template: bytes, page_breaks: int = 0) -> bytes:
    """Fill ``template``. ``page_breaks``: so many pages further on stands the 版记, as in the PDF."""
    word = Document(BytesIO(template))
    _set_indents(word, document)
    # Found before anything is filled in: what is typed may look like a field, and is none.
    place = next(paragraph._p for paragraph in word.paragraphs if FIELD.findall(paragraph.text) == [BODY])
    values = _values(document)
    for root in _roots(word):
        _fit_mark(root, document.mark)
        _fill(root, values, place)
    _fill_body(word, place, document.body)
    _break_before_imprint(word, page_breaks)
    word.core_properties.title = _clean(document.title.replace("\n", ""))[:255]
    word.core_properties.author = _clean(document.signature)[:255]
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def fields_in(template: bytes) -> set[str]:
    """The fields of a template, known or not. Refused: braces that don't make a field."""
    found: set[str] = set()
    for root in _roots(Document(BytesIO(template))):
        for paragraph in root.iter(qn("w:p")):
            words = _words(paragraph)
            found |= set(FIELD.findall(words))
            if "{{" in FIELD.sub("", words) or "}}" in FIELD.sub("", words):
                raise Refused(_("Braces without a field in them: “%(text)s”.") % {"text": words[:60]})
            is_alone = FIELD.fullmatch(words.strip()) and paragraph.getparent().tag == qn("w:body")
            if BODY in FIELD.findall(words) and not is_alone:
                raise Refused(_("The field %(field)s must stand alone in a paragraph of the text.") % {"field": BODY})
    return found


def styles_in(template: bytes) -> set[str]:
    """The names of the template's styles."""
    return {style.name or "" for style in Document(BytesIO(template)).styles}


def _values(document: OfficialDocument) -> dict[str, str]:
    printed_on = f"{layout.day_in_words(document.printed_on)}印发" if document.printed_on else ""
    return {
        MARK: document.mark,
        "发文字号": document.number,
        "标题": "\n".join(layout.title_lines(document.title)),
        "主送机关": layout.addressee_line(document.addressees),
        "附件说明": "\n".join(layout.attachment_lines(document.attachments)),
        "署名": document.signature,
        "成文日期": layout.day_in_words(document.signed_on) if document.signed_on else "",
        "抄送": layout.copies_line(document.copies),
        "印发机关": document.printed_by,
        "印发日期": printed_on,
    }


# --- Fields ------------------------------------------------------------------------------------------------------
def _roots(word: WordDocument) -> Iterator[BaseOxmlElement]:
    """Whatever may hold fields: the body, and headers and footers that are really there."""
    yield word.element.body
    kinds = {RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}
    parts = [relation.target_part for relation in word.part.rels.values() if relation.reltype in kinds]
    yield from (part.element for part in parts)


def _fill(root: BaseOxmlElement, values: Mapping[str, str], place: BaseOxmlElement) -> None:
    for row in list(root.iter(qn("w:tr"))):
        if _is_left_empty(_words(row), values):
            _drop_row(row)
    for paragraph in list(root.iter(qn("w:p"))):
        words = _words(paragraph)
        if paragraph is place or not FIELD.search(words):
            continue
        if _is_left_empty(words, values) and not _must_stay(paragraph):
            paragraph.getparent().remove(paragraph)
        else:
            _fill_paragraph(paragraph, values)


def _is_left_empty(words: str, values: Mapping[str, str]) -> bool:
    """There are fields, all of them without a value."""
    names = FIELD.findall(words)
    return bool(names) and not any(values.get(name) for name in names)


def _drop_row(row: BaseOxmlElement) -> None:
    """A table without rows would not open."""
    table = row.getparent()
    table.remove(row)
    if table.find(qn("w:tr")) is None:
        table.getparent().remove(table)


def _must_stay(paragraph: BaseOxmlElement) -> bool:
    """A cell, a header and a footer need a last paragraph; one that ends a section ends it."""
    alone = paragraph.getprevious() is None or paragraph.getparent().tag == qn("w:tc")
    section = paragraph.find(qn("w:pPr") + "/" + qn("w:sectPr")) is not None
    return section or (alone and paragraph.getparent().tag != qn("w:body"))


def _words(element: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def _fill_paragraph(paragraph: BaseOxmlElement, values: Mapping[str, str]) -> None:
    """Put values where fields begin; a field that Word split over several runs goes from all of them."""
    texts = list(paragraph.iter(qn("w:t")))
    words = "".join(text.text or "" for text in texts)
    for field in reversed(list(FIELD.finditer(words))):
        _replace(texts, field.start(), field.end(), values.get(field.group(1), ""))
    for text in texts:
        _break_lines(text)


def _replace(texts: Iterable[BaseOxmlElement], start: int, end: int, value: str) -> None:
    at = 0
    for text in texts:
        own = text.text or ""
        left, right = max(start - at, 0), min(end - at, len(own))
        if left < right:
            text.text = own[:left] + (_clean(value) if start >= at else "") + own[right:]
            text.set(qn("xml:space"), "preserve")
        at += len(own)


def _break_lines(text: BaseOxmlElement) -> None:
    """Line feeds of a value as line breaks of Word."""
    first, *others = (text.text or "").split("\n")
    text.text = first
    last = text
    for line in others:
        following = deepcopy(text)
        following.text = line
        line_break = OxmlElement("w:br")
        last.addnext(line_break)
        line_break.addnext(following)
        last = following


def _clean(words: str) -> str:
    return _UNPRINTABLE.sub("", words)


def _set_indents(word: WordDocument, document: OfficialDocument) -> None:
    """The date four signs from the right and the signature centred over it, in hundredths of a sign."""
    signs = dict(
        zip(("署名", "成文日期"), layout.signature_indents(document.signature, document.signed_on), strict=True)
    )
    for paragraph in word.paragraphs:
        field = FIELD.fullmatch(paragraph.text.strip())
        if field and field.group(1) in signs and paragraph.style and paragraph.style.name == SIGNATURE_STYLE:
            indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
            indent.set(qn("w:rightChars"), str(round(signs[field.group(1)] * 100)))
            indent.set(qn("w:right"), str(round(signs[field.group(1)] * layout.SIZE_BODY * 20)))


def _fit_mark(root: BaseOxmlElement, mark: str) -> None:
    """A mark too long for its line is set smaller, as in the PDF."""
    for paragraph in root.iter(qn("w:p")):
        if FIELD.findall(_words(paragraph)) == [MARK]:
            for size in paragraph.iter(qn("w:sz")):
                fitting = round(layout.mark_size(mark) * 2)
                size.set(qn("w:val"), str(min(int(size.get(qn("w:val"), "0")), fitting)))


def _break_before_imprint(word: WordDocument, page_breaks: int) -> None:
    """The imprint's table hangs at the foot of the page of the last paragraph."""
    table = next((child for child in reversed(word.element.body) if child.tag == qn("w:tbl")), None)
    if table is None or table.find(qn("w:tblPr") + "/" + qn("w:tblpPr")) is None:
        return
    for _page in range(page_breaks):
        paragraph = word.add_paragraph()
        paragraph.add_run().add_break(WD_BREAK.PAGE)
        table.addprevious(paragraph._p)


# --- Body --------------------------------------------------------------------------------------------------------
def _fill_body(word: WordDocument, place: BaseOxmlElement, blocks: Iterable[Block]) -> None:
    for block in blocks:
        place.addprevious(_table(word, block) if isinstance(block, Table) else _paragraph(word, block))
    place.getparent().remove(place)


def _paragraph(word: WordDocument, block: Block) -> BaseOxmlElement:
    if isinstance(block, Heading):
        return _styled(word, HEADING_STYLES[block.level], block.text)
    if isinstance(block, Bullet):
        return _styled(word, BULLET_STYLE, (layout.Span("· "), *block.text))
    if isinstance(block, Table):
        raise TypeError("a table is no paragraph")
    return _styled(word, BODY_STYLE, block.text)


def _styled(word: WordDocument, style: str, text: Text) -> BaseOxmlElement:
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
    text.text = _clean(words)
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    return run


def _linked(word: WordDocument, span: layout.Span) -> BaseOxmlElement:
    """A figure that leads to the page which explains it; black like the rest, as the standard asks for (5.2.4)."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), word.part.relate_to(span.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(_run(span.text))
    return link


def _table(word: WordDocument, table: Table) -> BaseOxmlElement:
    """As wide as the 版心, with a head that is repeated on each page and rows that are not torn apart."""
    shares = table.widths or (1,) * len(table.head)
    widths = [Mm(layout.TYPE_WIDTH * share / sum(shares)).twips for share in shares]
    element = OxmlElement("w:tbl")
    element.append(_table_properties())
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(width))
        grid.append(column)
    element.append(grid)
    element.append(_row(word, [layout.text_of(name) for name in table.head], widths, is_head=True))
    for row in table.rows:
        element.append(_row(word, row, widths, is_head=False))
    return element


def _table_properties() -> BaseOxmlElement:
    properties = OxmlElement("w:tblPr")
    width = OxmlElement("w:tblW")
    width.set(qn("w:w"), str(Mm(layout.TYPE_WIDTH).twips))
    width.set(qn("w:type"), "dxa")
    centre = OxmlElement("w:jc")  # else cell margins push it out to the left
    centre.set(qn("w:val"), "center")
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    fixed = OxmlElement("w:tblLayout")
    fixed.set(qn("w:type"), "fixed")
    properties.extend([width, centre, borders, fixed])
    return properties


def _row(word: WordDocument, cells: Iterable[Text], widths: Iterable[int], *, is_head: bool) -> BaseOxmlElement:
    row, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    for text, width in zip(cells, widths, strict=True):
        cell, cell_properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
        size = OxmlElement("w:tcW")
        size.set(qn("w:w"), str(width))
        size.set(qn("w:type"), "dxa")
        align = OxmlElement("w:vAlign")
        align.set(qn("w:val"), "center")
        cell_properties.extend([size, align])
        cell.extend([cell_properties, _styled(word, HEAD_STYLE if is_head else CELL_STYLE, text)])
        row.append(cell)
    return row
