"""Annexes in Word: sections of their own between date and imprint; one that stands across the page turns its section.

The first section of a letter has another first page, its annexes have not; a turned section has the page number where
the bound paper has it (clause 8), so it brings headers and footers of its own.
"""

from __future__ import annotations

from copy import deepcopy

from docx.document import Document as WordDocument
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Mm, Pt

from safety_portal.documents import layout
from safety_portal.documents.layout import Annex, OfficialDocument
from safety_portal.documents.word_body import BODY_STYLE, element_of

TITLE_STYLE = "公文标题"
#: The column of a turned page number: its line is 16 points wide and the dash stands in the middle of it.
_NUMBER_COLUMN = 16 / 72 * 25.4


def imprint_of(word: WordDocument) -> BaseOxmlElement | None:
    """The table of the 版记, if it hangs at the foot of its page as in the shipped templates."""
    table = next((child for child in reversed(word.element.body) if child.tag == qn("w:tbl")), None)
    if table is None or table.find(qn("w:tblPr") + "/" + qn("w:tblpPr")) is None:
        return None
    return table  # type: ignore[no-any-return]  # elements of python-docx are untyped


def add_annexes(word: WordDocument, document: OfficialDocument, before: BaseOxmlElement | None) -> None:
    """Put the annexes ``before`` the imprint, or at the end."""
    place = before if before is not None else word.element.body.sectPr
    for index, annex in enumerate(document.annexes):
        parts = _parts(word, document, index)
        if annex.is_landscape:
            _end_section(word, place)
            for part in parts:
                place.addprevious(part)
            _turn(_end_section(word, place), word)
        else:
            is_new_page = index and document.annexes[index - 1].is_landscape
            if not is_new_page:
                _break_page(parts[0])
            for part in parts:
                place.addprevious(part)
    if any(annex.is_landscape for annex in document.annexes):
        _only_first_page_differs(word)


def _parts(word: WordDocument, document: OfficialDocument, index: int) -> list[BaseOxmlElement]:
    """附件 at the upper left corner, the title in the third line, then what it holds."""
    annex = document.annexes[index]
    label = _paragraph(word, BODY_STYLE, layout.annex_label(document, index), role="black")
    label.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "0")
    label.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLine"), "0")
    empty = _paragraph(word, BODY_STYLE, "")
    titles = [_paragraph(word, _title_style(word), line) for line in layout.title_lines(annex.title)]
    for title in titles[:-1]:
        title.get_or_add_pPr().append(parse_xml(f'<w:spacing {nsdecls("w")} w:after="0"/>'))
    return [label, empty, *titles, *(element_of(word, block, _width(annex), _size(annex)) for block in annex.body)]


def _width(annex: Annex) -> float:
    return layout.TYPE_HEIGHT if annex.is_landscape else layout.TYPE_WIDTH


def _size(annex: Annex) -> float:
    return layout.SIZE_WIDE_TABLE if annex.is_landscape else 0


def _title_style(word: WordDocument) -> str:
    """A township's own template may have no style for titles."""
    return TITLE_STYLE if TITLE_STYLE in {style.name for style in word.styles} else BODY_STYLE


def _paragraph(word: WordDocument, style: str, words: str, role: str = "") -> BaseOxmlElement:
    paragraph = word.add_paragraph(words, style=style)
    if role:
        names = paragraph.runs[0]._r.get_or_add_rPr().get_or_add_rFonts()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            names.set(qn(f"w:{script}"), layout.FONTS[role][0])
    element: BaseOxmlElement = paragraph._p
    element.getparent().remove(element)
    return element


def _break_page(first: BaseOxmlElement) -> None:
    first.get_or_add_pPr().insert(1, OxmlElement("w:pageBreakBefore"))


def _end_section(word: WordDocument, place: BaseOxmlElement) -> BaseOxmlElement:
    """A section like the last one ends here, in a line of next to no height; returns its properties."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(1)
    section = deepcopy(word.element.body.sectPr)
    paragraph._p.get_or_add_pPr().append(section)
    place.addprevious(paragraph._p)
    return section  # type: ignore[no-any-return]


def _turn(properties: BaseOxmlElement, word: WordDocument) -> None:
    """Margins go round with the page: its left edge, where it is bound, is the upper one now."""
    for tag in ("w:headerReference", "w:footerReference", "w:titlePg", "w:docGrid"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    section = next(one for one in word.sections if one._sectPr is properties)
    page, margins = properties.find(qn("w:pgSz")), (layout.LEFT, layout.TOP, layout.RIGHT, layout.BOTTOM)
    page.set(qn("w:orient"), "landscape")
    section.page_width, section.page_height = Mm(layout.PAGE_HEIGHT), Mm(layout.PAGE_WIDTH)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.header_distance = section.footer_distance = Mm(10)
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _turn_number(footer, side)
    _leave_headers_empty(section)


def _leave_headers_empty(section: Section) -> None:
    """Else they would be those of the section before."""
    section.header.is_linked_to_previous = False
    section.even_page_header.is_linked_to_previous = False


def _turn_number(footer: _Footer, side: str) -> None:
    """``— 4 —`` reading down at the left: on the bound paper it stands below, outside, as on every page."""
    footer.is_linked_to_previous = False
    for paragraph in list(footer.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    left = layout.BOTTOM - layout.NUMBER_BELOW_TYPE - _NUMBER_COLUMN / 2
    width, height = Mm(_NUMBER_COLUMN).twips, Mm(layout.TYPE_WIDTH).twips
    sign = round(layout.SIZE_SMALL * 20)
    font = layout.FONTS["page"][0]
    look = (
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
        f'<w:sz w:val="{round(layout.SIZE_SMALL * 2)}"/></w:rPr>'
    )
    number = (
        f'<w:p><w:pPr><w:spacing w:line="320" w:lineRule="exact"/><w:ind w:{side}="{sign}"/><w:jc w:val="{side}"/>'
        f'</w:pPr><w:r>{look}<w:t xml:space="preserve">— </w:t></w:r>'
        f'<w:fldSimple w:instr=" PAGE "><w:r>{look}<w:t>1</w:t></w:r></w:fldSimple>'
        f'<w:r>{look}<w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )
    place = f'w:vertAnchor="page" w:horzAnchor="page" w:tblpX="{Mm(left).twips}" w:tblpY="{Mm(layout.LEFT).twips}"'
    table = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblpPr {place}/><w:tblW w:w="{width}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f'</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>'
        f'<w:tr><w:trPr><w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr><w:tc><w:tcPr>'
        f'<w:tcW w:w="{width}" w:type="dxa"/><w:textDirection w:val="tbRl"/></w:tcPr>{number}</w:tc></w:tr></w:tbl>'
    )
    footer._element.append(parse_xml(table))
    footer.add_paragraph()


def _only_first_page_differs(word: WordDocument) -> None:
    for section in list(word.sections)[1:]:
        section.different_first_page_header_footer = False
    # Word begins a section on a page of its own; nothing else breaks before it.
    last = word.sections[-1]._sectPr
    for kind in last.findall(qn("w:type")):
        last.remove(kind)


def hair_line(word: WordDocument, *, on_new_page: bool = False) -> BaseOxmlElement:
    """A paragraph of next to no height."""
    paragraph = word.add_paragraph()
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    form.page_break_before = on_new_page or None
    element: BaseOxmlElement = paragraph._p
    return element
