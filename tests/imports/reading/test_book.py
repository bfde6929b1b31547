"""Cells as they are stored, whatever they are stored in."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from safety_portal.imports.reading.book import open_book
from safety_portal.imports.reading.raw import Area, Broken, Mangled, Raw, Unfilled
from tests.imports.reading.makers import first_row, parts, saved, xlsx, zipped


def test_rows_begin_at_a1_and_are_equally_wide() -> None:
    sheet = open_book(xlsx('<c r="B3"><v>2</v></c><c r="D4" t="inlineStr"><is><t>四</t></is></c>'), "a").sheet(0)
    assert list(sheet.rows()) == [(None,) * 4, (None,) * 4, (None, 2, None, None), (None, None, None, "四")]
    assert (sheet.name, sheet.height, sheet.width) == ("台账", 4, 4)


def test_rows_can_be_read_twice() -> None:
    sheet = open_book(zipped(parts()), "a").sheet(0)
    assert list(sheet.rows()) == list(sheet.rows()) == [(1,)]


def test_empty_sheet_has_no_rows() -> None:
    book = open_book(zipped(parts("")), "a")
    assert (book.sheets[0].height, book.sheets[0].width, list(book.sheet(0).rows())) == (0, 0, [])


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("3", 3),
        ("2.5", 2.5),
        ("-0", 0),
        ("999999999999999", 999999999999999),
        ("340104199001011234", Mangled("340104199001011000")),
        ("3.4010419900101101E+17", Mangled("340104199001011000")),
        ("1E+17", Mangled("100000000000000000")),
        ("NaN", Broken("#NUM!")),
        ("3.0000000000000004", 3.0000000000000004),
    ],
)
def test_numbers(stored: str, expected: Raw) -> None:
    value = first_row(xlsx(f'<c r="A1"><v>{stored}</v></c>'))[0]
    assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('t="s"><v>0</v>', "共享"),
        ('t="str"><v>甲 &amp; 乙</v>', "甲 & 乙"),
        ('t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is>', "甲乙"),
        ('t="inlineStr"><is><t xml:space="preserve"> 兴集 社区</t></is>', " 兴集 社区"),
        ('t="inlineStr"><is><t></t></is>', None),
        ('t="b"><v>1</v>', True),
        ('t="d"><v>2026-09-23</v>', date(2026, 9, 23)),
    ],
)
def test_texts_and_other_types(cell: str, expected: Raw) -> None:
    assert first_row(xlsx(f'<c r="A1" {cell}</c><c r="B1"><v>1</v></c>')) == (expected, 1)


@pytest.mark.parametrize(
    ("style", "stored", "expected"),
    [
        (1, "46288", date(2026, 9, 23)),
        (2, "46288.39583333334", datetime.fromisoformat("2026-09-23 09:30")),
        (3, "0.5", time(12)),
        (4, "1.5", timedelta(days=1, hours=12)),
        (5, "46288", 46288),  # 件d in quotes is no day
        (6, "46288", date(2026, 9, 23)),
    ],
)
def test_dates_are_told_by_their_format(style: int, stored: str, expected: Raw) -> None:
    assert first_row(xlsx(f'<c r="A1" s="{style}"><v>{stored}</v></c>')) == (expected,)


def test_dates_from_1904() -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>44826</v></c></row>'
    assert first_row(zipped(parts(rows, properties='date1904="1"'))) == (date(2026, 9, 23),)


ODD = [
    ("<f>SUM(A1:A9)</f>", Unfilled("SUM(A1:A9)")),
    ("<f>1+1 装修噪音扰民，多次协商未果。</f><v />", Unfilled("1+1 装修噪音扰民，多次协商未果。")),
    ('<f>IF(A1&lt;1,"","&amp;")</f><v></v>', Unfilled('IF(A1<1,"","&")')),
    ('<f t="shared" si="0"/>', Unfilled("")),
    ("<f>1+1</f><v>2</v>", 2),
    ('<f t="shared" si="0"/><v>3</v>', 3),
]


@pytest.mark.parametrize("place", ['r="B1"', ""])
@pytest.mark.parametrize(("content", "expected"), ODD)
def test_formulas_have_their_stored_value_or_none(content: str, expected: Raw, place: str) -> None:
    row = first_row(xlsx(f'<c r="A1"><v>1</v></c><c {place}>{content}</c><c r="C1"><v>2</v></c>'))
    assert row == (1, expected, 2)


@pytest.mark.parametrize("place", ['r="B1"', ""])
def test_formula_with_an_empty_text_is_empty(place: str) -> None:
    row = first_row(xlsx(f'<c r="A1"><v>1</v></c><c {place} t="str"><f>IF(A1,"","")</f><v></v></c>'))
    assert row == (1, None)


@pytest.mark.parametrize("cell", ['r="B1" s="1" t="e"', "t='e'"])
@pytest.mark.parametrize("formula", ["", "<f>1/0</f>", '<f t="shared" si="0"/>'])
@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A"])
def test_errors_are_no_empty_cells(cell: str, formula: str, error: str) -> None:
    row = first_row(xlsx(f'<c r="A1"><v>1</v></c><c {cell}>{formula}<v>{error}</v></c>'))
    assert row == (1, Broken(error))


def test_odd_cells_beyond_the_others_make_the_sheet_larger() -> None:
    sheet = open_book(xlsx('<c r="A1"><v>1</v></c><c r="C2"><f>A1</f></c>'), "a").sheet(0)
    assert list(sheet.rows()) == [(1, None, None), (None, None, Unfilled("A1"))]
    assert (sheet.height, sheet.width) == (2, 3)


def test_merged_areas_end_with_the_cells() -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="B2:B1048576"/><mergeCell ref="X9:Z9"/></mergeCells>'
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row>'
    assert open_book(zipped(parts(rows, merged)), "a").sheet(0).merged == (Area(0, 0, 0, 1), Area(1, 1, 2, 1))


def test_sheets_keep_order_name_and_what_is_hidden() -> None:
    def fill(book: Workbook) -> None:
        book.worksheets[0].title = "数据"
        book.create_chartsheet("图")
        book.create_sheet("说明").append(["甲"])
        book.worksheets[1].sheet_state = "hidden"

    book = open_book(saved(fill), "a")
    assert [(sheet.index, sheet.name, sheet.is_hidden) for sheet in book.sheets] == [
        (0, "数据", False),
        (1, "说明", True),
    ]
    assert list(book.sheet(1).rows()) == [("甲",)]


def test_cells_are_those_that_openpyxl_reads() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["B2"] = "=SUM(C3:C9)"
        for row in range(3, 60):
            moment = datetime.fromisoformat("2026-09-23 09:30:17") + timedelta(hours=row, seconds=row)
            sheet.append([row, row / 7, "０１２", None, moment, moment.date(), row % 2 == 0, f"'1+{row}", "两行\n文字"])
        sheet.merge_cells("A1:D1")

    data = saved(fill)
    theirs = [tuple(row) for row in load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True)]
    assert [tuple(map(_as_openpyxl, row)) for row in open_book(data, "a").sheet(0).rows()] == theirs


def _as_openpyxl(value: Raw) -> object:
    if isinstance(value, Unfilled):
        return f"={value.text}"
    return datetime.combine(value, time()) if type(value) is date else value
