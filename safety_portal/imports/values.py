"""Values of rows as they are kept (sealed JSON) and as they are recognised again (keyed digests)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from safety_portal.core.crypto import keyed_digest, normalized
from safety_portal.imports.kinds import ImportKind, Scope
from safety_portal.imports.reading.columns import Column, Remark, Severity, Value

JsonRemark = dict[str, str | bool | dict[str, str | int]]

_NUMBER, _DAY, _MOMENT = "n", "d", "t"  # a value that JSON has no form for is a pair: what it is, its text


def _pair(value: object) -> list[str]:
    if isinstance(value, Decimal):
        return [_NUMBER, plain(value)]
    if isinstance(value, datetime):
        return [_MOMENT, value.isoformat()]
    if isinstance(value, date):
        return [_DAY, value.isoformat()]
    raise TypeError(f"no value of a cell: {type(value).__name__}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_pair)


@dataclass(frozen=True)
class Sealed:
    """What is kept of a row's cells: what was understood, what the register said before, and, where a cell gave rise
    to a remark, what stood in it.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    before: Mapping[str, Value] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def seal(row: Sealed) -> str:
    """One JSON text for a row; empty parts and empty values are left out."""
    parts = {"v": _filled(row.values), "b": dict(row.before), "r": dict(row.texts)}
    kept = {name: part for name, part in parts.items() if part}
    return _ENCODER.encode(kept) if kept else ""


def unseal(text: str) -> Sealed:
    """The row again; nothing for a row whose values were erased."""
    if not text:
        return Sealed()
    parts = json.loads(text)
    return Sealed(
        values={key: _value(kept) for key, kept in parts.get("v", {}).items()},
        before={key: _value(kept) for key, kept in parts.get("b", {}).items()},
        texts=parts.get("r", {}),
    )


def _filled(values: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if value is not None}


def _value(kept: str | int | list[str] | None) -> Value:
    if not isinstance(kept, list):
        return kept
    form, text = kept
    if form == _NUMBER:
        return Decimal(text)
    return datetime.fromisoformat(text) if form == _MOMENT else date.fromisoformat(text)


def plain(number: Decimal) -> str:
    """One text for one number: 1.50 and 1.5 are both "1.5", never 1E+2."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


# --- Remarks --------------------------------------------------------------------------------------------------


def remark_as_json(remark: Remark, *, by_plan: bool = False) -> JsonRemark:
    """``plan``: the register said it, so that a later plan may say otherwise."""
    kept: JsonRemark = {"code": remark.code, "severity": remark.severity.value}
    if remark.column:
        kept["column"] = remark.column
    if remark.params:
        kept["params"] = dict(remark.params)
    if by_plan:
        kept["plan"] = True
    return kept


def remark_from_json(kept: Mapping[str, object]) -> Remark:
    params = kept.get("params")
    return Remark(
        code=str(kept["code"]),
        severity=Severity(kept["severity"]),
        column=str(kept.get("column", "")),
        params=params if isinstance(params, dict) else {},
    )


def is_refusal(remarks: Iterable[Remark]) -> bool:
    return any(remark.severity is Severity.REFUSAL for remark in remarks)


# --- Digests --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recognition:
    """How rows of one kind, township and (where the kind has one) month are told apart.

    ``key``: which matter a row is about, whatever spaces, width or case its sender uses. ``content``: what it says, to
    the letter, so that a corrected letter is a change. Without identity columns a row is what it says.
    """

    purpose: str
    identity: Sequence[str]

    @classmethod
    def of(cls, kind: ImportKind, scope: Scope, columns: Sequence[Column]) -> Recognition:
        month = f":{scope.month}" if kind.takes_month and scope.month else ""
        return cls(
            purpose=f"import:{kind.code}:{scope.township.code}{month}",
            identity=[column.key for column in columns if column.is_identity],
        )

    def key(self, values: Mapping[str, Value]) -> str:
        """ "" where nothing tells which matter the row is about."""
        texts = [normalized(plain_value(values.get(key))) for key in self.identity]
        return keyed_digest(_joined(texts), f"{self.purpose}:key") if any(texts) else ""

    def content(self, values: Mapping[str, Value]) -> str:
        texts = [part for key in sorted(values) if values[key] is not None for part in (key, plain_value(values[key]))]
        return keyed_digest(_joined(texts), self.purpose)


def plain_value(value: Value) -> str:
    """A value as plain text: days as 2026-09-05, numbers without needless zeros, "" for nothing."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _joined(texts: Sequence[str]) -> str:
    """One text for many, in which none can run into the next."""
    return "".join([f"{len(text)}:{text}" for text in texts])
