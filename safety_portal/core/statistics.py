"""Small-sample statistics of the pages."""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054  # of the normal distribution, both tails, 95 %


def wilson(positive: int, valid: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson (1927), fractions 0–1; unlike the plain one it never leaves 0–1 and holds
    for small samples. ``valid`` is at least 1.
    """
    if not 0 <= positive <= valid or valid < 1:
        raise ValueError(f"{positive} of {valid}")
    share, square = positive / valid, Z * Z
    centre = (share + square / (2 * valid)) / (1 + square / valid)
    half = Z / (1 + square / valid) * sqrt(share * (1 - share) / valid + square / (4 * valid * valid))
    return max(centre - half, 0.0), min(centre + half, 1.0)
