"""The forms of a result: JSON, text, fingerprint."""

import json

import pytest

from assessments.scoring import (
    InputError,
    because_as_json,
    because_from_json,
    canonical_json,
    fingerprint,
    load_json,
    result_as_json,
    result_as_text,
    score,
)
from tests.assessments.scoring.samples import MANUAL, RATIO, entry, item, month, rules, unit

RULES = rules(item("resolved", "base", "20", RATIO), item("extra", "bonus", 2, MANUAL))
FACTS = month(unit("a", {"done": 13, "due": 16}, group="urban", manual={"extra": entry(1, "示范网格")}))


def test_result_as_json_has_the_form_of_the_contract() -> None:
    assert result_as_json(score(RULES, FACTS)) == {
        "rules": "example@1",
        "month": "2026-10",
        "fingerprint": fingerprint(RULES, FACTS),
        "units": [
            {
                "code": "a",
                "group": "urban",
                "base": "16.25",
                "bonus": "1.00",
                "deduction": "0.00",
                "total": "17.25",
                "rescaled": None,
                "veto": [],
                "rank": 1,
                "group_rank": 1,
                "lines": [
                    {
                        "item": "resolved",
                        "points": "16.25",
                        "state": "scored",
                        "because": {
                            "code": "ratio",
                            "metrics": ["done", "due"],
                            "values": {
                                "points": "20",
                                "start": "20",
                                "numerator": "13",
                                "denominator": "16",
                                "target": "1",
                                "raw": "16.25",
                                "result": "16.25",
                            },
                        },
                    },
                    {
                        "item": "extra",
                        "points": "1.00",
                        "state": "scored",
                        "because": {
                            "code": "manual",
                            "metrics": [],
                            "values": {
                                "points": "2",
                                "start": "0",
                                "entered": "1",
                                "reason": "示范网格",
                                "raw": "1",
                                "result": "1.00",
                            },
                        },
                    },
                ],
            }
        ],
    }


def test_result_as_text_is_readable_and_ends_with_a_line() -> None:
    text = result_as_text(score(RULES, FACTS))
    assert (text[:14], text[-3:], "示范网格" in text) == ('{\n "rules": "e', "\n}\n", True)


def test_because_survives_storage() -> None:
    because = score(RULES, FACTS).units[0].lines[1].because
    assert because_from_json(json.loads(json.dumps(because_as_json(because)))) == because


def test_because_of_another_form_is_refused() -> None:
    with pytest.raises(InputError, match=r"because\.values\.raw: must be a string"):
        because_from_json({"code": "ratio", "metrics": [], "values": {"raw": 1}})


def test_canonical_json_is_one_text_for_one_value() -> None:
    assert canonical_json({"b": [1, "0.5", None], "a": {"年": True}}) == '{"a":{"年":true},"b":[1,"0.5",null]}'


def test_fingerprint_ignores_the_order_of_keys_and_blanks() -> None:
    shuffled = load_json(json.dumps(dict(reversed(RULES.items())), indent=3), "rules")
    assert fingerprint(shuffled, FACTS) == fingerprint(RULES, FACTS)


def test_fingerprint_is_of_rules_and_facts_as_given() -> None:
    assert fingerprint(RULES | {"decimals": 2}, FACTS) != fingerprint(RULES, FACTS)
    assert fingerprint(RULES | {"version": 2}, FACTS) != fingerprint(RULES, FACTS)
    as_text = month(unit("a", {"done": "13", "due": 16}, group="urban", manual={"extra": entry(1, "示范网格")}))
    assert fingerprint(RULES, as_text) != fingerprint(RULES, FACTS)


def test_scoring_leaves_its_arguments_alone() -> None:
    before = canonical_json([RULES, FACTS])
    score(RULES, FACTS)
    assert canonical_json([RULES, FACTS]) == before
