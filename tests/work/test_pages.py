"""Pages of jobs and of things owed."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from safety_portal.accounts.models import Role, User
from safety_portal.work.models import Job, TrackedItem
from tests.factories import CommunityFactory, TownshipFactory, UserFactory, user_as
from tests.work.items import TrackedItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary() -> User:
    return user_as(Role.SECRETARY, CommunityFactory())


@pytest.fixture
def office(secretary: User) -> User:
    return user_as(Role.OFFICE, secretary.scopes[0].unit.township)


def _page(client: Client, user: User, address: str, **headers: str) -> str:
    client.force_login(user)
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


# --- Jobs -----------------------------------------------------------------------------------------------------


def _job(user: User, **fields: Any) -> Job:
    return Job.objects.create(**{"kind": "test", "key": "test", "created_by": user, **fields})


def test_job_page_polls_while_the_job_is_open(client: Client) -> None:
    user = UserFactory()
    job = _job(user, state="running", done=3, total=9, step="Waiting")
    address = reverse("work:job", args=[job.pk])
    page = _page(client, user, address)
    assert f'hx-get="{address}" hx-trigger="every 2s"' in page
    assert '<progress class="meter" value="3" max="9">' in page
    fragment = _page(client, user, address, **{"HX-Request": "true"})
    assert "<html" not in fragment
    assert "hx-trigger" in fragment


def test_job_page_ends_with_a_link_to_the_result(client: Client) -> None:
    user = UserFactory()
    job = _job(user, state="done", finished_at=timezone.now(), result_url="/result/1")
    page = _page(client, user, reverse("work:job", args=[job.pk]))
    assert "hx-trigger" not in page
    assert 'href="/result/1"' in page


def test_job_page_says_why_it_failed_and_a_code(client: Client) -> None:
    user = UserFactory()
    job = _job(user, state="failed", finished_at=timezone.now(), error="月份没有打开。")
    page = _page(client, user, reverse("work:job", args=[job.pk]))
    assert "月份没有打开。" in page
    assert str(job.pk)[:8] in page


def test_job_page_of_somebody_else_is_404(client: Client) -> None:
    job = _job(UserFactory(), township=TownshipFactory())
    client.force_login(user_as(Role.OFFICE))
    assert client.get(reverse("work:job", args=[job.pk])).status_code == 404


# --- Things owed ----------------------------------------------------------------------------------------------


def test_list_tabs_count_and_filter(client: Client, office: User, secretary: User) -> None:
    community = secretary.scopes[0].unit
    yesterday = timezone.now() - timedelta(days=1)
    for state, due in [("open", None), ("open", yesterday), ("replied", None), ("cleared", None), ("void", None)]:
        TrackedItemFactory(owed_by=community, state=state, **({"due_at": due} if due else {}))
    client.force_login(office)
    response = client.get(reverse("work:tracked"), {"tab": "over"})
    assert [tab.count for tab in response.context["tabs"]] == [2, 1, 1, 2]
    assert [item.due_at for item in response.context["page_obj"]] == [yesterday]


def test_list_finds_by_words(client: Client, office: User, secretary: User) -> None:
    community = secretary.scopes[0].unit
    found = TrackedItemFactory(owed_by=community, title="整改消防通道")
    TrackedItemFactory(owed_by=community)
    client.force_login(office)
    response = client.get(reverse("work:tracked"), {"q": "消防", "owed_by": str(community.pk)})
    assert list(response.context["page_obj"]) == [found]


def test_issue_reply_and_clear_by_form(client: Client, office: User, secretary: User) -> None:
    community, due = secretary.scopes[0].unit, timezone.localdate() + timedelta(days=3)
    client.force_login(office)
    values = {"kind": "plan_task", "owed_by": community.pk, "title": "月底前张贴", "due_at": due.isoformat()}
    client.post(reverse("work:tracked_issue"), values)
    item = TrackedItem.objects.get()
    assert timezone.localtime(item.due_at).date() == due
    client.force_login(secretary)
    client.post(reverse("work:tracked_move", args=[item.pk, "reply"]), {"text": "已张贴"})
    client.force_login(office)
    response = client.post(reverse("work:tracked_move", args=[item.pk, "clear"]), {"text": ""})
    assert response["Location"] == item.get_absolute_url()
    item.refresh_from_db()
    assert (item.state, item.reply, item.checked_by) == ("cleared", "已张贴", office)


def test_issue_form_names_the_field_at_fault(client: Client, office: User) -> None:
    client.force_login(office)
    foreign = CommunityFactory()
    yesterday = timezone.localdate() - timedelta(days=1)
    values = {"kind": "plan_task", "owed_by": foreign.pk, "title": "x", "due_at": yesterday.isoformat()}
    response = client.post(reverse("work:tracked_issue"), values)
    assert set(response.context["form"].errors) == {"owed_by"}
    values["owed_by"] = CommunityFactory(parent=office.scopes[0].unit).pk
    response = client.post(reverse("work:tracked_issue"), values)
    assert set(response.context["form"].errors) == {"due_at"}


def test_form_of_a_move_that_is_no_longer_possible_says_so(client: Client, office: User, secretary: User) -> None:
    item = TrackedItemFactory(owed_by=secretary.scopes[0].unit, state="cleared")
    client.force_login(secretary)
    response = client.post(reverse("work:tracked_move", args=[item.pk, "reply"]), {"text": "已整改"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


@pytest.mark.parametrize(
    ("role", "status"), [(Role.SECRETARY, 403), (Role.OFFICE, 200), (Role.LEADER, 200), (Role.ADMIN, 403)]
)
def test_issue_form_is_for_office_and_leader(client: Client, role: Role, status: int) -> None:
    client.force_login(user_as(role))
    assert client.get(reverse("work:tracked_issue")).status_code == status


def test_foreign_items_are_404_and_moves_of_others_403(client: Client, secretary: User) -> None:
    item = TrackedItemFactory(owed_by=secretary.scopes[0].unit)
    client.force_login(secretary)
    assert client.get(reverse("work:tracked_move", args=[item.pk, "clear"])).status_code == 403
    assert client.get(reverse("work:tracked_move", args=[item.pk, "steal"])).status_code == 404
    client.force_login(user_as(Role.SECRETARY))
    assert client.get(item.get_absolute_url()).status_code == 404
    assert client.get(reverse("work:tracked_move", args=[item.pk, "reply"])).status_code == 404


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_need_as_many_queries_at_1_and_30_rows(client: Client, office: User, secretary: User) -> None:
    community = secretary.scopes[0].unit
    item = TrackedItemFactory(owed_by=community)
    client.force_login(office)
    addresses = [reverse("work:tracked"), item.get_absolute_url()]
    at_one = [_queries(client, address) for address in addresses]
    for _turn in range(29):
        TrackedItemFactory(owed_by=CommunityFactory(parent=community.township))
    assert [_queries(client, address) for address in addresses] == at_one


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_in_both_languages(
    client: Client, office: User, secretary: User, language: str, settings: LazySettings
) -> None:
    item = TrackedItemFactory(owed_by=secretary.scopes[0].unit, state="replied")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with translation.override(language):
        state = str(item.get_state_display())
        assert state in _page(client, office, item.get_absolute_url())
