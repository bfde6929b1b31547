"""Mail of the month's end goes to who may still see it on the day it leaves, whoever was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core import mail
from django.db.backends.postgresql.psycopg_any import DateRange

from assessments.results.services import tell_windows
from safety_portal.accounts.models import Appointment, Deputation, Role, User
from safety_portal.notices.models import Delivery
from safety_portal.notices.outbox import deliver
from safety_portal.notices.selectors import NO_LONGER_VISIBLE
from tests.assessments.objections.builders import IN_WINDOW, Case
from tests.assessments.publication.builders import publish
from tests.assessments.reports.builders import at
from tests.factories import DeputationFactory, TownshipFactory, user_as

pytestmark = pytest.mark.django_db

MONDAY = at("11-09 09:00")
EVERYTHING = ["objection.accepted", "publication.own", "result.draft"]


def _nothing(_case: Case, _reader: User) -> None:
    """The secretary still is one."""


def _ended(_case: Case, reader: User) -> None:
    Appointment.objects.filter(user=reader).update(valid=DateRange(date(2020, 1, 1), date(2026, 11, 9)))


def _to_a_neighbour(case: Case, reader: User) -> None:
    Appointment.objects.filter(user=reader).update(unit=case.town.communities[0])


def _to_another_township(_case: Case, reader: User) -> None:
    _ended(_case, reader)
    user_as_office = user_as(Role.OFFICE, TownshipFactory())
    Appointment.objects.filter(user=user_as_office).update(user=reader)


def _account_closed(_case: Case, reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(is_active=False)


def _sent(reader: User) -> list[str]:
    rows = Delivery.objects.filter(notice__recipient=reader, state="sent")
    return sorted(set(rows.values_list("notice__kind", flat=True)))


def _tell_everything(case: Case) -> None:
    """The window, a decision and the publication, all told on a Sunday or before."""
    User.objects.filter(pk__in=[case.secretary.pk]).update(email="secretary@example.org")
    tell_windows(now=IN_WINDOW)
    case.accept(case.file(), disputes_on_time=10)
    case.run()
    publish(case, 2)
    Delivery.objects.update(not_before=at("11-08 09:00"))


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (_nothing, EVERYTHING),
        (_ended, []),
        (_to_a_neighbour, ["result.draft"]),  # which names no community: the new one has a score too
        (_to_another_township, []),
        (_account_closed, []),
    ],
)
def test_mail_goes_to_who_may_see_it_on_its_day(
    case: Case, change: Callable[[Case, User], None], kinds: list[str]
) -> None:
    _tell_everything(case)
    change(case, case.secretary)
    assert deliver(at("11-08 10:00")) == 0  # a Sunday
    while deliver(MONDAY):
        pass
    assert _sent(case.secretary) == kinds
    assert len(mail.outbox) == bool(kinds)  # one for all
    withheld = Delivery.objects.filter(notice__recipient=case.secretary).exclude(state="sent")
    assert set(withheld.values_list("state", "error")) == {("failed", NO_LONGER_VISIBLE)}
    assert "result.window" in withheld.values_list("notice__kind", flat=True)  # it is over, whoever they are


def test_deputy_whose_days_are_over_gets_no_mail(case: Case) -> None:
    held = case.secretary.appointments.get()
    deputation = DeputationFactory(appointment=held, deputy__email="deputy@example.org")
    publish(case)
    Delivery.objects.update(not_before=at("11-08 09:00"))
    Deputation.objects.filter(pk=deputation.pk).update(valid=DateRange(date(2020, 1, 1), date(2026, 11, 9)))
    while deliver(MONDAY):
        pass
    assert [message.to for message in mail.outbox] == []
