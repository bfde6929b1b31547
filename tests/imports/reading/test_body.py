from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety_portal.imports.reading.body import Line, Role, TotalCheck
from safety_portal.imports.reading.raw import Area, Raw, Unfilled
from safety_portal.imports.reading.totals import Mismatch
from tests.imports.reading.registers import HOMES, LEDGER, POLICE, lines_of, roles_of

FIGURES: tuple[Raw, ...] = ("社区", "可防性案件", "电信网络诈骗", "黄赌警情")
HOME: tuple[Raw, ...] = ("小区", "楼栋", "单元", "房号")
CASE: tuple[Raw, ...] = ("排查日期", "社区", "发生地点", "涉及人数", "简要情况")
ONE: tuple[Raw, ...] = ("四岗", 1, 2, 3)


def police(*rows: Sequence[Raw]) -> list[Role]:
    return roles_of(POLICE, FIGURES, *rows)


def values(line: Line) -> list[Raw]:
    return [value for cells in line.cells.values() for _, value in cells]


def homes(*rows: Sequence[Raw], merged: Sequence[Area] = ()) -> list[list[Raw]]:
    found = lines_of(HOMES, HOME, *rows, merged=merged)
    return [values(line) for line in found if line.role is Role.DATA]


@pytest.mark.parametrize(
    "row",
    [
        ("合 计", 1, 2, 3),
        ("总计：", 9, 9, 9),
        ("大兴镇合计", 1, 2, 3),
        ("平均", 1.5, 2, 3),
        ("全镇", 1, "—", 3),
        (None, "小计", 2, 3),
        ("小计", Unfilled("SUM(B2)"), None, None),
        ("合计（起）", 1, "２", "3起"),
        ("合计",),
        ("合计", "100%", None, None),
    ],
)
def test_lines_of_sums_are_left_out(row: Sequence[Raw]) -> None:
    assert police(ONE, row) == [Role.DATA, Role.TOTAL]


def test_a_line_of_sums_without_a_name_is_known_by_its_sums() -> None:
    assert police(ONE, ("东岗", 1, 2, 3), (None, 2, 4, 6)) == [Role.DATA, Role.DATA, Role.TOTAL]
    assert police(ONE, ("东岗", 1, 2, 3), (None, 2, 4, 7)) == [Role.DATA] * 3
    assert police(ONE, (None, 1, 2, 3)) == [Role.DATA] * 2


@pytest.mark.parametrize(
    "row",
    [
        ("总计社区", 1, 2, 3),
        ("合计", 1, "x", 3),
        ("备注", 1, 2, 3),
        ("四岗负责人", 1, 2, 3),
        ("例会社区", 1, 2, 3),
        ("未知", 1),
    ],
)
def test_no_row_with_data_is_left_out(row: Sequence[Raw]) -> None:
    assert police(row) == [Role.DATA]


@pytest.mark.parametrize(
    "row",
    [
        ("填表人：张", None, "审核人："),
        ("填报人", "审核人：", "联系电话：", "64000000"),
        ("备注：四岗1起为补报",),
        ("注：1. 含未遂",),
        ("说明:无",),
        ("单位（盖章）：", None, "日期："),
        ("负责人：", None, "填报日期：", date(2026, 1, 2)),
        ("以上数据截至10月31日",),
        ("以下空白",),
        ("第1页，共2页",),
        ("※ 本表由派出所提供",),
        ("制表日期:2026年11月2日",),
    ],
)
def test_foot_lines_are_left_out(row: Sequence[Raw]) -> None:
    assert police(ONE, row) == [Role.DATA, Role.FOOT]


@pytest.mark.parametrize("row", [(), (None, " ", "　"), ("", None)])
def test_blank_rows(row: Sequence[Raw]) -> None:
    assert police(row, ONE) == [Role.BLANK, Role.DATA]


def test_rows_that_are_only_numbered_are_blank() -> None:
    rows = roles_of(LEDGER, ("序号", *CASE), (1, "2026.9.1", "四岗", "x", 3, "y"), (2,), (3, " "))
    assert rows == [Role.DATA, Role.BLANK, Role.BLANK]


