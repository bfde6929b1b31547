"""One form for texts that mean the same: full-width, spaced and bracketed writing, Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: What people type where there is nothing to say; not the same as 无, which says that there was none.
VOID = frozenset({"", "-", "--", "---", "—", "——", "–", "―", "ー", "/", "//", "\\", "|", "...", "......", "*"})
DITTO = frozenset({"同上", "同上行", "〃", "″", "′′", "''", '"', "”", "“", "“”", '""', "ditto"})

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    "\ufe00-\ufe0f\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_DASHES = str.maketrans({"−": "-", "‐": "-", "‑": "-", "‒": "-", "﹣": "-"})

_NUMERALS = "零一二三四五六七八九"
_PLACES = {"十": 10, "百": 100, "千": 1000}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬〇○两", "一二三四五六七八九十百千万零零二")
_CHINESE_IN_DATE = re.compile("([零〇○一二三四五六七八九十两]+)(?=[年月日号时点分秒])")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Half-width, without invisible characters, one space where there were several, none at the ends."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_DASHES)
    # folding may bring characters out that fold again
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", folded))).strip()


@lru_cache(maxsize=65536)
def squeezed(text: str) -> str:
    """``plain`` without any space and in lower case: what names and words are compared by."""
    bare = plain(text).replace(" ", "")
    return bare if bare.isdecimal() else unicodedata.normalize("NFKC", bare.casefold())


def cleaned(text: str) -> str:
    """A text as it is kept: its own characters, but no invisible ones, no space at the ends of lines, no empty line."""
    if text.isprintable() and "  " not in text and "\u3000" not in text:
        return text.strip()
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", ""))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def is_void(text: str) -> bool:
    """Whether nothing is said: empty, a dash, a stroke."""
    return squeezed(text) in VOID


def is_ditto(text: str) -> bool:
    return squeezed(text) in DITTO


def has_odd_digits(text: str) -> bool:
    """Whether it has digits that are no digits of a number (3², ①), which half-width writing would make such."""
    return not text.isascii() and any(
        not mark.isdecimal() and any(map(str.isdecimal, unicodedata.normalize("NFKC", mark))) for mark in text
    )


def chinese_number(text: str) -> int | None:
    """三 → 3, 二十 → 20, 一百零五 → 105, 两千三百 → 2300; None for anything else.

    Spoken shortcuts and vague numbers (三五, 一百二, 三四十) are none: a number counts only as it would be written.
    """
    text = text.translate(_FORMAL)
    total = part = digit = 0
    for mark in text:
        if mark in _NUMERALS:
            digit = _NUMERALS.index(mark)
        elif mark in _PLACES:
            part += (digit or 1) * _PLACES[mark]
            digit = 0
        elif mark == "万":
            total, part, digit = (total + part + digit) * 10_000, 0, 0
        else:
            return None
    number = total + part + digit
    text = text.removeprefix("一") if text.startswith("一十") else text
    return number if number < 10**8 and text == _written(number) else None


def _written(number: int) -> str:
    """As it is written in full; ten is 十."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return _written(high) + "万" + (("零" if low < 1000 else "") + _four_places(low) if low else "")
    return (_four_places(number) or "零").removeprefix("一" if 10 <= number < 20 else "")


def _four_places(number: int) -> str:
    """一千零五 for 1005, 一十二 for 12, nothing for 0."""
    written = ""
    for mark, place in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // place % 10
        if digit:
            written += _NUMERALS[digit] + mark
        elif written and number % place:
            written = written.removesuffix("零") + "零"
    return written


def chinese_digits(text: str) -> str | None:
    """二〇二六 → 2026: digits said one by one, as in years."""
    text = text.translate(_FORMAL)
    return "".join(str(_NUMERALS.index(mark)) for mark in text) if text and set(text) <= set(_NUMERALS) else None


def arabic_dates(text: str) -> str:
    """二〇二六年九月五日 → 2026年9月5日; what is no number stays."""

    def arabic(found: re.Match[str]) -> str:
        number = chinese_number(found[1])
        return str(number) if number is not None else chinese_digits(found[1]) or found[1]

    return _CHINESE_IN_DATE.sub(arabic, text)
