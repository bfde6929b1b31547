"""Intervals of shares."""

import pytest

from safety_portal.core.statistics import wilson


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
