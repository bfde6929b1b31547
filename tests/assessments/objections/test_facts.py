"""A corrected figure counts before everything else, and says what it replaced."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import AssessmentMonth, FactCorrection, Objection
from assessments.reports.facts import collect_facts
from assessments.results.selectors import inputs_changed_since
from assessments.results.wording import provenance_words
from safety_portal.core.months import Month
from tests.assessments.objections.builders import Case
from tests.assessments.reports.builders import file_figure, make_month, make_police

pytestmark = pytest.mark.django_db


def correct(case: Case, metric: str, value: int | None, month: AssessmentMonth | None = None) -> Objection:
    """As an accepted objection would."""
    objection = Objection.objects.open().first() or case.file()
    FactCorrection.objects.create(
        month=month or case.town.month,
        unit_id=case.unit_id,
        metric=metric,
        value=value,
        reason="卷宗属实",
        objection=objection,
        decided_by=case.office,
    )
    return objection


def facts(case: Case) -> dict[str, object]:
    return dict(collect_facts(case.town.month).facts[case.town.communities[1].code])


def origin(case: Case, metric: str) -> dict[str, object]:
    return dict(collect_facts(case.town.month).provenance[case.town.communities[1].code][metric])


def test_correction_counts_before_the_accepted_report(case: Case) -> None:
    objection = correct(case, "disputes.on_time", 10)
    assert facts(case)["disputes.on_time"] == 10
    told = {"source": "objection", "number": objection.number, "was": 8, "value": 10, "reason": "卷宗属实"}
    assert origin(case, "disputes.on_time") == told


def test_correction_fills_what_was_missing(case: Case) -> None:
    objection = correct(case, "police.preventable", 1)
    told = {"source": "objection", "number": objection.number, "value": 1, "reason": "卷宗属实"}
    assert origin(case, "police.preventable") == told


def test_correction_may_say_not_applicable(case: Case) -> None:
    correct(case, "disputes.on_time", None)
    assert facts(case)["disputes.on_time"] is None


def test_withdrawn_correction_does_not_count(case: Case) -> None:
    correct(case, "disputes.on_time", 10)
    FactCorrection.objects.update(withdrawn_at=timezone.now(), withdrawn_by=case.office)
    assert facts(case)["disputes.on_time"] == 8


def test_what_is_derived_follows_the_corrected_figure(case: Case) -> None:
    """3 in each of the three months before, 5 filed, 4 corrected: one more than its own past."""
    unit, police = case.town.communities[1], make_police(case.town.unit)
    for number in (7, 8, 9):
        file_figure(make_month(case.town.unit, Month(2026, number)), police, unit, "police.preventable", 3)
    file_figure(case.town.month, police, unit, "police.preventable", 5)
    assert facts(case)["police.preventable_change"] == 2
    correct(case, "police.preventable", 4)
    assert facts(case)["police.preventable_change"] == 1


def test_past_months_count_as_they_were_corrected(case: Case) -> None:
    unit, police = case.town.communities[1], make_police(case.town.unit)
    months = [make_month(case.town.unit, Month(2026, number)) for number in (7, 8, 9)]
    for month in months:
        file_figure(month, police, unit, "police.fraud", 3)
    file_figure(case.town.month, police, unit, "police.fraud", 3)
    correct(case, "police.fraud", 6, months[0])
    assert facts(case)["police.fraud_change"] == -1


def test_correction_makes_a_draft_out_of_date(case: Case) -> None:
    moment = timezone.now() - timedelta(seconds=5)
    assert not inputs_changed_since(case.town.month, timezone.now())
    correct(case, "disputes.on_time", 10)
    assert inputs_changed_since(case.town.month, moment)


@pytest.mark.parametrize(
    ("value", "was", "words"),
    [
        (14, {"was": 12}, "12 → 14"),
        (14, {}, "未报 → 14"),
        (None, {"was": 12}, "12 → 不适用"),
        (0, {"was": None}, "不适用 → 0"),
    ],
)
def test_origin_in_words(value: int | None, was: dict[str, object], words: str) -> None:
    told = {"source": "objection", "number": "大兴异议〔2026〕10-03", "value": value, "reason": "漏录", **was}
    text = provenance_words(told)
    assert words in text
    assert "大兴异议〔2026〕10-03" in text
