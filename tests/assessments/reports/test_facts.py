from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.models import AssessmentMonth, Report, SurveyResult, VetoDecision
from assessments.reports.facts import FactJson, as_json, collect_facts
from assessments.states import ReportState
from safety_portal.accounts.models import Role
from safety_portal.organization.models import Unit
from tests.assessments.reports.builders import (
    OCTOBER,
    FakeRegister,
    at,
    claim,
    file_figure,
    make_month,
    make_police,
    make_township,
    only_register,
)
from tests.factories import CommunityFactory, user_as

pytestmark = pytest.mark.django_db


def accepted(month: AssessmentMonth, unit: Unit) -> Report:
    moment = at("11-02 09:00")
    return Report.objects.create(
        month=month,
        unit=unit,
        state=ReportState.ACCEPTED,
        submitted_at=moment,
        first_submitted_at=moment,
        accepted_at=moment,
    )


def some(facts: dict[str, FactJson], *prefixes: str) -> dict[str, FactJson]:
    return {metric: value for metric, value in facts.items() if metric.startswith(prefixes)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (3, 3),
        (Decimal("3.0000"), 3),
        (Decimal("0.5000"), "0.5"),
        (Fraction(-4, 3), "-1.3333"),
        (Fraction(-1, 20_000), "-0.0001"),
        (Fraction(-1, 30_000), 0),
        (Decimal("1E+3"), 1000),
    ],
)
def test_as_json_is_an_integer_or_the_shortest_decimal(value: Decimal | None, expected: FactJson) -> None:
    assert as_json(value) == expected


def test_accepted_report_counts_as_claimed_and_shows_what_the_register_said() -> None:
    town, (unit, _other) = make_township()
    month = make_month(town)
    report = accepted(month, unit)
    claim(report, "disputes.on_time", 16, register=15, reason="补录一件")
    claim(report, "publicity.activities", None, reason="封控")
    found = collect_facts(month)
    assert some(found.facts[unit.code], "disputes", "publicity") == {
        "disputes.on_time": 16,
        "publicity.activities": None,
    }
    assert found.provenance[unit.code]["disputes.on_time"] == {
        "source": "report",
        "register": 15,
        "claimed": 16,
        "reason": "补录一件",
    }


@pytest.mark.parametrize("state", [ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED])
def test_report_not_accepted_leaves_the_register_to_speak_and_own_figures_missing(state: ReportState) -> None:
    town, (unit, _other) = make_township()
    month = make_month(town)
    report = Report.objects.create(
        month=month, unit=unit, state=state, submitted_at=at("11-02 09:00"), return_reason="x"
    )
    claim(report, "disputes.on_time", 16, register=15, reason="补录一件")
    claim(report, "publicity.activities", 9)
    register = FakeRegister(["disputes.on_time", "disputes.due"])
    register.set(unit, disputes_on_time=15, disputes_due=None)
    with only_register(register):
        found = collect_facts(month)
    assert some(found.facts[unit.code], "disputes", "publicity") == {"disputes.on_time": 15, "disputes.due": None}
    assert found.provenance[unit.code]["disputes.on_time"] == {"source": "register"}


def test_filings_count_once_submitted() -> None:
    town, (unit, other) = make_township()
    month, police = make_month(town), make_police(town)
    for community in (unit, other):
        accepted(month, community)
    file_figure(month, police, unit, "police.fraud", 2)
    file_figure(month, police, other, "police.fraud", None)
    found = collect_facts(month)
    assert [some(found.facts[one.code], "police.fraud") for one in (unit, other)] == [
        {"police.fraud": 2, "police.fraud_change": None},
        {"police.fraud": None, "police.fraud_change": None},
    ]
    month.filings.update(state="draft", submitted_at=None)
    assert some(collect_facts(month).facts[unit.code], "police") == {}


def test_change_is_against_the_mean_of_the_units_own_past_months() -> None:
    town, (unit, _other) = make_township()
    month, police = make_month(town), make_police(town)
    accepted(month, unit)
    for back, value in ((1, 2), (2, 3), (12, 3), (13, 100)):
        file_figure(make_month(town, OCTOBER - back), police, unit, "police.preventable", value)
    file_figure(month, police, unit, "police.preventable", 4)
    found = collect_facts(month)
    assert found.facts[unit.code]["police.preventable_change"] == "1.3333"
    assert found.provenance[unit.code]["police.preventable_change"] == {
        "source": "portal",
        "of": "police.preventable",
        "months": 3,
        "value": 4,
        "mean": "2.6667",
    }


def test_survey_gives_sample_and_positive_answers_of_both_halves() -> None:
    town, (unit, _other) = make_township()
    month = make_month(town)
    accepted(month, unit)
    office = user_as(Role.OFFICE, town)
    for half in ("safety", "satisfaction"):
        SurveyResult.objects.create(
            month=month, unit=unit, half=half, best=23, good=14, poor=3, bad=0, unknown=1, entered_by=office
        )
    assert some(collect_facts(month).facts[unit.code], "survey") == {
        "survey.safety_valid": 41,
        "survey.safety_positive": 37,
        "survey.satisfaction_valid": 41,
        "survey.satisfaction_positive": 37,
    }


def test_portal_knows_lateness_returns_and_vetoes() -> None:
    town, (unit, other) = make_township()
    month = make_month(town)
    accepted(month, unit)
    Report.objects.create(month=month, unit=other, times_returned=2)
    VetoDecision.objects.create(
        month=month,
        unit=unit,
        document="瑶平安组〔2026〕3号",
        decided_by="区平安建设领导小组",
        decided_on=timezone.localdate(),
        reason="较大事故",
        entered_by=user_as(Role.OFFICE, town),
    )
    found = collect_facts(month)
    assert [some(found.facts[one.code], "report", "veto") for one in (unit, other)] == [
        {"report.days_late": 0, "report.returned": 0, "veto.decided": 1},
        {"report.days_late": 1, "report.returned": 2, "veto.decided": 0},
    ]
    assert found.provenance[unit.code]["veto.decided"] == {"source": "portal", "document": "瑶平安组〔2026〕3号"}


def test_communities_without_a_report_are_not_of_this_month() -> None:
    town, (unit, other) = make_township()
    month, police = make_month(town), make_police(town)
    accepted(month, unit)
    file_figure(month, police, other, "police.fraud", 2)
    found = collect_facts(month)
    assert (found.units, list(found.facts)) == ((unit,), [unit.code])


def test_queries_do_not_grow_with_communities(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    town, units = make_township(1)
    month, police = make_month(town), make_police(town)
    units += [CommunityFactory(parent=town) for _ in range(29)]
    for unit in units:
        report = accepted(month, unit) if unit != units[0] else Report.objects.create(month=month, unit=unit)
        claim(report, "disputes.on_time", 16, register=15, reason="补录一件")
        file_figure(month, police, unit, "police.fraud", 2)
    with only_register(FakeRegister(["disputes.due"])), django_assert_num_queries(9):
        assert len(collect_facts(month).units) == 30
