"""States of lines: missing, not applicable, superseded, veto; and what a line lost."""

from decimal import Decimal

import pytest

from assessments.scoring import score
from tests.assessments.scoring.samples import (
    MANUAL,
    RATIO,
    VETO,
    Json,
    entry,
    item,
    line,
    month,
    per_unit,
    rules,
    shown,
    unit,
)

BASE = item("resolved", "base", "60", RATIO)


@pytest.mark.parametrize(
    ("facts", "state", "metrics"),
    [
        ({}, "missing", ("done", "due")),
        ({"due": 4}, "missing", ("done",)),
        ({"due": None}, "missing", ("done",)),
        ({"due": 0}, "missing", ("done",)),
        ({"done": None}, "missing", ("due",)),
        ({"done": 1, "due": 0}, "not_applicable", ("due",)),
        ({"done": 1, "due": "-0.00"}, "not_applicable", ("due",)),
        ({"done": None, "due": 0}, "not_applicable", ("done",)),
        ({"done": 1, "due": None}, "not_applicable", ("due",)),
        ({"done": None, "due": None}, "not_applicable", ("done", "due")),
        ({"done": 0, "due": 1}, "scored", ("done", "due")),
    ],
)
def test_missing_beats_not_applicable(facts: Json, state: str, metrics: tuple[str, ...]) -> None:
    found = line(BASE, facts)
    assert (found.state.value, found.because.metrics) == (state, metrics)


@pytest.mark.parametrize(("rule", "points"), [("rescale", "0.00"), ("zero", "0.00"), ("full", "60.00")])
def test_base_line_not_applicable_follows_the_rule_set(rule: str, points: str) -> None:
    found = line(BASE, {"done": 0, "due": 0}, not_applicable=rule)
    assert (str(found.points), found.because.values) == (
        points,
        {"points": "60", "denominator": "0", "rule": rule, "result": points},
    )


@pytest.mark.parametrize("kind", ["bonus", "deduction"])
def test_other_lines_not_applicable_count_nothing(kind: str) -> None:
    one = item("x", kind, "5", per_unit("a", "0"))
    found = line(one, {"a": None}, not_applicable="full")
    assert (str(found.points), found.state.value, found.because.values["rule"]) == ("0.00", "not_applicable", "zero")


@pytest.mark.parametrize(
    ("facts", "state", "veto"),
    [
        ({"accidents": 1}, "scored", ("stop",)),
        ({"accidents": "1.5"}, "scored", ("stop",)),
        ({"accidents": "0.99"}, "scored", ()),
        ({"accidents": -1}, "scored", ()),
        ({"accidents": None}, "not_applicable", ()),
        ({}, "missing", ()),
    ],
)
def test_veto_needs_a_value_of_one(facts: Json, state: str, veto: tuple[str, ...]) -> None:
    result = score(rules(item("x", "base", 1, MANUAL), item("stop", "veto", None, VETO)), month(unit("a", facts)))
    found = result.units[0]
    assert (found.lines[1].state.value, str(found.lines[1].points), found.veto) == (state, "0.00", veto)


def test_veto_may_read_a_quotient() -> None:
    stop = item("stop", "veto", None, {"type": "veto", "value": {"ratio": ["done", "due"]}})
    result = score(rules(BASE, stop), month(unit("a", {"done": 2, "due": 2})))
    assert result.units[0].veto == ("stop",)


def exclusive(code: str, metric: str) -> Json:
    return item(code, "bonus", "5", per_unit(metric, "1"), exclusive="创新")


THREE = rules(item("x", "base", 1, MANUAL), exclusive("a", "m.a"), exclusive("b", "m.b"), exclusive("c", "m.c"))


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        ((2, 5, 3), [("0.00", "superseded"), ("5.00", "scored"), ("0.00", "superseded")]),
        ((2, 2, 1), [("2.00", "scored"), ("0.00", "superseded"), ("0.00", "superseded")]),
        ((0, 0, 0), [("0.00", "scored"), ("0.00", "superseded"), ("0.00", "superseded")]),
        ((None, 0, 1), [("0.00", "not_applicable"), ("0.00", "superseded"), ("1.00", "scored")]),
        ((None, None, None), [("0.00", "not_applicable")] * 3),
        (("1.001", "1.004", 0), [("1.00", "scored"), ("0.00", "superseded"), ("0.00", "superseded")]),
        ((9, 5, 99), [("5.00", "scored"), ("0.00", "superseded"), ("0.00", "superseded")]),
    ],
)
def test_exclusive_keeps_the_best_rounded_points(facts: tuple[object, ...], lines: list[tuple[str, str]]) -> None:
    result = score(THREE, month(unit("u", dict(zip(("m.a", "m.b", "m.c"), facts, strict=True)))))
    assert shown(result)["u"][1:] == lines


def test_exclusive_leaves_a_missing_line_missing() -> None:
    result = score(THREE, month(unit("u", {"m.a": 1, "m.c": 2})))
    assert shown(result)["u"][1:] == [("0.00", "superseded"), ("0.00", "missing"), ("2.00", "scored")]
    assert result.missing == (("u", "b"),)


def test_superseded_line_tells_what_it_earned_and_who_won() -> None:
    result = score(THREE, month(unit("u", {"m.a": 1, "m.b": 4, "m.c": 0})))
    because = result.units[0].lines[1].because
    assert (because.code, because.values["result"], because.values["superseded_by"]) == ("per_unit", "1.00", "b")


@pytest.mark.parametrize(
    ("one", "facts", "lost"),
    [
        (BASE, {"done": 3, "due": 4}, "15.00"),
        (BASE, {}, "60.00"),
        (BASE, {"done": 0, "due": 0}, "0.00"),
        (item("x", "bonus", "5", per_unit("a", "1")), {"a": 1}, "0.00"),
        (item("x", "deduction", "5", per_unit("a", "-1")), {"a": 2}, "2.00"),
    ],
)
def test_lost_is_what_the_line_falls_short(one: Json, facts: Json, lost: str) -> None:
    assert line(one, facts).lost == Decimal(lost)


def test_manual_item_without_entry_is_not_missing() -> None:
    result = score(rules(item("x", "base", "5", MANUAL)), month(unit("a", {}), unit("b", {}, manual={"x": entry(3)})))
    assert shown(result) == {"a": [("5.00", "scored")], "b": [("3.00", "scored")]}
