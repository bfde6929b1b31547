"""Figures in typed text: named, never typed."""

import pytest
from django.conf import LazySettings

from assessments.papers.linked import Known, Section, body_of
from safety_portal.core.errors import Refused
from safety_portal.documents.layout import Heading, Paragraph, Span, Table, text_of


def test_figure_is_the_portals_whatever_stands_behind_its_name(settings: LazySettings) -> None:
    settings.SITE_URL = "https://portal.example.org/"
    known = Known()
    assert known.put("可防性案件", "12起", "/a/?b=c#d") == "{可防性案件：12起}"
    link = Span("12起", "https://portal.example.org/a/?b=c#d")
    for typed in (
        "本月{可防性案件：12起}。",
        "本月{可防性案件：9起}。",
        "本月{ 可防性案件 }。",
        "本月{可防性案件:0}。",
    ):
        assert known.text(typed) == (Span("本月"), link, Span("。"))


@pytest.mark.parametrize("typed", ["{刑事案件}", "多了}一个", "{", "{可防性案件：1起"])
def test_unknown_figures_and_stray_braces_are_refused(typed: str) -> None:
    known = Known()
    known.put("可防性案件", "12起", "/")
    with pytest.raises(Refused):
        known.text(typed)


def test_parts_left_empty_are_left_out_and_numbers_follow() -> None:
    table = Table(("名次",), [])
    sections = [Section("a", "总体情况", "好。"), Section("b", "工作情况", " "), Section("c", "排名", "")]
    assert body_of("现通报如下。", sections, Known(), {"c": [table]}) == [
        Paragraph(text_of("现通报如下。")),
        Heading(text_of("一、总体情况"), 1),
        Paragraph(text_of("好。")),
        Heading(text_of("二、排名"), 1),
        table,
    ]
