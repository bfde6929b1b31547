"""Workbooks that say the same in other ways, or something else, from upload to what is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import FiledFigure, PastRank, SurveyResult
from assessments.reports.filings import submit_filing
from safety_portal.accounts.models import User
from safety_portal.core.errors import Refused
from safety_portal.core.months import Month
from safety_portal.imports import services
from safety_portal.imports.models import ImportRun
from tests.assessments.intake.daxing import NAMES, POLICE, Daxing, make_daxing, read
from tests.assessments.reports.builders import OCTOBER, FakeRegister, at
from tests.imports.dumps import dump
from tests.imports.writing import write

pytestmark = pytest.mark.django_db
Lines = Sequence[Any]


@pytest.fixture
def daxing(register: FakeRegister) -> Iterator[Daxing]:
    with time_machine.travel(at("11-02 09:00"), tick=False):
        yield make_daxing(register)


def upload(
    daxing: Daxing, kind: str, lines: Lines, *, by: User, sender: str, month: Month | None = OCTOBER, reason: str = ""
) -> ImportRun:
    """A workbook of these lines, read."""
    book, content = openpyxl.Workbook(), BytesIO()
    for line in lines:
        book.worksheets[0].append(line)
    book.save(content)
    return services.upload(
        kind=kind,
        township=daxing.unit,
        month=month,
        sender=sender,
        is_opening=False,
        reason=reason,
        file=SimpleUploadedFile("表.xlsx", content.getvalue()),
        by=by,
    )


def codes(run: ImportRun) -> list[tuple[str, list[str]]]:
    """Status of each row and the codes of its remarks."""
    return [(row.status, [str(remark["code"]) for remark in row.remarks]) for row in run.rows.order_by("number")]


# --- Survey ---------------------------------------------------------------------------------------------------

HALF = ["社区名称", "有效样本数", "满意", "比较满意", "不太满意", "不满意", "说不清"]


def survey(daxing: Daxing, lines: Lines) -> ImportRun:
    return upload(daxing, "survey", lines, by=daxing.office, sender="区统计局")


def test_a_sheet_with_one_half_only(daxing: Daxing) -> None:
    run = survey(
        daxing, [["满意度测评"], HALF, ["四岗社区居委会", "50份", 40, 6, 1, 1, 2], ["东岗", 30, 30, "", "", "", ""]]
    )
    assert (run.state, codes(run)) == ("preview", [("new", []), ("new", [])])
    write(run, daxing.office)
    rows = SurveyResult.objects.order_by("unit__code").values_list("half", "best", "good", "poor", "bad", "unknown")
    assert list(rows) == [("satisfaction", 40, 6, 1, 1, 2), ("satisfaction", 30, 0, 0, 0, 0)]


def test_rows_that_cannot_be_right_are_kept_out(daxing: Daxing) -> None:
    lines = [
        HALF,
        ["四岗", 50, 40, 6, 1, 1, 1],
        ["六岗", 50, 40, 6, 1, 1, 2],
        ["东岗", "约50", 40, 6, 1, 1, 2],
        ["双圩", 50, "八成", 6, 1, 1, 2],
        ["伏龙", "", "", "", "", "", ""],
    ]
    run = survey(daxing, lines)
    assert codes(run) == [
        ("refused", ["answers_do_not_add_up"]),
        ("refused", ["unknown_unit"]),
        ("new", ["approximate"]),
        ("refused", ["not_a_number"]),
        ("refused", ["no_answers"]),
    ]
    write(run, daxing.office)
    assert [(row.unit, row.valid) for row in SurveyResult.objects.all()] == [(daxing.communities["东岗"], 50)]


def test_a_community_that_stands_there_twice(daxing: Daxing) -> None:
    lines = [HALF, ["四岗", 3, 1, 1, 1, 0, 0], ["四岗社区", 3, 1, 1, 1, 0, 0], ["东岗", 2, 1, 1, 0, 0, 0]]
    run = survey(daxing, [*lines, ["东岗社区", 3, 1, 1, 1, 0, 0]])
    assert [status for status, _codes in codes(run)] == ["new", "repeated", "refused", "refused"]


# --- Figures --------------------------------------------------------------------------------------------------


def figures(daxing: Daxing, lines: Lines) -> ImportRun:
    return upload(daxing, "filing", lines, by=daxing.police, sender="大兴派出所")


def filed(name: str) -> dict[str, Decimal | None]:
    cells = FiledFigure.objects.filter(unit__name=f"{name}社区").values_list("figure__code", "value")
    return {code: value and value.normalize() for code, value in cells}


def test_figures_under_other_names_and_in_another_scale(daxing: Daxing) -> None:
    run = figures(
        daxing,
        [["2026年10月警情"], ["村居", "电诈案件", "被骗金额（元）", "治安案件"], ["四岗", "3起", 123400, "无"]],
    )
    assert (run.state, codes(run)) == ("preview", [("new", [])])
    write(run, daxing.police)
    expected = {"police.fraud": Decimal(3), "police.fraud_loss": Decimal("12.34"), "police.administrative": Decimal(0)}
    assert filed("四岗") == expected


def test_a_blank_figure_is_asked_about_and_stays_empty(daxing: Daxing) -> None:
    run = figures(daxing, [["社区", "刑事案件", "民事案件"], ["四岗", 1, 2], ["东岗", "", 4]])
    assert codes(run) == [("new", []), ("new", ["figure_left_empty"])]
    write(run, daxing.police)
    assert filed("东岗") == {"police.civil": Decimal(4)}


def test_a_total_beside_its_parts_is_not_counted_twice(daxing: Daxing) -> None:
    run = figures(daxing, [["社区", "可防性案件合计", "入室盗窃", "扒窃", "黄赌警情"], ["四岗", 5, 3, 2, 1]])
    assert run.state == "columns"
    assert [int(index) for index, key in run.mapping.items() if key == "police.preventable"] == [1]


def test_submitted_figures_are_neither_taken_back_nor_written_over(daxing: Daxing) -> None:
    write(read(daxing, POLICE, "filing", daxing.police, "大兴派出所"), daxing.police)
    rest = [["社区", "涉毒警情", "刑事案件", "民事案件", "行政案件"], *([name, 0, 0, 0, 0] for name in NAMES)]
    later = write(figures(daxing, rest), daxing.police)
    submit_filing(filing=daxing.filing, by=daxing.police)
    with pytest.raises(Refused, match="数据已提交，导入不能再撤销"):
        services.undo(run=later, by=daxing.police, version=later.version, reason="有误")
    with pytest.raises(Refused, match="数据已提交，请先撤回"):
        figures(daxing, rest)


def test_later_figures_are_taken_back_before_earlier_ones(daxing: Daxing) -> None:
    before = dump()
    first = write(figures(daxing, [["社区", "刑事案件", "民事案件"], ["四岗", 1, 2]]), daxing.police)
    second = write(figures(daxing, [["社区", "涉毒警情", "行政案件"], ["四岗", 3, 4]]), daxing.police)
    with pytest.raises(Refused):
        services.undo(run=first, by=daxing.police, version=first.version, reason="有误")
    for run in (second, first):
        services.undo(run=run, by=daxing.police, version=run.version, reason="有误")
    assert dump() == before


def test_the_office_brings_figures_in_with_a_reason(daxing: Daxing) -> None:
    lines = [["社区", "刑事案件", "民事案件"], ["四岗", 1, 2]]
    with pytest.raises(Refused):
        upload(daxing, "filing", lines, by=daxing.office, sender="大兴派出所")
    run = upload(daxing, "filing", lines, by=daxing.office, sender="大兴派出所", reason="派出所送来纸质表")
    write(run, daxing.office)
    assert daxing.filing.on_behalf_reason == "派出所送来纸质表"


# --- Ranks ----------------------------------------------------------------------------------------------------


def test_ranks_of_earlier_months_in_one_sheet(daxing: Daxing) -> None:
    before = dump()
    lines = [
        ["大兴镇2026年平安建设考核排名"],
        ["月份", "社区", "名次", "得分", "排名依据"],
        ["2026年8月", "四岗", 1, 98.5, "考核"],
        ["", "东岗", "2名", 97, "考核"],
        ["2026-09", "四岗", 2, "96.25", ""],
        ["2026.09", "四岗社区", 9, "", "区测评"],
        ["2026年11月", "东岗", 1, 99, "考核"],
    ]
    run = upload(daxing, "ranks", lines, by=daxing.office, sender="镇综治办", month=None)
    assert (run.state, run.is_opening) == ("preview", True)
    assert codes(run) == [*[("new", [])] * 4, ("refused", ["month_not_over"])]
    write(run, daxing.office)
    kept = [(str(row.month), row.unit.name, row.kind, row.rank, row.total) for row in PastRank.objects.all()]
    assert kept == [
        ("2026-08", "四岗社区", "score", 1, Decimal("98.5")),
        ("2026-08", "东岗社区", "score", 2, Decimal(97)),
        ("2026-09", "四岗社区", "score", 2, Decimal("96.25")),
        ("2026-09", "四岗社区", "survey", 9, None),
    ]
    services.undo(run=run, by=daxing.office, version=run.version, reason="发错了文件")
    assert dump() == before
