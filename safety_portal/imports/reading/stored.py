"""Stored numbers as what they are worth, and the names of cells."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from safety_portal.core.xlsx import column_letters
from safety_portal.imports.reading.raw import Broken, Mangled, Raw

#: From here on a number has lost digits: a workbook keeps fifteen.
_EXACT = 1e15

#: Stands before the title of every column that the portal itself adds to a workbook, and is no part of any heading.
NOTE_MARK = "※"

Plain = str | int | float | bool | datetime | date | time | timedelta


def number(value: float) -> int | float | Mangled | Broken:
    """A stored number: whole ones as ``int``, those beyond fifteen digits ``Mangled``."""
    if value.is_integer():
        return int(value) if abs(value) < _EXACT else Mangled(f"{Decimal(f'{value:.15g}'):f}")
    if math.isfinite(value):
        return value
    return Broken("#NUM!")


def tidied(value: Plain | None) -> Raw:
    """``value`` of a reader as it is kept: an empty text is nothing, a number is whole if it is."""
    if value.__class__ is float:
        return number(value)
    if value.__class__ is int:
        return value if abs(value) < _EXACT else Mangled(str(value))
    return None if value == "" else value


def column_number(letters: str) -> int:
    """``A`` → 0, ``XFD`` → 16383."""
    found = 0
    for letter in letters.upper():
        found = found * 26 + ord(letter) - 64
    return found - 1


def cell_name(row: int, column: int) -> str:
    """0, 0 → ``A1``."""
    return f"{column_letters(column)}{row + 1}"


def is_note_head(value: object) -> bool:
    """Whether this heading stands over a column that the portal has added: there is nothing to be read in it."""
    return isinstance(value, str) and value.strip().startswith(NOTE_MARK)
