from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import PastRank
from safety_portal.accounts.models import Role
from tests.assessments.reports.people import Town, as_user, text_of
from tests.factories import user_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def ranks(town: Town) -> list[PastRank]:
    """Two communities in May, one of them in June; one place by the survey."""
    places = [(0, date(2026, 5, 1), "score", 1), (1, date(2026, 5, 1), "score", 2), (0, date(2026, 6, 1), "score", 2)]
    places.append((1, date(2026, 6, 1), "survey", 9))
    return [
        PastRank.objects.create(
            township=town.unit,
            unit=town.communities[index],
            first_day=day,
            kind=kind,
            rank=rank,
            total=Decimal("91.25"),
            source="考核台账.xlsx",
        )
        for index, day, kind, rank in places
    ]


def test_a_leader_sees_all_places(town: Town, ranks: list[PastRank]) -> None:
    page = text_of(as_user(user_as(Role.LEADER, town.unit)).get(reverse("assessments:past_ranks")))
    assert "2026年5月" in page
    assert "2026年6月" in page
    assert page.count("91.25") == len(ranks)
    assert ("考核排名" in page, "测评排名" in page) == (True, True)


def test_a_secretary_sees_the_own_places(town: Town, ranks: list[PastRank]) -> None:
    page = text_of(as_user(town.secretary).get(reverse("assessments:past_ranks")))
    assert page.count("91.25") == 2
    assert "测评排名" not in page


def test_a_township_that_brought_in_nothing(town: Town) -> None:
    page = text_of(as_user(town.office).get(reverse("assessments:past_ranks")))
    assert "没有启用门户以前的名次" in page


def test_a_member_unit_sees_no_places(town: Town, ranks: list[PastRank]) -> None:
    assert as_user(town.police).get(reverse("assessments:past_ranks")).status_code == 404
