from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.inputs import read_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", "3"),
        ("１２", "12"),
        ("1 421", "1421"),
        ("1\u202f421", "1421"),
        ("1,421", "1421"),
        ("１，４２１", "1421"),
        ("22.08", "22.08"),
        ("−2", "-2"),
        ("无", "0"),
        ("007", "7"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert read_number(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text", ["", "约三", "3件", "1e3", "NaN", "Infinity", "1.2.3", "0x10", "1.23456", "9" * 11, "٣"]
)
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        read_number(text)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_what_is_written_is_read(value: Decimal) -> None:
    assert read_number(format(value, "f")) == value
