"""A because in words: formula, numbers put in, note."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from assessments.scoring import InputError, because_as_json, parse_rules, score
from assessments.wording import Explanation, base_words, explain, rounding_words, total_words
from tests.assessments.scoring.samples import MANUAL, RATIO, VETO, Json, entry, item, line, month, per_unit, rules, unit

NAMES = {"done": "Done", "due": "Due", "a": "Figure", "accidents": "Accidents"}
TIERS: Json = {"type": "tiers", "value": {"ratio": ["done", "due"]}, "steps": [["0.95", "1"], ["0.9", "0.6667"]]}
SHORTFALL: Json = {"type": "shortfall", "value": "a", "required": "4", "rate": "-1.5"}
PER_POINT: Json = {"type": "per_point", "value": {"ratio": ["done", "due"]}, "threshold": "0.96", "rate": "-1"}

ABOVE = PER_POINT | {"side": "above"}

GRADES: list[tuple[str, str, Json]] = [
    ("beside", "base", {}),
    ("town", "bonus", {"exclusive": "创新"}),
    ("district", "bonus", {"exclusive": "创新"}),
]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def worded(one: Json, facts: Json, manual: Json | None = None, **settings: object) -> Explanation:
    """The explanation of the line that an item gives a unit with these facts."""
    parsed = parse_rules(rules(one, item("beside", "base", "1", MANUAL), **settings)).items[0]
    return explain(line(one, facts, manual, **settings).because, parsed, NAMES)


def told(one: Json, facts: Json, manual: Json | None = None) -> tuple[str, str]:
    found = worded(one, facts, manual)
    return found.substituted, found.note


@pytest.mark.parametrize(
    ("formula", "kind", "words"),
    [
        (RATIO, "base", "full points × Done ÷ Due, at most full points"),
        (RATIO | {"target": "0.95"}, "base", "full points × Done ÷ Due ÷ target, at most full points"),
        (TIERS, "bonus", "full points × the share of the step that Done ÷ Due reaches"),
        (per_unit("a", "-1"), "base", "full points − rate × Figure"),
        (per_unit("a", "-1", free=2), "deduction", "−rate × (Figure − free)"),
        (SHORTFALL | {"rate": "1"}, "bonus", "rate × (required − Figure)"),
        (PER_POINT, "base", "full points − rate × percentage points of Done ÷ Due below the threshold"),
        (MANUAL, "base", "points entered by a person, with a reason"),
    ],
)
def test_formula_names_the_figures(formula: Json, kind: str, words: str) -> None:
    assert worded(item("x", kind, "20", formula), {}).formula == words


@pytest.mark.parametrize(
    ("facts", "substituted", "note"),
    [
        ({"done": 13, "due": 16}, "20 × 13 ÷ 16 ÷ 0.95 = 17.11", "13 ÷ 16 = 81.3%, target 95%"),
        ({"done": 19, "due": 20}, "19 ÷ 20 = 95.0%, target 95% reached: full 20", ""),
        ({"done": 0, "due": 3}, "20 × 0 ÷ 3 ÷ 0.95 = 0.00", "0 ÷ 3 = 0.0%, target 95%"),
        ({"done": -1, "due": 19}, "20 × −1 ÷ 19 ÷ 0.95 = −1.11, but not below 0.00", "−1 ÷ 19 = −5.3%, target 95%"),
        ({"done": 0, "due": 0}, "not applicable: Due is 0", "the other base items count for it in proportion"),
        (
            {"done": None, "due": 0},
            "not applicable: no figure for Done",
            "the other base items count for it in proportion",
        ),
        ({"due": 0}, "missing: Done", "counts 0 until the figure is filed"),
        ({}, "missing: Done; Due", "counts 0 until the figure is filed"),
    ],
)
def test_ratio_in_words(facts: Json, substituted: str, note: str) -> None:
    assert told(item("x", "base", "20", RATIO | {"target": "0.95"}), facts) == (substituted, note)


def test_ratio_leaves_out_a_target_of_all() -> None:
    assert told(item("x", "base", "20", RATIO), {"done": 1, "due": 3}) == (
        "20 × 1 ÷ 3 = 6.67",
        "1 ÷ 3 = 33.3%, target 100%",
    )


@pytest.mark.parametrize(
    ("done", "substituted", "note"),
    [
        (9, "30 × 0.6667 = 20.00", "9 ÷ 10 = 90.0%, reaches the step from 90%"),
        (1, "30 × 0 = 0.00", "1 ÷ 10 = 10.0%, below every step"),
    ],
)
def test_tiers_in_words(done: int, substituted: str, note: str) -> None:
    assert told(item("x", "base", "30", TIERS), {"done": done, "due": 10}) == (substituted, note)


@pytest.mark.parametrize(
    ("kind", "formula", "value", "substituted", "note"),
    [
        ("base", per_unit("a", "-1"), 4, "5 − 1 × 4 = 1.00", "Figure 4"),
        ("base", per_unit("a", "-1"), 9, "5 − 1 × 9 = −4.00, but not below 0.00", "Figure 9"),
        ("base", per_unit("a", "-1"), 0, "Figure 0: full 5", ""),
        ("base", per_unit("a", "-0.5"), "-1.25", "Figure −1.25: full 5", ""),
        ("deduction", per_unit("a", "-0.5", free=1), 3, "−0.5 × 2 = −1.00", "Figure 3, 1 of them free"),
        ("deduction", per_unit("a", "-0.5"), 0, "Figure 0: nothing deducted", ""),
        ("bonus", per_unit("a", "1.5"), 9, "1.5 × 9 = 13.50, but not above 5.00", "Figure 9"),
        ("bonus", per_unit("a", "1.5"), 0, "Figure 0: nothing added", ""),
        ("base", SHORTFALL, 3, "5 − 1.5 × 1 = 3.50", "Figure 3, 4 required"),
        ("base", SHORTFALL, 4, "Figure 4, 4 required: full 5", ""),
    ],
)
def test_rates_in_words(kind: str, formula: Json, value: object, substituted: str, note: str) -> None:
    assert told(item("x", kind, "5", formula), {"a": value}) == (substituted, note)


@pytest.mark.parametrize(
    ("formula", "facts", "substituted", "note"),
    [
        (PER_POINT, {"done": 28, "due": 30}, "25 − 1 × 2.67 = 22.33", "28 ÷ 30 = 93.3%, 2.67 points below 96%"),
        (PER_POINT, {"done": 29, "due": 30}, "29 ÷ 30 = 96.7%, not below 96%: full 25", ""),
        (ABOVE, {"done": 98, "due": 100}, "25 − 1 × 2 = 23.00", "98 ÷ 100 = 98.0%, 2 points above 96%"),
        (PER_POINT | {"value": "a"}, {"a": "0.9333"}, "25 − 1 × 2.67 = 22.33", "Figure 93.33%, 2.67 points below 96%"),
    ],
)
def test_percentage_points_in_words(formula: Json, facts: Json, substituted: str, note: str) -> None:
    assert told(item("x", "base", "25", formula), facts) == (substituted, note)


@pytest.mark.parametrize(
    ("kind", "manual", "substituted", "note"),
    [
        ("deduction", entry("-1", "消防通道堵塞 1 处"), "entered: −1.00", "消防通道堵塞 1 处"),
        ("base", None, "nothing entered: full 5", ""),
        ("bonus", None, "nothing entered: nothing added", ""),
    ],
)
def test_manual_points_in_words(kind: str, manual: Json | None, substituted: str, note: str) -> None:
    assert told(item("x", kind, "5", MANUAL), {}, manual) == (substituted, note)


@pytest.mark.parametrize(
    ("facts", "substituted", "note"),
    [
        ({"accidents": 1}, "veto", "Accidents 1"),
        ({"accidents": 0}, "no veto", "Accidents 0"),
        ({"accidents": None}, "not applicable: no figure for Accidents", ""),
    ],
)
def test_veto_in_words(facts: Json, substituted: str, note: str) -> None:
    assert told(item("x", "veto", None, VETO), facts) == (substituted, note)


def test_superseded_line_names_the_winner() -> None:
    better = [item(code, "bonus", "5", per_unit(code, "1"), exclusive="创新") for code in ("a", "b")]
    given = rules(item("beside", "base", "1", MANUAL), *better)
    found = score(given, month(unit("u", {"a": 1, "b": 3}))).units[0].lines[1]
    stored = because_as_json(found.because)
    assert explain(stored, parse_rules(given).items[1], NAMES, {"b": "Province"}) == Explanation(
        "rate × Figure", "1 × 1 = 1.00", "Figure 1; only the best of its group counts: Province"
    )


def test_superseded_line_that_earned_nothing_needs_no_note() -> None:
    given = rules(*(item(code, kind, "5", MANUAL, **more) for code, kind, more in GRADES))
    entered = unit("u", {}, manual={"district": entry(4)})
    town = score(given, month(entered)).units[0].lines[1]
    assert (town.state, explain(town.because, parse_rules(given).items[1]).note) == ("superseded", "")


def test_decimals_of_the_rule_set_are_shown() -> None:
    found = worded(item("x", "base", "20", RATIO), {"done": 1, "due": 3}, decimals=4)
    assert (found.substituted, rounding_words(4)) == (
        "20 × 1 ÷ 3 = 6.6667",
        "Rounded to 4 decimals, halves away from zero",
    )


def test_stored_because_of_another_form_is_refused() -> None:
    parsed = parse_rules(rules()).items[0]
    with pytest.raises(InputError, match=r"because\.metrics"):
        explain({"code": "ratio"}, parsed)


def test_base_shows_how_it_was_rescaled() -> None:
    lines = [Decimal("48.40"), Decimal("10.00")]
    assert base_words(lines, None, Decimal("58.40")) == "58.40"
    assert base_words(lines, "5/3", Decimal("97.33")) == "58.40 × 5 ÷ 3 = 97.33"


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (("94.49", "0.00", "-1.00", "93.49"), "94.49 + 0.00 − 1.00 = 93.49"),
        (("0.63", "0.00", "-1.13", "0.00"), "0.63 + 0.00 − 1.13 = −0.50, set to 0.00"),
    ],
)
def test_total_shows_its_sum(numbers: tuple[str, str, str, str], words: str) -> None:
    base, bonus, deduction, total = map(Decimal, numbers)
    assert total_words(base, bonus, deduction, total) == words
