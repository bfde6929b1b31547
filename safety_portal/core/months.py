"""The reporting month, a calendar month in Asia/Shanghai, as one small value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_TEXT = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month; ``str()`` and ``parse()`` use ``2026-10``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2026-10``; anything else is a ``ValueError``."""
        if not _TEXT.fullmatch(text):
            raise ValueError(f"not a month: {text!r}")
        return cls(int(text[:4]), int(text[5:]))

    @classmethod
    def of(cls, moment: date) -> Month:
        """The month of a date, or of an aware datetime as seen in Shanghai."""
        if isinstance(moment, datetime):
            moment = moment.astimezone(SHANGHAI)
        return cls(moment.year, moment.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __add__(self, months: int) -> Month:
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __sub__(self, months: int) -> Month:
        return self + -months

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return (self + 1).first_day - timedelta(days=1)

    @property
    def start(self) -> datetime:
        """First moment, inclusive."""
        return datetime.combine(self.first_day, time.min, tzinfo=SHANGHAI)

    @property
    def end(self) -> datetime:
        """First moment of the next month, exclusive."""
        return (self + 1).start

    def back(self, count: int) -> Iterator[Month]:
        """The ``count`` months before this one, oldest first."""
        return (self - n for n in range(count, 0, -1))
