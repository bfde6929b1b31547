from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from safety_portal.core import formats
from safety_portal.core.deadlines import end_of
from safety_portal.core.months import Month

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1421, "1\u2009421"),
        (-2, "−2"),
        (Decimal("12.50"), "12.5"),
        (0.1, "0.1"),
        (Decimal("1E+3"), "1\u2009000"),
        (Decimal("-0.0"), "0"),
        (0, "0"),
        (100, "100"),
    ],
)
def test_number_is_grouped_trimmed_and_has_a_true_minus(value: formats.Number, text: str) -> None:
    assert formats.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(17.105, "17.11"), (Decimal(-1), "−1.00"), (Decimal("-0.001"), "0.00"), (1234.5, "1\u2009234.50")],
)
def test_points_have_two_decimals_rounded_half_up(value: formats.Number, text: str) -> None:
    assert formats.points(value) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(2, 2, "+2.00"), (-1, None, "−1"), (0, 2, "0.00"), (Decimal("0.001"), 2, "0.00"), (10, None, "+10")],
)
def test_signed_shows_the_direction_of_a_change(value: formats.Number, places: int | None, text: str) -> None:
    assert formats.signed(value, places) == text


def test_percent_takes_a_fraction() -> None:
    assert (formats.percent(0.871), formats.percent(1), formats.percent(Decimal("0.29"), 0)) == (
        "87.1%",
        "100.0%",
        "29%",
    )


@pytest.mark.parametrize(
    ("language", "this_year", "last_year"),
    [("zh-hans", "10月21日", "2025年10月21日"), ("en", "21 Oct", "21 Oct 2025")],
)
def test_short_date_names_only_another_year(language: str, this_year: str, last_year: str) -> None:
    with translation.override(language):
        assert formats.short_date(date(2026, 10, 21), TODAY) == this_year
        assert formats.short_date(date(2025, 10, 21), TODAY) == last_year


def test_short_datetime_is_told_in_shanghai() -> None:
    with translation.override("zh-hans"):
        assert formats.short_datetime(datetime(2026, 10, 21, 20, 40, tzinfo=UTC), TODAY) == "10月22日 04:40"


def test_a_deadline_at_the_end_of_a_day_is_its_midnight() -> None:
    with translation.override("zh-hans"):
        assert formats.short_datetime(end_of(date(2026, 11, 3)), TODAY) == "11月3日 24:00"


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "2026年10月"), ("en", "Oct 2026")])
def test_month_label_takes_a_month_or_a_day_of_it(language: str, text: str) -> None:
    with translation.override(language):
        assert (formats.month_label(Month(2026, 10)), formats.month_label(date(2026, 10, 5))) == (text, text)


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("四岗社区", "Sigang Community"),
        ("新海家园社区第3网格", "Xinhaijiayuan Community Grid 3"),
        ("合肥市瑶海区", "Yaohai District, Hefei City"),
        ("郑州市二七区嵩山路街道", "Songshanlu Subdistrict, Erqi District, Zhengzhou City"),
        ("镇区社区", "Zhenqu Community"),
        ("大兴镇派出所", "Daxing Town Police Station"),
        ("综治办", "Governance Office"),
        ("网格", "Wangge"),
        ("HQ", "HQ"),
    ],
)
def test_english_unit_name_keeps_the_name_and_translates_the_kind(name: str, english: str) -> None:
    assert formats.english_unit_name(name) == english
