"""What differs between two results, and why."""

from decimal import Decimal

import pytest

from assessments.inspections.services import Given, save_points
from assessments.models import MonthResult
from assessments.publication.differences import Difference, Value, difference_of
from assessments.results.services import score_month
from tests.assessments.objections.builders import Case
from tests.assessments.publication.builders import rescore
from tests.assessments.reports.builders import queries_of

pytestmark = pytest.mark.django_db


def difference(case: Case, before: int = 1, after: int = 2) -> Difference:
    rows = MonthResult.objects.filter(month=case.town.month).select_related("facts", "rule_set")
    return difference_of(rows.get(number=before), rows.get(number=after))


def test_same_result_differs_in_nothing(case: Case) -> None:
    assert difference(case, 1, 1).is_nothing


def test_changed_figure_is_told_with_what_it_moved(case: Case) -> None:
    rescore(case, disputes_on_time=9)
    found = difference(case)
    last, second = case.town.communities[2], case.town.communities[1]
    assert [(one.unit, one.moved) for one in found.units] == [(last, 1), (second, -1)]
    assert [(one.unit, one.code, one.before.value, one.after.value) for one in found.figures] == [
        (last, "disputes.on_time", 5, 9)
    ]
    (line,) = found.units[0].lines
    assert line.after is not None
    assert line.before is not None
    assert line.after > line.before
    assert found.units[1].lines == []


def test_points_by_hand_and_figures_that_were_missing_are_told(case: Case) -> None:
    given = [Given(case.unit_id, Decimal(2), "试点")]
    save_points(month=case.town.month, item_code="initiative", given=given, by=case.office)
    case.town.report(2).lines.filter(figure__code="disputes.on_time").delete()
    score_month(month=case.town.month, by=case.office)
    found = {one.code: (one.before, one.after) for one in difference(case).figures}
    assert found == {
        "disputes.on_time": (Value(5, is_known=True), Value()),
        "initiative": (Value(), Value("2", is_known=True, reason="试点")),
    }


def test_corrected_figure_names_its_objection(case: Case) -> None:
    objection = case.file(by=case.office, values={"disputes.on_time": 10}, on_behalf="停电")
    case.accept(objection, by=case.leader, disputes_on_time=10)
    case.run()
    (change,) = difference(case).figures
    assert objection.number in change.origin


def test_secretary_reads_own_figures_and_everybodys_places(case: Case) -> None:
    rescore(case, disputes_on_time=9)
    seen = difference(case).only([case.unit_id])
    assert [one.unit.pk for one in seen.units] == [case.town.communities[2].pk, case.unit_id]
    assert [one.lines for one in seen.units] == [[], []]
    assert seen.figures == []


def test_comparing_costs_the_same_for_many_communities(case: Case) -> None:
    rescore(case, disputes_on_time=9)
    once = queries_of(lambda: difference(case))
    rescore(case, 1, disputes_on_time=3)
    rescore(case, 0, disputes_on_time=2)
    assert queries_of(lambda: difference(case, 1, 4)) == once