@pytest.mark.parametrize(
    "row", [("甲", 1, 2, 3), ("栏次", "(1)", "(2)", "(3)"), (1, 2, 3, 4), ("示例", 1, 2, 3), ("例：四岗", 1, 2, 3)]
)
def test_numbers_of_columns_and_examples_are_no_data(row: Sequence[Raw]) -> None:
    assert police(row, ONE) == [Role.NOTE, Role.DATA]


def test_numbers_in_a_row_are_data_further_down() -> None:
    assert police(ONE, (1, 2, 3, 4)) == [Role.DATA, Role.DATA]


def test_repeated_heads_and_sections() -> None:
    rows = (("一、城区",), ONE, FIGURES, ("甲", 1, 2, 3), ONE, ("本表数据由派出所按月提供，以立案为准。",))
    assert police(*rows) == [Role.NOTE, Role.DATA, Role.HEAD_AGAIN, Role.NOTE, Role.DATA, Role.NOTE]


def test_a_line_over_the_whole_width_is_a_note() -> None:
    found = roles_of(POLICE, FIGURES, ("城郊片区",), ONE, merged=[Area(1, 0, 1, 3)])
    assert found == [Role.NOTE, Role.DATA]


@pytest.mark.parametrize(
    "other", [("姓名", "职务", "电话", "备注"), ("社区", "巡逻次数"), ("社区", "刑事", "治安", "交通")]
)
def test_rows_below_another_head_are_refused_until_ours_comes_again(other: Sequence[Raw]) -> None:
    found = lines_of(POLICE, FIGURES, ONE, other, ONE, FIGURES, ONE)
    assert [line.role for line in found] == [Role.DATA, Role.NOTE, Role.DATA, Role.HEAD_AGAIN, Role.DATA]
    assert [[remark.code for remark in line.remarks] for line in found] == [[], [], ["below_other_head"], [], []]


def test_rows_below_another_month_are_refused() -> None:
    found = lines_of(POLICE, FIGURES, ("2026年10月",), ONE, ("2026年9月",), FIGURES, ONE, ("10月",), ONE)
    assert [[remark.code for remark in line.remarks] for line in found if line.role is Role.DATA] == [
        [],
        ["below_other_month"],
        [],
    ]


@pytest.mark.parametrize(
    "row",
    [
        ("东岗", "无", "无", "无"),
        ("东岗", "未报", "未报", "未报"),
        ("东岗", "零", "三", "十二"),
        ("东岗", "未报", "不详", "待查"),
    ],
)
def test_words_for_figures_are_no_head(row: Sequence[Raw]) -> None:
    assert police(row, ONE) == [Role.DATA, Role.DATA]


def test_what_was_left_out_is_named() -> None:
    found = lines_of(POLICE, FIGURES, ONE, ("合计", 1, 2, 3), ("填表人：", None, None))
    assert [(line.number, line.text) for line in found] == [(2, ""), (3, "合计"), (4, "填表人：")]


def test_blocks_are_filled_down() -> None:
    assert homes(("A", "1栋", "1单元", "101"), (None, "", " ", "102"), (None, None, "2单元", "101")) == [
        ["A", "1栋", "1单元", "101"],
        ["A", "1栋", "1单元", "102"],
        ["A", "1栋", "2单元", "101"],
    ]


def test_a_new_block_forgets_what_was_inside_the_old_one() -> None:
    assert homes(
        ("A", "1栋", "1单元", "1"), (None, "2栋", None, "1"), (None, None, "1单元", "1"), ("B", None, None, "1")
    ) == [
        ["A", "1栋", "1单元", "1"],
        ["A", "2栋", None, "1"],
        ["A", "2栋", "1单元", "1"],
        ["B", None, None, "1"],
    ]


def test_a_block_that_is_named_again_goes_on() -> None:
    rows = (("A", "1栋", "1单元", "1"), (None, None, None, None), HOME, (" A ", None, None, "2"))
    assert homes(*rows)[1] == [" A ", "1栋", "1单元", "2"]


