"""The Word file: page, grid, fonts, fields, and what a template can't do."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.utils import translation
from docx import Document

from safety_portal.core.errors import Refused
from safety_portal.documents import stock
from safety_portal.documents.checks import check_template
from safety_portal.documents.layout import Annex, Kind, OfficialDocument, Paragraph, text_of
from safety_portal.documents.word import make_word
from tests.documents.samples import BULLETIN, LETTER, W, part_of, table_of, with_parts, words_of

RED_HEAD = stock.stock_file(Kind.RED_HEAD).read_bytes()
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def filled(document: OfficialDocument = BULLETIN, page_breaks: int = 0) -> bytes:
    return make_word(document, stock.stock_file(document.kind).read_bytes(), page_breaks)


@pytest.mark.parametrize("kind", Kind)
def test_shipped_files_are_what_the_figures_make(kind: Kind) -> None:
    shipped, built = (Document(BytesIO(data)) for data in (stock.stock_file(kind).read_bytes(), stock.build(kind)))
    parts = [{str(part.partname): part.blob for part in word.part.package.iter_parts()} for word in (shipped, built)]
    assert parts[0] == parts[1]


@pytest.mark.parametrize("kind", Kind)
def test_page_has_the_margins_and_the_grid_of_the_standard(kind: Kind) -> None:
    section = part_of(stock.build(kind)).find(f".//{W}sectPr")
    page, margins, grid = (section.find(W + name) for name in ("pgSz", "pgMar", "docGrid"))
    assert [int(page.get(W + side)) for side in ("w", "h")] == pytest.approx([11906, 16838], abs=1)
    places = [int(margins.get(W + side)) / 1440 * 25.4 for side in ("top", "left", "right", "bottom")]
    assert places == pytest.approx([37, 28, 26, 35], abs=0.02)
    assert (grid.get(W + "type"), grid.get(W + "linePitch"), grid.get(W + "charSpace")) == (
        "linesAndChars",
        "579",
        "-848",
    )


def test_22_lines_of_28_signs_fit_the_page() -> None:
    styles = part_of(RED_HEAD, "word/styles.xml")
    normal = next(style for style in styles.iter(W + "style") if style.get(W + "default") == "1")
    line, gap = normal.find(f"{W}pPr/{W}spacing"), normal.find(f"{W}rPr/{W}spacing")
    pitch, sign = int(line.get(W + "line")), 16 * 20 + int(gap.get(W + "val"))
    height, width = 225 / 25.4 * 1440, 156 / 25.4 * 1440
    assert (line.get(W + "lineRule"), int(height // pitch), int(width // sign)) == ("exact", 22, 28)


def test_fonts_of_the_standard_are_named_with_fallbacks() -> None:
    fonts = part_of(RED_HEAD, "word/fontTable.xml")
    named = {font.get(W + "name"): font.find(W + "altName").get(W + "val") for font in fonts}
    assert named == {
        "方正小标宋简体": "宋体",
        "仿宋_GB2312": "仿宋",
        "黑体": "SimHei",
        "楷体_GB2312": "楷体",
        "宋体": "SimSun",
    }
    styles = part_of(RED_HEAD, "word/styles.xml")
    faces = {
        style.find(W + "name").get(W + "val"): style.find(f".//{W}rFonts").get(W + "eastAsia")
        for style in styles.iter(W + "style")
        if style.find(W + "name").get(W + "val").startswith("公文")
    }
    assert faces == {
        "公文标题": "方正小标宋简体",
        "公文一级标题": "黑体",
        "公文二级标题": "楷体_GB2312",
        "公文三级标题": "仿宋_GB2312",
        "公文四级标题": "仿宋_GB2312",
        "公文正文": "仿宋_GB2312",
        "公文列项": "仿宋_GB2312",
        "公文署名": "仿宋_GB2312",
        "公文表格": "仿宋_GB2312",
        "公文表头": "黑体",
    }


def test_fields_are_filled_in() -> None:
    assert words_of(part_of(filled())) == [
        "大兴镇平安建设领导小组办公室文件",
        "大兴平安办〔2026〕3号",
        "大兴镇平安建设领导小组办公室关于2026年10月平安建设工作情况的通报",
        "各村（社区）、镇直各单位：",
        "登记128件，化解121件。",
        "一、总体情况",
        "（一）化解情况",
        words_of(part_of(filled()))[7],
        "· 要点",
        "附件：1.得分表　　　2.名次说明",
        "大兴镇平安建设领导小组办公室",
        "2026年11月9日",
        "抄送：区委政法委，镇党委。",
        "大兴镇平安建设领导小组办公室",
        "2026年11月9日印发",
        "",
    ]


def test_what_is_empty_goes_with_its_room() -> None:
    bare = OfficialDocument(Kind.RED_HEAD, "标题", [Paragraph(text_of("正文。"))])
    root = part_of(filled(bare))
    assert words_of(root) == ["标题", "正文。", ""]
    assert list(root.iter(W + "tbl")) == []
    copies = part_of(filled(replace(bare, printed_by="某办")))
    assert len(list(copies.iter(W + "tr"))) == 1


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    word = Document(BytesIO(filled()))
    footers = (word.sections[0].footer, word.sections[0].even_page_footer)
    assert word.settings.odd_and_even_pages_header_footer
    assert [(words_of(footer._element), footer.paragraphs[0].alignment) for footer in footers] == [
        (["— 1 —"], 2),
        (["— 1 —"], 0),
    ]


def test_letter_has_double_lines_on_its_first_page_only() -> None:
    word = Document(BytesIO(filled(LETTER)))
    section = word.sections[0]
    borders = [
        section.first_page_header._element.find(f".//{W}bottom").get(W + "val"),
        section.first_page_footer._element.find(f".//{W}top").get(W + "val"),
    ]
    assert borders == ["thickThinSmallGap", "thinThickSmallGap"]
    assert section.different_first_page_header_footer
    assert words_of(section.first_page_header._element) == [LETTER.mark]
    assert "印发" not in "".join(words_of(part_of(filled(LETTER))))


def test_lines_of_the_imprint_are_as_thick_as_the_standard_says() -> None:
    borders = part_of(filled()).findall(f".//{W}tblBorders")[-1]
    sizes = {line.tag.removeprefix(W): int(line.get(W + "sz")) / 8 / 72 * 25.4 for line in borders}
    assert sizes == pytest.approx({"top": 0.35, "bottom": 0.35, "insideH": 0.25}, abs=0.02)
    place = part_of(filled()).find(f".//{W}tblpPr")
    assert (place.get(W + "vertAnchor"), place.get(W + "tblpYSpec")) == ("margin", "bottom")
    assert (place.get(W + "horzAnchor"), place.get(W + "tblpX")) == ("page", "1587")  # 28 mm


@pytest.mark.parametrize("kind", Kind)
def test_signs_have_chinese_shapes(kind: Kind) -> None:
    settings = part_of(stock.build(kind), "word/settings.xml")
    assert [one.get(W + "eastAsia") for one in settings.iter(W + "themeFontLang")] == ["zh-CN"]


@pytest.mark.parametrize(("is_landscape", "breaks"), [(True, 0), (True, 1), (False, 1)])
def test_imprint_hangs_behind_an_annex_on_the_page_of_the_line_before_it(is_landscape: bool, breaks: int) -> None:
    annex = Annex("得分表", [table_of(3)], is_landscape=is_landscape)
    root = part_of(filled(replace(BULLETIN, annexes=[annex]), breaks))
    imprint = next(root.iter(W + "tblpPr")).getparent().getparent()
    lines = list(imprint.itersiblings(W + "p", preceding=True))[: breaks + is_landscape]
    heights = {line.find(f"{W}pPr/{W}spacing").get(W + "line") for line in lines}
    begun = [line.find(f"{W}pPr/{W}pageBreakBefore") is not None for line in reversed(lines)]
    assert (heights, begun) == ({"20"}, [False] * is_landscape + [True] * breaks)


def test_imprint_moves_to_the_page_that_the_pdf_gives_it() -> None:
    breaks = [len(part_of(filled(page_breaks=number)).findall(f".//{W}pageBreakBefore")) for number in (0, 2)]
    assert breaks == [0, 2]


def test_long_mark_is_set_smaller() -> None:
    roots = [part_of(filled(replace(BULLETIN, mark=mark))) for mark in ("某", "某" * 17)]
    assert [root.find(f".//{W}sz").get(W + "val") for root in roots] == ["84", "52"]


def test_figures_are_links() -> None:
    data = filled()
    links = {link.get(RELATIONS + "id"): "".join(link.itertext()) for link in part_of(data).iter(W + "hyperlink")}
    (relation,) = links
    target = next(
        one.get("Target") for one in part_of(data, "word/_rels/document.xml.rels") if one.get("Id") == relation
    )
    assert (links[relation], target) == ("128件", "https://portal.example.org/disputes/")


def test_table_repeats_its_head_and_keeps_rows_whole() -> None:
    root = part_of(filled(replace(BULLETIN, body=[table_of(40)])))
    rows = next(root.iter(W + "tbl")).findall(W + "tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows[:2]] == [True, False]
    assert len(rows) == 41
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


@pytest.mark.parametrize(
    "words", ["{{标题}}", "{{ 7*7 }}", "{% for x in y %}", "<w:p/>&amp;]]>", "坏\x00字\x0b符", "{{正文}}"]
)
def test_what_is_typed_is_never_a_field_or_markup(words: str) -> None:
    document = replace(BULLETIN, title=words, body=[Paragraph(text_of(words))], signature=words, copies=[words])
    printed = words.replace("\x00", "").replace("\x0b", "")
    texts = words_of(part_of(filled(document)))
    assert texts.count(printed) == 3
    assert f"抄送：{printed}。" in texts


# --- Templates of a township -------------------------------------------------------------------------------------
def changed(old: str, new: str) -> bytes:
    word = Document(BytesIO(RED_HEAD))
    for paragraph in word.paragraphs:
        if paragraph.text == old:
            paragraph.text = new
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def test_field_that_word_split_over_runs_is_filled_in() -> None:
    word = Document(BytesIO(RED_HEAD))
    place = next(paragraph for paragraph in word.paragraphs if paragraph.text == "{{标题}}")
    for run in place.runs:
        place._p.remove(run._r)
    for piece in ("《{", "{标", "题 }", "}》"):
        place.add_run(piece)
    out = BytesIO()
    word.save(out)
    check_template(out.getvalue(), BULLETIN)
    assert "《通报》" in words_of(part_of(make_word(replace(BULLETIN, title="通报"), out.getvalue())))


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "empty"),
        (b"PK no zip", "no Word file"),
        (changed("{{标题}}", "{{题目}} {{标题}}"), "题目"),
        (changed("{{标题}}", "无题"), "missing: 标题"),
        (changed("{{标题}}", "{{标题"), "Braces"),
        (changed("{{正文}}", "正文：{{正文}}"), "alone"),
        (changed("{{标题}}", "{{标题.__class__}}{{标题}}"), "__class__"),
        (changed("{{标题}}", "{{ range(10**9) }}{{标题}}"), "range"),
        (with_parts(RED_HEAD, word__vbaProject_bin="x"), "macros"),
        (with_parts(RED_HEAD, word__embeddings__a_bin="x"), "macros"),
        (with_parts(RED_HEAD, word__document_xml="<!DOCTYPE a []><a/>"), "open"),
        (with_parts(RED_HEAD, word__document_xml="<broken"), "open"),
        (
            with_parts(
                RED_HEAD,
                word___rels__settings_xml_rels='<Relationships><Relationship Id="a" Type="x/attachedTemplate" '
                'Target="http://far/a.dotm" TargetMode="External"/></Relationships>',
            ),
            "elsewhere",
        ),
        (with_parts(RED_HEAD, word__media__a_xml=" " * 42_000_000), "unpacked"),
    ],
)
def test_template_is_refused_in_words(data: bytes, complaint: str) -> None:
    with translation.override("en"), pytest.raises(Refused) as raised:
        check_template(data, BULLETIN)
    assert complaint in " ".join(raised.value.messages)


def test_template_without_a_needed_style_is_refused() -> None:
    word = Document(BytesIO(RED_HEAD))
    word.styles["公文正文"].delete()
    out = BytesIO()
    word.save(out)
    with pytest.raises(Refused, match="公文正文"):
        check_template(out.getvalue(), BULLETIN)


@pytest.mark.parametrize("kind", Kind)
def test_shipped_templates_pass_their_own_check(kind: Kind) -> None:
    check_template(stock.build(kind), replace(BULLETIN, kind=kind))
