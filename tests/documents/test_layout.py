"""Documents as data: numbers, titles, lines, typed text."""

from datetime import date

import pytest

from safety_portal.documents import layout
from safety_portal.documents.layout import Bullet, Heading, Paragraph, Span, text_of


def test_page_adds_up() -> None:
    assert (layout.RIGHT, layout.BOTTOM) == (26, 35)


def test_number_has_hexagonal_brackets_and_no_zeros() -> None:
    assert layout.document_number("嵩办发", 2020, 68) == "嵩办发〔2020〕68号"
    assert layout.day_in_words(date(2026, 1, 5)) == "2026年1月5日"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于平安建设的通报", ["关于平安建设的通报"]),
        (
            "大兴镇平安建设领导小组办公室关于2026年10月平安建设工作情况的通报",
            ["大兴镇平安建设领导小组办公室", "关于2026年10月平安建设工作情况的通报"],
        ),
        (
            "大兴镇平安建设领导小组办公室关于2026年10月平安建设工作考评情况的通报",
            ["大兴镇平安建设领导小组办公室", "关于2026年10月平安建设", "工作考评情况的通报"],
        ),
        (
            "大兴镇平安建设领导小组办公室关于2026年10月平安建设工作考评情况的更正通报",
            ["大兴镇平安建设领导小组办公室", "关于2026年10月平安建设", "工作考评情况的更正通报"],
        ),
        ("关于甲\n的通报", ["关于甲", "的通报"]),
        ("", [""]),
    ],
)
def test_title_breaks_where_words_end(title: str, lines: list[str]) -> None:
    assert layout.title_lines(title) == lines


def test_very_long_title_keeps_figures_whole_and_lines_within_the_page() -> None:
    title = "关于" + "对2026年10月平安建设考核排名末位单位进行约谈并" * 6 + "的通报"
    lines = layout.title_lines(title)
    assert "".join(lines) == title
    assert max(layout.width_in_signs(line) for line in lines) <= 20.1
    assert not any(line.startswith(("年", "月", "026", "0月", "的")) for line in lines)


def test_title_of_figures_only_ends() -> None:
    assert "".join(layout.title_lines("1" * 200)) == "1" * 200


def test_mark_is_set_smaller_when_it_is_long() -> None:
    assert (layout.mark_size("大兴镇"), layout.mark_size("某" * 17)) == (42, 26)


def test_signature_stands_centred_over_the_date() -> None:
    day = date(2026, 11, 9)  # 2026年11月9日: 6.5 signs
    assert layout.signature_indents("大兴镇", day) == (5.75, 4.0)
    assert layout.signature_indents("某" * 20, day) == (0.0, 6.75)
    assert layout.signature_indents("大兴镇", None) == (4.0, 4.0)


def test_lists_of_names() -> None:
    assert layout.addressee_line(["甲", "乙"]) == "甲、乙："
    assert layout.copies_line(["甲", "乙"]) == "抄送：甲，乙。"
    assert layout.attachment_lines(["甲"]) == ["附件：甲"]
    assert layout.attachment_lines(["甲", "乙"]) == ["附件：1.甲", "　　　2.乙"]
    assert (layout.addressee_line([]), layout.copies_line([]), layout.attachment_lines([])) == ("", "", [])


def test_figures_lead_to_their_pages() -> None:
    assert text_of("登记128件", {"128件": "/d/"}) == (Span("登记"), Span("128件", "/d/"))


def test_typed_text_becomes_blocks() -> None:
    typed = "一、总体\n\n（一）化解\n1.及时\n（1）其中\n· 要点\n1.2万件\n一、这是一句话。\n正文"
    assert layout.blocks_of(typed) == [
        Heading(text_of("一、总体"), 1),
        Heading(text_of("（一）化解"), 2),
        Heading(text_of("1.及时"), 3),
        Heading(text_of("（1）其中"), 4),
        Bullet(text_of("要点")),
        Paragraph(text_of("1.2万件")),
        Paragraph(text_of("一、这是一句话。")),
        Paragraph(text_of("正文")),
    ]
