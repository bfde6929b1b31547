"""What a scored month is made of, and its forms as JSON, text and fingerprint."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from assessments.scoring.formulas import State
from assessments.scoring.reading import Node


class BecauseJson(TypedDict):
    """A because as stored."""

    code: str
    metrics: list[str]
    values: dict[str, str]


class LineJson(TypedDict):
    """A line as stored."""

    item: str
    points: str
    state: str
    because: BecauseJson


class UnitJson(TypedDict):
    """A unit as stored."""

    code: str
    group: str
    base: str
    bonus: str
    deduction: str
    total: str
    rescaled: str | None
    veto: list[str]
    rank: int | None
    group_rank: int | None
    lines: list[LineJson]


class ResultJson(TypedDict):
    """A month as stored."""

    rules: str
    month: str
    fingerprint: str
    units: list[UnitJson]


@dataclass(frozen=True, slots=True)
class Because:
    """Why a line shows its points: a code with its numbers, worded when shown.

    ``code`` is the formula's type, or ``missing``, ``not_applicable``, ``manual_absent``
    (no entry, the item's start stands). ``metrics`` are the metrics the code speaks about:
    those read, or only the missing ones, or only the null or zero ones. ``values`` are
    strings: numbers as the shortest exact decimal (``"n/d"`` where none exists), ``points``
    and ``start`` of the item, ``raw`` before clamping and rounding, ``result`` after.
    ``superseded_by`` names the item that won the exclusive group; ``result`` is then what
    the line would have shown.
    """

    code: str
    metrics: tuple[str, ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One item of one unit. ``lost`` is what the line falls short of the most it can show.

    That is: points not reached (base), points taken (deduction), 0 for bonus and veto and
    for a line that is not applicable.
    """

    item: str
    points: Decimal
    state: State
    because: Because
    lost: Decimal


@dataclass(frozen=True, slots=True)
class UnitResult:
    """One unit of a scored month; ``rank`` and ``group_rank`` are ``None`` for an unranked one."""

    code: str
    group: str
    base: Decimal
    bonus: Decimal
    deduction: Decimal
    total: Decimal
    rescaled: str | None
    veto: tuple[str, ...]
    rank: int | None
    group_rank: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A scored month: units by rank, then code, the unranked last."""

    rules: str
    month: str
    fingerprint: str
    units: tuple[UnitResult, ...]

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Unit and item codes of the lines that keep the month from being published."""
        return tuple(
            (unit.code, line.item) for unit in self.units for line in unit.lines if line.state is State.MISSING
        )


def result_as_json(result: Result) -> ResultJson:
    """The result in the form of the contract, keys in its order."""
    return {
        "rules": result.rules,
        "month": result.month,
        "fingerprint": result.fingerprint,
        "units": [_unit_as_json(unit) for unit in result.units],
    }


def _unit_as_json(unit: UnitResult) -> UnitJson:
    return {
        "code": unit.code,
        "group": unit.group,
        "base": str(unit.base),
        "bonus": str(unit.bonus),
        "deduction": str(unit.deduction),
        "total": str(unit.total),
        "rescaled": unit.rescaled,
        "veto": list(unit.veto),
        "rank": unit.rank,
        "group_rank": unit.group_rank,
        "lines": [_line_as_json(line) for line in unit.lines],
    }


def _line_as_json(line: Line) -> LineJson:
    return {
        "item": line.item,
        "points": str(line.points),
        "state": line.state.value,
        "because": because_as_json(line.because),
    }


def because_as_json(because: Because) -> BecauseJson:
    """The stored form of a because."""
    return {
        "code": because.code,
        "metrics": list(because.metrics),
        "values": dict(because.values),
    }


def because_from_json(obj: object) -> Because:
    """Read a stored because back. Raises :class:`InputError`."""
    fields = Node(obj, "because").fields(["code", "metrics", "values"])
    return Because(
        code=fields["code"].text(),
        metrics=tuple(node.text() for node in fields["metrics"].elements()),
        values={name: node.text() for name, node in fields["values"].members().items()},
    )


def result_as_text(result: Result) -> str:
    """The result as ``simulate`` prints it and the worked examples hold it, to the byte."""
    return json.dumps(result_as_json(result), indent=1, ensure_ascii=False) + "\n"


def canonical_json(obj: object) -> str:
    """Sorted keys, no blanks, characters unescaped: one text for one value."""
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(rules_obj: object, facts_obj: object) -> str:
    """The SHA-256 of rules and facts as given, before defaults.

    ``1`` and ``"1"``, or a default written out and left out, therefore differ; the order of
    keys does not matter, the order of units and items does.
    """
    text = canonical_json([rules_obj, facts_obj])
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
