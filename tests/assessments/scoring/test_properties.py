"""What holds of every score: 10,000 random cases and more.

Formulas are checked against whole-number arithmetic, months against what ranks and sums must be.
"""

import json
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import Kind, Result, State, UnitResult, canonical_json, fingerprint, result_as_json, score
from assessments.scoring.rules import RuleSet, parse_rules
from tests.assessments.scoring.random_months import random_facts, random_rules
from tests.assessments.scoring.samples import Json, item, line, per_unit

SEEDS = st.integers(0, 2**32)
COUNTS = st.integers(0, 500)
FORMULAS = settings(max_examples=1000)
MONTHS = settings(max_examples=350)


def cents(one: Json, facts: Json) -> int:
    """A line's points in hundredths."""
    return int(line(one, facts).points * 100)


def nearest(top: int, bottom: int) -> int:
    """top ÷ bottom to the nearest whole number, half upwards; both positive."""
    return (2 * top + bottom) // (2 * bottom)


@given(done=COUNTS, due=st.integers(1, 500), target=st.integers(1, 150), points=st.integers(0, 100))
@FORMULAS
def test_ratio_is_points_times_share_of_the_target(done: int, due: int, target: int, points: int) -> None:
    goal = f"{target // 100}.{target % 100:02d}"
    one = item("x", "base", points, {"type": "ratio", "numerator": "a", "denominator": "b", "target": goal})
    expected = min(points * 100, nearest(points * done * 100 * 100, due * target))
    assert cents(one, {"a": done, "b": due}) == expected


@given(done=COUNTS, more=st.integers(0, 20), due=st.integers(1, 500), points=st.integers(0, 100))
@FORMULAS
def test_ratio_never_falls_when_a_matter_comes_and_is_done(done: int, more: int, due: int, points: int) -> None:
    one = item("x", "base", points, {"type": "ratio", "numerator": "a", "denominator": "b", "target": "0.95"})
    done = min(done, due)
    assert cents(one, {"a": done + more, "b": due + more}) >= cents(one, {"a": done, "b": due})


@given(value=st.integers(-50, 50), free=st.integers(0, 9), rate=st.integers(0, 3000), points=st.integers(0, 100))
@FORMULAS
def test_per_unit_takes_rate_for_each_above_the_free(value: int, free: int, rate: int, points: int) -> None:
    text = f"{rate // 1000}.{rate % 1000:03d}"
    taken = nearest(min(points * 1000, rate * max(0, value - free)), 10)
    kept = nearest(max(0, points * 1000 - rate * max(0, value - free)), 10)
    facts: Json = {"a": value}
    assert cents(item("x", "deduction", points, per_unit("a", f"-{text}", free=free)), facts) == -taken
    assert cents(item("x", "bonus", points, per_unit("a", text, free=free)), facts) == taken
    assert cents(item("x", "base", points, per_unit("a", f"-{text}", free=free)), facts) == kept


@given(value=st.integers(-20, 50), required=st.integers(0, 40), rate=st.integers(0, 300))
@FORMULAS
def test_shortfall_is_per_unit_of_what_lacks(value: int, required: int, rate: int) -> None:
    text = f"-{rate // 100}.{rate % 100:02d}"
    lacking = item("x", "base", 20, {"type": "shortfall", "value": "a", "required": required, "rate": text})
    assert cents(lacking, {"a": value}) == max(0, 2000 - rate * max(0, required - value))


@given(good=COUNTS, valid=st.integers(1, 500), threshold=st.integers(0, 100), whole=st.booleans(), above=st.booleans())
@FORMULAS
def test_per_point_takes_one_for_each_percentage_point(
    good: int, valid: int, threshold: int, whole: bool, above: bool
) -> None:
    formula = {
        "type": "per_point",
        "value": {"ratio": ["a", "b"]},
        "threshold": f"{threshold // 100}.{threshold % 100:02d}",
        "rate": "-1",
        "side": "above" if above else "below",
        "whole": whole,
    }
    beyond = (good * 100 - threshold * valid) * (1 if above else -1)  # percentage points × valid
    counted = max(0, beyond) // valid * valid if whole else max(0, beyond)
    expected = nearest(max(0, 40 * valid - counted) * 100, valid)
    assert cents(item("x", "base", 40, formula), {"a": good, "b": valid}) == expected


