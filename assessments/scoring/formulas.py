"""The formula types of a rule set: how each is read, and what it makes of a value.

A formula returns the points *before* clamping to the item's range and rounding, together
with the numbers it used (the ``values`` of a because). It never sees a missing or
inapplicable value: :meth:`Value.read` decides that first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from assessments.scoring.arithmetic import exact
from assessments.scoring.reading import Node

ZERO, ONE = Fraction(0), Fraction(1)

Metrics = Mapping[str, Fraction | None]
Numbers = dict[str, str]


class Kind(StrEnum):
    """What an item's points are to the total."""

    BASE = "base"
    BONUS = "bonus"
    DEDUCTION = "deduction"
    VETO = "veto"


class State(StrEnum):
    """What became of a line."""

    SCORED = "scored"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    SUPERSEDED = "superseded"


WITH_POINTS = frozenset({Kind.BASE, Kind.BONUS, Kind.DEDUCTION})


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as found in the facts.

    ``metrics`` are those the state speaks about: all of them when scored, the absent ones
    when missing, the null or zero ones when not applicable.
    """

    state: State
    metrics: tuple[str, ...]
    value: Fraction = ZERO
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A metric, or the quotient of two."""

    metrics: tuple[str, ...]

    @property
    def is_ratio(self) -> bool:
        """Whether this is the quotient of two metrics."""
        return len(self.metrics) == 2

    def read(self, facts: Metrics) -> Reading:
        """Look the value up. Missing beats not applicable, whichever of the two is absent.

        A quotient is not applicable when either metric is null or the denominator is 0,
        "-0" included, whatever the numerator. Negative metrics are ordinary numbers.
        """
        absent = tuple(name for name in self.metrics if name not in facts)
        if absent:
            return Reading(State.MISSING, absent)
        found = [facts[name] for name in self.metrics]
        null = tuple(name for name, fact in zip(self.metrics, found, strict=True) if fact is None)
        numbers = [fact for fact in found if fact is not None]
        if null:
            return Reading(State.NOT_APPLICABLE, null)
        if self.is_ratio and numbers[1] == 0:
            return Reading(State.NOT_APPLICABLE, self.metrics[1:], numbers=(("denominator", "0"),))
        return self._found(numbers)

    def _found(self, numbers: list[Fraction]) -> Reading:
        names = ("numerator", "denominator") if self.is_ratio else ("value",)
        shown = tuple((name, exact(n)) for name, n in zip(names, numbers, strict=True))
        value = numbers[0] / numbers[1] if self.is_ratio else numbers[0]
        return Reading(State.SCORED, self.metrics, value, shown)


def read_value(node: Node) -> Value:
    """A metric's name, or ``{"ratio": [name, name]}``. The same metric may stand twice."""
    if isinstance(node.value, dict):
        numerator, denominator = node.fields(["ratio"])["ratio"].pair()
        return Value((numerator.text(), denominator.text()))
    return Value((node.text(),))


def read_rate(node: Node, kind: Kind) -> Fraction:
    """Points per unit: taking points from base and deduction items, giving them for bonuses."""
    rate = node.number()
    if kind is Kind.BONUS and rate < 0:
        raise node.error("rate_negative", kind=kind)
    if kind is not Kind.BONUS and rate > 0:
        raise node.error("rate_positive", kind=kind)
    return rate


@dataclass(frozen=True, slots=True)
class Ratio:
    """points × min(1, numerator ÷ denominator ÷ target)"""

    value: Value
    target: Fraction

    type: ClassVar[str] = "ratio"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.BASE, Kind.BONUS})

    @classmethod
    def read(cls, node: Node, kind: Kind) -> "Ratio":
        fields = node.fields(["type", "numerator", "denominator"], ["target"])
        value = Value((fields["numerator"].text(), fields["denominator"].text()))
        if "target" not in fields:
            return cls(value, ONE)
        target = fields["target"].number()
        if target <= 0:
            raise fields["target"].error("not_positive")
        return cls(value, target)

    def apply(self, value: Fraction, start: Fraction, points: Fraction) -> tuple[Fraction, Numbers]:
        return points * min(ONE, value / self.target), {"target": exact(self.target)}


@dataclass(frozen=True, slots=True)
class Tiers:
    """points × the fraction of the first step that the value reaches (a value equal to a step reaches it)"""

    value: Value
    steps: tuple[tuple[Fraction, Fraction], ...]
    otherwise: Fraction

    type: ClassVar[str] = "tiers"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.BASE, Kind.BONUS})

    @classmethod
    def read(cls, node: Node, kind: Kind) -> "Tiers":
        fields = node.fields(["type", "value", "steps"], ["otherwise"])
        steps = tuple(_read_step(step) for step in fields["steps"].elements())
        if not steps:
            raise fields["steps"].error("empty")
        if any(upper[0] <= lower[0] for upper, lower in pairwise(steps)):
            raise fields["steps"].error("steps_not_falling")
        otherwise = fields["otherwise"].number_between(ZERO, ONE) if "otherwise" in fields else ZERO
        return cls(read_value(fields["value"]), steps, otherwise)

    def apply(self, value: Fraction, start: Fraction, points: Fraction) -> tuple[Fraction, Numbers]:
        for at_least, share in self.steps:
            if value >= at_least:
                return points * share, {"at_least": exact(at_least), "fraction": exact(share)}
        return points * self.otherwise, {"fraction": exact(self.otherwise)}


