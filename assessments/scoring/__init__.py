"""Scoring a month: rules and facts in, explained points and ranks out.

Plain Python and exact: no framework, clock, database or translation in here, so that a
published month can be recomputed from its frozen facts and rule version, byte for byte.

    result = score(load_json(rules_text, "rules"), load_json(facts_text, "facts"))
    result_as_json(result)

400 units by 16 items take about 0.2 s on one core of an office server.
"""

from assessments.scoring.engine import score_month
from assessments.scoring.errors import InputError
from assessments.scoring.facts import Entry, Facts, UnitFacts, parse_facts
from assessments.scoring.formulas import Kind, State
from assessments.scoring.reading import load_json
from assessments.scoring.results import (
    Because,
    BecauseJson,
    Line,
    LineJson,
    Result,
    ResultJson,
    UnitJson,
    UnitResult,
    because_as_json,
    because_from_json,
    canonical_json,
    fingerprint,
    result_as_json,
    result_as_text,
)
from assessments.scoring.rules import Item, RuleSet, parse_rules


def score(rules_obj: object, facts_obj: object) -> Result:
    """Score a month from rules and facts as loaded from JSON.

    Both are checked in full first: bad input is refused whole with :class:`InputError`,
    and nothing is computed. The arguments are not changed.
    """
    rules = parse_rules(rules_obj)
    facts = parse_facts(facts_obj, rules)
    return score_month(rules, facts, fingerprint(rules_obj, facts_obj))


__all__ = [
    "Because",
    "BecauseJson",
    "Entry",
    "Facts",
    "InputError",
    "Item",
    "Kind",
    "Line",
    "LineJson",
    "Result",
    "ResultJson",
    "RuleSet",
    "State",
    "UnitFacts",
    "UnitJson",
    "UnitResult",
    "because_as_json",
    "because_from_json",
    "canonical_json",
    "fingerprint",
    "load_json",
    "parse_facts",
    "parse_rules",
    "result_as_json",
    "result_as_text",
    "score",
]
