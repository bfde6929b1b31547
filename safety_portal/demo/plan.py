"""What is to be made: scale, date, seed, and the months that follow from them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time

from safety_portal.core.months import SHANGHAI, Month

MONTHS = 14  # the current open month and the thirteen before it


@dataclass(frozen=True)
class Scale:
    """How many of each; the townships beyond 大兴镇 exist only at district scale."""

    townships: int
    communities: int
    grids: int
    disputes_a_month: float


SCALES = {
    # 大兴镇 with its nine communities, about 110 disputes a month (domain/scale.md: 32 in the national mean)
    "township": Scale(townships=1, communities=9, grids=5, disputes_a_month=11.0),
    # 20 townships, 400 communities, 6 000 grids, 100 000 disputes
    "district": Scale(townships=20, communities=20, grids=15, disputes_a_month=18.0),
}


@dataclass(frozen=True)
class Plan:
    """One making of demo data. ``today`` stands in for the clock."""

    scale: Scale
    today: date
    seed: int

    @property
    def now(self) -> datetime:
        """Ten in the morning of the chosen day."""
        return datetime.combine(self.today, time(10), tzinfo=SHANGHAI)

    @property
    def open_month(self) -> Month:
        """The month that is being reported on: the one that ended last."""
        return Month.of(self.today) - 1

    @property
    def months(self) -> list[Month]:
        return [*self.open_month.back(MONTHS - 1), self.open_month]

    def dice(self, *purpose: object) -> random.Random:
        """A stream of its own for each purpose, so that one more draw here changes nothing there."""
        return random.Random(f"{self.seed}/{'/'.join(map(str, purpose))}")  # noqa: S311 -- reproducible, not secret
