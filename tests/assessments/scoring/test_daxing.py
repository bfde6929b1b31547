"""The shipped rule set daxing-2022: 100 points, every number owned up to, and volume never costs."""

import json
import re
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assessments
from assessments.scoring import Item, Kind, Result, UnitResult, load_json, parse_rules, score
from tests.assessments.scoring.samples import Json, entry, month, unit

FILE = Path(assessments.__path__[0]) / "data/rules/daxing-2022.json"
OBJ = load_json(FILE.read_bytes(), "rules")
RULES = parse_rules(OBJ)

METRICS = {
    "disputes.due",
    "disputes.on_time",
    "disputes.registered",
    "disputes.assigned",
    "disputes.return_visits_due",
    "disputes.return_visits_done",
    "screening.rounds",
    "screening.required",
    "publicity.activities",
    "publicity.planned",
    "report.days_late",
    "report.returned",
    "survey.safety_valid",
    "survey.safety_positive",
    "survey.satisfaction_valid",
    "survey.satisfaction_positive",
    "police.preventable_change",
    "police.fraud_change",
    "veto.decided",
}

# A matter registered and handled in time, by what of it falls into the month (product.md, "Month").
MATTERS = {
    "all in one month": (
        "disputes.registered",
        "disputes.assigned",
        "disputes.due",
        "disputes.on_time",
        "disputes.concluded",
        "disputes.agreed",
        "disputes.return_visits_due",
        "disputes.return_visits_done",
    ),
    "registered, due later": ("disputes.registered", "disputes.assigned"),
    "due, registered before": ("disputes.due", "disputes.on_time", "disputes.concluded"),
    "handled, but not agreed": (*("disputes.registered", "disputes.assigned"), "disputes.due", "disputes.on_time"),
    "visited again": ("disputes.return_visits_due", "disputes.return_visits_done"),
}


def random_figures(seed: int) -> dict[str, object]:
    """Figures as the registers and the report supply them; a part is never more than its whole."""
    rng = Random(seed)
    wholes = {
        "disputes.due": "disputes.on_time",
        "disputes.registered": "disputes.assigned",
        "disputes.return_visits_due": "disputes.return_visits_done",
        "survey.safety_valid": "survey.safety_positive",
        "survey.satisfaction_valid": "survey.satisfaction_positive",
    }
    figures: dict[str, object] = {}
    for whole, part in wholes.items():
        count = rng.choice([0, rng.randint(1, 4), rng.randint(1, 60)])
        figures |= {whole: count, part: rng.randint(0, count)}
    for metric in ("disputes.concluded", "disputes.agreed", "screening.rounds", "screening.required"):
        figures[metric] = rng.randint(0, 5)
    for metric in ("publicity.activities", "publicity.planned", "report.days_late", "report.returned"):
        figures[metric] = rng.randint(0, 5)
    for metric in ("police.preventable_change", "police.fraud_change"):
        figures[metric] = rng.choice([None, f"{rng.choice(['', '-'])}{rng.randint(0, 9)}.{rng.randint(0, 99):02d}"])
    return figures | {"veto.decided": int(rng.random() < 0.1)}


def only(result: Result) -> UnitResult:
    return result.units[0]


def of(figures: dict[str, object], **manual: Json) -> UnitResult:
    more = {code.replace("_", "-"): one for code, one in manual.items()}
    return only(score(OBJ, month(unit("340102100001", figures, manual=more))))


GOOD: dict[str, object] = {
    **dict.fromkeys(METRICS, 10),
    "report.days_late": 0,
    "report.returned": 0,
    "veto.decided": 0,
    "police.preventable_change": "-1.25",
    "police.fraud_change": "0",
}


def test_base_items_make_a_hundred_points() -> None:
    assert (RULES.label, RULES.base_points) == ("daxing-2022@1", Fraction(100))
    assert RULES.bonus_cap == 10
    assert (RULES.veto, RULES.not_applicable, RULES.decimals) == ("last", "rescale", 2)


