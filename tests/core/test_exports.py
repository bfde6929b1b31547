"""What is written: types, formulas, notes, memory. Which rows is tests/test_exports.py's business."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineWorkbook

from safety_portal.core import xlsx
from safety_portal.core.exports import SHARE, Column, Table, defused, write
from tests.exports_of import lines_of, notes_of, rows_of, sheets_of

Row = tuple[Any, ...]


def table_of(*rows: Row, formats: tuple[str, ...] = ()) -> Table:
    count = len(rows[0]) if rows else 2
    formats = formats or ("",) * count
    columns = [Column(f"h{n}", lambda row, n=n: row[n], 10, formats[n]) for n in range(count)]  # type: ignore[misc]
    return Table("矛盾纠纷", columns, rows, len(rows), [("条件", "社区：四岗社区")])


def written(table: Table, ending: str = "xlsx") -> bytes:
    stream = BytesIO()
    write(table, ending, stream, [("导出", "演示·综治办")])
    return stream.getvalue()


FORMULAS = ['=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(A1)", "\t=1", "＝1+1", "－1", "＋1", "＠x"]


@pytest.mark.parametrize("text", FORMULAS)
def test_workbook_keeps_formulas_as_text(text: str) -> None:
    cell = sheets_of(written(table_of((text,))))[0]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


@pytest.mark.parametrize("text", [*FORMULAS, " =1", "　=1", "\n=1"])
def test_csv_defuses_formulas(text: str) -> None:
    assert lines_of(written(table_of((text,)), "csv"))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["漏水", "3-5", "a=b", "", "1", "'quoted"])
def test_defused_leaves_other_text_alone(text: str) -> None:
    assert defused(text) == text


def test_numbers_below_zero_stay_numbers() -> None:
    table = table_of((-3, Decimal("-1.50")))
    assert rows_of(written(table))[1] == (-3, -1.5)
    assert lines_of(written(table, "csv"))[1] == ["-3", "-1.50"]


def test_values_keep_their_types() -> None:
    moment = datetime(2026, 10, 21, 8, 40, 12, tzinfo=UTC)
    row: Row = ("漏水", 3, Decimal("17.10"), 0.871, date(2026, 10, 21), moment, None, _("State"))
    content = written(table_of(row, formats=("", "", "0.00", SHARE, "", "", "", "")))
    assert [str(cell) for cell in rows_of(content)[1]] == [
        "漏水", "3", "17.1", "0.871", "2026-10-21 00:00:00", "2026-10-21 16:40:00", "None", "状态",
    ]  # fmt: skip
    formats = [cell.number_format for cell in sheets_of(content)[0][2]]
    assert formats[2:6] == ["0.00", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert lines_of(written(table_of(row), "csv"))[1] == [
        "漏水", "3", "17.10", "0.871", "2026-10-21", "2026-10-21 16:40", "", "状态",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a<b>&\"'", "a<b>&\"'"),
        (" 空格 ", " 空格 "),
        ("一\r\n二\r三", "一\n二\n三"),
        ("响\x07铃\ud800", "响铃"),
        ("340102100001", "340102100001"),
        ("𠮷野家", "𠮷野家"),
    ],
)
def test_text_survives(text: str, read: str) -> None:
    content = written(table_of((text,)))
    assert rows_of(content)[1] == (read,)
    assert CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1] == [read]


def test_text_that_looks_like_an_escape_is_escaped() -> None:
    assert b"_x005F_x000D_" in xlsx._string("_x000D_").encode()


def test_long_text_and_long_numbers_are_kept_within_what_excel_holds() -> None:
    content = written(table_of(("长" * 40_000, 340_102_199_001_011_234)))
    text, number = rows_of(content)[1]
    assert (len(text), number) == (xlsx.MOST_SIGNS, "340102199001011234")


def test_long_text_is_not_cut_in_the_middle_of_a_sign() -> None:
    (text,) = rows_of(written(table_of(("&" * 40_000,))))[1]
    assert text == "&" * xlsx.MOST_SIGNS


def test_head_is_bold_frozen_filtered_and_printed_on_every_page() -> None:
    sheet = sheets_of(written(table_of(("一", 1))))[0]
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:B2", "$1:$1")
    assert sheet.column_dimensions["A"].width == 10


def test_second_sheet_says_what_the_list_shows() -> None:
    content = written(table_of(("一",)))
    assert notes_of(content) == {"列表": "矛盾纠纷", "导出": "演示·综治办", "条件": "社区：四岗社区"}
    assert [sheet.title for sheet in sheets_of(content)] == ["矛盾纠纷", "关于本表"]


def test_empty_list_has_its_head() -> None:
    assert rows_of(written(table_of())) == [("h0", "h1")]
    assert lines_of(written(table_of(), "csv")) == [["h0", "h1"]]


def test_csv_begins_with_a_byte_order_mark() -> None:
    assert written(table_of(("一",)), "csv").startswith(b"\xef\xbb\xbfh0\r\n")


@pytest.mark.parametrize(
    ("name", "kept"),
    [("2026年10月 排名", "2026年10月 排名"), ("a/b:c", "a b c"), ("'", "Sheet"), ("长" * 40, "长" * 31)],
)
def test_sheet_name_is_one_that_excel_takes(name: str, kept: str) -> None:
    assert xlsx.sheet_name(name) == kept


def test_column_letters_go_on_after_z() -> None:
    assert [xlsx.column_letters(column) for column in range(24, 28)] == ["Y", "Z", "AA", "AB"]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    with pytest.raises(ValueError, match="3 rows"):
        written(table_of(*[("一",)] * 3))


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_memory_stays_flat(ending: str, tmp_path: Any) -> None:
    peaks = []
    for count in (2_000, 20_000):
        rows = (("漏水赔偿纠纷", n, date(2026, 10, 21)) for n in range(count))
        columns = [Column(f"h{n}", lambda row, n=n: row[n]) for n in range(3)]  # type: ignore[misc]
        tracemalloc.start()
        with (tmp_path / f"{count}").open("wb") as target:
            write(Table("t", columns, rows, count), ending, target)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5
