"""How far a total score moves with the survey behind it: the month scored again with other answers.

Only the survey's lines are subject to chance; everything else in a total was counted. Both halves move together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from assessments import scoring
from assessments.fairness.chance import REPETITIONS, Outcome, Table, repeat_counts, repeated_together
from assessments.fairness.estimates import Estimate
from assessments.models.filings import SurveyHalf
from assessments.scoring.engine import score_month
from safety_portal.core.statistics import wilson

Counts = Mapping[SurveyHalf, Fraction]
#: About so many outcomes are scored in all: with many communities, those that are rare go with their neighbours.
SCORINGS = 20_000


@dataclass(frozen=True)
class Total:
    """A unit's total with its ends, and what it is when the survey is taken again (vetoed ones below all others)."""

    estimate: Estimate
    repeats: Table


def totals_at_the_ends(rules: scoring.RuleSet, facts: scoring.Facts) -> dict[str, Estimate]:
    """Total of each unit by code, and the totals with both shares at the ends of their intervals."""
    cases = [(unit, counts) for unit in facts.units for counts in _ends(unit)]
    outcomes = iter(_scored(rules, facts.month, cases))
    return {unit.code: _estimate(rules, *(next(outcomes) for _ in range(3))) for unit in facts.units}


def _estimate(rules: scoring.RuleSet, own: Outcome, *ends: Outcome) -> Estimate:
    """Vetoed units that stand below all others are moved out of the others' reach."""
    totals = [_single(outcome) for outcome in (own, *ends)]
    exact = Fraction(str(round(totals[0], rules.decimals)))
    return Estimate(exact, min(totals), max(totals))


def _single(outcome: Outcome) -> float:
    return outcome[1] - (0 if outcome[0] else 100_000)


@lru_cache(maxsize=4)
def repeated_totals(rules_text: str, facts_text: str) -> Mapping[str, Total]:
    """Estimate and repeats of each unit by code; half a millisecond for each outcome, so kept for some months."""
    rules = scoring.parse_rules(scoring.load_json(rules_text, "rules"))
    facts = scoring.parse_facts(scoring.load_json(facts_text, "facts"), rules)
    rare = max(1 / REPETITIONS, len(facts.units) / SCORINGS)
    tables = {unit.code: list(_outcomes(unit, rare)) for unit in facts.units}
    cases = [(unit, counts) for unit in facts.units for _end, counts in tables[unit.code]]
    outcomes = iter(_scored(rules, facts.month, cases))
    estimates = totals_at_the_ends(rules, facts)
    return {
        code: Total(estimates[code], Table([end for end, _counts in table], [next(outcomes) for _ in table]))
        for code, table in tables.items()
    }


def _samples(unit: scoring.UnitFacts) -> dict[SurveyHalf, tuple[int, int]]:
    """Positive and valid answers of each half that has any."""
    found = {}
    for half in SurveyHalf:
        positive, valid = (unit.metrics.get(f"survey.{half}_{part}") for part in ("positive", "valid"))
        if positive is not None and valid:
            found[half] = (int(positive), int(valid))
    return found


def _ends(unit: scoring.UnitFacts) -> Iterator[Counts]:
    """As it is, at the lower ends, at the upper ends."""
    samples = _samples(unit)
    yield {}
    for end in (0, 1):
        yield {half: Fraction(round(wilson(*counts)[end], 6)) * counts[1] for half, counts in samples.items()}


def _outcomes(unit: scoring.UnitFacts, rare: float) -> Iterator[tuple[float, Counts]]:
    """Cumulative probability and counts of the survey taken again; rare ones left to the next."""
    samples = _samples(unit)
    if not samples:
        yield 1.0, {}
        return
    tables = [repeat_counts(*counts) for counts in samples.values()]
    before = 0.0
    for end, *counts in repeated_together(tables[0], tables[-1]):
        if end - before >= rare or end == 1.0:
            yield end, dict(zip(samples, map(Fraction, counts), strict=False))
            before = end


def _scored(rules: scoring.RuleSet, month: str, cases: list[tuple[scoring.UnitFacts, Counts]]) -> Iterator[Outcome]:
    """Each case as a unit of its own in one month: (not placed below all others, total, tie-break points …)."""
    units = tuple(
        replace(
            unit,
            code=str(number),
            metrics={**unit.metrics, **{f"survey.{half}_positive": count for half, count in counts.items()}},
        )
        for number, (unit, counts) in enumerate(cases)
    )
    result = score_month(rules, scoring.Facts(month, units), "")
    by_code = {unit.code: unit for unit in result.units}
    for number in range(len(cases)):
        yield _outcome(rules, by_code[str(number)])


def _outcome(rules: scoring.RuleSet, unit: scoring.UnitResult) -> Outcome:
    lines = {line.item: float(line.points) for line in unit.lines}
    is_below = bool(unit.veto) and rules.veto != "flag"
    return (0.0 if is_below else 1.0, float(unit.total), *(lines[code] for code in rules.tie_break))
