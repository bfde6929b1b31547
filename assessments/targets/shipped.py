"""The plans' targets as they ship (data/targets/*.json): each with the sentence that sets it, word for word.

``left_out``: sentences that set no target here, with the reason (product.md, "What is left out, on purpose").
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import cast

from assessments.models import Target

FOLDER = Path(__file__).parents[1] / "data" / "targets"


@dataclass(frozen=True)
class ShippedTarget:
    """A target as its plan has it; the columns of ``Target``, and the codes of the figures it reads.

    ``also``: other sentences of the plan that the same target serves.
    """

    columns: Mapping[str, object]
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    also: tuple[str, ...]

    @property
    def code(self) -> str:
        return str(self.columns["code"])

    @property
    def name(self) -> str:
        return str(self.columns["name"])

    @property
    def text(self) -> str:
        return str(self.columns["text"])

    @property
    def clause(self) -> str:
        return str(self.columns["clause"])

    @property
    def definition(self) -> str:
        return str(self.columns["definition"])

    @property
    def kind(self) -> Target.Kind:
        return Target.Kind(str(self.columns["kind"]))

    @property
    def board(self) -> Target.Board:
        return Target.Board(str(self.columns["board"]))

    @property
    def pending(self) -> str:
        return str(self.columns.get("pending", ""))

    @property
    def is_neutral(self) -> bool:
        return bool(self.columns.get("is_neutral", False))

    @property
    def sentences(self) -> tuple[str, ...]:
        return (str(self.columns["sentence"]), *self.also)

    @property
    def figures(self) -> tuple[str, ...]:
        return (*self.numerator, *self.denominator)


@dataclass(frozen=True)
class LeftOut:
    """A sentence of which no target was made, and why."""

    sentence: str
    clause: str
    text: str
    reason: str


@dataclass(frozen=True)
class ShippedPlan:
    """One plan. ``code`` is its name in the portal: ``daxing-2022``."""

    code: str
    name: str
    targets: tuple[ShippedTarget, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def figures(self) -> tuple[str, ...]:
        """Codes of all figures, each once."""
        return tuple(dict.fromkeys(code for target in self.targets for code in target.figures))


@cache
def shipped_plans() -> Mapping[str, ShippedPlan]:
    """By code, in the order of the codes."""
    plans = [_read(path) for path in sorted(FOLDER.glob("*.json"))]
    return {plan.code: plan for plan in plans}


def _read(path: Path) -> ShippedPlan:
    loaded = json.loads(path.read_text(encoding="utf-8"))
    targets = tuple(_target(one) for one in loaded["targets"])
    return ShippedPlan(loaded["code"], loaded["name"], targets, tuple(LeftOut(**one) for one in loaded["left_out"]))


def _target(loaded: dict[str, object]) -> ShippedTarget:
    columns = dict(loaded)
    numerator, denominator, also = (
        tuple(cast("list[str]", columns.pop(name, []))) for name in ("numerator", "denominator", "also")
    )
    if "value" in columns:
        columns["value"] = Decimal(str(columns["value"]))
    return ShippedTarget(columns, numerator, denominator, also)