def test_items_read_the_figures_that_are_supplied() -> None:
    assert {metric for one in RULES.items for metric in one.metrics} == METRICS


def test_survey_counts_in_both_halves_and_breaks_ties_first() -> None:
    assert RULES.tie_break == ("survey-safety", "survey-satisfaction", "disputes-on-time")
    assert sum(RULES.item(code).points for code in RULES.tie_break[:2]) == 40


@pytest.mark.parametrize("one", RULES.items, ids=[one.code for one in RULES.items])
def test_every_item_names_its_clause_and_whose_number_it_is(one: Item) -> None:
    assert re.match(r"方案.*DX-\d{3}.*系统默认", one.basis)


def test_file_is_written_as_exports_are() -> None:
    assert FILE.read_text("utf-8") == json.dumps(OBJ, indent=1, ensure_ascii=False) + "\n"


def test_no_item_counts_petitions_or_rewards_a_number_of_disputes() -> None:
    assert not [one.code for one in RULES.items if any("petition" in metric for metric in one.metrics)]
    alone = [one.code for one in RULES.items if one.metrics == ("disputes.registered",)]
    assert alone == []


def test_a_month_without_fault_earns_all_base_points() -> None:
    found = of(GOOD)
    assert [str(value) for value in (found.base, found.bonus, found.deduction, found.total)] == [
        "100.00",
        "0.00",
        "0.00",
        "100.00",
    ]


def test_bonuses_stop_at_ten_and_innovation_counts_once() -> None:
    found = of(GOOD, innovation_city=entry(8), innovation_town=entry(2), commendation=entry(4), initiative=entry(2))
    assert (str(found.bonus), str(found.total)) == ("10.00", "110.00")
    assert {one.item for one in found.lines if one.state == "superseded"} == {"innovation-town", "innovation-district"}


def test_deductions_and_veto_are_recorded() -> None:
    found = of(GOOD | {"report.returned": 3, "veto.decided": 1}, leadership=entry("-2"))
    assert (str(found.deduction), str(found.total), found.veto) == ("-3.00", "97.00", ("veto",))


@pytest.mark.parametrize("metric", ["screening.rounds", "publicity.activities"])
def test_more_than_required_earns_nothing(metric: str) -> None:
    assert of(GOOD | {metric: 99}).total == of(GOOD).total


def test_no_dispute_at_all_is_no_advantage() -> None:
    none = GOOD | {metric: 0 for metric in METRICS if metric.startswith("disputes.")}
    for late in range(4):
        assert of(none | {"report.days_late": late}).total <= of(GOOD | {"report.days_late": late}).total


@given(seed=st.integers(0, 2**32), matter=st.sampled_from(sorted(MATTERS)))
@settings(max_examples=700)
def test_one_more_matter_handled_in_time_never_lowers_a_unit(seed: int, matter: str) -> None:
    before = random_figures(seed)
    after = before | {metric: int(str(before.get(metric, 0))) + 1 for metric in MATTERS[matter]}
    less, more = of(before), of(after)
    assert more.total >= less.total
    assert more.base >= less.base
    assert not [one.item for one, was in zip(more.lines, less.lines, strict=True) if one.points < was.points]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=300)
def test_ranks_of_a_township_hold_when_one_handles_more(seed: int) -> None:
    figures = [random_figures(seed + index) for index in range(4)]
    units = [unit(f"u{index}", one) for index, one in enumerate(figures)]
    more = figures[0] | {metric: int(str(figures[0].get(metric, 0))) + 1 for metric in MATTERS["all in one month"]}
    before = {one.code: one.rank for one in score(OBJ, month(*units)).units}
    after = {one.code: one.rank for one in score(OBJ, month(unit("u0", more), *units[1:])).units}
    assert (after["u0"] or 0) <= (before["u0"] or 99)


def test_kinds_are_all_there() -> None:
    assert {one.kind for one in RULES.items} == set(Kind)
