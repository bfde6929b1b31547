"""Sums, caps, rescaling, floor, veto and ranks."""

import pytest

from assessments.scoring import Result, score
from tests.assessments.scoring.samples import (
    MANUAL,
    RATIO,
    VETO,
    Json,
    entry,
    item,
    month,
    per_unit,
    places,
    rules,
    unit,
)

BASE = item("base", "base", "100", per_unit("late", "-1"))
STOP = item("stop", "veto", None, VETO)
HALF = item("half", "base", "40", {"type": "ratio", "numerator": "a", "denominator": "b"})
REST = item("rest", "base", "60", {"type": "ratio", "numerator": "c", "denominator": "d"})


def sums(result: Result) -> tuple[str, str, str, str, str | None]:
    one = result.units[0]
    return str(one.base), str(one.bonus), str(one.deduction), str(one.total), one.rescaled


def one_unit(facts: Json, *items: Json, manual: Json | None = None, **settings: object) -> Result:
    more = {} if manual is None else {"manual": manual}
    return score(rules(*items, **settings), month(unit("u", facts, **more)))


def test_rescale_multiplies_the_rounded_lines() -> None:
    result = one_unit({"a": 0, "b": 0, "c": 1, "d": 3}, HALF, REST)
    assert sums(result) == ("33.33", "0.00", "0.00", "33.33", "5/3")  # 20.00 × 100 ÷ 60
    thirds = one_unit({"a": 1, "b": 3, "c": None, "d": 1}, HALF, REST)
    assert sums(thirds) == ("33.33", "0.00", "0.00", "33.33", "5/2")  # 13.33 × 2.5 = 33.325


@pytest.mark.parametrize(("rule", "base"), [("full", "70.00"), ("zero", "30.00")])
def test_without_rescale_no_factor_is_shown(rule: str, base: str) -> None:
    result = one_unit({"a": 0, "b": 0, "c": 1, "d": 2}, HALF, REST, not_applicable=rule)
    assert sums(result) == (base, "0.00", "0.00", base, None)


def test_missing_lines_stay_in_the_base() -> None:
    assert sums(one_unit({"a": 1, "b": 1}, HALF, REST)) == ("40.00", "0.00", "0.00", "40.00", None)


def test_items_without_points_cannot_lift_a_base_of_nothing() -> None:
    look = item("look", "base", "0", MANUAL)
    result = one_unit({"c": 0, "d": 0}, look, REST)
    assert (sums(result), places(result)) == (("0.00", "0.00", "0.00", "0.00", None), {"u": (1, 1)})


def test_factor_of_a_pointless_item_left_out_is_one() -> None:
    look = item("look", "base", "0", per_unit("x", "-1"))
    assert sums(one_unit({"x": None, "c": 1, "d": 2}, look, REST))[4] == "1/1"


def bonus(code: str, metric: str, **more: object) -> Json:
    return item(code, "bonus", "9", per_unit(metric, "1"), **more)


def minus(code: str, metric: str, **more: object) -> Json:
    return item(code, "deduction", "9", per_unit(metric, "-1"), **more)


PLAIN = [bonus("a", "p"), bonus("b", "p"), minus("x", "m"), minus("y", "m")]
GROUPED = [
    bonus("a", "p", cap_group="plus"),
    bonus("b", "p", cap_group="plus"),
    bonus("c", "p"),
    minus("x", "m", cap_group="less"),
    minus("y", "m", cap_group="less"),
    minus("z", "m"),
]


@pytest.mark.parametrize(
    ("items", "caps", "plus", "less"),
    [
        (PLAIN, {}, "14.00", "-10.00"),
        (PLAIN, {"bonus_cap": "10"}, "10.00", "-10.00"),
        (PLAIN, {"bonus_cap": "0", "deduction_cap": 0}, "0.00", "0.00"),
        (PLAIN, {"deduction_cap": "9.5"}, "14.00", "-9.50"),
        (GROUPED, {"cap_groups": {"plus": 99, "less": 99}}, "21.00", "-15.00"),
        (GROUPED, {"cap_groups": {"plus": 6, "less": "3.25"}}, "13.00", "-8.25"),
        (GROUPED, {"cap_groups": {"plus": 6, "less": "3.25"}, "bonus_cap": 9, "deduction_cap": 8}, "9.00", "-8.00"),
    ],
)
def test_caps_apply_to_groups_before_the_whole(items: list[Json], caps: Json, plus: str, less: str) -> None:
    result = score(rules(BASE, *items, **caps), month(unit("u", {"late": 0, "p": 7, "m": 5})))
    assert sums(result)[1:3] == (plus, less)


