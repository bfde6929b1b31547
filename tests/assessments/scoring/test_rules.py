"""Reading rule sets: defaults, and every kind of bad input with its path."""

from fractions import Fraction

import pytest

from assessments.scoring import InputError, Kind, parse_rules
from assessments.scoring.formulas import ONE, ZERO, PerPoint, PerUnit, Ratio, Tiers, Value
from tests.assessments.scoring.samples import MANUAL, RATIO, VETO, Json, item, per_unit, rules

BASE = item("resolved", "base", "60", RATIO)
BONUS = item("extra", "bonus", "5", MANUAL)
MINUS = item("minus", "deduction", "5", MANUAL)
STOP = item("stop", "veto", None, VETO)


def formula(**fields: object) -> Json:
    return rules(item("x", "base", "10", fields))


def tiers(steps: object, **more: object) -> Json:
    return formula(type="tiers", value="a", steps=steps, **more)


def per_point(**more: object) -> Json:
    return formula(**{"type": "per_point", "value": "a", "threshold": "0.95", "rate": "-1"} | more)


def test_defaults_are_those_of_the_contract() -> None:
    found = parse_rules(rules(BASE))
    assert (found.decimals, found.not_applicable, found.bonus_cap, found.deduction_cap) == (2, "rescale", None, None)
    assert (found.floor, found.veto, found.tie_break) == (Fraction(0), "last", ())
    assert found.cap_groups == {}
    assert (found.label, found.base_points, found.item("resolved").kind) == ("example@1", Fraction(60), Kind.BASE)


def test_formula_defaults_are_those_of_the_contract() -> None:
    assert parse_rules(rules(BASE)).items[0].formula == Ratio(Value(("done", "due")), ONE)
    assert parse_rules(tiers([["0.9", "1"]])).items[0].formula == Tiers(Value(("a",)), ((Fraction("0.9"), ONE),), ZERO)
    assert parse_rules(formula(**per_unit("a", "-1"))).items[0].formula == PerUnit(Value(("a",)), -ONE, ZERO)
    assert parse_rules(per_point()).items[0].formula == PerPoint(
        Value(("a",)), Fraction("0.95"), -ONE, side="below", whole=False
    )


def test_item_of_an_unknown_code_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        parse_rules(rules(BASE)).item("none")


ACCEPTED = {
    "null caps": rules(BASE, bonus_cap=None, deduction_cap=None),
    "a cap group nobody uses": rules(BASE, cap_groups={"内保": "5"}),
    "trailing zeros": rules(BASE, decimals=0, floor="0.00"),
    "a negative floor": rules(BASE, floor="-5.25"),
    "an item of 0 points": rules(BASE, item("look", "base", 0, MANUAL)),
    "a veto item in tie_break": rules(BASE, STOP, tie_break=["stop", "resolved"]),
    "a rate of 0": formula(**per_unit("a", "0")),
    "a bonus with both groups": rules(BASE, BONUS | {"exclusive": "x", "cap_group": "g"}, cap_groups={"g": 1}),
    "a metric by itself": formula(type="ratio", numerator="a", denominator="a"),
    "a value of two metrics": formula(type="per_unit", value={"ratio": ["a", "b"]}, rate=-1),
}


@pytest.mark.parametrize("given", ACCEPTED.values(), ids=ACCEPTED)
def test_rules_accepted(given: Json) -> None:
    assert parse_rules(given).items


