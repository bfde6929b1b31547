"""Overdue port: reports and filings that months still wait for."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Report
from assessments.reports.overdue import Filings, Reports
from safety_portal.core.ports import Overdue
from tests.assessments.reports.builders import at
from tests.assessments.reports.people import Town
from tests.factories import TownshipFactory

pytestmark = pytest.mark.django_db
BEFORE, NEAR, AFTER = at("11-01 09:00"), at("11-02 09:00"), at("11-04 09:00")


def _reports(town: Town, now: datetime) -> Overdue:
    return Reports().overdue_by_township([town.unit.pk], now)[town.unit.pk]


@pytest.mark.parametrize(("now", "numbers"), [(BEFORE, (2, 0, 0)), (NEAR, (2, 0, 2)), (AFTER, (2, 2, 0))])
def test_reports_due_on_the_third(town: Town, now: datetime, numbers: tuple[int, int, int]) -> None:
    found = _reports(town, now)
    assert (found.open, found.overdue, found.soon) == numbers
    address = reverse("assessments:reports", args=["2026-10"])
    assert found.url == f"{address}?township={town.unit.code}"


def test_reports_that_have_come_wait_for_nobody_and_an_exception_is_due_when_it_ends(town: Town) -> None:
    town.submitted()
    other = Report.objects.get(unit=town.communities[1])
    Report.objects.filter(pk=other.pk).update(unlocked_until=at("11-05 18:00"), unlock_reason="停电")
    during, after = _reports(town, AFTER), _reports(town, at("11-06 09:00"))
    assert [(one.open, one.overdue, one.soon) for one in (during, after)] == [(1, 0, 1), (1, 1, 0)]


def test_filings_of_member_units_and_a_township_without_months(town: Town) -> None:
    quiet = TownshipFactory()
    for provider, numbers in ((Filings(), (1, 1, 0)), (Reports(), (2, 2, 0))):
        with CaptureQueriesContext(connection) as caught:
            found = provider.overdue_by_township([town.unit.pk, quiet.pk], AFTER)
        assert len(caught) == 1
        assert {key: (one.open, one.overdue, one.soon) for key, one in found.items()} == {
            town.unit.pk: numbers,
            quiet.pk: (0, 0, 0),
        }
        assert found[quiet.pk].url == reverse("assessments:months")
