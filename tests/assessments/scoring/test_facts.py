"""Reading facts: every kind of bad input with its path."""

from fractions import Fraction

import pytest

from assessments.scoring import Entry, InputError, UnitFacts, parse_facts, parse_rules
from tests.assessments.scoring.samples import MANUAL, RATIO, Json, entry, item, month, rules, unit

RULES = parse_rules(
    rules(
        item("resolved", "base", "60", RATIO),
        item("inspection", "base", "5", MANUAL),
        item("extra", "bonus", "3", MANUAL),
        item("minus", "deduction", "4", MANUAL),
    )
)


def only(**fields: object) -> Json:
    return month({"code": "a", "facts": {}} | fields)


def entered(code: str, points: object) -> Json:
    return only(manual={code: {"points": points, "reason": "理由"}})


def test_facts_are_read_exactly() -> None:
    found = parse_facts(
        month(unit("a", {"due": 3, "done": "-0.50", "x": None}, group="urban", manual={"minus": entry("-2.125")})),
        RULES,
    )
    assert found.month == "2026-10"
    assert found.units == (
        UnitFacts(
            code="a",
            name="a",
            group="urban",
            metrics={"due": Fraction(3), "done": Fraction(-1, 2), "x": None},
            manual={"minus": Entry(Fraction("-2.125"), "理由")},
        ),
    )


def test_facts_need_little() -> None:
    assert parse_facts(only(), RULES).units == (UnitFacts("a", "", "", {}, {}),)
    assert parse_facts({"month": "2026-01", "units": []}, RULES).units == ()


@pytest.mark.parametrize(
    "given",
    [entered("inspection", "0"), entered("inspection", 5), entered("extra", "3"), entered("minus", -4)],
)
def test_manual_entries_may_reach_the_ends_of_the_range(given: Json) -> None:
    assert parse_facts(given, RULES).units[0].manual


REFUSED: list[tuple[object, str, str]] = [
    ("facts", "facts", "not_object"),
    ({"units": []}, "facts.month", "required"),
    ({"month": "2026-10"}, "facts.units", "required"),
    ({"month": "2026-10", "units": [], "note": ""}, "facts.note", "unknown_key"),
    ({"month": "2026-00", "units": []}, "facts.month", "not_a_month"),
    ({"month": "2025-12", "units": []}, "facts.month", "before_effective"),
    ({"month": None, "units": []}, "facts.month", "not_text"),
    ({"month": "2026-10", "units": {}}, "facts.units", "not_array"),
    (month([]), "facts.units[0]", "not_object"),  # type: ignore[arg-type]
    (month({"facts": {}}), "facts.units[0].code", "required"),
    (month({"code": "a"}), "facts.units[0].facts", "required"),
    (month(unit("a", {}), unit("b", {}), unit("a", {})), "facts.units[2].code", "duplicate"),
    (only(code=340102), "facts.units[0].code", "not_text"),
    (only(code=" "), "facts.units[0].code", "blank"),
    (only(rank=1), "facts.units[0].rank", "unknown_key"),
    (only(name=None), "facts.units[0].name", "not_text"),
    (only(group=None), "facts.units[0].group", "not_text"),
    (only(group=1), "facts.units[0].group", "not_text"),
    (only(facts=[]), "facts.units[0].facts", "not_object"),
    (only(facts={"": 1}), 'facts.units[0].facts[""]', "blank"),
    (only(facts={"survey.index": 0.9}), "facts.units[0].facts.survey.index", "float"),
    (only(facts={"due": True}), "facts.units[0].facts.due", "boolean"),
    (only(facts={"due": "many"}), "facts.units[0].facts.due", "not_number"),
    (only(facts={"due": "１２"}), "facts.units[0].facts.due", "not_number"),
    (only(facts={"due": "Infinity"}), "facts.units[0].facts.due", "not_number"),
    (only(facts={"due": [1]}), "facts.units[0].facts.due", "not_number"),
    (only(facts={"due": "1" * 50}), "facts.units[0].facts.due", "number_too_long"),
    (only(facts={"due": 10**40}), "facts.units[0].facts.due", "number_too_long"),
    (only(manual=None), "facts.units[0].manual", "not_object"),
    (entered("none", 1), "facts.units[0].manual.none", "not_manual"),
    (entered("resolved", 1), "facts.units[0].manual.resolved", "not_manual"),
    (only(manual={"minus": -1}), "facts.units[0].manual.minus", "not_object"),
    (only(manual={"minus": {"points": -1}}), "facts.units[0].manual.minus.reason", "required"),
    (only(manual={"minus": {"reason": "理由"}}), "facts.units[0].manual.minus.points", "required"),
    (only(manual={"minus": entry(-1, "")}), "facts.units[0].manual.minus.reason", "blank"),
    (only(manual={"minus": entry(-1) | {"by": "x"}}), "facts.units[0].manual.minus.by", "unknown_key"),
    (entered("minus", "1"), "facts.units[0].manual.minus.points", "out_of_range"),
    (entered("minus", "-4.01"), "facts.units[0].manual.minus.points", "out_of_range"),
    (entered("extra", "-1"), "facts.units[0].manual.extra.points", "out_of_range"),
    (entered("extra", "3.5"), "facts.units[0].manual.extra.points", "out_of_range"),
    (entered("inspection", "-1"), "facts.units[0].manual.inspection.points", "out_of_range"),
    (entered("inspection", None), "facts.units[0].manual.inspection.points", "not_number"),
]


@pytest.mark.parametrize(("given", "path", "reason"), REFUSED)
def test_facts_refused(given: object, path: str, reason: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_facts(given, RULES)
    assert (refused.value.path, refused.value.reason) == (path, reason)


def test_error_names_range_and_place() -> None:
    with pytest.raises(InputError) as refused:
        parse_facts(entered("minus", 1), RULES)
    assert str(refused.value) == "facts.units[0].manual.minus.points: must lie between -4 and 0"
