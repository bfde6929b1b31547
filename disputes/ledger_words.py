"""The words of dispute ledgers: what they mean for the register, and what single cells say. No database.

A word stands in ``data/ledger_words.json`` only if everybody in an office would take it the same way; any other is
asked for once and remembered (损害赔偿 lies in 04 or in 05 of GB/T 31000, 办结 says nothing of the result).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from disputes.models import DisputeCategory, RiskGrade, Scale, Source
from disputes.services.ledger import LedgerParty
from disputes.states import Outcome
from safety_portal.imports.reading.columns import Vocabulary

_FILE = Path(__file__).parent / "data" / "ledger_words.json"
LONGEST_TITLE = 120


@cache
def known_words() -> Mapping[str, Mapping[str, str]]:
    """Vocabulary → word → code."""
    lists = json.loads(_FILE.read_text("utf-8"))
    return {name: {word: code for code, words in codes.items() for word in words} for name, codes in lists.items()}


def vocabularies(categories: Sequence[DisputeCategory], risks: Sequence[RiskGrade]) -> dict[str, Vocabulary]:
    """Every closed list of the ledger; ``categories`` with their parents, ``risks`` as the office has them."""
    words = known_words()
    grades = {risk.code: risk.name for risk in risks}
    return {
        "category": category_vocabulary(categories),
        "source": Vocabulary({code: str(Source(code).label) for code in Source.values}, words["source"]),
        "outcome": Vocabulary(_outcome_labels(), words["outcome"]),
        "risk": Vocabulary(grades, {word: code for word, code in words["risk"].items() if code in grades}),
        "scale": Vocabulary({code: str(Scale(code).label) for code in Scale.values}, words["scale"]),
        "doors": Vocabulary({"open": _("Open mediation"), "closed": _("Closed doors")}, words["doors"]),
    }


def _outcome_labels() -> dict[str, str]:
    """What can be said of a result; ``settled`` and ``failed_untold`` leave something open."""
    return {
        "open": pgettext("ledger", "Not concluded yet"),
        "settled": pgettext("ledger", "Settled (written with a number of the agreement, else oral)"),
        **{outcome.value: str(outcome.label) for outcome in Outcome},
        "failed_untold": pgettext("ledger", "Failed, without a word on other remedies"),
    }


# --- Categories ------------------------------------------------------------------------------------------------


def category_vocabulary(categories: Sequence[DisputeCategory]) -> Vocabulary:
    """Codes that can be picked, under code, name and synonyms.

    A group's own name (邻里纠纷) means its “other” (0299): the least specific code that is true. A group without
    one (涉法涉诉) has to be asked for.
    """
    parents = {row.parent_id for row in categories}
    leaves = [row for row in categories if row.code not in parents]
    codes = {row.code for row in leaves}
    words = dict(_unambiguous((word, row.code) for row in leaves for word in _names_of(row)))
    words |= {word: code for row in categories if (code := _own_code(row, codes)) for word in (row.code, row.name)}
    words |= {word: code for word, code in known_words()["category"].items() if code in codes}
    return Vocabulary({row.code: row.path for row in leaves}, words)


def _names_of(row: DisputeCategory) -> list[str]:
    numeric = [str(int(row.code))] if len(row.code) == 4 else []  # 0402 typed as a number
    spellings = [f"{row.code}{row.name}", f"{row.code} {row.name}", *numeric]
    if row.parent is None:
        return [row.code, row.name, *spellings]
    return [row.code, row.name, f"{row.name}纠纷", f"{row.parent.name}{row.name}", *spellings]


def _own_code(row: DisputeCategory, leaves: set[str]) -> str | None:
    """What the name of a whole group means; None for a code that is picked itself, or that has no “other”."""
    if row.parent_id is not None or row.code in leaves:
        return None
    other = f"{row.code}99"
    return other if other in leaves else None


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    meanings: dict[str, set[str]] = {}
    for word, code in pairs:
        meanings.setdefault(word, set()).add(code)
    return {word: codes.pop() for word, codes in meanings.items() if len(codes) == 1}


# --- Parties ---------------------------------------------------------------------------------------------------

_SEPARATORS = re.compile(r"[、，,；;/\r\n]+")
_JOINED = re.compile(r"(?<=..)[与和及](?=..)")
_SIDES = {
    "申请人": "applicant",
    "甲方": "applicant",
    "甲": "applicant",
    "被申请人": "respondent",
    "乙方": "respondent",
    "乙": "respondent",
}
_SIDE = re.compile(r"^(被申请人|申请人|甲方|乙方|甲|乙)\s*[:：]\s*")
_ORDINAL = re.compile(r"^[(（]?[0-9]+[.．)）]?$|^[0-9]+[.．)）]\s*")


@dataclass(frozen=True)
class Parties:
    """Who is named. ``is_guess``: 和, 与 or 及 was taken for a joint between two names, which it may not be."""

    parties: tuple[LedgerParty, ...]
    is_guess: bool = False


def parties_of(text: str, phone: str = "") -> Parties:
    """``甲、乙`` → the first is the applicant, all others respondents, unless the text itself says who is who.

    ``phone`` belongs to the first. 张和平 stays one name: a joint needs two characters on each side.
    """
    parts = [part for raw in _SEPARATORS.split(text) if (part := _ORDINAL.sub("", raw.strip()))]
    is_guess = False
    if parts and len(halves := _JOINED.split(parts[-1])) > 1:
        parts, is_guess = [*parts[:-1], *halves], True
    named: list[LedgerParty] = []
    for part in parts:
        side = _SIDE.match(part)
        name = part[side.end() :] if side else part
        role = _SIDES[side.group(1)] if side else "respondent" if named else "applicant"
        if name.strip():
            named.append(LedgerParty(role, name.strip(), "" if named else phone))
    return Parties(tuple(named), is_guess)


# --- Limits ----------------------------------------------------------------------------------------------------

_DAYS = re.compile(r"限?([0-9]{1,3})(?:\.0)?(?:日|天|个?自然日)?(?:内|以内|之内)?")
_WEEKS = re.compile(r"限?([0-9])(?:个?星期|周)(?:内|以内|之内)?")
_DAY = re.compile(r"限?于?([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:0{1,2}:00(?::00)?)?(?:前|之前|以前)?")
_NUMERALS = {"两": 2} | {sign: number for number, sign in enumerate("一二三四五六七八九", start=1)}


def limit_days(text: str, registered: date) -> int | None:
    """Natural days that a cell like 7, 7日, 一周 or 2026-10-08 leaves from ``registered``; None: not understood."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    plain = _with_digits(plain)
    if found := _DAYS.fullmatch(plain):
        return int(found.group(1))
    if found := _WEEKS.fullmatch(plain):
        return 7 * int(found.group(1))
    if found := _DAY.fullmatch(plain):
        try:
            return (date(*(int(part) for part in found.groups())) - registered).days
        except ValueError:
            return None
    return None


