"""What district, leader and office see of townships and places."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.district.ports import Townships
from assessments.models import DistrictPlace
from safety_portal.accounts.models import Role
from tests.assessments.district.towns import District, Facts, draft, make_district, publish
from tests.assessments.results.test_pages import client_of, page, status
from tests.exports_of import content_of, rows_of
from tests.factories import user_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> District:
    made = make_district(3)
    one, two, three = made.townships
    publish(draft(one, [Facts((95, 100), (90, 100), (9, 10))]))
    publish(draft(two, [Facts((80, 100), (85, 100), (5, 10))]))
    draft(three, [Facts((11, 100), (22, 100))])
    return made


def test_comparison_shows_published_townships_and_no_draft(district: District) -> None:
    text = page(district.viewer, "/assessments/townships/?month=2026-10")
    assert all(one.name in text for one in district.townships)
    assert ("95.0%" in text, "11.0%" in text) == (True, False)
    assert "应于" in text


def test_export_has_the_rows_of_the_page(district: District) -> None:
    address = "/assessments/townships/?month=2026-10&order=-safety&export=xlsx"
    found = rows_of(content_of(client_of(district.viewer).get(address)))
    assert [row[0] for row in found[1:]] == [one.name for one in district.townships]
    assert found[3][2:10] == (None,) * 8


def test_comparison_is_the_districts_alone(district: District) -> None:
    one = district.townships[0]
    strangers = [user_as(Role.LEADER, one), user_as(Role.OFFICE, one), user_as(Role.DISTRICT)]
    address = f"/assessments/townships/{one.code}/"
    assert [status(user, address) for user in [*strangers, district.viewer]] == [404, 404, 404, 200]
    assert [status(user, "/assessments/townships/") for user in strangers] == [404, 404, 200]
    assert status(district.viewer, "/assessments/townships/?month=2020-01") == 404


def test_home_of_the_district_says_who_is_late(district: District) -> None:
    tiles = Townships().tiles(district.viewer, timezone.now())
    assert [(tile.value, tile.unit) for tile in tiles[:1]] == [("2", "/ 3")]
    text = page(district.viewer, "/")
    assert district.townships[2].name in text
    leader = user_as(Role.LEADER, district.townships[0])
    assert (list(Townships().tiles(leader, timezone.now())), Townships().panel(leader, timezone.now())) == ([], None)


def test_office_enters_corrects_and_strikes_out(district: District) -> None:
    town = district.townships[0]
    office = client_of(user_as(Role.OFFICE, town))
    form = {"first_day": "2026-09", "kind": "safety", "place": 4, "of": 18, "value": "93.5", "source": "通报"}
    assert office.post(reverse("assessments:district_place_new"), form).status_code == 302
    place = DistrictPlace.objects.get()
    assert (place.first_day, place.place, place.sample) == (date(2026, 9, 1), 4, None)
    address = reverse("assessments:district_place", args=[place.pk])
    assert office.post(address, {**form, "place": 3, "version": 1, "reason": "抄错"}).status_code == 302
    assert "抄错" in page(user_as(Role.LEADER, town), "/assessments/district-places/")
    strike = reverse("assessments:district_place_strike_out", args=[place.pk])
    assert office.post(strike, {"version": 2, "reason": "重复"}).status_code == 302
    assert "还没有登记位次" in page(user_as(Role.LEADER, town), "/assessments/district-places/")


def test_page_keeps_announced_and_computed_apart(district: District) -> None:
    text = page(user_as(Role.LEADER, district.townships[0]), "/assessments/district-places/")
    assert "不是区里通报" in text
