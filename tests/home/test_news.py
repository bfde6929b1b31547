"""What is new since the last visit: when that was, and what each role hears of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core import ports
from safety_portal.core.ports import News, Registry
from safety_portal.home import news
from tests.factories import CommunityFactory, user_as
from tests.work.items import TrackedItemFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 21, 9, tzinfo=timezone.get_default_timezone())


def _left(user: User, hours_ago: float, action: str = "disputes.accept") -> datetime:
    """A line that ``user`` left in the trail."""
    at = NOW - timedelta(hours=hours_ago)
    AuditEntry.objects.create(at=at, kind="change", action=action, actor_id=user.pk, object_type="x.y", object_id="1")
    return at


def test_nobody_was_here_before_the_first_visit() -> None:
    user = user_as(Role.OFFICE)
    _left(user, 0, "user.log_in")
    assert news.last_seen(user) is None


def test_visit_begins_with_a_log_in_after_the_gap() -> None:
    user = user_as(Role.OFFICE)
    _left(user, 30, "user.log_in")
    last = _left(user, 26)
    _left(user, 20, "user.log_in")
    _left(user, 19)
    assert news.last_seen(user) == last


def test_log_in_after_lunch_goes_on_with_the_same_visit() -> None:
    user = user_as(Role.OFFICE)
    yesterday = _left(user, 20)
    _left(user, 4, "user.log_in")
    _left(user, 3)
    _left(user, 1, "user.log_in")
    assert news.last_seen(user) == yesterday


def test_hours_of_reading_alone_are_no_gap() -> None:
    user = user_as(Role.OFFICE)
    before = _left(user, 30)
    _left(user, 9, "user.log_in")
    _left(user, 1)
    assert news.last_seen(user) == before


def test_others_lines_are_nobody_elses_visit() -> None:
    user, other = user_as(Role.OFFICE), user_as(Role.OFFICE)
    _left(other, 20)
    _left(user, 1, "user.log_in")
    assert news.last_seen(user) is None


class _Told:
    def __init__(self, order: int) -> None:
        self.order = order
        self.asked: list[datetime] = []

    def news_for(self, user: User, since: datetime) -> Sequence[News]:
        self.asked.append(since)
        return [News(f"新事 {self.order} 件", "/x/", self.order)]


def test_home_tells_in_order_and_asks_for_the_same_moment_all_session(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry: Registry[_Told] = Registry()
    monkeypatch.setattr(ports, "news", registry)
    late, early = _Told(50), _Told(10)
    registry.offer("late", late)
    registry.offer("early", early)
    client.force_login(user_as(Role.OFFICE))
    page = client.get(reverse("home:index")).content.decode()
    client.get(reverse("home:index"))
    assert page.index("新事 10 件") < page.index("新事 50 件")
    assert len(set(late.asked)) == 1


def test_home_says_that_nothing_is_new(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "news", Registry())
    client.force_login(user_as(Role.SECRETARY))
    assert "没有新情况" in client.get(reverse("home:index")).content.decode()


def test_things_owed_are_news_for_who_owes_and_who_checks() -> None:
    community = CommunityFactory()
    item = TrackedItemFactory(owed_by=community)
    secretary = user_as(Role.SECRETARY, community)
    since = item.issued_at - timedelta(minutes=1)
    assert [(one.words, one.url) for one in news.news_for(secretary, since)] == [
        ("新交办事项 1 件", item.get_absolute_url())
    ]
    assert news.news_for(secretary, item.issued_at + timedelta(minutes=1)) == []
    assert news.news_for(user_as(Role.SECRETARY), since) == []