@given(value=st.integers(-5, 30), steps=st.lists(st.tuples(st.integers(0, 25), st.integers(0, 100)), min_size=1))
@FORMULAS
def test_tiers_are_the_highest_step_reached(value: int, steps: list[tuple[int, int]]) -> None:
    shares = dict(steps)
    falling = [[at, f"{shares[at] // 100}.{shares[at] % 100:02d}"] for at in sorted(shares, reverse=True)]
    one = item("x", "base", 100, {"type": "tiers", "value": "a", "steps": falling})
    reached = [at for at in shares if value >= at]
    assert cents(one, {"a": value}) == (shares[max(reached)] * 100 if reached else 0)


def scored(seed: int) -> tuple[RuleSet, Json, Json, Result]:
    rules_obj = random_rules(seed)
    facts_obj = random_facts(seed + 1, rules_obj)
    return parse_rules(rules_obj), rules_obj, facts_obj, score(rules_obj, facts_obj)


def in_units(value: Decimal, decimals: int) -> int:
    """A number of points as a whole number of its last decimal; fails where it has more decimals."""
    exponent = value.as_tuple().exponent
    assert exponent == -decimals
    return int(value.scaleb(decimals))


@given(seed=SEEDS)
@MONTHS
def test_lines_stay_in_their_range_and_decimals(seed: int) -> None:
    rules, _rules_obj, _facts_obj, result = scored(seed)
    for unit in result.units:
        for one, found in zip(rules.items, unit.lines, strict=True):
            in_units(found.points, rules.decimals)
            assert one.low <= found.points <= one.high
            assert found.lost >= 0
            assert not (found.points.is_zero() and found.points.is_signed())
            assert found.points == 0 or found.state in (State.SCORED, State.NOT_APPLICABLE)


@given(seed=SEEDS)
@MONTHS
def test_sums_add_up_in_whole_numbers(seed: int) -> None:
    rules, _rules_obj, _facts_obj, result = scored(seed)
    for unit in result.units:
        check_sums(rules, unit)


def check_sums(rules: RuleSet, unit: UnitResult) -> None:
    numbers = [in_units(value, rules.decimals) for value in (unit.base, unit.bonus, unit.deduction, unit.total)]
    base, bonus, deduction, total = numbers
    floor = int(rules.floor * 10**rules.decimals)
    vetoed = bool(unit.veto) and rules.veto == "zero"
    assert total == (floor if vetoed else max(floor, base + bonus + deduction))
    assert base == expected_base(rules, unit)
    assert bonus == expected_sum(rules, unit, Kind.BONUS, 1)
    assert deduction == expected_sum(rules, unit, Kind.DEDUCTION, -1)


def expected_base(rules: RuleSet, unit: UnitResult) -> int:
    base = [(i, one) for i, one in zip(rules.items, unit.lines, strict=True) if i.kind is Kind.BASE]
    lines = sum(in_units(one.points, rules.decimals) for _i, one in base)
    if unit.rescaled is None:
        return lines
    top, bottom = map(int, unit.rescaled.split("/"))
    applicable = sum(i.points for i, one in base if one.state is not State.NOT_APPLICABLE)
    assert rules.base_points * bottom == applicable * top
    return nearest(lines * top, bottom)


def expected_sum(rules: RuleSet, unit: UnitResult, kind: Kind, sign: int) -> int:
    """The sum of a kind in whole numbers; caps of the random rule sets are whole numbers."""
    scale = 10**rules.decimals
    groups: dict[str | None, int] = {}
    for one, found in zip(rules.items, unit.lines, strict=True):
        if one.kind is kind:
            groups[one.cap_group] = groups.get(one.cap_group, 0) + sign * in_units(found.points, rules.decimals)
    capped = [min(s, int(rules.cap_groups[g]) * scale) if g else s for g, s in groups.items()]
    cap = rules.bonus_cap if kind is Kind.BONUS else rules.deduction_cap
    return sign * (sum(capped) if cap is None else min(sum(capped), int(cap) * scale))


