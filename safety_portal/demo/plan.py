"""What is to be made: scale, date, seed, and the months that follow from them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time

from safety_portal.core.months import SHANGHAI, Month

MONTHS = 14  # the current open month and the thirteen before it
NEIGHBOUR_MONTHS = 4  # the open month and the three before it


@dataclass(frozen=True)
class Neighbour:
    """A small township beside 大兴镇, so that the district has something to compare; names are invented.

    ``asked``: persons from and to whom a survey asks in each community, where it isn't the usual number.
    ``is_behind``: has not published the last month that it should have.
    """

    name: str
    short: str
    communities: int
    asked: tuple[int, int] | None = None
    is_behind: bool = False


@dataclass(frozen=True)
class Scale:
    """How many of each. ``townships`` are whole ones of like size; ``neighbours`` are light and come on top of them."""

    townships: int
    communities: int
    grids: int
    disputes_a_month: float
    neighbours: tuple[Neighbour, ...] = ()


NEIGHBOURS = (
    Neighbour("演示东街道", "演东", communities=5),
    Neighbour("演示南镇", "演南", communities=4, is_behind=True),
    Neighbour("演示北街道", "演北", communities=4, asked=(9, 16)),
)
#: A neighbour's disputes beside those of 大兴镇 with as many inhabitants.
NEIGHBOUR_LOAD = 0.4

SCALES = {
    # 大兴镇 with its nine communities, about 110 disputes a month (domain/scale.md: 32 in the national mean)
    "township": Scale(townships=1, communities=9, grids=5, disputes_a_month=11.0, neighbours=NEIGHBOURS),
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

    def neighbour(self, township: str) -> Neighbour | None:
        """What is special about a township, by its name; None for those of full size."""
        return next((one for one in self.scale.neighbours if one.name == township), None)

    def months_of(self, township: str) -> list[Month]:
        """The months that are made for a township, by its name."""
        return self.months[-NEIGHBOUR_MONTHS:] if self.neighbour(township) else self.months

    def dice(self, *purpose: object) -> random.Random:
        """A stream of its own for each purpose, so that one more draw here changes nothing there."""
        return random.Random(f"{self.seed}/{'/'.join(map(str, purpose))}")  # noqa: S311 -- reproducible, not secret
