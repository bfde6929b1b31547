"""What each formula makes of a value, corner by corner."""

import pytest

from tests.assessments.scoring.samples import MANUAL, RATIO, Json, entry, item, line, per_unit, points

SHARE: Json = {"ratio": ["a", "b"]}
TIERS: Json = {"type": "tiers", "value": SHARE, "steps": [["0.95", "1"], ["0.9", "0.6667"]], "otherwise": "0.1"}
SHORTFALL: Json = {"type": "shortfall", "value": "a", "required": "4", "rate": "-1.5"}
PER_POINT: Json = {"type": "per_point", "value": "a", "threshold": "0.95", "rate": "-1.5"}


@pytest.mark.parametrize(
    ("done", "due", "target", "result"),
    [
        (13, 16, "0.95", "17.11"),
        (19, 20, "0.95", "20.00"),
        (20, 20, "0.95", "20.00"),
        (0, 16, "0.95", "0.00"),
        (1, 3, "1", "6.67"),
        (30, 20, "1", "20.00"),
        ("0.5", 1, "1", "10.00"),
        (1, 4, "2", "2.50"),
        (-3, 4, "1", "0.00"),
        (3, -4, "1", "0.00"),
        (-3, -4, "1", "15.00"),
    ],
)
def test_ratio_is_a_share_of_the_target(done: object, due: object, target: str, result: str) -> None:
    one = item("x", "base", "20", RATIO | {"target": target})
    assert points(one, {"done": done, "due": due}) == result


@pytest.mark.parametrize("kind", ["base", "bonus"])
def test_ratio_gives_a_bonus_as_it_gives_base_points(kind: str) -> None:
    assert points(item("x", kind, "8", RATIO), {"done": 3, "due": 4}) == "6.00"


@pytest.mark.parametrize(
    ("reached", "homes", "result"),
    [(95, 100, "30.00"), (9499, 10000, "20.00"), (90, 100, "20.00"), (8999, 10000, "3.00"), (-1, 100, "3.00")],
)
def test_tiers_take_the_first_step_reached(reached: int, homes: int, result: str) -> None:
    assert points(item("x", "base", "30", TIERS), {"a": reached, "b": homes}) == result


def test_tiers_without_otherwise_give_nothing_below_the_last_step() -> None:
    steps: Json = {"type": "tiers", "value": "a", "steps": [[2, "0.5"]]}
    assert points(item("x", "bonus", "4", steps), {"a": 1}) == "0.00"


@pytest.mark.parametrize(
    ("kind", "rate", "free", "value", "result"),
    [
        ("base", "-2", "0", 0, "10.00"),
        ("base", "-2", "1", 3, "6.00"),
        ("base", "-2", "0", 9, "0.00"),
        ("base", "-2", "0", -3, "10.00"),
        ("base", "-2", "-3", 0, "4.00"),
        ("base", "-2", "0", "1.25", "7.50"),
        ("bonus", "1.5", "0", 3, "4.50"),
        ("bonus", "1.5", "0", 99, "10.00"),
        ("deduction", "-0.333", "1", 2, "-0.33"),
        ("deduction", "-0.333", "1", 1, "0.00"),
        ("deduction", "-3", "0", 9, "-10.00"),
    ],
)
def test_per_unit_counts_what_exceeds_the_free_ones(
    kind: str, rate: str, free: str, value: object, result: str
) -> None:
    assert points(item("x", kind, "10", per_unit("a", rate, free=free)), {"a": value}) == result


@pytest.mark.parametrize(
    ("kind", "rate", "value", "result"),
    [
        ("base", "-1.5", 3, "8.50"),
        ("base", "-1.5", 4, "10.00"),
        ("base", "-1.5", 9, "10.00"),
        ("base", "-1.5", -9, "0.00"),
        ("bonus", "2", 3, "2.00"),
        ("deduction", "-1.5", 2, "-3.00"),
    ],
)
def test_shortfall_counts_what_is_lacking(kind: str, rate: str, value: int, result: str) -> None:
    assert points(item("x", kind, "10", SHORTFALL | {"rate": rate}), {"a": value}) == result


