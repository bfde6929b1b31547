"""What a wall shows: published figures and counts of open work. No title of a case, no name of a person, no draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.dashboard.months import choose
from assessments.dashboard.overview import Overview, PlaceRow, overview_of, place_rows
from assessments.dashboard.work import Books, books_of
from assessments.results.ranking import Row
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit

COLUMN = 10  # rows that can be read from five metres
COLUMNS = 2


@dataclass(frozen=True)
class Screen:
    """``overview`` None: nothing has been published yet. ``books`` are as of now, everything else is as published."""

    overview: Overview | None
    books: Books
    places: Sequence[PlaceRow]
    now: datetime

    @property
    def columns(self) -> list[Sequence[Row]]:
        """The ranking in columns; a long one shows its first and its last rows."""
        if self.overview is None:
            return []
        rows = self.overview.ranking.rows
        if len(rows) <= COLUMN:
            return [rows]
        if len(rows) <= COLUMN * COLUMNS:
            half = (len(rows) + 1) // 2
            return [rows[:half], rows[half:]]
        return [rows[:COLUMN], rows[-COLUMN:]]

    @property
    def left_out(self) -> int:
        """Rows between the two columns."""
        return len(self.overview.ranking.rows) - sum(map(len, self.columns)) if self.overview else 0


def screen_of(township: Unit, now: datetime) -> Screen:
    """The newest published month of a township; a fixed number of queries."""
    month = choose(township, "", published_only=True).month
    overview = overview_of(month, published_only=True) if month else None
    until = month.month if month else Month.of(now) - 1
    return Screen(overview, books_of(township, now), place_rows(township, until), now)
