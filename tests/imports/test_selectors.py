"""Rows in the words of the reader: masked, with what stands in the register now and what is wrong where."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from safety_portal.accounts.models import User
from safety_portal.imports import kinds
from safety_portal.imports.models import ImportRun
from safety_portal.imports.reading.columns import Column, Form
from safety_portal.imports.selectors import (
    PreviewCell,
    PreviewColumn,
    PreviewRow,
    Sentence,
    preview_columns,
    preview_rows,
    rows_for,
    run_sentences,
    tabs,
)
from safety_portal.imports.selectors.preview import masked
from safety_portal.imports.selectors.units import unit_names
from safety_portal.organization.models import CalendarDay, UnitPeriod
from tests.factories import CommunityFactory, TownshipFactory
from tests.imports.households import Households
from tests.imports.makers import uploaded, written

pytestmark = pytest.mark.usefixtures("kind")
NEW_YEAR, NEXT, BAD = ("2031-01-01", "放假", "元旦"), ("2031-01-02", "上班", "？"), ("2031-01-40", "休", "元旦")


def shown(run: ImportRun, tab: str = "all") -> list[PreviewRow]:
    return preview_rows(run, list(rows_for(run, tab)))


def test_changed_row_shows_what_stands_there_now(office: User) -> None:
    CalendarDay.objects.create(day=date(2031, 1, 1), kind="make_up_workday", name="元旦")
    run = uploaded(office, NEW_YEAR)
    cells = [PreviewCell("2031-01-01", "day", "A"), PreviewCell("放假", "kind", "B", before="上班")]
    assert shown(run) == [PreviewRow(3, "changed", False, "2031-01-01", [*cells, PreviewCell("元旦", "name", "C")], [])]


def test_refused_row_shows_what_stands_in_the_sheet_and_why(office: User) -> None:
    row = shown(uploaded(office, BAD))[0]
    assert [(cell.text, cell.severity) for cell in row.cells] == [
        ("2031-01-40", "refusal"), ("休", "refusal"), ("元旦", ""),
    ]  # fmt: skip
    assert row.remarks == [
        Sentence("A3", "There is no such day or time: 2031-01-40.", "refusal"),
        Sentence("B3", "The portal does not know “休”. Say what it means under “Columns”.", "refusal"),
    ]


def test_questioned_row_is_marked_where_the_question_is(office: User) -> None:
    row = shown(uploaded(office, NEXT), "questioned")[0]
    assert (row.status, row.is_questioned, row.cells[2].severity) == ("new", True, "question")
    assert row.remarks == [Sentence("C3", "What is this day called?", "question")]


def test_tabs_count_what_their_rows_are(office: User) -> None:
    run = uploaded(office, NEW_YEAR, NEXT, BAD, NEW_YEAR)
    counts = {tab.code: tab.count for tab in tabs(run)}
    assert counts == {
        "all": 4, "new": 2, "changed": 0, "same": 0, "questioned": 1, "repeated": 1, "refused": 1,
    }  # fmt: skip
    assert counts == {code: rows_for(run, code).count() for code in counts}


def test_columns_stand_as_in_the_sheet(office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    assert preview_columns(run) == [
        PreviewColumn("day", "日期", "A"), PreviewColumn("kind", "类型", "B"), PreviewColumn("name", "节日", "C"),
    ]  # fmt: skip


def test_personal_columns_are_masked_also_where_they_are_refused(office: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {"households": Households()})
    lines = (
        "小区,楼栋,房号,房屋状态,户主联系电话",
        "四岗花园,1栋,101,自住,13812341234",
        "四岗花园,1栋,102,自住,1.38E+10",
    )
    file = SimpleUploadedFile("住户册.csv", "\n".join(lines).encode())
    rows = shown(uploaded(office, file=file, kind="households"))
    assert [row.cells[4].text for row in rows] == ["138****1234", "******10"]
    assert rows[1].status == "refused"
    assert "13812341234" not in str(ImportRun.objects.values().get())


@pytest.mark.parametrize(
    ("form", "text", "shown"),
    [
        (Form.PHONE, "13812341234", "138****1234"),
        (Form.TEXT, "欧阳娜娜", "欧阳**"),
        (Form.TEXT, "340102199001011234", "340***********1234"),
        (Form.TEXT, "电话13812341234", "电话1******1234"),
    ],
)
def test_masked_hides_by_what_it_looks_like(form: Form, text: str, shown: str) -> None:
    assert masked(text, Column(key="a", label="a", form=form, is_personal=True)) == shown


def test_rows_of_a_page_cost_no_query_each(office: User) -> None:
    run = uploaded(office, *[(f"2031-01-{number:02d}", "放假", "元旦") for number in range(1, 31)])
    counts = []
    for rows in (list(rows_for(run, "all")[:1]), list(rows_for(run, "all"))):
        with CaptureQueriesContext(connection) as queries:
            preview_rows(ImportRun.objects.get(pk=run.pk), rows)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_sheet_is_told_of_in_the_language_of_the_reader(office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    run.remarks = [
        {"code": "other_sheets", "severity": "question", "params": {"sheet": "一", "others": "二"}},
        {"code": "same_file", "severity": "question", "params": {"day": "2026-11-23", "who": "演示·甲"}},
    ]
    said = [(sentence.text, sentence.severity) for sentence in run_sentences(run)]
    assert said == [
        ("Only “一” is imported. There are rows on other sheets as well: 二.", "question"),
        ("This very file was imported on 2026-11-23 by 演示·甲. Rows that are there already stay as they are.", "note"),
    ]
    with translation.override("zh-hans"):
        assert "二" in run_sentences(run)[0].text


# --- Names of communities ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_communities_are_known_by_former_and_short_names() -> None:
    town = TownshipFactory(name="大兴镇", parent__name="合肥市瑶海区")
    unit = CommunityFactory(parent=town, name="四岗社区", short_name="四岗")
    UnitPeriod.objects.create(unit=unit, name="老四岗村", parent=town, valid=("2000-01-01", "2010-01-01"))
    CommunityFactory()
    names = unit_names(town)
    assert names.names == {unit.code: ("四岗社区", "四岗", "老四岗村")}
    assert set(names.within) == {"大兴镇", "合肥市瑶海区", "瑶海区", "合肥市"}


def test_written_rows_name_their_entries(office: User) -> None:
    assert [row.label for row in shown(written(office, NEW_YEAR))] == ["2031-01-01"]
