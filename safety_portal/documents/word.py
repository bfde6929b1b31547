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
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from safety_portal.core.errors import Refused
from safety_portal.documents import layout
from safety_portal.documents.layout import OfficialDocument
from safety_portal.documents.word_annexes import add_annexes, hair_line, imprint_of
from safety_portal.documents.word_body import SIGNATURE_STYLE, clean, element_of, make_compact

MARK, BODY = "发文机关标志", "正文"
FIELDS = frozenset(
    {
        *(MARK, "发文字号", "标题", "主送机关", BODY, "附件说明"),
        *("署名", "成文日期", "抄送", "印发机关", "印发日期"),
    }
)
NEEDED = frozenset({"标题", BODY})
FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


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
    table_size = layout.SIZE_COMPACT_TABLE if document.is_compact else 0
    for block in document.body:
        place.addprevious(element_of(word, block, size=table_size))
    place.getparent().remove(place)
    if layout.keeps_last(document):
        _keep_with_signature(word)
    add_annexes(word, document, imprint_of(word))
    if document.is_compact:
        make_compact(word)
    _break_before_imprint(word, document, page_breaks)
    word.core_properties.title = clean(document.title.replace("\n", ""))[:255]
    word.core_properties.author = clean(document.signature)[:255]
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
        "附件说明": "\n".join(layout.attachment_lines(document.attachment_names)),
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
            text.text = own[:left] + (clean(value) if start >= at else "") + own[right:]
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


def _keep_with_signature(word: WordDocument) -> None:
    """The last paragraph of the text, and the attachments behind it, stay on the page of the signature."""
    paragraphs = word.paragraphs
    at = next((n for n, one in enumerate(paragraphs) if one.style and one.style.name == SIGNATURE_STYLE), 0)
    for paragraph in paragraphs[max(at - 2, 0) : at]:
        paragraph.paragraph_format.keep_with_next = True


def _fit_mark(root: BaseOxmlElement, mark: str) -> None:
    """A mark too long for its line is set smaller, as in the PDF."""
    for paragraph in root.iter(qn("w:p")):
        if FIELD.findall(_words(paragraph)) == [MARK]:
            for size in paragraph.iter(qn("w:sz")):
                fitting = round(layout.mark_size(mark) * 2)
                size.set(qn("w:val"), str(min(int(size.get(qn("w:val"), "0")), fitting)))


def _break_before_imprint(word: WordDocument, document: OfficialDocument, page_breaks: int) -> None:
    """The imprint's table hangs at the foot of the page of the last paragraph.

    LibreOffice hangs it where the paragraph before it stands, so that one goes over to the page too; a break at the top
    of a section would be none, so a turned annex has a line behind it.
    """
    table = imprint_of(word)
    if table is None:
        return
    if document.annexes and document.annexes[-1].is_landscape:
        table.addprevious(hair_line(word))
    for _page in range(page_breaks):
        table.addprevious(hair_line(word, on_new_page=True))
