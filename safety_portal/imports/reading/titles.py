"""What titles, names of sheets and names of files say of the whole sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from safety_portal.imports.reading.text import arabic_dates, plain

_FULL_DAY = re.compile(
    r"\d{4} ?[-./年] ?\d{1,2} ?[-./月] ?\d{1,2}(?!\d| ?月)日?|\d{1,2} ?月 ?\d{1,2} ?[日号]|(?<!\d)\d{8}(?!\d)"
)
_PERIOD = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2}) ?(?:年度?|[-./_]) ?)?"
    r"(?:(?P<first>\d{1,2}) ?月?(?: ?[-~—–至到] ?)(?P<last>\d{1,2}) ?月"
    r"|第?(?P<quarter>[1-4一二三四]) ?季度|(?P<half>[上下])半年|(?P<month>\d{1,2}) ?月)"
)
_NUMERIC = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?:[-./_](1[0-2]|0?[1-9])(?!\d|[-./]\d)|(0[1-9]|1[0-2])(?!\d))(?! ?月| ?[-~—–至到] ?\d)"
)
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}


def months_named(texts: Iterable[str]) -> set[tuple[int | None, int]]:
    """The months that ``texts`` name, (year, month), year None where it isn't said; all of a span or a quarter.

    A full date is the day when something was made or signed, not what it is about, and names none.
    """
    return {month for text in texts for month in _named(text)}


def _named(text: str) -> Iterator[tuple[int | None, int]]:
    text = _FULL_DAY.sub(" ", arabic_dates(plain(text)))
    for found in _PERIOD.finditer(text):
        year = int(found["year"]) if found["year"] else None
        yield from ((year, month) for month in _span(found) if 1 <= month <= 12)
    for found in _NUMERIC.finditer(text):
        yield int(found[1]), int(found[2] or found[3])


def _span(found: re.Match[str]) -> range:
    if found["quarter"]:
        quarter = _QUARTERS.get(found["quarter"]) or int(found["quarter"])
        return range(quarter * 3 - 2, quarter * 3 + 1)
    if found["half"]:
        return range(1, 7) if found["half"] == "上" else range(7, 13)
    first = int(found["first"] or found["month"])
    return range(first, int(found["last"] or first) + 1)
