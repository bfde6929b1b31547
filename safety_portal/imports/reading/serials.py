"""Days and times as workbooks count them, and which formats make a number one."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

from safety_portal.imports.reading.raw import Raw
from safety_portal.imports.reading.stored import number

Shape = Literal["number", "moment", "duration"]

#: Formats that have a number instead of a text; 27–36 and 50–58 are days of Chinese, Japanese and Korean versions.
_DAYS = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_DURATION = 46
_NO_SIGNS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DAY_SIGNS = re.compile("[dmyhs]", re.IGNORECASE)
_MOMENT_1900, _MOMENT_1904 = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1904-01-01")
_LEAP_1900 = 60  # the 29th of February 1900, which there never was
_BEYOND = 2_958_466  # the first day of the year 10000
_DAY_MS = 86_400_000


def shape_of(index: int, code: str | None) -> Shape:
    """What a cell of this number format is: ``code`` is the format's text, if the workbook has one for it."""
    if code is None:
        return "duration" if index == _DURATION else "moment" if index in _DAYS else "number"
    signs = _NO_SIGNS.sub("", code).partition(";")[0]
    if _ELAPSED.search(signs):
        return "duration"
    return "moment" if _DAY_SIGNS.search(signs) else "number"


def shaped(value: float, shape: Shape, *, from_1904: bool) -> Raw:
    """A stored number as what its format shows; one that is no day of the calendar stays a number."""
    if shape == "number" or not -_BEYOND < value < _BEYOND:
        return number(value)
    milliseconds = round(value * _DAY_MS)
    if shape == "duration":
        return timedelta(milliseconds=milliseconds)
    return _moment(value, milliseconds, from_1904=from_1904)


def _moment(value: float, milliseconds: int, *, from_1904: bool) -> Raw:
    if value < 0:
        return number(value)
    if milliseconds < _DAY_MS:
        return (_MOMENT_1904 + timedelta(milliseconds=milliseconds)).time()
    start = _MOMENT_1904 if from_1904 else _MOMENT_1900
    moment = start + timedelta(milliseconds=milliseconds, days=0 if from_1904 or value >= _LEAP_1900 else 1)
    return _day(moment)


def _day(moment: datetime) -> date:
    return moment.date() if moment.time() == time() else moment
