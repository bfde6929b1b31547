"""The page of notices."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safety_portal.accounts.models import User
from safety_portal.notices.models import Notice
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return UserFactory()


def _notices(user: User, count: int, url: str = "/work/owed/") -> list[Notice]:
    params = {"count": 2, "day": "2026-11-23"}
    return [
        Notice.objects.create(recipient=user, kind="due.after", params=params, url=url, dedupe=f"{url}{number}")
        for number in range(count)
    ]


def test_list_shows_unread_first_and_all_on_demand(client: Client, user: User) -> None:
    first, second = _notices(user, 2)
    client.force_login(user)
    client.post(reverse("notices:read", args=[first.pk]))
    shown = [client.get(reverse("notices:list"), query).context["notices"] for query in ({}, {"tab": "all"})]
    assert [[notice for notice, _words in rows] for rows in shown] == [[second], [second, first]]


def test_reading_leads_to_the_matter(client: Client, user: User) -> None:
    (notice,) = _notices(user, 1)
    client.force_login(user)
    assert client.post(reverse("notices:read", args=[notice.pk]))["Location"] == "/work/owed/"
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.parametrize("url", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_reading_never_leads_outside(client: Client, user: User, url: str) -> None:
    (notice,) = _notices(user, 1, url=url)
    client.force_login(user)
    assert client.post(reverse("notices:read", args=[notice.pk]))["Location"] == reverse("notices:list")


def test_notice_of_another_is_404(client: Client, user: User) -> None:
    (notice,) = _notices(user, 1)
    client.force_login(UserFactory())
    assert client.post(reverse("notices:read", args=[notice.pk])).status_code == 404
    assert list(client.get(reverse("notices:list"), {"tab": "all"}).context["notices"]) == []


def test_reading_by_get_is_refused(client: Client, user: User) -> None:
    (notice,) = _notices(user, 1)
    client.force_login(user)
    for address in (reverse("notices:read", args=[notice.pk]), reverse("notices:read_all")):
        assert client.get(address).status_code == 405


def test_read_all(client: Client, user: User) -> None:
    _notices(user, 3)
    client.force_login(user)
    client.post(reverse("notices:read_all"))
    assert not Notice.objects.filter(read_at=None).exists()


def test_list_needs_as_many_queries_at_1_and_30_rows(client: Client, user: User) -> None:
    counts = []
    client.force_login(user)
    for url, rows in (("/a/", 1), ("/b/", 29)):
        _notices(user, rows, url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("notices:list")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
