"""Old workbooks, made by xlwt."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
import xlwt
from python_calamine import CalamineWorkbook

from safety_portal.imports.reading.book import open_book
from safety_portal.imports.reading.faults import Limits
from safety_portal.imports.reading.gate import check_file
from safety_portal.imports.reading.raw import Area, Broken, Mangled, Raw
from tests.imports.reading.makers import first_row, refusal


def xls(fill: Callable[[xlwt.Workbook], object]) -> bytes:
    book, stream = xlwt.Workbook(encoding="utf-8"), BytesIO()
    fill(book)
    book.save(stream)
    return stream.getvalue()


def one(write: Callable[[xlwt.Worksheet], object]) -> bytes:
    return xls(lambda book: write(book.add_sheet("台账")))


def shown(value: object, style: str = "general") -> bytes:
    return one(lambda sheet: sheet.write(0, 0, value, xlwt.easyxf(num_format_str=style)))


def test_kind_is_told_by_content() -> None:
    assert check_file(shown(1), "台账.xlsx") == "xls"


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (3, 3),
        (-3, -3),
        (536870911, 536870911),
        (-536870912, -536870912),
        (0.01, 0.01),
        (26.13, 26.13),
        (1 / 3, 1 / 3),
        (13900000001, 13900000001),
        (340104199001011234, Mangled("340104199001011000")),
        ("文字", "文字"),
        ("abc", "abc"),
        ("", None),
        ("=1+1", "=1+1"),
        ("𠮷" * 3, "𠮷𠮷𠮷"),
        (True, True),
    ],
)
def test_values(stored: object, expected: Raw) -> None:
    row = first_row(one(lambda sheet: (sheet.write(0, 0, stored), sheet.write(0, 1, 1))))
    assert (row, type(row[0])) == ((expected, 1), type(expected))


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        (46288, "yyyy-mm-dd", date(2026, 9, 23)),
        (46288, 'yyyy"年"m"月"d"日"', date(2026, 9, 23)),
        (46288.39583333334, "m/d/yy h:mm", datetime.fromisoformat("2026-09-23 09:30")),
        (0.5, "h:mm", time(12)),
        (1.5, "[h]:mm:ss", timedelta(hours=36)),
        (46288, '0"件d"', 46288),
        (46288, "[Red]0.00", 46288),
        (46288, "G/通用格式", 46288),
        (59, "yyyy-mm-dd", date(1900, 2, 28)),
        (-5, "yyyy-mm-dd", -5),
        (5000000, "yyyy-mm-dd", 5000000),
    ],
)
def test_dates_are_told_by_their_format(value: float, style: str, expected: Raw) -> None:
    assert first_row(shown(value, style)) == (expected,)


def test_dates_from_1904() -> None:
    def fill(book: xlwt.Workbook) -> None:
        book.dates_1904 = True
        book.add_sheet("台账").write(0, 0, 44826, xlwt.easyxf(num_format_str="yyyy-mm-dd"))

    assert first_row(xls(fill)) == (date(2026, 9, 23),)


def test_errors_are_no_empty_cells() -> None:
    assert first_row(one(lambda sheet: sheet.row(0).set_cell_error(0, "#REF!"))) == (Broken("#REF!"),)


def test_sheets_merged_areas_and_places() -> None:
    def fill(book: xlwt.Workbook) -> None:
        first, second = book.add_sheet("台账"), book.add_sheet("说明")
        first.write_merge(0, 0, 1, 3, "标题")
        first.write(2, 3, 4)
        second.visibility = 1

    book = open_book(xls(fill), "a.xls")
    assert [(one.name, one.is_hidden, one.height, one.width) for one in book.sheets] == [
        ("台账", False, 3, 4),
        ("说明", True, 0, 0),
    ]
    assert list(book.sheet(0).rows()) == [(None, "标题", None, None), (None,) * 4, (None, None, None, 4)]
    assert book.sheet(0).merged == (Area(0, 1, 0, 3),)


def test_many_long_texts_go_on_in_other_records() -> None:
    luck = random.Random(20261123)
    texts = ["".join(luck.choice("abc楼上漏水") for _ in range(luck.randint(1, 3000))) for _ in range(200)]
    data = one(lambda sheet: [sheet.write(row, 0, text) for row, text in enumerate(texts)])
    assert [row[0] for row in open_book(data, "a.xls").sheet(0).rows()] == texts


def test_cells_are_those_that_another_reader_finds() -> None:
    luck = random.Random(20261123)

    def fill(sheet: xlwt.Worksheet) -> None:
        for row in range(200):
            values = [luck.randrange(-(10**9), 10**9), luck.random() * 1e6, round(luck.random() * 1e4, 2), "甲" * row]
            for column in luck.sample(range(12), 4):
                sheet.write(row, column, luck.choice(values))

    data = one(fill)
    theirs = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    mine = [["" if value is None else value for value in row] for row in open_book(data, "a").sheet(0).rows()]
    assert mine == theirs


def test_limits() -> None:
    data = one(lambda sheet: [sheet.write(row, 0, 1) for row in range(11)])
    assert refusal(data, Limits(cells=10)) == "too_many_cells"
    assert refusal(data, Limits(rectangle=10)) == "spread_too_far"
    assert refusal(data, Limits(sheets=0)) == "too_many_sheets"


@pytest.mark.parametrize(
    ("name", "code"),
    [("_VBA_PROJECT_CUR", "macros"), ("EncryptedPackage", "protected"), ("MBD0001", "embedded_objects")],
)
def test_containers_with_more_than_cells_are_refused(name: str, code: str) -> None:
    """A folder of that name, in the place of a free entry of the directory."""
    data = shown(1)
    free = data.index(b"W\0o\0r\0k\0b\0o\0o\0k\0") + 128
    encoded = name.encode("utf-16-le")
    entry = encoded.ljust(64, b"\0") + bytes([len(encoded) + 2, 0, 1]) + data[free + 67 : free + 128]
    assert refusal(data[:free] + entry + data[free + 128 :]) == code


@pytest.mark.parametrize(("kind", "code"), [(0x2F, "protected"), (0x1AE, "external_links")])
def test_records_of_more_than_cells_are_refused(kind: int, code: str) -> None:
    """In the place of a record about the window."""
    data = shown(1)
    place = data.index(b"\x3d\x00\x12\x00")
    body = (1).to_bytes(2, "little") + (7).to_bytes(2, "little")
    assert refusal(data[:place] + kind.to_bytes(2, "little") + b"\x12\0" + body + data[place + 8 :]) == code


def test_workbook_of_before_1997_is_refused() -> None:
    data = shown(1)
    place = data.index(b"\x09\x08\x10\x00\x00\x06")
    assert refusal(data[: place + 4] + b"\x00\x05" + data[place + 6 :]) == "old_workbook"


def test_macro_sheet_is_refused() -> None:
    data = shown(1)
    place = data.index(b"\x85\x00")
    assert refusal(data[: place + 9] + b"\x01" + data[place + 10 :]) == "macros"


def test_damaged_workbooks_are_read_or_refused() -> None:
    luck, whole = random.Random(20261123), one(lambda sheet: [sheet.write(row, 0, "文字") for row in range(30)])
    for _ in range(300):
        damaged = bytearray(whole[: luck.choice([len(whole), luck.randrange(len(whole))])])
        for _ in range(luck.randint(0, 20)):
            damaged[luck.randrange(len(damaged))] = luck.randrange(256)
        refusal(bytes(damaged))
