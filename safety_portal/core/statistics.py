"""Small-sample statistics of the pages."""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054  # of the normal distribution, both tails, 95 %


def wilson(positive: float, valid: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson (1927), fractions 0–1; unlike the plain one it never leaves 0–1 and holds
    for small samples. ``valid`` is at least 1; ``positive`` is whole, except where only an index was announced.
    """
    if not 0 <= positive <= valid or valid < 1:
        raise ValueError(f"{positive} of {valid}")
    share, square = positive / valid, Z * Z
    centre = (share + square / (2 * valid)) / (1 + square / valid)
    half = Z / (1 + square / valid) * sqrt(share * (1 - share) / valid + square / (4 * valid * valid))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def newcombe(positive: int, valid: int, other_positive: int, other_valid: int) -> tuple[float, float]:
    """The 95 % interval of the difference of two shares, first less second (Newcombe 1998, hybrid score, method 10)."""
    return difference(
        (positive / valid, *wilson(positive, valid)),
        (other_positive / other_valid, *wilson(other_positive, other_valid)),
    )


def difference(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float]:
    """The interval of a difference from two estimates (value, low, high), squared and added (Newcombe; Zou & Donner
    2008, MOVER). For shares with Wilson's interval this is Newcombe's method 10.
    """
    gap = one[0] - other[0]
    below = sqrt((one[0] - one[1]) ** 2 + (other[2] - other[0]) ** 2)
    above = sqrt((one[2] - one[0]) ** 2 + (other[0] - other[1]) ** 2)
    return gap - below, gap + above