def test_sums_of_blocks_are_no_blocks() -> None:
    rows = (("A", "1栋", "1单元", "1"), ("1栋小计",), (None, None, "合计"), (None, None, None, "2"))
    assert homes(*rows) == [["A", "1栋", "1单元", "1"], ["A", "1栋", "1单元", "2"]]


def test_merged_blocks_are_filled_down() -> None:
    rows = (("A", "1栋", "1单元", "1"), (None, None, None, "2"), (None, "2栋", None, "1"), ("B", None, None, "1"))
    assert homes(*rows, merged=[Area(1, 0, 3, 0), Area(1, 1, 2, 1), Area(1, 2, 2, 2)]) == [
        ["A", "1栋", "1单元", "1"],
        ["A", "1栋", "1单元", "2"],
        ["A", "2栋", None, "1"],
        ["B", None, None, "1"],
    ]


def test_a_merged_figure_counts_for_each_row_and_is_questioned() -> None:
    found = lines_of(
        POLICE, FIGURES, ("四岗", 1, 2, 3), ("东岗", None, 2, 3), ("兴集", 1, 2, 3), merged=[Area(1, 1, 2, 1)]
    )
    assert [values(line)[1] for line in found] == [1, 1, 1]
    said = [[(remark.code, remark.column) for remark in line.remarks] for line in found]
    assert said == [[("merged_value", "cases")], [("merged_value", "cases")], []]


def test_ditto_marks_repeat_the_row_above() -> None:
    found = lines_of(LEDGER, CASE, ("2026.9.1", "四岗", "x", 3, "甲"), ("同上", "〃", "y", '"', "同上述情况"))
    assert values(found[1]) == ["2026.9.1", "四岗", "y", 3, "同上述情况"]


def mismatches(*rows: Sequence[Raw]) -> list[Mismatch]:
    check = TotalCheck(POLICE)
    for line in lines_of(POLICE, FIGURES, *rows):
        check.take(line)
    return check.faults


def test_stated_sums_are_compared_with_those_of_the_rows() -> None:
    assert mismatches(ONE, ("东岗", "２", "无", None), ("合计", 3, 2, 3)) == []
    assert mismatches(ONE, ("合计", 1, 2, 4)) == [Mismatch(3, "vice", Decimal(4), Decimal(3))]
    assert mismatches(ONE, ("合计", Unfilled("SUM(B2)"), None, "—"), ("平均", 9, 9, 9)) == []


def test_sums_of_sections_and_of_all() -> None:
    assert mismatches(ONE, ("小计", 1, 2, 3), ONE, ONE, ("小计", 2, 4, 6), ("合计", 3, 6, 9)) == []
    assert mismatches(ONE, ("小计", 1, 2, 3), ONE, ("小计", 3, 2, 3)) == [Mismatch(5, "cases", Decimal(3), Decimal(2))]


def test_a_column_that_cannot_be_read_is_not_compared() -> None:
    assert mismatches(ONE, ("东岗", date(2026, 1, 2), 1, "较多"), ("合计", 9, 3, 4)) == []


def test_columns_that_add_are_compared_one_by_one() -> None:
    check = TotalCheck(POLICE)
    for line in lines_of(POLICE, ("社区", "扒窃", "两抢"), ("四岗", 1, 2), ("合计", None, 3)):
        check.take(line)
    assert check.faults == [Mismatch(3, "cases", Decimal(3), Decimal(2))]


CELLS = st.one_of(
    st.none(),
    st.integers(0, 99),
    st.sampled_from(["四岗", "合计", "无", "—", "x", "填表人：", "社区", "一、", "备注：好"]),
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8))
def test_every_row_gets_one_line_and_known_communities_with_figures_are_data(rows: list[list[Raw]]) -> None:
    found = lines_of(POLICE, FIGURES, ONE, *rows)
    assert [line.number for line in found] == list(range(2, len(rows) + 3))
    for row, line in zip(rows, found[1:], strict=True):
        if row[:1] == ["四岗"] and len(row) > 3 and all(isinstance(value, int) for value in row[1:4]):
            assert line.role is Role.DATA
