"""Hints where a figure is far from what this very community usually reports. They never stand in the way.

A value is hinted at when it lies more than three median absolute deviations from the median of the past months, and
by more than a floor, so that 1 after many 0 is no news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median, quantiles

from django.utils.translation import gettext as _

from safety_portal.core.formats import number

ENOUGH_MONTHS = 4
DEVIATIONS = 3
#: No hint for a distance below this, nor below half the median.
FLOOR = Decimal(3)


@dataclass(frozen=True)
class Hint:
    """An unusual value, and what was usual: the middle half of ``months`` past months."""

    is_high: bool
    low: Decimal
    high: Decimal
    months: int
    unit_label: str

    @property
    def text(self) -> str:
        words = {"months": self.months, "usual": self._usual(), "unit": self.unit_label}
        if self.is_high:
            return _("Much above the usual %(usual)s %(unit)s of the past %(months)s months. Please check.") % words
        return _("Much below the usual %(usual)s %(unit)s of the past %(months)s months. Please check.") % words

    def _usual(self) -> str:
        low, high = number(self.low), number(self.high)
        return low if low == high else f"{low}–{high}"


def hint_for(value: Decimal | None, past: Sequence[Decimal], unit_label: str = "") -> Hint | None:
    """A hint if ``value`` is unusual against ``past`` (at least four months), else None."""
    if value is None or len(past) < ENOUGH_MONTHS:
        return None
    middle = median(past)
    deviation = median(abs(one - middle) for one in past)
    allowed = max(DEVIATIONS * deviation, FLOOR, abs(middle) / 2)
    if abs(value - middle) <= allowed:
        return None
    low, _middle, high = quantiles(past, n=4, method="inclusive")
    return Hint(value > middle, _whole(low), _whole(high), len(past), unit_label)


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1))
