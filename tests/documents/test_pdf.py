"""The PDF, measured: margins, lines, signs, rules, page numbers; and what must not happen."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from django.conf import LazySettings

from safety_portal.documents.fonts import SHIPPED, available_fonts
from safety_portal.documents.layout import Kind, OfficialDocument, Paragraph, text_of
from safety_portal.documents.pdf import MissingSigns, make_pdf
from tests.documents.samples import (
    BULLETIN,
    FULL_PAGES,
    LETTER,
    Sign,
    first_ink,
    lines_of,
    pages_of,
    rules_of,
    table_of,
    text_pages,
)

PLAIN = replace(BULLETIN, kind=Kind.PLAIN, mark="", number="", copies=[], printed_by="", printed_on=None)


@pytest.fixture(autouse=True)
def _no_own_fonts(settings: LazySettings, tmp_path: Path) -> None:
    settings.DOCUMENT_FONTS = tmp_path


def test_a_full_page_has_22_lines_of_28_signs_within_the_margins() -> None:
    page = pages_of(make_pdf(FULL_PAGES).content)[1]
    text = [sign for sign in page if sign.bottom < 262.5]
    lines = lines_of(text)
    places = list(lines)
    assert len(lines) == 22
    assert {len(line) for line in lines.values()} >= {26, 28}  # the first line of a paragraph is indented by two
    assert max(len(line) for line in lines.values()) == 28
    assert (places[-1] - places[0]) / 21 == pytest.approx(225 / 22, abs=0.01)
    assert min(sign.left for sign in text) == pytest.approx(28, abs=0.4)
    assert max(sign.right for sign in text) == pytest.approx(184, abs=0.4)
    assert 37 < min(sign.top for sign in text) < 41
    assert 257 < max(sign.bottom for sign in text) < 262


def test_paragraphs_of_three_lines_leave_no_page_short() -> None:
    """Nothing but a last paragraph before its signature keeps lines together."""
    three = Paragraph(text_of("各村要进一步压实责任逐件登记逐件化解逐件回访，" * 3 + "件件有着落。"))
    pages = pages_of(make_pdf(OfficialDocument(Kind.PLAIN, "长文", [three] * 30)).content)
    lines = [lines_of([sign for sign in page if sign.bottom < 262.5]) for page in pages]
    assert [len(page) for page in lines[1:-2]] == [22, 22]
    assert not any(line[0] in "，。、；：！？）〕》”" for page in lines for line in page.values())


def test_page_numbers_stand_outside_with_dashes_7_mm_under_the_text() -> None:
    odd, even = (_footer(page) for page in pages_of(make_pdf(FULL_PAGES).content)[:2])
    assert [sign.text for sign in odd] == ["—", "1", "—"]
    assert [sign.text for sign in even] == ["—", "2", "—"]
    em = 14 / 72 * 25.4
    assert odd[-1].right == pytest.approx(184 - em, abs=0.6)
    assert even[0].left == pytest.approx(28 + em, abs=0.6)
    assert odd[0].top == pytest.approx(262 + 7, abs=0.15)


def _footer(page: list[Sign]) -> list[Sign]:
    return [sign for sign in page if sign.top > 262.5]


def test_red_head_is_measured() -> None:
    pdf = make_pdf(BULLETIN).content
    (line,) = rules_of(pdf)
    assert (line.left, line.width, line.height) == pytest.approx((28, 156, 0.7), abs=0.01)
    assert line.colour == (255, 0, 0)
    assert first_ink(pdf) == pytest.approx(37 + 35, abs=0.4)
    lines = list(lines_of(pages_of(pdf)[0]).items())
    assert [text for _place, text in lines[:5]] == [
        "大兴镇平安建设领导小组办公室文件",
        "大兴平安办〔2026〕3号",
        "大兴镇平安建设领导小组办公室",
        "关于2026年10月平安建设工作情况的通报",
        "各村（社区）、镇直各单位：",
    ]
    number = lines[1][0]
    assert line.top - (number + 16 / 72 * 25.4 / 2) == pytest.approx(4, abs=0.5)


def test_imprint_stands_at_the_foot_of_an_even_page() -> None:
    made = make_pdf(BULLETIN)
    top, between, bottom = rules_of(made.content, page=1)
    assert [round(rule.height, 2) for rule in (top, between, bottom)] == [0.35, 0.25, 0.35]
    assert [round(rule.width, 1) for rule in (top, between, bottom)] == [156, 156, 156]
    assert bottom.top + bottom.height == pytest.approx(262, abs=0.1)
    assert list(lines_of(pages_of(made.content)[1]).values())[-3:] == [
        "抄送：区委政法委，镇党委。",
        "大兴镇平安建设领导小组办公室2026年11月9日印发",
        "—2—",
    ]
    assert made.page_breaks == 0


def test_imprint_of_a_text_that_ends_on_an_odd_page_comes_overleaf() -> None:
    made = make_pdf(replace(BULLETIN, body=[Paragraph(text_of("短。"))], attachments=[]))
    assert (len(pages_of(made.content)), made.page_breaks) == (2, 1)


def test_imprint_behind_an_empty_page_has_no_number() -> None:
    made = make_pdf(replace(BULLETIN, attachments=[], body=[Paragraph(text_of("短。"))] * 25))
    pages = pages_of(made.content)
    assert made.page_breaks == 2
    assert [bool(_footer(page)) for page in pages] == [True, True, False, False]


def test_letter_has_double_red_lines_and_no_number_on_its_first_page() -> None:
    pdf = make_pdf(LETTER).content
    rules = rules_of(pdf)
    assert [(round(rule.left), round(rule.width), round(rule.height, 2)) for rule in rules] == [
        (20, 170, 1.0),
        (20, 170, 0.35),
        (20, 170, 0.35),
        (20, 170, 1.0),
    ]
    assert rules[-1].top + rules[-1].height == pytest.approx(297 - 20, abs=0.1)
    assert first_ink(pdf) == pytest.approx(30, abs=0.4)
    first, *others = pages_of(pdf)
    assert (_footer(first), bool(_footer(others[0]))) == ([], True)
    assert "印发" not in text_pages(pdf)[-1]


def test_title_of_a_plain_document_comes_first() -> None:
    pdf = make_pdf(PLAIN).content
    assert rules_of(pdf) == []
    assert next(iter(lines_of(pages_of(pdf)[0]).values())) == "大兴镇平安建设领导小组办公室"


def test_table_repeats_its_head_on_each_page() -> None:
    pdf = make_pdf(replace(PLAIN, body=[table_of(70)])).content
    heads = [text.count("序号") for text in text_pages(pdf)]
    assert heads[:3] == [1, 1, 1]


def test_figures_are_links() -> None:
    pdf = make_pdf(BULLETIN).content
    assert b"https://portal.example.org/disputes/" in pdf


@pytest.mark.parametrize("words", ['#read("/etc/passwd")', "#panic()", "$x$ *b* _i_ <l> @r", '"]} \\u{41} // 注'])
def test_what_is_typed_is_never_an_instruction(words: str) -> None:
    document = OfficialDocument(
        Kind.LETTER, words, [Paragraph(text_of(words)), table_of(1)], mark=words, signature=words
    )
    text = "".join(text_pages(make_pdf(document).content))
    assert text.count(words.replace(" ", "")) >= 3


def test_missing_signs_are_named_and_not_printed_as_boxes() -> None:
    document = replace(PLAIN, signature="某\U0003134f\ue000某\ue000")
    with pytest.raises(MissingSigns) as raised:
        make_pdf(document)
    assert raised.value.signs == "\U0003134f\ue000"


def test_free_face_has_the_signs_of_names() -> None:
    names = "喆堃镕玥瑄㛃㸌䶮𬭎𬴊〔〕—·"
    assert available_fonts().missing([names]) == ""
    assert len([sign for sign in available_fonts().signs if 0x3400 <= sign < 0xA000]) > 27_500


def test_own_font_files_come_first(settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "black.otf").write_bytes((SHIPPED / "NotoSansSC-Bold.otf").read_bytes())
    fonts = available_fonts()
    assert fonts.folders == [tmp_path, SHIPPED]
    assert fonts.stood_in == frozenset({"title", "body", "black", "kai", "page"})


def test_pdf_names_its_title_and_its_author() -> None:
    paper = pypdfium2.PdfDocument(make_pdf(BULLETIN).content)
    try:
        facts = paper.get_metadata_dict()
    finally:
        paper.close()
    assert (facts["Title"], facts["Author"]) == (BULLETIN.title, BULLETIN.signature)
