"""From lines to totals, and from totals to ranks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.scoring.arithmetic import fixed, fraction, rounded
from assessments.scoring.facts import Facts, UnitFacts
from assessments.scoring.formulas import ZERO, Kind, State
from assessments.scoring.lines import Draft, draft_lines
from assessments.scoring.results import Line, Result, UnitResult
from assessments.scoring.rules import RuleSet

RankKey = tuple[bool, tuple[Fraction, ...]]


@dataclass(frozen=True, slots=True)
class Tally:
    """A unit's sums in exact points; ``rank_key`` is ``None`` for an unranked unit."""

    unit: UnitFacts
    lines: Sequence[Draft]
    base: Fraction
    factor: Fraction | None
    bonus: Fraction
    deduction: Fraction
    total: Fraction
    veto: tuple[str, ...]
    rank_key: RankKey | None


def score_month(rules: RuleSet, facts: Facts, fingerprint: str) -> Result:
    """Score and rank every unit. The order of the units in the facts changes nothing."""
    tallies = [_tally(rules, unit) for unit in facts.units]
    ranks = _ranks(tallies)
    group_ranks = _group_ranks(tallies)
    units = [
        _unit_result(tally, ranks.get(code), group_ranks.get(code), rules.decimals)
        for tally in tallies
        for code in [tally.unit.code]
    ]
    units.sort(key=lambda unit: (unit.rank is None, unit.rank or 0, unit.code))
    return Result(rules.label, facts.month, fingerprint, tuple(units))


def _tally(rules: RuleSet, unit: UnitFacts) -> Tally:
    lines = draft_lines(rules, unit)
    base, factor = _base(rules, lines)
    bonus = _capped(rules, lines, Kind.BONUS, rules.bonus_cap)
    deduction = _capped(rules, lines, Kind.DEDUCTION, rules.deduction_cap)
    veto = tuple(line.item.code for line in lines if line.vetoed)
    total = max(rules.floor, base + bonus + deduction)
    if veto and rules.veto == "zero":
        total = rules.floor
    return Tally(
        unit=unit,
        lines=lines,
        base=base,
        factor=factor,
        bonus=bonus,
        deduction=deduction,
        total=total,
        veto=veto,
        rank_key=_rank_key(rules, lines, total, bool(veto)),
    )


def _base(rules: RuleSet, lines: Iterable[Draft]) -> tuple[Fraction, Fraction | None]:
    """The sum of the base lines, and the factor where it was rescaled.

    Nothing is rescaled where every base item is applicable, where none is, or where the
    applicable ones carry no points at all (a sum of 0 that no factor can lift).
    """
    base = [line for line in lines if line.item.kind is Kind.BASE]
    total = sum((line.points for line in base), ZERO)
    if rules.not_applicable != "rescale" or all(_applicable(line) for line in base):
        return total, None
    applicable = sum((line.item.points for line in base if _applicable(line)), ZERO)
    if applicable == 0:
        return total, None
    factor = rules.base_points / applicable
    return rounded(total * factor, rules.decimals), factor


def _applicable(line: Draft) -> bool:
    return line.state is not State.NOT_APPLICABLE


def _capped(rules: RuleSet, lines: Iterable[Draft], kind: Kind, cap: Fraction | None) -> Fraction:
    """The sum of a kind's lines: each cap group first, then all together."""
    loose = ZERO
    groups: dict[str, Fraction] = {}
    for line in lines:
        if line.item.kind is not kind:
            continue
        if line.item.cap_group is None:
            loose += line.points
        else:
            groups[line.item.cap_group] = groups.get(line.item.cap_group, ZERO) + line.points
    grouped = (_within(points, rules.cap_groups[name]) for name, points in groups.items())
    return _within(sum(grouped, loose), cap)


def _within(points: Fraction, cap: Fraction | None) -> Fraction:
    return points if cap is None else min(max(points, -cap), cap)


def _rank_key(rules: RuleSet, lines: Sequence[Draft], total: Fraction, vetoed: bool) -> RankKey | None:
    """What orders a unit: vetoed or not, total, tie-break points as shown; the least comes first.

    A line that is not applicable, missing or superseded breaks a tie with the points it
    shows. A unit whose base items are all not applicable has no key, vetoed or not.
    """
    if not any(_applicable(line) for line in lines if line.item.kind is Kind.BASE):
        return None
    shown = {line.item.code: line.points for line in lines}
    return (
        vetoed and rules.veto != "flag",
        (-total, *(-shown[code] for code in rules.tie_break)),
    )


def _ranks(tallies: Iterable[Tally]) -> dict[str, int]:
    """Places by unit code: equals share a place and the next is skipped (1, 2, 2, 4)."""
    keyed = [(tally.rank_key, tally.unit.code) for tally in tallies if tally.rank_key is not None]
    ranks: dict[str, int] = {}
    place, previous = 0, None
    for position, (key, code) in enumerate(sorted(keyed), start=1):
        if key != previous:
            place, previous = position, key
        ranks[code] = place
    return ranks


def _group_ranks(tallies: Iterable[Tally]) -> dict[str, int]:
    """Places within the group; units without a group ("") are a group of their own."""
    groups: dict[str, list[Tally]] = {}
    for tally in tallies:
        groups.setdefault(tally.unit.group, []).append(tally)
    return {code: rank for group in groups.values() for code, rank in _ranks(group).items()}


def _unit_result(tally: Tally, rank: int | None, group_rank: int | None, decimals: int) -> UnitResult:
    points = _points_of(decimals)
    return UnitResult(
        code=tally.unit.code,
        group=tally.unit.group,
        base=points(tally.base),
        bonus=points(tally.bonus),
        deduction=points(tally.deduction),
        total=points(tally.total),
        rescaled=None if tally.factor is None else fraction(tally.factor),
        veto=tally.veto,
        rank=rank,
        group_rank=group_rank,
        lines=tuple(
            Line(line.item.code, points(line.points), line.state, line.because, points(line.lost))
            for line in tally.lines
        ),
    )


def _points_of(decimals: int) -> Callable[[Fraction], Decimal]:
    return lambda value: Decimal(fixed(value, decimals))
