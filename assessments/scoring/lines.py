"""From an item and a unit's facts to a line: state, points, because."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from assessments.scoring.arithmetic import exact, fixed, rounded
from assessments.scoring.facts import Entry, UnitFacts
from assessments.scoring.formulas import ZERO, Computed, Kind, Manual, Reading, State, Veto
from assessments.scoring.results import Because
from assessments.scoring.rules import Item, RuleSet


@dataclass(frozen=True, slots=True)
class Draft:
    """A line in exact points, clamped and rounded."""

    item: Item
    points: Fraction
    state: State
    because: Because
    vetoed: bool = False

    @property
    def lost(self) -> Fraction:
        """Points short of the item's best; none where the item could not be scored or only adds."""
        if self.state is State.NOT_APPLICABLE or self.item.kind in (Kind.BONUS, Kind.VETO):
            return ZERO
        return self.item.high - self.points


def draft_lines(rules: RuleSet, unit: UnitFacts) -> list[Draft]:
    """The lines of a unit in the order of the rule set, exclusive bonuses settled."""
    lines = [_draft(rules, item, unit) for item in rules.items]
    return _settle_exclusive(lines)


def _draft(rules: RuleSet, item: Item, unit: UnitFacts) -> Draft:
    formula = item.formula
    if isinstance(formula, Manual):
        return _manual(item, unit.manual.get(item.code), rules.decimals)
    reading = formula.value.read(unit.metrics)
    if reading.state is State.MISSING:
        return _missing(item, reading, rules.decimals)
    if reading.state is State.NOT_APPLICABLE:
        return _not_applicable(item, reading, rules)
    if isinstance(formula, Veto):
        return _veto(item, reading, rules.decimals)
    return _computed(item, formula, reading, rules.decimals)


def _scored(
    item: Item, code: str, metrics: tuple[str, ...], raw: Fraction, decimals: int, values: Mapping[str, str]
) -> Draft:
    """Clamp to the item's range, then round; the range needs no more decimals than that."""
    points = rounded(min(max(raw, item.low), item.high), decimals)
    numbers = {
        "points": exact(item.points),
        "start": exact(item.start),
        **values,
        "raw": exact(raw),
        "result": fixed(points, decimals),
    }
    return Draft(item, points, State.SCORED, Because(code, metrics, numbers))


def _computed(item: Item, formula: Computed, reading: Reading, decimals: int) -> Draft:
    raw, numbers = formula.apply(reading.value, item.start, item.points)
    values = {**dict(reading.numbers), **numbers}
    return _scored(item, formula.type, reading.metrics, raw, decimals, values)


def _manual(item: Item, entry: Entry | None, decimals: int) -> Draft:
    if entry is None:
        return _scored(item, "manual_absent", (), item.start, decimals, {})
    values = {"entered": exact(entry.points), "reason": entry.reason}
    return _scored(item, "manual", (), entry.points, decimals, values)


def _veto(item: Item, reading: Reading, decimals: int) -> Draft:
    """A veto line shows 0 whether it vetoes or not."""
    values = {**dict(reading.numbers), "result": fixed(ZERO, decimals)}
    because = Because("veto", reading.metrics, values)
    return Draft(item, ZERO, State.SCORED, because, vetoed=reading.value >= 1)


def _missing(item: Item, reading: Reading, decimals: int) -> Draft:
    """A missing line scores 0 and stays applicable; a missing veto vetoes nobody."""
    values = {"points": exact(item.points), "result": fixed(ZERO, decimals)}
    return Draft(item, ZERO, State.MISSING, Because("missing", reading.metrics, values))


def _not_applicable(item: Item, reading: Reading, rules: RuleSet) -> Draft:
    """Only base items follow the rule set's ``not_applicable``; all others count 0."""
    full = item.kind is Kind.BASE and rules.not_applicable == "full"
    points = item.points if full else ZERO
    values = {
        "points": exact(item.points),
        **dict(reading.numbers),
        "rule": rules.not_applicable if item.kind is Kind.BASE else "zero",
        "result": fixed(points, rules.decimals),
    }
    because = Because("not_applicable", reading.metrics, values)
    return Draft(item, points, State.NOT_APPLICABLE, because)


def _settle_exclusive(lines: list[Draft]) -> list[Draft]:
    """Of each exclusive group only the best scored line keeps its points.

    Lines that are missing or not applicable neither compete nor change state, even where
    nothing scored is left in their group.
    """
    winners: dict[str, Draft] = {}
    for line in lines:
        group = line.item.exclusive
        if group is None or line.state is not State.SCORED:
            continue
        best = winners.get(group)
        if best is None or line.points > best.points:
            winners[group] = line
    return [_superseded(line, winners) for line in lines] if winners else lines


def _superseded(line: Draft, winners: Mapping[str, Draft]) -> Draft:
    if line.item.exclusive is None or line.state is not State.SCORED:
        return line
    winner = winners[line.item.exclusive]
    if winner is line:
        return line
    values = {**line.because.values, "superseded_by": winner.item.code}
    because = replace(line.because, values=values)
    return replace(line, points=ZERO, state=State.SUPERSEDED, because=because)