def _read_step(node: Node) -> tuple[Fraction, Fraction]:
    at_least, share = node.pair()
    return at_least.number(), share.number_between(ZERO, ONE)


@dataclass(frozen=True, slots=True)
class PerUnit:
    """start + rate × max(0, value − free); parts of a unit count in proportion"""

    value: Value
    rate: Fraction
    free: Fraction

    type: ClassVar[str] = "per_unit"
    kinds: ClassVar[frozenset[Kind]] = WITH_POINTS

    @classmethod
    def read(cls, node: Node, kind: Kind) -> "PerUnit":
        fields = node.fields(["type", "value", "rate"], ["free"])
        free = fields["free"].number() if "free" in fields else ZERO
        return cls(read_value(fields["value"]), read_rate(fields["rate"], kind), free)

    def apply(self, value: Fraction, start: Fraction, points: Fraction) -> tuple[Fraction, Numbers]:
        counted = max(ZERO, value - self.free)
        numbers = {"rate": exact(self.rate), "free": exact(self.free), "counted": exact(counted)}
        return start + self.rate * counted, numbers


@dataclass(frozen=True, slots=True)
class Shortfall:
    """start + rate × max(0, required − value). ``required`` is a number, never a metric's name."""

    value: Value
    required: Fraction
    rate: Fraction

    type: ClassVar[str] = "shortfall"
    kinds: ClassVar[frozenset[Kind]] = WITH_POINTS

    @classmethod
    def read(cls, node: Node, kind: Kind) -> "Shortfall":
        fields = node.fields(["type", "value", "required", "rate"])
        required = fields["required"].number()
        return cls(read_value(fields["value"]), required, read_rate(fields["rate"], kind))

    def apply(self, value: Fraction, start: Fraction, points: Fraction) -> tuple[Fraction, Numbers]:
        counted = max(ZERO, self.required - value)
        numbers = {
            "rate": exact(self.rate),
            "required": exact(self.required),
            "counted": exact(counted),
        }
        return start + self.rate * counted, numbers


@dataclass(frozen=True, slots=True)
class PerPoint:
    """start + rate × percentage points of the value beyond the threshold.

    ``whole`` rounds the percentage points down *after* they were cut at 0 and before the
    rate: 0.94 under 0.95 is one whole point exactly, 0.9401 is none.
    """

    value: Value
    threshold: Fraction
    rate: Fraction
    side: str
    whole: bool

    type: ClassVar[str] = "per_point"
    kinds: ClassVar[frozenset[Kind]] = WITH_POINTS

    @classmethod
    def read(cls, node: Node, kind: Kind) -> "PerPoint":
        fields = node.fields(["type", "value", "threshold", "rate"], ["side", "whole"])
        return cls(
            value=read_value(fields["value"]),
            threshold=fields["threshold"].number(),
            rate=read_rate(fields["rate"], kind),
            side=fields["side"].choice(["below", "above"]) if "side" in fields else "below",
            whole=fields["whole"].boolean() if "whole" in fields else False,
        )

    def apply(self, value: Fraction, start: Fraction, points: Fraction) -> tuple[Fraction, Numbers]:
        distance = self.threshold - value if self.side == "below" else value - self.threshold
        counted = max(ZERO, distance * 100)
        if self.whole:
            counted = Fraction(counted.numerator // counted.denominator)
        numbers = {
            "rate": exact(self.rate),
            "threshold": exact(self.threshold),
            "side": self.side,
            "counted": exact(counted),
        }
        return start + self.rate * counted, numbers


@dataclass(frozen=True, slots=True)
class Manual:
    """The points a person entered, with a reason; without an entry, the item's start."""

    type: ClassVar[str] = "manual"
    kinds: ClassVar[frozenset[Kind]] = WITH_POINTS

    @classmethod
    def read(cls, node: Node, kind: Kind) -> "Manual":
        node.fields(["type"])
        return cls()


@dataclass(frozen=True, slots=True)
class Veto:
    """A veto if the value is 1 or more."""

    value: Value

    type: ClassVar[str] = "veto"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.VETO})

    @classmethod
    def read(cls, node: Node, kind: Kind) -> "Veto":
        return cls(read_value(node.fields(["type", "value"])["value"]))


Computed = Ratio | Tiers | PerUnit | Shortfall | PerPoint
Formula = Computed | Manual | Veto

_READERS: Mapping[str, tuple[frozenset[Kind], Callable[[Node, Kind], Formula]]] = {
    formula.type: (formula.kinds, formula.read)
    for formula in (Ratio, Tiers, PerUnit, Shortfall, PerPoint, Manual, Veto)
}


def read_formula(node: Node, kind: Kind) -> Formula:
    """Read ``{"type": …}`` with the fields of its type, if the type is allowed for the kind."""
    members = node.members()
    type_node = members.get("type", Node(None, f"{node.path}.type"))
    if "type" not in members:
        raise type_node.error("required")
    kinds, read = _READERS[type_node.choice(_READERS)]
    if kind not in kinds:
        raise type_node.error("type_not_for_kind", type=str(type_node.value), kind=kind)
    return read(node, kind)


def metrics_of(formula: Formula) -> tuple[str, ...]:
    """The metrics a formula reads, in the order it names them."""
    return () if isinstance(formula, Manual) else formula.value.metrics
