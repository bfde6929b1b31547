from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import CalendarDay, Unit
from tests.factories import CommunityFactory, DistrictFactory, GridFactory, MemberUnitFactory, TownshipFactory, user_as

pytestmark = pytest.mark.django_db
UNITS = "/organization/units/"


@pytest.fixture
def town() -> Unit:
    return TownshipFactory(name="大兴镇")


@pytest.fixture
def community(town: Unit) -> Unit:
    return CommunityFactory(parent=town, name="四岗社区", code="900001001901", code_is_official=False)


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    client.cookies["django_language"] = "zh-hans"
    return client


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.GRID_WORKER, Role.UNIT, Role.OFFICE, Role.AUDITOR, Role.ADMIN])
def test_everybody_sees_the_units_of_their_township_only(
    client: Client, town: Unit, community: Unit, role: Role
) -> None:
    places = {
        Role.SECRETARY: community,
        Role.GRID_WORKER: GridFactory(parent=community),
        Role.UNIT: MemberUnitFactory(parent=town),
    }
    foreign = CommunityFactory()
    signed_in(client, user_as(role, places.get(role, town)))
    assert "四岗社区" in text(client, UNITS)
    assert f"{UNITS}{foreign.pk}/" not in text(client, UNITS)
    assert client.get(f"{UNITS}{community.pk}/").status_code == 200
    assert client.get(f"{UNITS}{foreign.pk}/").status_code == 404


def test_district_sees_all_its_townships(client: Client, town: Unit, community: Unit) -> None:
    foreign = CommunityFactory(parent=TownshipFactory(parent=DistrictFactory()))
    signed_in(client, user_as(Role.DISTRICT, town.parent))
    assert client.get(f"{UNITS}{community.pk}/").status_code == 200
    assert client.get(f"{UNITS}{foreign.pk}/").status_code == 404


def test_placeholder_codes_are_marked(client: Client, town: Unit, community: Unit) -> None:
    signed_in(client, user_as(Role.OFFICE, town))
    assert "占位码</span>" in text(client, UNITS)
    assert "占位码，非官方代码" in text(client, f"{UNITS}{community.pk}/")


def test_list_is_cut_in_tabs_and_filtered(client: Client, town: Unit, community: Unit) -> None:
    MemberUnitFactory(parent=town, name="司法所")
    signed_in(client, user_as(Role.OFFICE, town))
    assert "司法所" not in text(client, UNITS)
    assert "司法所" in text(client, f"{UNITS}?tab=members")
    assert "四岗社区" in text(client, f"{UNITS}?q=四岗&level=community")
    assert "没有找到" in text(client, f"{UNITS}?q=不存在") or "四岗社区" not in text(client, f"{UNITS}?q=不存在")


@pytest.mark.parametrize("page", ["", "{pk}/"])
def test_query_count_is_the_same_at_1_and_30_rows(client: Client, town: Unit, page: str) -> None:
    CommunityFactory(parent=town)
    signed_in(client, user_as(Role.ADMIN, town))
    url = UNITS + page.format(pk=town.pk)
    few = queries(client, url)
    CommunityFactory.create_batch(29, parent=town)
    assert queries(client, url) == few


def test_administrator_opens_renames_and_merges(client: Client, town: Unit, community: Unit) -> None:
    signed_in(client, user_as(Role.ADMIN, town))
    new = {"level": "grid", "parent": community.pk, "name": "第1网格", "code": "900001001901001", "on": "2025-01-01"}
    answer = client.post(f"{UNITS}new/", {**new, "code_is_official": ""})
    grid = Unit.objects.get(name="第1网格")
    assert answer["Location"] == f"{UNITS}{grid.pk}/"
    client.post(f"{UNITS}{grid.pk}/rename/", {"name": "第一网格", "on": "2025-02-01"})
    other = GridFactory(parent=community)
    client.post(f"{UNITS}{grid.pk}/merge/", {"units": [other.pk], "on": "2025-03-01"})
    page = text(client, f"{UNITS}{grid.pk}/")
    assert [words in page for words in ("第一网格", "第1网格", "合并单位", "单位更名", other.name)] == [True] * 5


