"""Exact numbers: rounding and the forms they are written in."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.arithmetic import carries_at_most, exact, fixed, fraction, is_decimal, rounded, too_long


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("2.345", 2, "2.35"),
        ("-2.345", 2, "-2.35"),
        ("2.3449999", 2, "2.34"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("-0.004", 2, "0.00"),
        ("0", 4, "0.0000"),
        ("2/3", 3, "0.667"),
        ("-2/3", 1, "-0.7"),
        ("1234567.895", 2, "1234567.90"),
    ],
)
def test_rounded_goes_half_away_from_zero(value: str, decimals: int, text: str) -> None:
    assert fixed(rounded(Fraction(value), decimals), decimals) == text


@given(top=st.integers(-(10**9), 10**9), bottom=st.integers(1, 10**5), decimals=st.integers(0, 4))
@settings(max_examples=1000)
def test_rounded_is_the_nearest_and_never_more_than_half_away(top: int, bottom: int, decimals: int) -> None:
    value = Fraction(top, bottom)
    off = abs(rounded(value, decimals)) - abs(value)
    half = Fraction(1, 2 * 10**decimals)
    assert -half < off <= half
    assert Fraction(fixed(rounded(value, decimals), decimals)) == rounded(value, decimals)
    assert rounded(-value, decimals) == -rounded(value, decimals)


@pytest.mark.parametrize(
    ("value", "text"),
    [("0", "0"), ("-12", "-12"), ("0.950", "0.95"), ("1/8", "0.125"), ("-1/50", "-0.02"), ("325/19", "325/19")],
)
def test_exact_is_the_shortest_text_of_a_number(value: str, text: str) -> None:
    assert exact(Fraction(value)) == text


def test_fraction_keeps_its_denominator() -> None:
    assert [fraction(Fraction(100, 60)), fraction(Fraction(100, 50))] == ["5/3", "2/1"]


def test_carries_at_most_counts_decimals_that_matter() -> None:
    assert [carries_at_most(Fraction(text), 1) for text in ("10.50", "10.05", "10")] == [True, False, True]


@pytest.mark.parametrize("text", ["0", "-0", "007", "0.95", "-12.50", "9" * 40])
def test_is_decimal_accepts_plain_digits(text: str) -> None:
    assert is_decimal(text)


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "1\n", "+1", "−1", "1.", ".5", "1e3", "1_000", "1,5", "NaN", "Infinity", "１", "٣", "1/3", "0x1"],
)
def test_is_decimal_refuses_all_other_forms(text: str) -> None:
    assert not is_decimal(text)


@pytest.mark.parametrize("value", [10**40, -(10**40), "1" * 41, "0." + "1" * 40])
def test_too_long_numbers_are_told(value: int | str) -> None:
    assert too_long(value)


def test_too_long_lets_forty_digits_pass() -> None:
    assert not any(too_long(value) for value in (10**40 - 1, "-0." + "1" * 39))
