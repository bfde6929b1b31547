"""What ships: word for word from the plans, nothing that steers anybody from petitioning, every sentence answered."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from assessments.figures import read_catalogue
from assessments.models import Target
from assessments.rules.clauses import DATA
from assessments.targets.shipped import ShippedTarget, shipped_plans
from tests.assessments.rules.samples import rule_text

#: Every sentence of the five plans whose row of the map is A10, as the coverage table has it.
SENTENCES = list(csv.DictReader((Path(__file__).parent / "a10_sentences.csv").read_text("utf-8").splitlines()))
TARGETS = [(plan.code, target) for plan in shipped_plans().values() for target in plan.targets]
LEFT_OUT = {one["id"] for one in SENTENCES if one["kind"] == "left_out"}
IDS = [f"{plan}:{target.code}" for plan, target in TARGETS]


def test_every_sentence_is_served_or_left_out_with_a_reason() -> None:
    served = {(plan, sentence) for plan, target in TARGETS for sentence in target.sentences}
    reasons = {(plan.code, one.sentence) for plan in shipped_plans().values() for one in plan.left_out if one.reason}
    assert {(one["plan"], one["id"]) for one in SENTENCES} == served | reasons


def test_texts_are_the_plans_own() -> None:
    texts = {one["id"]: one["text"] for one in SENTENCES}
    shipped = {target.sentences[0]: target.text for _plan, target in TARGETS}
    left_out = {one.sentence: one.text for plan in shipped_plans().values() for one in plan.left_out}
    assert shipped | left_out == {code: texts[code] for code in shipped | left_out}


@pytest.mark.parametrize(("plan", "target"), TARGETS, ids=IDS)
def test_no_sentence_left_out_becomes_a_target(plan: str, target: ShippedTarget) -> None:
    if LEFT_OUT & set(target.sentences):
        assert (target.kind, target.is_neutral) == (Target.Kind.COUNT, True)


@pytest.mark.parametrize(("plan", "target"), TARGETS, ids=IDS)
def test_neutral_figures_are_never_judged(plan: str, target: ShippedTarget) -> None:
    """Petitions, trends and people served: whoever reads them reads a count (product.md, "What is left out")."""
    neutral = {figure["code"] for figure in read_catalogue().figures if figure["is_neutral"]}
    if neutral & set(target.figures):
        assert target.is_neutral


def test_petition_volume_is_a_count_in_every_plan() -> None:
    petitions = [target for _plan, target in TARGETS if any(code.startswith("petitions.") for code in target.figures)]
    assert [(one.kind, one.is_neutral) for one in petitions] == [(Target.Kind.COUNT, True)] * 2
    said = [one for _plan, one in TARGETS if any(word in one.text + one.name for word in ("上访", "非正常访"))]
    assert said == petitions


@pytest.mark.parametrize(("plan", "target"), TARGETS, ids=IDS)
def test_figures_exist_and_are_of_one_reach(plan: str, target: ShippedTarget) -> None:
    figures = {figure["code"]: figure for figure in read_catalogue().figures}
    assert len({figures[code]["is_townshipwide"] for code in target.figures}) == 1
    assert bool(target.denominator or target.columns.get("per")) == (
        target.kind in {Target.Kind.SHARE, Target.Kind.INDEX, Target.Kind.BETTER_PLACE, Target.Kind.AMONG_FIRST}
    )


def test_boards_have_their_seven_and_eight_lines() -> None:
    lines = {
        board: sorted({int(str(target.columns["line"])) for _plan, target in TARGETS if target.board == board})
        for board in (Target.Board.SEVEN, Target.Board.EIGHT)
    }
    assert lines == {"seven": [1, 2, 3, 4, 5, 6, 7], "eight": [1, 2, 3, 4, 5, 6, 7, 8]}


def test_what_a_plan_leaves_open_waits_for_the_office() -> None:
    pending = {target.sentences[0]: target.pending for _plan, target in TARGETS if target.pending}
    assert pending == {"CJ-002": "value", "SS-005": "definition", "XJ-033": "value"}


def test_no_shipped_rule_scores_a_count_of_the_whole_township() -> None:
    """What targets ask for never becomes points."""
    rules = (DATA / "rules").glob("*.json")
    texts = [path.read_text(encoding="utf-8") for path in rules] + [rule_text()]
    asked = [figure["code"] for figure in read_catalogue().figures if figure["is_townshipwide"]]
    assert [code for code in asked for text in texts if f'"{code}"' in text] == []
