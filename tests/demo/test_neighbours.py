"""The light townships beside 大兴镇: enough for the district to compare, and nobody else's to see."""

from datetime import date

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from assessments.district.comparison import comparison_of
from assessments.models import AssessmentMonth, MonthResult
from disputes.models import Dispute
from safety_portal.accounts.models import User
from safety_portal.core.months import Month
from safety_portal.demo.make import make_demo
from safety_portal.demo.plan import NEIGHBOUR_MONTHS, NEIGHBOURS, SCALES, Plan, Scale
from safety_portal.organization.models import Unit

pytestmark = pytest.mark.django_db
PLAN = Plan(Scale(1, communities=3, grids=2, disputes_a_month=4, neighbours=NEIGHBOURS), date(2026, 11, 23), 7)
SEPTEMBER = Month(2026, 9)


class TestNeighbours(TestCase):
    district: Unit

    @classmethod
    def setUpTestData(cls) -> None:
        make_demo(PLAN, lambda _step: None)
        cls.district = Unit.objects.get(name="瑶海区")

    def as_user(self, username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    def test_district_compares_all_and_one_is_late(self) -> None:
        told = comparison_of(self.district, SEPTEMBER, PLAN.now)
        assert [row.township.name for row in told.rows] == ["大兴镇", "演示东街道", "演示南镇", "演示北街道"]
        assert [row.township.name for row in told.late] == ["演示南镇"]
        assert [row.published is None for row in told.rows] == [False, False, True, False]
        assert all(row.disputes and row.disputes.due for row in told.rows if row.published)

    def test_they_have_a_few_months_each(self) -> None:
        for neighbour in NEIGHBOURS:
            own = AssessmentMonth.objects.filter(township__name=neighbour.name)
            assert own.count() == NEIGHBOUR_MONTHS
            assert MonthResult.objects.that_count().filter(month__in=own).count() == NEIGHBOUR_MONTHS
            assert Dispute.objects.filter(township__name=neighbour.name).exists()

    def test_page_shows_a_row_for_each_to_the_district_only(self) -> None:
        page = self.as_user("district").get(reverse("assessments:townships"), {"month": str(SEPTEMBER)})
        assert [name for name in (one.name for one in NEIGHBOURS) if name not in page.content.decode()] == []

    def test_nothing_of_theirs_is_seen_in_daxing(self) -> None:
        neighbour = Unit.objects.get(name=NEIGHBOURS[0].name)
        ranking = f"/assessments/{SEPTEMBER}/ranking/?township={neighbour.code}"
        trend = reverse("assessments:township", args=[neighbour.code])
        dispute = Dispute.objects.filter(township__name=NEIGHBOURS[0].name)[0]
        for username in ("office", "leader", "secretary", "police"):
            client = self.as_user(username)
            addresses = [dispute.get_absolute_url(), ranking, trend]
            assert [client.get(address).status_code for address in addresses] == [404, 404, 404]

    def test_only_their_office_and_leader_may_log_in(self) -> None:
        usable = [user.username for user in User.objects.order_by("pk") if user.has_usable_password()]
        assert [name for name in usable if name[-1] in "123" and "_" not in name] == [
            f"{post}{number}" for number in (1, 2, 3) for post in ("office", "leader")
        ]


def test_the_whole_district_does_without_them() -> None:
    assert {name: len(scale.neighbours) for name, scale in SCALES.items()} == {"township": 3, "district": 0}
