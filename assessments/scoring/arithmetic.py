"""Exact numbers: fractions in, decimal strings out.

All arithmetic is on :class:`fractions.Fraction`, so nothing is lost between a formula's
multiplications and divisions; only :func:`rounded` rounds.
"""

import re
from fractions import Fraction

# Plain ASCII digits; no plus sign, exponent, blank, leading or trailing point. Leading and
# trailing zeros change no number and are accepted; so is "-0", which is 0.
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

# Far beyond any count or share, and small enough that no arithmetic becomes slow.
MAX_DIGITS = 40
_TOO_LARGE = 10**MAX_DIGITS


def is_decimal(text: str) -> bool:
    """Whether a string has the form of a decimal string."""
    return _DECIMAL.fullmatch(text) is not None


def too_long(value: int | str) -> bool:
    """Whether an integer or a decimal string has more than :data:`MAX_DIGITS` digits."""
    if isinstance(value, int):
        return not -_TOO_LARGE < value < _TOO_LARGE
    return len(value.strip("-").replace(".", "")) > MAX_DIGITS


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Round half away from zero: 2.345 → 2.35 and −2.345 → −2.35 at two decimals."""
    scale = 10**decimals
    top, bottom = abs(value.numerator) * scale, value.denominator
    magnitude = (2 * top + bottom) // (2 * bottom)
    return Fraction(magnitude if value.numerator >= 0 else -magnitude, scale)


def carries_at_most(value: Fraction, decimals: int) -> bool:
    """Whether the number needs no more than ``decimals`` decimals ("10.50" needs one)."""
    scaled = value.numerator * int(10**decimals)
    return scaled % value.denominator == 0


def fixed(value: Fraction, decimals: int) -> str:
    """A number that is already rounded, with exactly ``decimals`` decimals; zero without a sign."""
    # Whole numbers from here on: this runs several times a line, and Fraction's own
    # arithmetic would take half of the whole scoring time.
    scaled = value.numerator * 10**decimals // value.denominator
    sign = "-" if scaled < 0 else ""
    if not decimals:
        return str(scaled)
    whole, part = divmod(abs(scaled), 10**decimals)
    return f"{sign}{whole}.{part:0{decimals}d}"


def exact(value: Fraction) -> str:
    """The shortest decimal string of a number, or ``"n/d"`` where no finite decimal exists."""
    if value.denominator == 1:
        return str(value.numerator)
    rest, twos = _without(value.denominator, 2)
    rest, fives = _without(rest, 5)
    return fixed(value, max(twos, fives)) if rest == 1 else fraction(value)


def fraction(value: Fraction) -> str:
    """A reduced fraction, always with its denominator: ``"5/3"``, ``"2/1"``."""
    return f"{value.numerator}/{value.denominator}"


def _without(number: int, prime: int) -> tuple[int, int]:
    """What is left of a number without a prime factor, and how often that was in it."""
    times = 0
    while number % prime == 0:
        number, times = number // prime, times + 1
    return number, times
