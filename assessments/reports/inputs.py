"""What people type into a report or a filing, and the numbers in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

TYPED_LENGTH = 40
_SPACES_AND_COMMAS = re.compile(r"[\s,、']")
_NUMBER = re.compile(r"[+-]?[0-9]{1,10}(\.[0-9]{1,4})?")
_NONE = frozenset({"无", "没有", "零"})


@dataclass(frozen=True)
class LineInput:
    """One line as typed. An empty text means not given yet; ``is_not_applicable`` wins over the text; a reason of
    None leaves the one that is there.
    """

    text: str = ""
    is_not_applicable: bool = False
    reason: str | None = None


def read_number(text: str) -> Decimal:
    """The number in ``text``: also full-width digits, ``1 421``, ``1,421`` and 无. Raises ValueError."""
    plain = _SPACES_AND_COMMAS.sub("", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
    if plain in _NONE:
        return Decimal(0)
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"not a number: {text!r}")
    return Decimal(plain)
