"""The plan's own words behind a rule: ``DX-093`` in an item's ``basis`` names a sentence of the plan."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
_ID = re.compile(r"(?<![A-Za-z])[A-Z]{2}-\d{3}(?!\d)")
_QUOTED = re.compile("“[^”]*”")
_LOOSE = re.compile("[ 、]+([，、（])")
_DEFAULT = "系统默认"


@dataclass(frozen=True)
class Clause:
    """One sentence of a plan that ships with the portal."""

    code: str
    plan: str
    section: str
    text: str


@cache
def _shipped() -> dict[str, Clause]:
    clauses: dict[str, Clause] = {}
    for path in sorted((DATA / "clauses").glob("*.json")):
        file = json.loads(path.read_text(encoding="utf-8"))
        for code, one in file["clauses"].items():
            clauses[code] = Clause(code, file["title"], one["section"], one["text"])
    return clauses


def clauses_of(basis: str) -> list[Clause]:
    """The sentences that a basis names, in its order; ids of plans that do not ship are left out."""
    return [_shipped()[code] for code in _ID.findall(basis) if code in _shipped()]


def place_of(basis: str) -> str:
    """Where in the plan, without its words and ids: ``方案三、2（1），方案一``."""
    text = _ID.sub("", _QUOTED.sub("", basis.split("；", 1)[0]))
    return _LOOSE.sub(r"\1", text).strip(" ，、")


def default_of(basis: str) -> str:
    """What of the item is the portal's default and not the plan's; empty where all is the plan's."""
    _plan, _mark, rest = basis.partition("；")
    return rest if _DEFAULT in rest else ""
