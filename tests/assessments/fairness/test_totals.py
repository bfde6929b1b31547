"""A total moves with the survey as the rules say, and with nothing else."""

from __future__ import annotations

import json

import pytest

from assessments import scoring
from assessments.fairness.chance import repeat_counts
from assessments.fairness.totals import repeated_totals, totals_at_the_ends
from safety_portal.core.statistics import wilson

SURVEY = {
    "type": "ratio",
    "numerator": "survey.safety_positive",
    "denominator": "survey.safety_valid",
}
RULES = {
    "code": "t",
    "version": 1,
    "name": "t",
    "effective_from": "2026-01",
    "tie_break": ["safety"],
    "items": [
        {
            "code": "safety",
            "name": "s",
            "catalogue": "c",
            "basis": "b",
            "kind": "base",
            "points": "80",
            "formula": SURVEY,
        },
        {
            "code": "work",
            "name": "w",
            "catalogue": "c",
            "basis": "b",
            "kind": "base",
            "points": "20",
            "formula": {"type": "ratio", "numerator": "done", "denominator": "due"},
        },
        {
            "code": "veto",
            "name": "v",
            "catalogue": "c",
            "basis": "b",
            "kind": "veto",
            "formula": {"type": "veto", "value": "veto.decided"},
        },
    ],
}


def facts(**more: int) -> dict[str, int]:
    known = {"survey.safety_positive": 20, "survey.safety_valid": 25, "done": 5, "due": 10, "veto.decided": 0}
    return known | {name.replace("__", "."): value for name, value in more.items()}


def texts(*units: dict[str, int]) -> tuple[str, str]:
    rows = [{"code": f"u{n}", "facts": one} for n, one in enumerate(units)]
    return json.dumps(RULES), json.dumps({"month": "2026-10", "units": rows})


def ends(*units: dict[str, int]) -> dict[str, tuple[float, float, float]]:
    rules_text, facts_text = texts(*units)
    rules = scoring.parse_rules(json.loads(rules_text))
    found = totals_at_the_ends(rules, scoring.parse_facts(json.loads(facts_text), rules))
    return {code: one.triple for code, one in found.items()}


def test_ends_of_a_total_are_those_of_its_survey() -> None:
    low, high = wilson(20, 25)
    assert ends(facts())["u0"] == pytest.approx((74, 10 + 80 * low, 10 + 80 * high), abs=0.006)


def test_total_without_a_survey_does_not_move() -> None:
    bare = {name: value for name, value in facts().items() if not name.startswith("survey")}
    assert ends(bare)["u0"] == (10, 10, 10)


def test_vetoed_total_is_out_of_the_others_reach() -> None:
    found = ends(facts(), facts(veto__decided=1))
    assert found["u1"][2] < found["u0"][1] - 1000


def test_repeated_total_has_the_odds_of_its_survey() -> None:
    """A total of 74 or less comes of 20 positive answers or fewer."""
    table = repeated_totals(*texts(facts()))["u0"].repeats
    odds = repeat_counts(20, 25)
    reached = max(end for end, outcome in zip(table.cumulative, table.outcomes, strict=True) if outcome[1] <= 74)
    assert reached == pytest.approx(odds[20])
    assert table.outcomes[-1] == (1.0, 90.0, 80.0)


def test_repeated_total_of_a_vetoed_unit_stands_below_all_others() -> None:
    table = repeated_totals(*texts(facts(), facts(veto__decided=1)))["u1"].repeats
    assert {outcome[0] for outcome in table.outcomes} == {0.0}
