"""Intervals of shares and of their differences."""

import pytest

from safety_portal.core.statistics import newcombe, wilson


@pytest.mark.parametrize(
    ("positive", "valid", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (593, 622, 0.9338, 0.9673),
        (1, 1, 0.2065, 1),
    ],
)
def test_wilson_known_values(positive: int, valid: int, low: float, high: float) -> None:
    assert wilson(positive, valid) == pytest.approx((low, high), abs=0.0001)


@pytest.mark.parametrize(("positive", "valid"), [(0, 0), (2, 1), (-1, 5)])
def test_wilson_of_what_is_no_share_is_refused(positive: int, valid: int) -> None:
    with pytest.raises(ValueError, match="of"):
        wilson(positive, valid)


# Newcombe, Statistics in Medicine 17 (1998) 873, table II, method 10.
@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_difference_has_the_interval_newcombe_published(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    assert tuple(round(end, 4) for end in newcombe(*one, *other)) == (low, high)