def test_administrator_splits_with_a_form_for_each_part(client: Client, town: Unit, community: Unit) -> None:
    grid = GridFactory(parent=community)
    signed_in(client, user_as(Role.ADMIN, town))
    form = {"on": "2025-01-01", "keeps": "on", "first-code": "900001001902", "first-name": "兴漕社区"}
    answer = client.post(f"{UNITS}{community.pk}/split/", {**form, "first-children": [grid.pk]})
    assert answer.status_code == 302
    grid.refresh_from_db()
    assert grid.parent is not None
    assert grid.parent.name == "兴漕社区"


def test_refused_change_comes_back_with_what_was_typed(client: Client, town: Unit, community: Unit) -> None:
    signed_in(client, user_as(Role.ADMIN, town))
    page = client.post(f"{UNITS}{community.pk}/rename/", {"name": "四岗社区", "on": "2025-02-01"})
    assert "名称没有变化。" in page.content.decode()
    assert 'value="2025-02-01"' in page.content.decode()


@pytest.mark.parametrize("page", ["edit", "rename", "move", "split", "merge"])
def test_others_may_not_change_units(client: Client, town: Unit, community: Unit, page: str) -> None:
    signed_in(client, user_as(Role.OFFICE, town))
    assert client.get(f"{UNITS}{community.pk}/{page}/").status_code == 403
    assert client.get(f"{UNITS}new/").status_code == 403


@pytest.mark.parametrize("page", ["edit", "rename", "move", "split", "merge"])
def test_administrator_gets_every_form(client: Client, town: Unit, community: Unit, page: str) -> None:
    signed_in(client, user_as(Role.ADMIN, town))
    assert client.get(f"{UNITS}{community.pk}/{page}/").status_code == 200
    assert client.get(f"{UNITS}{CommunityFactory().pk}/{page}/").status_code == 404


# --- Calendar ---

CALENDAR = "/organization/calendar/"


def test_calendar_shows_the_year_with_its_working_days(client: Client, town: Unit) -> None:
    signed_in(client, user_as(Role.SECRETARY, CommunityFactory(parent=town)))
    page = text(client, f"{CALENDAR}?year=2026")
    assert [words in page for words in ("248 个工作日", "国庆节 放假", "国庆节 补班", "已确认")] == [True] * 4
    assert "日历确认到 2026-12-31" in text(client, f"{CALENDAR}?year=2027")
    assert client.get(f"{CALENDAR}?year=1900").status_code == 404


def test_administrator_enters_days_and_confirms_the_year(client: Client, town: Unit) -> None:
    signed_in(client, user_as(Role.ADMIN, town))
    client.post(f"{CALENDAR}days/new/", {"day": "2027-02-08", "kind": "off", "name": "春节"})
    client.post(f"{CALENDAR}years/new/", {"year": 2027, "source": "国办发明电"})
    day = CalendarDay.objects.get(day=date(2027, 2, 8))
    assert "已确认" in text(client, f"{CALENDAR}?year=2027")
    client.post(f"{CALENDAR}days/{day.pk}/clear/")
    client.post(f"{CALENDAR}years/2027/unconfirm/")
    assert not CalendarDay.objects.filter(pk=day.pk).exists()


@pytest.mark.parametrize("page", ["days/new/", "years/new/"])
def test_others_may_not_edit_the_calendar(client: Client, town: Unit, page: str) -> None:
    signed_in(client, user_as(Role.OFFICE, town))
    assert client.get(CALENDAR + page).status_code == 403
    assert client.post(f"{CALENDAR}days/{CalendarDay.objects.first().pk}/clear/").status_code == 403  # type: ignore[union-attr]
