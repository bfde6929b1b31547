"""The templates that the portal ships, made from the figures of the standard (layout.py).

``manage.py document_templates`` writes them to ``stock/``; a test sees that the files there are what this makes. A
township changes them in Word or WPS and uploads its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _Footer
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from safety_portal.documents import layout
from safety_portal.documents.layout import FONTS, Kind
from safety_portal.documents.word_body import (
    BODY_STYLE,
    BULLET_STYLE,
    CELL_STYLE,
    HEAD_STYLE,
    HEADING_STYLES,
    SIGNATURE_STYLE,
)

FOLDER = Path(__file__).parent / "stock"
#: 28.95 points: 22 lines of it are a hair lower than the 版心, so that the last is never pushed off.
LINE = Pt(int(layout.LINE_PITCH / 25.4 * 72 * 20) / 20)
#: What the pitch of 28 signs lacks to a full 3号, in points; in twips (rounded so that the 28th fits) for the styles.
SIGN_LACK = layout.SIGN_PITCH / 25.4 * 72 - layout.SIZE_BODY
SIGN_GAP = math.floor(SIGN_LACK * 20)
#: The page number's line is 16 points high and the dash stands in the middle of it.
FOOTER_LINE = Pt(16)
FOOTER_FROM_EDGE = Mm(layout.BOTTOM - layout.NUMBER_BELOW_TYPE - 16 / 72 * 25.4 / 2)
ALT_NAMES = {"title": "宋体", "body": "仿宋", "black": "SimHei", "kai": "楷体", "page": "SimSun"}
TITLE_STYLE = "公文标题"
MADE = datetime(2026, 1, 1, tzinfo=UTC)


def stock_file(kind: Kind) -> Path:
    """The shipped template of ``kind``."""
    return FOLDER / f"{kind.value}.docx"


def build(kind: Kind) -> bytes:
    """The shipped template of ``kind``, made anew."""
    word = Document()
    heads = {Kind.RED_HEAD: _red_head, Kind.LETTER: _letter_head}
    for paragraph in list(word.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    _name_fonts(word)
    _name_language(word)
    _add_styles(word)
    _set_page(word, kind)
    if kind in heads:
        heads[kind](word)
    _add_text(word)
    _add_imprint(word, kind)
    _put_in_order(word)
    properties = word.core_properties
    properties.author, properties.title, properties.comments = "", "{{标题}}", ""
    properties.created = properties.modified = MADE
    out = BytesIO()
    word.save(out)
    return out.getvalue()


#: Word is particular about the order of properties (ECMA-376, CT_PPr and CT_RPr).
_PARAGRAPH_ORDER = [
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "pBdr",
    "tabs",
    "autoSpaceDE",
    "autoSpaceDN",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "jc",
    "outlineLvl",
    "rPr",
    "sectPr",
]
_RUN_ORDER = ["rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "spacing", "w", "kern", "sz", "szCs", "lang"]


def _put_in_order(word: WordDocument) -> None:
    section = word.sections[0]
    blocks = (section.footer, section.even_page_footer, section.first_page_header, section.first_page_footer)
    # Asking a linked header for its element would make it.
    own = [block._element for block in blocks if not block.is_linked_to_previous]
    for root in (word.styles.element, word.element.body, *own):
        for tag, order in (("w:pPr", _PARAGRAPH_ORDER), ("w:rPr", _RUN_ORDER)):
            for properties in root.iter(qn(tag)):
                _sort(properties, order)


def _sort(properties: Any, order: Sequence[str]) -> None:
    def place(child: Any) -> int:
        name = child.tag.rpartition("}")[2]
        return order.index(name) if name in order else len(order)

    properties[:] = sorted(properties, key=place)


# --- Fonts and styles --------------------------------------------------------------------------------------------
def _name_fonts(word: WordDocument) -> None:
    """The standard's fonts by name, each with the one that Word takes where it is not there (altName)."""
    fonts = "".join(
        f'<w:font w:name="{FONTS[role][0]}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for role, other in ALT_NAMES.items()
    )
    part = next(part for part in word.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    part._blob = f"{head}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _name_language(word: WordDocument) -> None:
    """Chinese: the library's own file says Japanese, and Word takes Japanese shapes of signs for that."""
    for language in word.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _set_font(style: ParagraphStyle, role: str, size: float, colour: str = "000000") -> None:
    style.font.size, style.font.bold = Pt(size), False
    style.font.color.rgb = RGBColor.from_string(colour)
    names = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(names.attrib):
        del names.attrib[name]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        names.set(qn(f"w:{script}"), FONTS[role][0])
    gap = SIGN_GAP if size == layout.SIZE_BODY else 0
    style.element.get_or_add_rPr().append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="{gap}"/>'))


def _add_styles(word: WordDocument) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    for old in list(defaults):
        defaults.remove(old)  # the grid is counted from the default size, so it is that of the text
    look = _look("body", layout.SIZE_BODY)
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    look = look.replace("</w:rPr>", language)
    defaults.append(parse_xml(f"<w:rPrDefault {nsdecls('w')}>{look}</w:rPrDefault>"))
    normal: Any = word.styles["Normal"]
    _set_font(normal, "body", layout.SIZE_BODY)
    form = normal.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.widow_control = False
    normal.element.get_or_add_pPr().append(_off_grid())
    normal.element.get_or_add_pPr().append(parse_xml(f'<w:autoSpaceDE {nsdecls("w")} w:val="0"/>'))
    normal.element.get_or_add_pPr().append(parse_xml(f'<w:autoSpaceDN {nsdecls("w")} w:val="0"/>'))
    for level, role in enumerate(("black", "kai", "body", "body"), 1):
        style = _style(word, HEADING_STYLES[level], role)
        style.paragraph_format.keep_with_next = True
        _indent(style, first=2)
        style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level - 1}"/>'))
    body = _style(word, BODY_STYLE, "body")
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _indent(body, first=2)
    _indent(_style(word, BULLET_STYLE, "body"), left=3, first=-1)
    signature = _style(word, SIGNATURE_STYLE, "body")
    signature.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _indent(signature, right=layout.DATE_FROM_RIGHT)
    for name, role in ((CELL_STYLE, "body"), (HEAD_STYLE, "black")):
        _add_cell_style(word, name, role)
    title = _style(word, TITLE_STYLE, "title", layout.SIZE_TITLE)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = LINE