@given(seed=SEEDS)
@MONTHS
def test_exclusive_bonuses_leave_one_winner(seed: int) -> None:
    rules, _rules_obj, _facts_obj, result = scored(seed)
    for unit in result.units:
        groups: dict[str, list[State]] = {}
        for one, found in zip(rules.items, unit.lines, strict=True):
            if one.exclusive and found.state in (State.SCORED, State.SUPERSEDED):
                groups.setdefault(one.exclusive, []).append(found.state)
        assert all(states.count(State.SCORED) == 1 for states in groups.values())


def strength(rules: RuleSet, unit: UnitResult) -> tuple[bool, list[Decimal]]:
    """What a higher place needs more of."""
    shown = {found.item: found.points for found in unit.lines}
    return not (unit.veto and rules.veto != "flag"), [unit.total, *(shown[code] for code in rules.tie_break)]


@given(seed=SEEDS)
@MONTHS
def test_rank_is_one_more_than_the_units_ahead(seed: int) -> None:
    rules, _rules_obj, _facts_obj, result = scored(seed)
    ranked = [unit for unit in result.units if unit.rank is not None]
    for unit in ranked:
        ahead = [other for other in ranked if strength(rules, other) > strength(rules, unit)]
        assert unit.rank == 1 + len(ahead)
        assert unit.group_rank == 1 + sum(other.group == unit.group for other in ahead)


@given(seed=SEEDS)
@MONTHS
def test_only_units_without_an_applicable_base_item_are_unranked(seed: int) -> None:
    rules, _rules_obj, _facts_obj, result = scored(seed)
    base = {one.code for one in rules.items if one.kind is Kind.BASE}
    for unit in result.units:
        none = all(found.state is State.NOT_APPLICABLE for found in unit.lines if found.item in base)
        assert (unit.rank is None, unit.group_rank is None) == (none, none)


@given(seed=SEEDS)
@MONTHS
def test_units_come_by_rank_then_code(seed: int) -> None:
    result = scored(seed)[3]
    order = [(unit.rank is None, unit.rank or 0, unit.code) for unit in result.units]
    assert order == sorted(order)


@given(seed=SEEDS)
@MONTHS
def test_order_of_units_changes_nothing_but_the_fingerprint(seed: int) -> None:
    _rules, rules_obj, facts_obj, result = scored(seed)
    units = facts_obj["units"]
    assert isinstance(units, list)
    shuffled = Random(seed).sample(units, len(units))
    assert score(rules_obj, facts_obj | {"units": shuffled}).units == result.units


def reordered(value: object) -> object:
    """The same JSON value with the keys of every object the other way round."""
    if isinstance(value, dict):
        return {key: reordered(inner) for key, inner in reversed(value.items())}
    return [reordered(inner) for inner in value] if isinstance(value, list) else value


@given(seed=SEEDS)
@MONTHS
def test_order_of_keys_changes_nothing_at_all(seed: int) -> None:
    _rules, rules_obj, facts_obj, result = scored(seed)
    again = score(reordered(rules_obj), reordered(facts_obj))
    assert again.fingerprint == result.fingerprint == fingerprint(rules_obj, facts_obj)
    assert canonical_json(result_as_json(again)) == canonical_json(result_as_json(result))


@given(seed=SEEDS)
@MONTHS
def test_a_month_stored_and_scored_again_is_the_same_to_the_byte(seed: int) -> None:
    _rules, rules_obj, facts_obj, result = scored(seed)
    stored = json.loads(json.dumps([rules_obj, facts_obj]))
    assert json.dumps(result_as_json(score(*stored))) == json.dumps(result_as_json(result))
