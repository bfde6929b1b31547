from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety_portal.imports.reading.cells import ReadContext, read
from safety_portal.imports.reading.columns import Column, Form, Value
from safety_portal.imports.reading.raw import Broken, Raw, Unfilled
from tests.imports.reading.registers import column

DAY = column("day", "日期", Form.DAY)
MOMENT = column("moment", "时间", Form.MOMENT)
MONTH = column("month", "月份", Form.MONTH)


def said(raw: Raw, one: Column = DAY, year: int | None = 2026, month: int | None = 9) -> tuple[Value, list[str]]:
    value, remarks = read([(0, raw)], one, ReadContext(default_year=year, default_month=month))
    return value, [remark.code for remark in remarks]


@pytest.mark.parametrize(
    "raw",
    [
        "2026.9.5",
        "2026-09-05",
        "2026/9/5",
        "2026年9月5日",
        "2026年09月05号",
        "20260905",
        20260905,
        "２０２６．９．５ ",
        "2026 9 5",
        "2026年 9月 5日",
        "2026、9、5",
        "二〇二六年九月五日",
        "2026年九月五日",
        "2026-9-5 00:00:00",
        "2026.09.05。",
        "2026年9月5日（周六）",
        "2026-09-05 星期六",
        "2026-09-05T08:00:00",
        "2026年9月5日上午",
        date(2026, 9, 5),
        datetime.fromisoformat("2026-09-05 09:30"),
    ],
)
def test_a_day_as_people_write_it(raw: Raw) -> None:
    assert said(raw) == (date(2026, 9, 5), [])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("9月5日", "year_assumed"),
        ("9.5", "year_assumed"),
        ("9-5", "year_assumed"),
        ("9/5", "year_assumed"),
        (9.5, "year_assumed"),
        ("九月五日", "year_assumed"),
        ("26.9.5", "short_year"),
        ("26年9月5日", "short_year"),
        (46270, "serial_date"),
        (46270.4, "serial_date"),
    ],
)
def test_a_day_that_had_to_be_completed_is_questioned(raw: Raw, code: str) -> None:
    assert said(raw) == (date(2026, 9, 5), [code])


def test_an_unusual_order_is_questioned() -> None:
    assert said("25/9/2026") == said("9/25/2026") == (date(2026, 9, 25), ["day_first"])


def test_december_in_a_sheet_of_january_is_last_year() -> None:
    assert said("12月30日", year=2027, month=1) == (date(2026, 12, 30), ["year_assumed"])
    assert said("1月3日", year=2027, month=1) == (date(2027, 1, 3), ["year_assumed"])
    assert said("1月3日", year=None, month=None) == (None, ["no_year"])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2026年2月30日", "no_such_day"),
        ("10月32日", "no_such_day"),
        ("2026.13.5", "no_such_day"),
        ("2026-9-5 25:00", "no_such_day"),
        ("2026-02-29", "no_such_day"),
        ("九月中旬", "vague_day"),
        ("9月底", "vague_day"),
        ("2026.9", "vague_day"),
        ("2026年9月", "vague_day"),
        ("202609", "vague_day"),
        ("5日", "vague_day"),
        ("7日", "vague_day"),
        (7, "vague_day"),
        ("本月5日", "vague_day"),
        ("9月5日-7日", "vague_day"),
        ("9.5-9.7", "vague_day"),
        ("2026.9.5—2026.9.7", "vague_day"),
        ("9月5日左右", "vague_day"),
        ("农历八月十五日", "vague_day"),
        ("5/9/2026", "ambiguous_day"),
        (9.1, "ambiguous_day"),
        ("12.9.5", "ambiguous_day"),
        ("1899-01-01", "year_out_of_range"),
        ("2206-09-05", "year_out_of_range"),
        (date(1900, 1, 5), "year_out_of_range"),
        ("x", "not_a_day"),
        ("星期六", "not_a_day"),
        ("2026-09-05 已结", "not_a_day"),
        ("9²", "not_a_day"),
        (True, "not_a_day"),
        (time(9, 30), "not_a_day"),
        (timedelta(hours=3), "not_a_day"),
        (-5, "not_a_day"),
        (3.7e9, "not_a_day"),
        (Unfilled("TODAY()"), "formula_without_value"),
        (Broken("#N/A"), "error_value"),
    ],
)
def test_what_is_no_certain_day_is_refused(raw: Raw, code: str) -> None:
    assert said(raw) == (None, [code])


@pytest.mark.parametrize("raw", [None, "", "—", "/", "无", "暂无"])
def test_no_day_is_none(raw: Raw) -> None:
    assert said(raw) == (None, [])


@pytest.mark.parametrize(
    "raw",
    [
        "2026-09-05 15:30",
        "2026年9月5日下午3时30分",
        "2026年9月5日15点半",
        "2026.9.5 下午3：30",
        "2026-09-05T15:30:00",
        "2026-9-5 3:30 PM",
        datetime.fromisoformat("2026-09-05 15:30"),
    ],
)
def test_a_moment_keeps_the_time_of_day(raw: Raw) -> None:
    assert said(raw, MOMENT) == (datetime.fromisoformat("2026-09-05 15:30"), [])


@pytest.mark.parametrize("raw", ["2026-09-05", date(2026, 9, 5), datetime.fromisoformat("2026-09-05 00:00")])
def test_a_moment_without_a_time_is_a_day(raw: Raw) -> None:
    value, codes = said(raw, MOMENT)
    assert (type(value), value, codes) == (date, date(2026, 9, 5), [])


@pytest.mark.parametrize(
    "raw",
    [
        "2026年9月",
        "2026-09",
        "2026.9",
        "2026/9",
        "202609",
        202609,
        "二〇二六年九月",
        "2026年9月份",
        date(2026, 9, 1),
        2026.9,
    ],
)
def test_a_month_is_its_first_day(raw: Raw) -> None:
    assert said(raw, MONTH) == (date(2026, 9, 1), [])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("9月", (date(2026, 9, 1), ["year_assumed"])),
        (2026.1, (None, ["ambiguous_day"])),
        ("2026年13月", (None, ["not_a_month"])),
        ("x", (None, ["not_a_month"])),
        (True, (None, ["not_a_month"])),
        (None, (None, [])),
        ("3026年1月", (None, ["year_out_of_range"])),
    ],
)
def test_what_is_no_certain_month(raw: Raw, expected: tuple[Value, list[str]]) -> None:
    assert said(raw, MONTH) == expected


STYLES = (
    "{0.year}.{0.month}.{0.day}",
    "{0:%Y-%m-%d}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0:%Y%m%d}",
    " {0:%Y．%m．%d}　",
    "{0:%Y-%m-%d} 00:00:00",
    "{0.year} 年 {0.month} 月 {0.day} 日",
)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(STYLES))
def test_a_day_is_read_back_in_every_style(day: date, style: str) -> None:
    assert said(style.format(day)) == (day, [])


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_serial_number_is_the_day_the_spreadsheet_shows(day: date) -> None:
    assert said((day - date(1899, 12, 30)).days) == (day, ["serial_date"])


@given(st.text(st.sampled_from("0123456789年月日.-/ 约底旬:时分上下午一二十")))
def test_a_day_is_never_made_up(text: str) -> None:
    """A day without a remark is one whose year, month and day stand in the text."""
    value, codes = said(text)
    if isinstance(value, date) and not codes:
        assert str(value.year) in text or set(text) & set("一二十")
        assert str(value.day) in text or set(text) & set("一二十")