def _add_cell_style(word: WordDocument, name: str, role: str) -> None:
    style = _style(word, name, role, layout.SIZE_TABLE)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    style.paragraph_format.line_spacing_rule, style.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(22)


def _off_grid() -> Any:
    """Signs and lines have their pitch of the styles: programs differ in how they count a grid of signs."""
    return parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>')


def _style(word: WordDocument, name: str, role: str, size: float = layout.SIZE_BODY) -> ParagraphStyle:
    made: Any = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = word.styles["Normal"]
    made.quick_style = True
    _set_font(made, role, size)
    return made  # type: ignore[no-any-return]  # the library says less than it does


def _indent(of: ParagraphStyle | Paragraph, *, first: int = 0, left: int = 0, right: int = 0) -> None:
    """Indents in signs, and in twips for programs that don't count signs."""
    indent = _element(of).get_or_add_pPr().get_or_add_ind()
    name = "firstLine" if first >= 0 else "hanging"
    for side, signs in ((name, abs(first)), ("left", left), ("right", right)):
        if signs:
            indent.set(qn(f"w:{side}Chars"), str(signs * 100))
            indent.set(qn(f"w:{side}"), str(round(signs * layout.SIZE_BODY * 20)))


def _element(of: ParagraphStyle | Paragraph) -> Any:
    return of._p if isinstance(of, Paragraph) else of.element


