import pytest

from assessments.intake.survey import SurveyImport
from assessments.models import SurveyResult
from assessments.models.filings import SurveyHalf
from assessments.reports.filings import SurveyCounts, save_survey
from safety_portal.accounts.models import Role
from safety_portal.core.months import Month
from safety_portal.imports.models import ImportChange
from safety_portal.imports.reading.columns import Value
from safety_portal.organization.models import Unit
from tests.assessments.intake.sheets import SOURCE, bring_in, rows, scope_of, told
from tests.assessments.reports.builders import queries_of
from tests.assessments.reports.people import Town
from tests.factories import CommunityFactory, user_as

pytestmark = pytest.mark.django_db
KIND = SurveyImport()
NAMES = ("best", "good", "poor", "bad", "unknown")


def answers(half: str, *counts: int | None) -> dict[str, Value]:
    return {f"{half}_{name}": count for name, count in zip(NAMES, counts, strict=True)}


def sheet_row(unit: Unit, valid: int | None = 41) -> dict[str, Value]:
    halves = {**answers("safety", 23, 14, 3, 0, 1), **answers("satisfaction", 29, 9, None, 0, 3)}
    return {"unit": unit.code, "valid": valid, **halves}


def results() -> list[tuple[str, int, int, int, int, int]]:
    rows = SurveyResult.objects.order_by("unit__code", "-half")
    return [(row.half, row.best, row.good, row.poor, row.bad, row.unknown) for row in rows]


def test_both_halves_of_a_row_are_written(town: Town) -> None:
    given = rows(sheet_row(town.communities[0]))
    scope = scope_of(town.unit, town.office)
    assert told(KIND.plan(scope, given)) == [("new", [])]
    _run, written = bring_in(KIND, scope, given)
    assert results() == [("satisfaction", 29, 9, 0, 0, 3), ("safety", 23, 14, 3, 0, 1)]
    satisfaction = SurveyResult.objects.get(half="satisfaction")
    assert (satisfaction.source, satisfaction.entered_by, satisfaction.entered_at) == (SOURCE, town.office, scope.now)
    assert written == {3: (SurveyResult.objects.get(half="safety").pk, town.communities[0].name)}


def test_what_is_written_is_what_the_page_would_save(town: Town) -> None:
    unit = town.communities[0]
    scope = scope_of(town.unit, town.office)
    bring_in(KIND, scope, rows(sheet_row(unit)))
    counts = {
        (unit.pk, SurveyHalf.SAFETY): SurveyCounts(23, 14, 3, 0, 1),
        (unit.pk, SurveyHalf.SATISFACTION): SurveyCounts(29, 9, 0, 0, 3),
    }
    assert save_survey(month=town.month, by=town.office, source=SOURCE, counts=counts) == 0


def test_the_same_sheet_again_says_nothing_new(town: Town) -> None:
    given = rows(sheet_row(town.communities[0]), sheet_row(town.communities[1]))
    scope = scope_of(town.unit, town.office)
    bring_in(KIND, scope, given)
    assert told(KIND.plan(scope, given)) == [("same", []), ("same", [])]


def test_only_the_half_that_differs_is_written(town: Town) -> None:
    unit = town.communities[0]
    save_survey(
        month=town.month,
        by=town.office,
        source="电话",
        counts={
            (unit.pk, SurveyHalf.SAFETY): SurveyCounts(23, 14, 3, 0, 1),
            (unit.pk, SurveyHalf.SATISFACTION): SurveyCounts(30, 8, 0, 0, 3),
        },
    )
    scope = scope_of(town.unit, town.office)
    (plan,) = KIND.plan(scope, rows(sheet_row(unit)))
    assert (plan.status.value, plan.before["satisfaction_best"], plan.before["valid"]) == ("changed", 30, 41)
    run, _written = bring_in(KIND, scope, rows(sheet_row(unit)))
    assert results() == [("satisfaction", 29, 9, 0, 0, 3), ("safety", 23, 14, 3, 0, 1)]
    assert SurveyResult.objects.get(half="safety").source == "电话"
    changed = SurveyResult.objects.get(half="satisfaction").pk
    assert [(one.model, one.keys) for one in ImportChange.objects.filter(run=run)] == [
        ("assessments.surveyresult", [changed])
    ]


