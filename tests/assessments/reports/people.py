"""A township with its people, for the tests of pages."""

from __future__ import annotations

from typing import Protocol

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Report
from assessments.reports.services import submit
from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit
from tests.assessments.reports.builders import FakeRegister, fill, make_police, make_township, open_in
from tests.factories import user_as


class Town:
    """October of a township with two communities and a police station."""

    def __init__(self, register: FakeRegister, communities: int = 2) -> None:
        self.register = register
        self.unit, self.communities = make_township(communities)
        self.police_unit: Unit = make_police(self.unit)
        self.month = open_in(self.unit, register)
        self.report: Report = self.month.reports.select_related("unit", "month").order_by("unit__code")[0]
        self.secretary = user_as(Role.SECRETARY, self.report.unit)
        self.office = user_as(Role.OFFICE, self.unit)
        self.police = user_as(Role.UNIT, self.police_unit)

    def url(self, name: str, *rest: str) -> str:
        """A page of the first community's report."""
        return reverse(f"assessments:{name}", args=[self.month.slug, self.report.unit.code, *rest])

    def submitted(self) -> Report:
        now = timezone.now()
        fill(self.report, self.secretary, now)
        return submit(report=self.report, by=self.secretary, now=now)

    def fresh(self) -> Report:
        return Report.objects.get(pk=self.report.pk)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class Answer(Protocol):
    content: bytes


def text_of(response: Answer) -> str:
    return response.content.decode()
