"""Who is told what, once."""

from datetime import date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from safety_portal.accounts.models import Role, User
from safety_portal.core.months import SHANGHAI
from safety_portal.notices import wording
from safety_portal.notices.models import Delivery, Notice
from safety_portal.notices.selectors import people_with_roles, unread_count
from safety_portal.notices.services import mark_all_read, mark_read, notify
from safety_portal.notices.wording import worded
from safety_portal.organization.calendar import working_calendar
from tests.factories import (
    AppointmentFactory,
    CommunityFactory,
    DeputationFactory,
    UserFactory,
    user_as,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "_wordings", dict(wording._wordings))
    wording.register("test", subject="月报退回：%(unit)s %(month)s", why="你是报送人")


def _notify(*recipients: User, dedupe: str = "test:1") -> None:
    params = {"unit": "四岗社区", "month": "2026-10"}
    notify(recipients=recipients, kind="test", params=params, url="/reports/1/", dedupe=dedupe)


# --- Telling --------------------------------------------------------------------------------------------------


def test_notify_writes_notice_and_mail_for_whoever_has_an_address() -> None:
    reachable, unreachable = UserFactory(email="a@example.org"), UserFactory()
    _notify(reachable, unreachable)
    assert list(Notice.objects.order_by("recipient").values_list("recipient", "kind", "url")) == [
        (reachable.pk, "test", "/reports/1/"),
        (unreachable.pk, "test", "/reports/1/"),
    ]
    assert [row.notice.recipient for row in Delivery.objects.all()] == [reachable]


def test_notify_twice_tells_once() -> None:
    user = UserFactory(email="a@example.org")
    _notify(user, user)
    _notify(user)
    assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)
    _notify(user, dedupe="test:2")
    assert (Notice.objects.count(), Delivery.objects.count()) == (2, 2)


def test_notify_leaves_out_who_may_not_log_in() -> None:
    _notify(UserFactory(is_active=False))
    assert not Notice.objects.exists()


def test_notify_of_a_kind_that_nobody_words_is_refused() -> None:
    with pytest.raises(LookupError, match="nobody words"):
        notify(recipients=[], kind="unknown", params={}, url="/", dedupe="x")


def test_notify_needs_as_many_queries_for_many(django_assert_num_queries: object) -> None:
    few, many = [UserFactory(email="a@example.org")], [UserFactory(email="a@example.org") for _ in range(30)]
    working_calendar()  # is in the cache from now on
    for people in (few, many):
        with django_assert_num_queries(9):  # type: ignore[operator]  # seven and a savepoint
            _notify(*people, dedupe=f"test:{len(people)}")


# --- Wording --------------------------------------------------------------------------------------------------


def test_worded_in_the_readers_language() -> None:
    _notify(UserFactory())
    notice = Notice.objects.get()
    assert worded(notice).subject == "月报退回：四岗社区 2026年10月"
    with translation.override("en"):
        assert worded(notice).subject == "月报退回：Sigang Community Oct 2026"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "2026年12月 1月3日 24:00 2025年12月31日 08:00 下周"),
        ("en", "Dec 2026 3 Jan 24:00 31 Dec 2025 08:00 下周"),
    ],
)
def test_worded_says_months_and_moments_as_people_do(
    language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The year of a moment where it is not that of the telling; what is no month stays as it is."""
    monkeypatch.setattr(wording, "_wordings", {})
    wording.register("moments", subject="%(month)s %(due)s %(until)s %(word)s", why="")
    params = {"month": "2026-12", "due": "2027-01-03 24:00", "until": "2025-12-31 08:00", "word": "下周"}
    notice = Notice(kind="moments", params=params, created_at=datetime(2027, 1, 1, 9, tzinfo=SHANGHAI))
    with translation.override(language):
        assert worded(notice).subject == words
    notice.params = params | {"month": "这个月", "due": "尽快"}
    assert worded(notice).subject.startswith("这个月 尽快")


def test_worded_without_its_app_shows_the_code() -> None:
    assert worded(Notice(kind="gone", params={"a": 1})).subject == "gone"


# --- Reading --------------------------------------------------------------------------------------------------


def test_mark_read_is_the_recipients_own() -> None:
    user = UserFactory()
    _notify(user)
    notice = Notice.objects.get()
    mark_read(notice=notice, by=UserFactory())
    assert unread_count(user) == 1
    mark_read(notice=notice, by=user)
    assert unread_count(user) == 0


def test_mark_all_read_counts() -> None:
    user, other = UserFactory(), UserFactory()
    for number in range(3):
        _notify(user, other, dedupe=f"test:{number}")
    assert mark_all_read(by=user) == 3
    assert (unread_count(user), unread_count(other)) == (0, 3)


# --- Whom to tell ---------------------------------------------------------------------------------------------


def test_people_with_roles_includes_deputies_of_the_day() -> None:
    day = date(2026, 10, 8)
    community = CommunityFactory()
    secretary = user_as(Role.SECRETARY, community)
    deputy = UserFactory()
    DeputationFactory(appointment=secretary.appointments.get(), deputy=deputy, valid=DateRange(day, date(2026, 10, 9)))
    user_as(Role.OFFICE, community.township)
    AppointmentFactory(unit=community, valid=DateRange(date(2020, 1, 1), day))
    found = people_with_roles(day, Role.SECRETARY, unit_ids=[community.pk])
    assert set(found) == {secretary, deputy}
    assert set(people_with_roles(day + timedelta(days=1), Role.SECRETARY, unit_ids=[community.pk])) == {secretary}
