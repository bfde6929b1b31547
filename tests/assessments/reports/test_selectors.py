from decimal import Decimal

import pytest

from assessments.figures import FILE
from assessments.models import AssessmentMonth, Report
from assessments.reports.selectors import (
    Turnout,
    changes_of,
    current_report,
    neighbours_of,
    points_a_day_late,
    review_rows,
    turnout_of,
    with_turnout,
)
from assessments.rules.services import install_rule_set
from safety_portal.accounts.models import Role
from tests.assessments.reports.builders import OCTOBER, at, make_month, make_township, open_in
from tests.assessments.reports.people import Town
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def test_turnout_tells_filed_from_returned_late_and_missing() -> None:
    town, units = make_township(5)
    month = make_month(town)
    came = {"first_submitted_at": at("11-02 09:00"), "submitted_at": at("11-02 09:00")}
    late = {"first_submitted_at": at("11-04 09:00"), "submitted_at": at("11-04 09:00")}
    Report.objects.create(month=month, unit=units[0], state="accepted", accepted_at=at("11-05 09:00"), **came)
    Report.objects.create(month=month, unit=units[1], state="submitted", **late)
    Report.objects.create(month=month, unit=units[2], state="returned", return_reason="核对", **came)
    Report.objects.create(month=month, unit=units[3])
    row = with_turnout(AssessmentMonth.objects.all()).get()
    names = ("asked", "filed", "on_time", "late", "returned", "accepted")
    assert {name: getattr(row, name) for name in names} == {
        "asked": 4,
        "filed": 2,
        "on_time": 1,
        "late": 1,
        "returned": 1,
        "accepted": 1,
    }
    assert turnout_of(month) == {
        units[0].pk: Turnout(1, 1, 1),
        units[1].pk: Turnout(1, 1, 0),
        units[2].pk: Turnout(1, 0, 0),
        units[3].pk: Turnout(1, 0, 0),
    }


def test_turnout_looks_back_twelve_months() -> None:
    town, (unit, _other) = make_township()
    for back in range(14):
        Report.objects.create(month=make_month(town, OCTOBER - back), unit=unit)
    assert turnout_of(AssessmentMonth.objects.get(first_day=OCTOBER.first_day)) == {unit.pk: Turnout(12, 0, 0)}


def test_changes_name_what_the_register_says_now(town: Town) -> None:
    town.register.set(town.report.unit, disputes_due=5, disputes_on_time=None)
    changes = changes_of([town.report])[town.report.pk]
    assert {(change.code, change.held, change.now) for change in changes} == {
        ("disputes.due", Decimal(0), Decimal(5)),
        ("disputes.on_time", Decimal(0), None),
    }


def test_a_review_row_is_plain_only_when_nobody_needs_to_look(town: Town) -> None:
    town.submitted()
    reports = list(Report.objects.filter(pk=town.report.pk).select_related("unit", "month"))
    assert [row.is_plain for row in review_rows(town.month, reports)] == [True]
    town.report.lines.filter(figure__code="disputes.due").update(claimed_value=3, reason="补录")
    row = review_rows(town.month, reports)[0]
    assert (row.differences, row.is_plain) == (1, False)


def test_the_current_report_is_the_newest_and_of_these_one_still_open(town: Town) -> None:
    deputy_of_both = town.secretary
    assert current_report(deputy_of_both) == town.report
    newest = open_in(town.unit, town.register, OCTOBER + 1)
    assert current_report(deputy_of_both) == newest.reports.get(unit=town.report.unit)
    assert current_report(user_as(Role.SECRETARY)) is None


def test_neighbours_are_the_same_communitys_months(town: Town) -> None:
    before = open_in(town.unit, town.register, OCTOBER - 1).reports.get(unit=town.report.unit)
    found = neighbours_of(town.report)
    assert (found.before, found.after) == (before, None)


def test_the_page_knows_what_a_day_late_costs(town: Town) -> None:
    assert points_a_day_late(town.month) is None
    body = (FILE.parent / "rules" / "daxing-2022.json").read_text(encoding="utf-8")
    install_rule_set(body=body, by=town.office)
    assert points_a_day_late(town.month) == Decimal(-1)
