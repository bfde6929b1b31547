"""Telephone numbers as people type them, and as they are kept: 13900000002, 0551-64000005, several joined by 、."""

from __future__ import annotations

import re
from functools import lru_cache

from safety_portal.imports.reading.text import cleaned, plain

_MOBILE = re.compile(r"(?:\+?(?:00)?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:\+?(?:00)?86)?\(?(0(?:10|2\d|[3-9]\d{2}))\)?(\d{7,8})(?:(?:转|ext\.?)(\d{1,6}))?")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_BETWEEN = re.compile(r"[、,;/|\n]|或|和|及")
_INSIDE = re.compile(r"[ \-.()]")
#: A long number that a spreadsheet showed in its own way when it was copied as text: its last digits are gone.
_SHORTENED = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)


@lru_cache(maxsize=65536)
def read_phone(text: str) -> tuple[str, bool]:
    """The numbers in their usual writing, and whether every one looks like a telephone number."""
    if text.isascii() and _MOBILE.fullmatch(text):
        return text[-11:], True
    parts = [part.strip() for part in _BETWEEN.split(plain(text.replace("\n", "、"))) if part.strip()]
    known = [_one(part) or _two(part) for part in parts]
    if parts and all(known):
        return "、".join(dict.fromkeys(number for number in known if number)), True
    return cleaned(text), False


def is_shortened(text: str) -> bool:
    """Whether it is 1.39E+10 for a number nobody knows any more."""
    return _SHORTENED.fullmatch(plain(text)) is not None


def _one(part: str) -> str:
    digits = _INSIDE.sub("", part)
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if found := _LANDLINE.fullmatch(digits):
        return f"{found[1]}-{found[2]}" + (f"转{found[3]}" if found[3] else "")
    return digits if _LOCAL.fullmatch(digits) else ""


def _two(part: str) -> str:
    """Numbers with nothing but a space between them."""
    numbers = [_one(piece) for piece in part.split(" ")]
    return "、".join(numbers) if len(numbers) > 1 and all(numbers) else ""
