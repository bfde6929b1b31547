"""The demo: reproducible, complete, and within the portal's own rules."""

import hashlib
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import TestCase

from assessments.models import MonthResult, Objection, Publication, Report
from disputes.models import Dispute, StageDeadline
from disputes.states import FINAL_STATES
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.demo.make import make_demo
from safety_portal.demo.people import LOGINS, PASSWORD
from safety_portal.demo.plan import MONTHS, Plan, Scale
from safety_portal.organization.models import Level, Unit
from safety_portal.work.models import Counter, Job

pytestmark = pytest.mark.django_db
SMALL = Scale(townships=1, communities=3, grids=2, disputes_a_month=4)
DAY = date(2026, 11, 23)


def make(day: date = DAY, seed: int = 7) -> None:
    make_demo(Plan(SMALL, day, seed), lambda _step: None)


def digest(day: date = DAY, seed: int = 7) -> str:
    """A checksum of what a demo holds; its rows are gone afterwards."""
    with transaction.atomic():
        make(day, seed)
        disputes = Dispute.objects.order_by("number").values_list(
            "number", "title", "state", "due_at", "handler__username"
        )
        results = MonthResult.objects.order_by("month__first_day", "number").values_list(
            "month__first_day", "fingerprint"
        )
        told = hashlib.sha256(repr([list(disputes), list(results)]).encode()).hexdigest()
        transaction.set_rollback(True)
    return told


def test_same_seed_and_date_give_the_same_data_another_seed_other() -> None:
    once = digest()
    assert digest() == once
    assert digest(seed=8) != once


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31)])
def test_any_day_of_the_year_will_do(day: date) -> None:
    make(day)
    assert Report.objects.count() == MONTHS * 3
    assert not Dispute.objects.filter(registered_at__date__gt=day).exists()


class TestMade(TestCase):
    """One making, looked at from many sides."""

    @classmethod
    def setUpTestData(cls) -> None:
        make()

    def test_every_month_is_scored_and_only_the_open_one_lacks_figures(self) -> None:
        assert MonthResult.objects.filter(is_current=True).count() == MONTHS
        lacking = MonthResult.objects.filter(is_current=True, scores__missing__gt=0).distinct()
        assert [str(result.month.month) for result in lacking] == ["2026-10"]

    def test_every_role_has_a_login_that_works(self) -> None:
        assert {login.role for login in LOGINS} == set(Role)
        for login in LOGINS:
            user = User.objects.get(username=login.username)
            assert user.check_password(PASSWORD)
            assert [scope.role for scope in user.scopes] == [login.role]

    def test_clocks_are_those_the_register_would_have_set(self) -> None:
        assert not Dispute.objects.exclude(state__in=FINAL_STATES).filter(due_at=None).exists()
        counting = StageDeadline.objects.filter(counts=True)
        assert counting.count() == Dispute.objects.count()
        assert not counting.filter(handed_on_at__isnull=False).exists()

    def test_objections_stand_in_all_states_and_have_been_scored(self) -> None:
        states = Objection.objects.order_by("number").values_list("state", flat=True)
        assert list(states) == ["open", "accepted", "rejected"]
        assert not Objection.objects.unscored().exists()
        assert not Job.objects.filter(state="queued").exists()

    def test_past_months_are_published_and_one_is_corrected(self) -> None:
        numbers = Publication.objects.order_by("month__first_day", "number").values_list("number", flat=True)
        assert list(numbers) == [1] * (MONTHS - 1) + [2]
        assert not Publication.objects.filter(month__first_day=date(2026, 10, 1)).exists()
        second = Publication.objects.get(number=2)
        assert len(second.changes["figures"]) == 1
        assert all(row.published_at <= row.month.publish_by for row in Publication.objects.filter(number=1))

    def test_places_without_a_known_code_say_so(self) -> None:
        known = Unit.objects.filter(code_is_official=True).exclude(level__in=[Level.DISTRICT, Level.TOWNSHIP])
        assert sorted(known.values_list("code", flat=True)) == ["340102100001", "340102100002", "340102100003"]

    def test_the_trail_names_no_party(self) -> None:
        assert not AuditEntry.objects.filter(object_label__contains="演示甲").exists()
        assert not AuditEntry.objects.filter(details__icontains="演示甲").exists()

    def test_the_next_number_follows_the_last(self) -> None:
        for counter in Counter.objects.filter(series__startswith="dispute:"):
            _dispute, short, month = counter.series.split(":")
            numbered = Dispute.objects.filter(number__startswith=f"{short}〔{month[:4]}〕{month[5:]}-")
            assert numbered.count() == counter.last


def test_it_never_mixes_with_what_is_there() -> None:
    Unit.objects.create(level=Level.DISTRICT, code="1", name="区")
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO())


def test_logins_are_listed_without_touching_data() -> None:
    out = StringIO()
    call_command("demo", logins=True, stdout=out)
    assert [line.split()[:2] for line in out.getvalue().splitlines()] == [[one.username, PASSWORD] for one in LOGINS]
    assert not Unit.objects.exists()
