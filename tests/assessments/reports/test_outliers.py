from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.outliers import hint_for

STEADY = [3, 4, 5, 6, 4, 5, 3, 6, 5, 4, 5, 4]


def hint(value: int | None, past: list[int]) -> str:
    with translation.override("zh-hans"):
        found = hint_for(None if value is None else Decimal(value), [Decimal(one) for one in past], "件")
        return found.text if found else ""


@pytest.mark.parametrize(
    ("value", "past", "expected"),
    [
        (12, STEADY, "比过去 12 个月通常的 4–5 件高得多，请核对"),
        (7, STEADY, ""),
        (0, [30, 31, 29, 30], "比过去 4 个月通常的 30 件低得多，请核对"),
        (3, [0] * 12, ""),  # 3 after nothing is no news
        (4, [0] * 12, "比过去 12 个月通常的 0 件高得多，请核对"),
        (40, [30] * 12, ""),  # within half the median
        (50, [30] * 3, ""),  # three months are no custom
        (None, STEADY, ""),
    ],
)
def test_hints_tell_what_is_usual(value: int | None, past: list[int], expected: str) -> None:
    assert hint(value, past) == expected


@given(st.lists(st.integers(0, 500), min_size=4, max_size=12))
def test_the_median_is_never_unusual(past: list[int]) -> None:
    assert hint(sorted(past)[len(past) // 2], [*past, sorted(past)[len(past) // 2]]) == ""