@pytest.mark.parametrize(
    ("floor", "late", "total"),
    [("0", 95, "0.00"), ("-2.5", 95, "-2.50"), ("-100", 95, "-4.00"), ("50.25", 60, "50.25"), ("0", 10, "81.00")],
)
def test_total_is_not_below_the_floor(floor: str, late: int, total: str) -> None:
    result = one_unit({"late": late, "m": 9}, BASE, minus("m", "m"), floor=floor)
    assert sums(result)[3] == total


def late(code: str, days: int | None, accidents: int = 0, **more: object) -> Json:
    return unit(code, {"late": days, "accidents": accidents}, **more)


def ranked(*units: Json, **settings: object) -> dict[str, tuple[int | None, int | None]]:
    return places(score(rules(BASE, STOP, **settings), month(*units)))


def test_equals_share_a_place_and_the_next_is_skipped() -> None:
    found = ranked(late("d", 1), late("c", 2), late("b", 2), late("a", 3))
    assert list(found.items()) == [("d", (1, 1)), ("b", (2, 2)), ("c", (2, 2)), ("a", (4, 4))]


def test_group_rank_counts_within_the_group() -> None:
    found = ranked(
        late("a", 1, group="x"), late("b", 1, group="y"), late("c", 2), late("d", 3), late("e", 3, group="x")
    )
    assert found == {"a": (1, 1), "b": (1, 1), "c": (3, 1), "d": (4, 2), "e": (4, 2)}


def test_unranked_units_come_last_and_hold_no_place() -> None:
    found = ranked(late("a", None), late("c", 5), late("b", None, group="x"), late("d", 6))
    assert list(found.items()) == [("c", (1, 1)), ("d", (2, 2)), ("a", (None, None)), ("b", (None, None))]


@pytest.mark.parametrize(
    ("veto", "found", "total"),
    [
        ("last", {"c": (1, 1), "a": (2, 2), "d": (2, 2), "b": (4, 4)}, "100.00"),
        ("zero", {"c": (1, 1), "a": (2, 2), "b": (2, 2), "d": (2, 2)}, "5.00"),
        ("flag", {"a": (1, 1), "d": (1, 1), "b": (3, 3), "c": (4, 4)}, "100.00"),
    ],
)
def test_vetoed_units_are_placed_by_the_rule_set(veto: str, found: Json, total: str) -> None:
    units = (late("a", 0, 1), late("b", 10, 1), late("c", 90), late("d", 0, 2))
    result = score(rules(BASE, STOP, veto=veto, floor="5"), month(*units))
    assert places(result) == found
    assert {one.code: str(one.total) for one in result.units}["a"] == total


def test_veto_does_not_rank_an_unranked_unit() -> None:
    result = score(rules(BASE, STOP), month(late("a", None, 1)))
    assert (places(result), result.units[0].veto) == ({"a": (None, None)}, ("stop",))


def test_vetoed_unit_keeps_its_sums_where_it_falls_to_the_floor() -> None:
    result = score(rules(BASE, STOP, veto="zero"), month(late("a", 10, 1)))
    assert sums(result) == ("90.00", "0.00", "0.00", "0.00", None)


def tied(
    tie_break: list[str], first: Json, second: Json, **settings: object
) -> dict[str, tuple[int | None, int | None]]:
    items = (HALF, item("p", "base", "40", MANUAL), item("q", "base", "40", MANUAL))
    return places(score(rules(*items, tie_break=tie_break, **settings), month(first, second)))


def test_tie_break_items_decide_in_their_order() -> None:
    one = unit("a", {"a": 1, "b": 1}, manual={"p": entry(10), "q": entry(20)})
    two = unit("b", {"a": 1, "b": 1}, manual={"p": entry(20), "q": entry(10)})
    assert tied([], one, two) == {"a": (1, 1), "b": (1, 1)}
    assert tied(["half"], one, two) == {"a": (1, 1), "b": (1, 1)}
    assert tied(["half", "p", "q"], one, two) == {"b": (1, 1), "a": (2, 2)}
    assert tied(["q", "p"], one, two) == {"a": (1, 1), "b": (2, 2)}


def test_tie_break_reads_the_points_shown_of_a_line_not_applicable() -> None:
    one = unit("a", {"a": 0, "b": 0}, manual={"p": entry(20), "q": entry(20)})  # 40 × 120 ÷ 80 = 60
    two = unit("b", {"a": 1, "b": 1}, manual={"p": entry(10), "q": entry(10)})
    assert tied(["half"], one, two) == {"b": (1, 1), "a": (2, 2)}


def test_no_units_give_an_empty_result() -> None:
    assert score(rules(BASE), month()).units == ()


def test_ratio_of_the_whole_month_is_exact() -> None:
    """A third three times is the whole: lines round, sums don't."""
    items = [item(code, "base", "10", RATIO) for code in "abc"]
    result = one_unit({"done": 1, "due": 3}, *items, decimals=4)
    assert sums(result)[0] == "9.9999"