def _with_digits(text: str) -> str:
    """七日 → 7日, 十五日 → 15日, 三十天 → 30天; other texts stay."""
    found = re.fullmatch(r"([一两二三四五六七八九]?)(十?)([一二三四五六七八九]?)(日|天|周|个?星期)(.*)", text)
    if not found or not any(found.groups()[:3]):
        return text
    first, ten, last, unit, rest = found.groups()
    if not ten:
        return text if first and last else f"{_NUMERALS[first or last]}{unit}{rest}"
    return f"{10 * _NUMERALS.get(first, 1) + _NUMERALS.get(last, 0)}{unit}{rest}"


# --- Titles ----------------------------------------------------------------------------------------------------

_CLAUSE_ENDS = re.compile(r"[。；;！!？?\r\n]")


def title_of(summary: str, names: Iterable[str], category: DisputeCategory, place: str) -> str:
    """The first clause of the summary; category and place where there is none, or where it names a party.

    Titles stand in lists that more people see than the file itself.
    """
    clause = _CLAUSE_ENDS.split(summary.strip(), maxsplit=1)[0].strip(" ，,、：:　")
    if not clause or any(name in clause for name in names if len(name) > 1):
        kind = category.parent.name if category.parent and category.code.endswith("99") else category.name
        clause = f"{kind} {place}".strip()
    return clause if len(clause) <= LONGEST_TITLE else f"{clause[: LONGEST_TITLE - 1]}…"