# --- Page and page numbers ---------------------------------------------------------------------------------------
def _set_page(word: WordDocument, kind: Kind) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
    section.header_distance, section.footer_distance = Mm(layout.LETTER_MARK_TOP), FOOTER_FROM_EDGE
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    section._sectPr.append(
        parse_xml(
            f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" '
            f'w:linePitch="{round(LINE.twips)}" w:charSpace="{round(SIGN_LACK * 4096)}"/>'
        )
    )
    word.settings.odd_and_even_pages_header_footer = True
    _number_pages(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number_pages(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    if kind == Kind.LETTER:
        section.different_first_page_header_footer = True


def _number_pages(footer: _Footer, side: WD_ALIGN_PARAGRAPH) -> None:
    """``— 1 —``, one sign from the edge (7.5)."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, FOOTER_LINE
    edge = "right" if side == WD_ALIGN_PARAGRAPH.RIGHT else "left"
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn(f"w:{edge}"), str(round(layout.SIZE_SMALL * 20)))
    look = _look("page", layout.SIZE_SMALL)
    for piece in (
        f'<w:r {nsdecls("w")}>{look}<w:t xml:space="preserve">— </w:t></w:r>',
        f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r>{look}<w:t>1</w:t></w:r></w:fldSimple>',
        f'<w:r {nsdecls("w")}>{look}<w:t xml:space="preserve"> —</w:t></w:r>',
    ):
        paragraph._p.append(parse_xml(piece))


def _look(role: str, size: float, colour: str = "000000") -> str:
    name = FONTS[role][0]
    faces = " ".join(f'w:{script}="{name}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    half_points = round(size * 2)
    return (
        f'<w:rPr><w:rFonts {faces}/><w:color w:val="{colour}"/>'
        f'<w:spacing w:val="{SIGN_GAP if size == layout.SIZE_BODY else 0}"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
    )


# --- Heads -------------------------------------------------------------------------------------------------------
def _paragraph(words: str, look: str, properties: str) -> Any:
    return parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr><w:r>{look}<w:t>{words}</w:t></w:r></w:p>")


def _twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 1440)


def _append(word: WordDocument, element: Any) -> None:
    word.element.body.insert(len(word.element.body) - 1, element)  # the last is the section


def _red_head(word: WordDocument) -> None:
    """Mark, two empty lines, number, red line 4 mm under it, two empty lines (7.2)."""
    exact = round(layout.SIZE_MARK * 20)
    mark = (
        f'<w:spacing w:before="{_twips(layout.MARK_BELOW_TOP)}" w:after="{2 * LINE.twips}" '
        f'w:line="{exact}" w:lineRule="exact"/><w:jc w:val="center"/>'
    )
    _append(word, _paragraph("{{发文机关标志}}", _look("title", layout.SIZE_MARK, layout.RED), mark))
    border = _border("bottom", "single", layout.RED_LINE, layout.LINE_BELOW_NUMBER, layout.RED)
    number = (
        f"<w:pBdr>{border}</w:pBdr>"
        f'<w:spacing w:after="{2 * LINE.twips}" w:line="{round(layout.SIZE_BODY * 20)}" w:lineRule="exact"/>'
        '<w:jc w:val="center"/>'
    )
    _append(word, _paragraph("{{发文字号}}", _look("body", layout.SIZE_BODY), number))


def _letter_head(word: WordDocument) -> None:
    """Mark and double line in the first page's header, the second double line in its footer (10.1)."""
    section: Section = word.sections[0]
    header, footer = section.first_page_header, section.first_page_footer
    header.is_linked_to_previous = footer.is_linked_to_previous = False
    exact = round(layout.SIZE_MARK * 20)
    width = _letter_indents()
    below = _border("bottom", "thickThinSmallGap", 1.05, layout.LETTER_LINE_BELOW_MARK, layout.RED)
    mark = f'<w:pBdr>{below}</w:pBdr><w:spacing w:line="{exact}" w:lineRule="exact"/>{width}<w:jc w:val="center"/>'
    _replace_only(header.paragraphs[0], "{{发文机关标志}}", _look("title", layout.SIZE_MARK, layout.RED), mark)
    above = _border("top", "thinThickSmallGap", 1.05, 0, layout.RED)
    frame = (
        f'<w:framePr w:w="{_twips(layout.LETTER_LINE_WIDTH)}" w:h="60" w:hRule="exact" w:wrap="around" '
        f'w:vAnchor="page" w:hAnchor="page" w:xAlign="center" '
        f'w:y="{_twips(layout.PAGE_HEIGHT - layout.LETTER_LINE_FROM_BOTTOM)}"/>'
    )
    line = f'{frame}<w:pBdr>{above}</w:pBdr><w:spacing w:line="20" w:lineRule="exact"/>'
    _replace_only(footer.paragraphs[0], "", _look("page", 1), line)
    footer.add_paragraph()
    number = (
        f'<w:spacing w:before="{round(layout.SIZE_BODY * 7 / 8 * 20)}" w:after="{2 * LINE.twips}"/>'
        '<w:jc w:val="right"/>'
    )
    _append(word, _paragraph("{{发文字号}}", _look("body", layout.SIZE_BODY), number))


def _letter_indents() -> str:
    """The letter's lines are wider than the 版心 and centred on the page."""
    aside = (layout.PAGE_WIDTH - layout.LETTER_LINE_WIDTH) / 2
    return f'<w:ind w:left="{_twips(aside - layout.LEFT)}" w:right="{_twips(aside - layout.RIGHT)}"/>'


def _border(side: str, line: str, thickness: float, space: float, colour: str) -> str:
    """``thickness`` and ``space`` in mm; Word counts eighths of a point and points."""
    size, gap = round(thickness / 25.4 * 72 * 8), round(space / 25.4 * 72)
    return f'<w:{side} w:val="{line}" w:sz="{size}" w:space="{gap}" w:color="{colour}"/>'


def _replace_only(paragraph: Paragraph, words: str, look: str, properties: str) -> None:
    paragraph._p.addnext(_paragraph(words, look, properties))
    paragraph._p.getparent().remove(paragraph._p)


# --- Text and imprint --------------------------------------------------------------------------------------------
def _add_text(word: WordDocument) -> None:
    for words, style in (
        ("{{标题}}", TITLE_STYLE),
        ("{{主送机关}}", "Normal"),
        ("{{正文}}", BODY_STYLE),
        ("{{附件说明}}", "Normal"),
        ("{{署名}}", SIGNATURE_STYLE),
        ("{{成文日期}}", SIGNATURE_STYLE),
    ):
        paragraph = word.add_paragraph(words, style=style)
        if words in {"{{附件说明}}", "{{署名}}"}:
            paragraph.paragraph_format.space_before = Pt(LINE.pt * (1 if words == "{{附件说明}}" else 2))
            paragraph.paragraph_format.keep_with_next = words == "{{署名}}"
        if words == "{{附件说明}}":
            _indent(paragraph, left=2)


def _add_imprint(word: WordDocument, kind: Kind) -> None:
    """版记: a table that hangs at the foot of the 版心; a letter's has no lines and no printer (7.4, 10.1)."""
    rows = [_imprint_row(_cell("{{抄送}}", layout.TYPE_WIDTH, span=2, hanging=3))]
    if kind != Kind.LETTER:
        half = layout.TYPE_WIDTH / 2
        rows.append(_imprint_row(_cell("{{印发机关}}", half) + _cell("{{印发日期}}", half, side="right")))
    lines = (
        ""
        if kind == Kind.LETTER
        else "".join(
            f'<w:{side} w:val="single" w:sz="{round(size / 25.4 * 72 * 8)}" w:space="0" w:color="000000"/>'
            for side, size in (("top", layout.THICK), ("bottom", layout.THICK), ("insideH", layout.THIN))
        )
    )
    width = _twips(layout.TYPE_WIDTH)
    table = (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        # From the page's edge: LibreOffice lets nothing hang that fills the line of its margins.
        f'<w:tblpPr w:vertAnchor="margin" w:horzAnchor="page" w:tblpX="{_twips(layout.LEFT)}" w:tblpYSpec="bottom"/>'
        '<w:tblOverlap w:val="never"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        f'</w:tblPr><w:tblGrid><w:gridCol w:w="{width // 2}"/><w:gridCol w:w="{width - width // 2}"/></w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )
    _append(word, parse_xml(table))
    last = word.add_paragraph()
    last.paragraph_format.line_spacing_rule, last.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _imprint_row(cells: str) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(words: str, width: float, *, span: int = 1, hanging: int = 0, side: str = "left") -> str:
    """4号, one sign from the edge; lines after the first begin under the first name."""
    sign = round(layout.SIZE_SMALL * 20)
    indent = f'<w:ind w:left="{sign * (1 + hanging)}" w:right="{sign}" w:hanging="{sign * hanging}"/>'
    if not hanging:
        indent = f'<w:ind w:{side}="{sign}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/><w:gridSpan w:val="{span}"/>'
        '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:line="480" w:lineRule="exact"/>{indent}<w:jc w:val="{side}"/></w:pPr>'
        f"<w:r>{_look('body', layout.SIZE_SMALL)}<w:t>{words}</w:t></w:r></w:p></w:tc>"
    )