@pytest.mark.parametrize(
    ("side", "whole", "value", "result"),
    [
        ("below", False, "0.95", "10.00"),
        ("below", False, "0.9333", "7.50"),
        ("below", False, "0.99", "10.00"),
        ("below", True, "0.94", "8.50"),
        ("below", True, "0.9401", "10.00"),
        ("below", True, "0.9299", "7.00"),
        ("below", False, "0.5", "0.00"),
        ("above", False, "0.97", "7.00"),
        ("above", True, "0.9699", "8.50"),
        ("above", True, "0.5", "10.00"),
    ],
)
def test_per_point_counts_percentage_points_beyond(side: str, whole: bool, value: str, result: str) -> None:
    one = item("x", "base", "10", PER_POINT | {"side": side, "whole": whole})
    assert points(one, {"a": value}) == result


def test_per_point_takes_whole_points_of_an_exact_quotient() -> None:
    one = item("x", "base", "10", PER_POINT | {"value": SHARE, "whole": True})
    assert points(one, {"a": 14, "b": 15}) == "8.50"  # 1.666… points below: one whole point


@pytest.mark.parametrize(
    ("kind", "manual", "result"),
    [
        ("base", None, "10.00"),
        ("bonus", None, "0.00"),
        ("deduction", None, "0.00"),
        ("base", entry("7.5"), "7.50"),
        ("base", entry(0), "0.00"),
        ("bonus", entry("2.345"), "2.35"),
        ("deduction", entry("-2.345"), "-2.35"),
        ("deduction", entry("-0.004"), "0.00"),
    ],
)
def test_manual_points_stand_as_entered(kind: str, manual: Json | None, result: str) -> None:
    assert points(item("x", kind, "10", MANUAL), {}, manual) == result


@pytest.mark.parametrize(("decimals", "result"), [(0, "7"), (1, "6.7"), (4, "6.6667")])
def test_lines_carry_the_decimals_of_the_rule_set(decimals: int, result: str) -> None:
    assert points(item("x", "base", "20", RATIO), {"done": 1, "due": 3}, decimals=decimals) == result


BECAUSE = [
    (
        item("x", "base", "20", RATIO | {"target": "0.950"}),
        {"done": "13.0", "due": 16},
        ("ratio", ("done", "due")),
        {"numerator": "13", "denominator": "16", "target": "0.95", "raw": "325/19", "result": "17.11"},
    ),
    (
        item("x", "base", "30", TIERS),
        {"a": 9, "b": 10},
        ("tiers", ("a", "b")),
        {"numerator": "9", "denominator": "10", "at_least": "0.9", "fraction": "0.6667"}
        | {"raw": "20.001", "result": "20.00"},
    ),
    (
        item("x", "base", "30", TIERS),
        {"a": 1, "b": 10},
        ("tiers", ("a", "b")),
        {"numerator": "1", "denominator": "10", "fraction": "0.1", "raw": "3", "result": "3.00"},
    ),
    (
        item("x", "base", "5", per_unit("a", "-1")),
        {"a": 9},
        ("per_unit", ("a",)),
        {"value": "9", "rate": "-1", "free": "0", "counted": "9", "raw": "-4", "result": "0.00"},
    ),
    (
        item("x", "base", "5", SHORTFALL),
        {"a": 3},
        ("shortfall", ("a",)),
        {"value": "3", "required": "4", "rate": "-1.5", "counted": "1", "raw": "3.5", "result": "3.50"},
    ),
    (
        item("x", "base", "10", PER_POINT),
        {"a": "0.9333"},
        ("per_point", ("a",)),
        {"value": "0.9333", "threshold": "0.95", "rate": "-1.5", "side": "below", "counted": "1.67"}
        | {"raw": "7.495", "result": "7.50"},
    ),
    (item("x", "base", "5", MANUAL), {}, ("manual_absent", ()), {"raw": "5", "result": "5.00"}),
]


@pytest.mark.parametrize(("one", "facts", "told", "values"), BECAUSE)
def test_because_tells_every_number_used(one: Json, facts: Json, told: tuple[str, object], values: Json) -> None:
    because = line(one, facts).because
    assert (because.code, because.metrics) == told
    assert because.values == {"points": one["points"], "start": one["points"]} | values


def test_because_of_an_entry_keeps_its_reason() -> None:
    because = line(item("x", "deduction", "5", MANUAL), {}, entry("-1.5", "消防通道堵塞")).because
    assert (because.code, because.values) == (
        "manual",
        {"points": "5", "start": "0", "entered": "-1.5", "reason": "消防通道堵塞", "raw": "-1.5", "result": "-1.50"},
    )