REFUSED: list[tuple[object, str, str]] = [
    # The rule set itself.
    ([], "rules", "not_object"),
    (None, "rules", "not_object"),
    *((({k: v for k, v in rules(BASE).items() if k != key}), f"rules.{key}", "required") for key in rules(BASE)),
    (rules(BASE, colour="red"), "rules.colour", "unknown_key"),
    (dict[object, object](rules(BASE)) | {1: 2}, "rules.1", "not_text"),
    (rules(BASE, code=""), "rules.code", "blank"),
    (rules(BASE, code=7), "rules.code", "not_text"),
    (rules(BASE, name=" \t"), "rules.name", "blank"),
    (rules(BASE, name="a\0b"), "rules.name", "control_character"),
    (rules(BASE, name="\ud800"), "rules.name", "control_character"),
    (rules(BASE, version=0), "rules.version", "below_minimum"),
    (rules(BASE, version="1"), "rules.version", "not_integer"),
    (rules(BASE, version=True), "rules.version", "boolean"),
    (rules(BASE, version=1.0), "rules.version", "not_integer"),
    (rules(BASE, version=10**50), "rules.version", "number_too_long"),
    *((rules(BASE, effective_from=m), "rules.effective_from", "not_a_month") for m in ("2026-13", "2026-1", "0000-01")),
    (rules(BASE, effective_from="２０２６-01"), "rules.effective_from", "not_a_month"),
    (rules(BASE, effective_from="2026-01\n"), "rules.effective_from", "not_a_month"),
    (rules(BASE, effective_from=202601), "rules.effective_from", "not_text"),
    (rules(BASE, decimals=5), "rules.decimals", "out_of_range"),
    (rules(BASE, decimals=-1), "rules.decimals", "out_of_range"),
    (rules(BASE, decimals="2"), "rules.decimals", "not_integer"),
    (rules(BASE, decimals=None), "rules.decimals", "not_integer"),
    (rules(BASE, not_applicable="skip"), "rules.not_applicable", "not_one_of"),
    (rules(BASE, veto="first"), "rules.veto", "not_one_of"),
    (rules(BASE, veto=None), "rules.veto", "not_text"),
    (rules(BASE, bonus_cap="-1"), "rules.bonus_cap", "below_minimum"),
    (rules(BASE, bonus_cap="1e1"), "rules.bonus_cap", "not_number"),
    (rules(BASE, bonus_cap="10.125"), "rules.bonus_cap", "too_many_decimals"),
    (rules(BASE, deduction_cap="0.001"), "rules.deduction_cap", "too_many_decimals"),
    (rules(BASE, deduction_cap=False), "rules.deduction_cap", "boolean"),
    (rules(BASE, floor="0.001"), "rules.floor", "too_many_decimals"),
    (rules(BASE, floor=None), "rules.floor", "not_number"),
    (rules(BASE, floor=0.5), "rules.floor", "float"),
    (rules(BASE, cap_groups=[]), "rules.cap_groups", "not_object"),
    (rules(BASE, cap_groups={"": "5"}), 'rules.cap_groups[""]', "blank"),
    (rules(BASE, cap_groups={"内保": None}), "rules.cap_groups.内保", "not_number"),
    (rules(BASE, cap_groups={"内保": "-5"}), "rules.cap_groups.内保", "below_minimum"),
    (rules(BASE, cap_groups={"内保": "5.125"}), "rules.cap_groups.内保", "too_many_decimals"),
    (rules(BASE, tie_break="resolved"), "rules.tie_break", "not_array"),
    (rules(BASE, tie_break=["resolved", "none"]), "rules.tie_break[1]", "unknown_item"),
    (rules(BASE, tie_break=["resolved", "resolved"]), "rules.tie_break[1]", "duplicate"),
    (rules(BASE, tie_break=[1]), "rules.tie_break[0]", "not_text"),
    # Items.
    (rules() | {"items": {}}, "rules.items", "not_array"),
    (rules() | {"items": []}, "rules.items", "empty"),
    (rules(BONUS, STOP), "rules.items", "no_base"),
    (rules(BASE, "x"), "rules.items[1]", "not_object"),  # type: ignore[arg-type]
    *(
        (rules({k: v for k, v in BASE.items() if k != key}), f"rules.items[0].{key}", "required")
        for key in ("code", "name", "catalogue", "basis", "kind", "formula", "points")
    ),
    (rules(BASE | {"weight": 1}), "rules.items[0].weight", "unknown_key"),
    (rules(BASE, BONUS, BASE), "rules.items[2].code", "duplicate"),
    (rules(BASE | {"kind": "penalty"}), "rules.items[0].kind", "not_one_of"),
    (rules(BASE | {"basis": " "}), "rules.items[0].basis", "blank"),
    (rules(BASE | {"points": "-1"}), "rules.items[0].points", "below_minimum"),
    (rules(BASE | {"points": 60.5}), "rules.items[0].points", "float"),
    (rules(BASE | {"points": True}), "rules.items[0].points", "boolean"),
    (rules(BASE | {"points": None}), "rules.items[0].points", "not_number"),
    (rules(BASE | {"points": "NaN"}), "rules.items[0].points", "not_number"),
    (rules(BASE | {"points": "６０"}), "rules.items[0].points", "not_number"),
    (rules(BASE | {"points": "1" * 41}), "rules.items[0].points", "number_too_long"),
    (rules(BASE | {"points": "10.5"}, decimals=0), "rules.items[0].points", "too_many_decimals"),
    (rules(BASE, STOP | {"points": "0"}), "rules.items[1].points", "key_not_for_kind"),
    (rules(BASE | {"exclusive": "x"}), "rules.items[0].exclusive", "key_not_for_kind"),
    (rules(BASE, MINUS | {"exclusive": "x"}), "rules.items[1].exclusive", "key_not_for_kind"),
    (rules(BASE, BONUS | {"exclusive": None}), "rules.items[1].exclusive", "not_text"),
    (rules(BASE | {"cap_group": "g"}, cap_groups={"g": 1}), "rules.items[0].cap_group", "key_not_for_kind"),
    (rules(BASE, STOP | {"cap_group": "g"}, cap_groups={"g": 1}), "rules.items[1].cap_group", "key_not_for_kind"),
    (rules(BASE, MINUS | {"cap_group": "g"}), "rules.items[1].cap_group", "unknown_cap_group"),
    (
        rules(BASE, MINUS | {"cap_group": "g"}, BONUS | {"cap_group": "g"}, cap_groups={"g": 1}),
        "rules.items[2].cap_group",
        "mixed_cap_group",
    ),
    # Formulas.
    (rules(BASE | {"formula": "ratio"}), "rules.items[0].formula", "not_object"),
    (rules(BASE | {"formula": {}}), "rules.items[0].formula.type", "required"),
    (formula(type="median"), "rules.items[0].formula.type", "not_one_of"),
    (formula(type=None), "rules.items[0].formula.type", "not_text"),
    (formula(**VETO), "rules.items[0].formula.type", "type_not_for_kind"),
    (rules(BASE, STOP | {"formula": MANUAL}), "rules.items[1].formula.type", "type_not_for_kind"),
    (rules(BASE, MINUS | {"formula": RATIO}), "rules.items[1].formula.type", "type_not_for_kind"),
    (
        rules(BASE, MINUS | {"formula": {"type": "tiers", "value": "a", "steps": [[1, 1]]}}),
        "rules.items[1].formula.type",
        "type_not_for_kind",
    ),
    (formula(**RATIO, goal=1), "rules.items[0].formula.goal", "unknown_key"),
    (formula(**MANUAL, value="a"), "rules.items[0].formula.value", "unknown_key"),
    (formula(type="ratio", numerator="a"), "rules.items[0].formula.denominator", "required"),
    (formula(**RATIO | {"numerator": 3}), "rules.items[0].formula.numerator", "not_text"),
    (formula(**RATIO | {"denominator": ""}), "rules.items[0].formula.denominator", "blank"),
    (formula(**RATIO, target="0"), "rules.items[0].formula.target", "not_positive"),
    (formula(**RATIO, target="-0.5"), "rules.items[0].formula.target", "not_positive"),
    (formula(**RATIO, target=None), "rules.items[0].formula.target", "not_number"),
    (tiers(None), "rules.items[0].formula.steps", "not_array"),
    (tiers([]), "rules.items[0].formula.steps", "empty"),
    (tiers([["0.9", "1"], ["0.9", "0"]]), "rules.items[0].formula.steps", "steps_not_falling"),
    (tiers([["0.8", "1"], ["0.9", "0"]]), "rules.items[0].formula.steps", "steps_not_falling"),
    (tiers([["0.9"]]), "rules.items[0].formula.steps[0]", "pair"),
    (tiers([["0.9", "1"], "0.8"]), "rules.items[0].formula.steps[1]", "not_array"),
    (tiers([["0.9", "1.1"]]), "rules.items[0].formula.steps[0][1]", "out_of_range"),
    (tiers([["x", "1"]]), "rules.items[0].formula.steps[0][0]", "not_number"),
    (tiers([["0.9", "1"]], otherwise="-0.1"), "rules.items[0].formula.otherwise", "out_of_range"),
    (formula(**per_unit("a", "1")), "rules.items[0].formula.rate", "rate_positive"),
    (rules(BASE, MINUS | {"formula": per_unit("a", "1")}), "rules.items[1].formula.rate", "rate_positive"),
    (rules(BASE, BONUS | {"formula": per_unit("a", "-1")}), "rules.items[1].formula.rate", "rate_negative"),
    (formula(type="per_unit", value="a"), "rules.items[0].formula.rate", "required"),
    (formula(**per_unit("a", "-1", free="few")), "rules.items[0].formula.free", "not_number"),
    (formula(type="per_unit", value=["a"], rate=-1), "rules.items[0].formula.value", "not_text"),
    (formula(type="per_unit", value={"ratio": ["a"]}, rate=-1), "rules.items[0].formula.value.ratio", "pair"),
    (formula(type="per_unit", value={"ratio": ["a", 1]}, rate=-1), "rules.items[0].formula.value.ratio[1]", "not_text"),
    (formula(type="per_unit", value={"sum": ["a", "b"]}, rate=-1), "rules.items[0].formula.value.sum", "unknown_key"),
    (formula(type="shortfall", value="a", rate=-1), "rules.items[0].formula.required", "required"),
    (
        formula(type="shortfall", value="a", required="planned", rate=-1),
        "rules.items[0].formula.required",
        "not_number",
    ),
    (formula(type="shortfall", value="a", required=2, rate=1), "rules.items[0].formula.rate", "rate_positive"),
    (per_point(side="left"), "rules.items[0].formula.side", "not_one_of"),
    (per_point(whole="yes"), "rules.items[0].formula.whole", "not_boolean"),
    (per_point(whole=1), "rules.items[0].formula.whole", "not_boolean"),
    (per_point(threshold=[]), "rules.items[0].formula.threshold", "not_number"),
    (per_point(rate="0.5"), "rules.items[0].formula.rate", "rate_positive"),
]


@pytest.mark.parametrize(("given", "path", "reason"), REFUSED)
def test_rules_refused(given: object, path: str, reason: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_rules(given)
    assert (refused.value.path, refused.value.reason) == (path, reason)
    assert str(refused.value).startswith(f"{path}: ")