def test_communities_that_are_not_in_the_sheet_stay_as_they_are(town: Town) -> None:
    scope = scope_of(town.unit, town.office)
    bring_in(KIND, scope, rows(sheet_row(town.communities[1])))
    bring_in(KIND, scope, rows(sheet_row(town.communities[0])))
    assert SurveyResult.objects.filter(unit=town.communities[1]).count() == 2


def test_answers_that_do_not_add_up_are_refused(town: Town) -> None:
    (plan,) = KIND.plan(scope_of(town.unit, town.office), rows(sheet_row(town.communities[0], valid=40)))
    assert [(remark.code, remark.params) for remark in plan.remarks] == [
        ("answers_do_not_add_up", {"half": "安全感", "sum": 41, "valid": 40}),
        ("answers_do_not_add_up", {"half": "满意度", "sum": 41, "valid": 40}),
    ]
    assert plan.status.value == "refused"


def test_one_half_alone_is_enough(town: Town) -> None:
    unit = town.communities[0].code
    given = rows({"unit": unit, "valid": 41, **answers("safety", 23, 14, 3, 0, 1)})
    scope = scope_of(town.unit, town.office)
    assert told(KIND.plan(scope, given)) == [("new", [])]
    bring_in(KIND, scope, given)
    assert results() == [("safety", 23, 14, 3, 0, 1)]


def test_a_half_that_only_others_have_is_questioned(town: Town) -> None:
    first, second = town.communities
    given = rows(sheet_row(first), {"unit": second.code, "valid": 41, **answers("safety", 23, 14, 3, 0, 1)})
    assert told(KIND.plan(scope_of(town.unit, town.office), given)) == [("new", []), ("new", ["half_blank"])]


def test_without_a_sample_size_every_answer_must_be_there(town: Town) -> None:
    first, second = town.communities
    given = rows(
        {"unit": first.code, **answers("safety", 23, None, 3, 0, 1)},
        {"unit": second.code, **answers("safety", 23, 14, None, 0, 1)},
    )
    assert told(KIND.plan(scope_of(town.unit, town.office), given)) == [
        ("refused", ["answers_not_all_there"]),
        ("new", ["answers_counted_as_none"]),
    ]


def test_a_row_without_answers_is_refused(town: Town) -> None:
    given = rows({"unit": town.communities[0].code, "valid": 0, **answers("safety", 0, 0, 0, 0, 0)})
    assert told(KIND.plan(scope_of(town.unit, town.office), given)) == [("refused", ["no_answers"])]


def test_a_community_that_is_not_assessed_is_refused(town: Town) -> None:
    late = CommunityFactory(parent=town.unit)
    assert told(KIND.plan(scope_of(town.unit, town.office), rows(sheet_row(late)))) == [
        ("refused", ["unit_not_assessed"])
    ]


def test_a_month_must_be_open(town: Town) -> None:
    assert KIND.refusal(scope_of(town.unit, town.office)) is None
    closed = KIND.refusal(scope_of(town.unit, town.office, month=Month(2026, 11)))
    assert str(closed) == "本月尚未开启。"


def test_only_the_office_brings_the_survey_in(town: Town) -> None:
    leader = user_as(Role.LEADER, town.unit)
    may = [KIND.may_import(user, town.unit) for user in (town.office, town.police, town.secretary, leader)]
    assert may == [True, False, False, False]


def test_planning_asks_as_often_for_one_community_as_for_two(town: Town) -> None:
    scope = scope_of(town.unit, town.office)
    one, two = rows(sheet_row(town.communities[0])), rows(*[sheet_row(unit) for unit in town.communities])
    assert queries_of(lambda: KIND.plan(scope, one)) == queries_of(lambda: KIND.plan(scope, two))


def test_answers_are_told_apart_by_what_stands_over_them(town: Town) -> None:
    columns = {column.key: column for column in KIND.columns(scope_of(town.unit, town.office))}
    assert "安全感评价" in columns["safety_best"].above
    assert "政法工作满意度" in columns["satisfaction_unknown"].above
    assert [key for key, column in columns.items() if column.is_identity] == ["unit"]
