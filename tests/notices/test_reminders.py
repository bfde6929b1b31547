"""What is said of a deadline, on which day, to whom."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safety_portal.accounts.models import Role
from safety_portal.core import ports
from safety_portal.core.deadlines import end_of
from safety_portal.core.months import SHANGHAI
from safety_portal.notices.models import Delivery, Notice, NoticePolicy
from safety_portal.notices.reminders import ESCALATED, Stage, remind_of_due, stage_of, still_due
from safety_portal.organization.calendar import working_calendar
from safety_portal.organization.models import Unit
from safety_portal.work.models import TrackedItem
from tests.factories import CommunityFactory, DeputationFactory, TownshipFactory, UserFactory, user_as
from tests.notices.test_hours import CALENDAR
from tests.work.items import TrackedItemFactory

MONDAY = datetime(2026, 11, 23, 8, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("due", "today", "stage"),
    [
        ("2026-11-25", "2026-11-23", None),
        ("2026-11-24", "2026-11-23", Stage.BEFORE),
        ("2026-11-23", "2026-11-23", Stage.TODAY),
        ("2026-11-23", "2026-11-24", Stage.AFTER),
        ("2026-11-23", "2026-11-25", None),
        ("2026-11-23", "2026-11-26", Stage.AFTER),
        ("2026-11-23", "2026-11-30", Stage.AFTER),
        ("2026-11-23", "2026-12-01", None),
        ("2026-11-28", "2026-11-27", Stage.BEFORE),  # due on a Saturday: said on Friday
        ("2026-11-30", "2026-11-27", Stage.BEFORE),  # due on Monday: said on Friday
        ("2026-11-27", "2026-11-30", Stage.AFTER),  # due on Friday: Saturday's is said on Monday
        ("2026-10-08", "2026-09-30", Stage.BEFORE),  # over the holiday
        ("2026-09-30", "2026-10-08", Stage.AFTER),
        ("2026-10-09", "2026-10-10", Stage.AFTER),  # a Saturday that is worked
    ],
)
def test_stage_of(due: str, today: str, stage: Stage | None) -> None:
    assert stage_of(date.fromisoformat(due), date.fromisoformat(today), CALENDAR) == stage


def _owe(community: Unit, day: date) -> TrackedItem:
    due_at = end_of(day)
    return TrackedItemFactory(owed_by=community, due_at=due_at, issued_at=due_at - timedelta(days=30))


def _days(*offsets: int) -> list[date]:
    return [MONDAY.date() + timedelta(days=offset) for offset in offsets]


@pytest.mark.django_db
def test_remind_of_due_once_a_stage_and_day() -> None:
    community = CommunityFactory()
    secretary, _other = user_as(Role.SECRETARY, community), user_as(Role.SECRETARY)
    for day in _days(-40, -3, -1, 0, 0, 1, 2):
        _owe(community, day)
    remind_of_due(now=MONDAY)
    remind_of_due(now=MONDAY + timedelta(hours=3))
    told = {notice.kind: notice.params["count"] for notice in Notice.objects.filter(recipient=secretary)}
    assert told == {"due.before": 1, "due.today": 2, "due.after": 2}
    assert Notice.objects.count() == 3


@pytest.mark.django_db
def test_remind_of_one_entry_leads_to_it() -> None:
    community = CommunityFactory()
    user_as(Role.SECRETARY, community)
    item = _owe(community, MONDAY.date())
    remind_of_due(now=MONDAY)
    assert Notice.objects.get().url == item.get_absolute_url()


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-28"])
def test_remind_of_due_is_silent_on_days_of_rest(day: str) -> None:
    community = CommunityFactory()
    user_as(Role.SECRETARY, community)
    _owe(community, date.fromisoformat(day))
    remind_of_due(now=datetime.fromisoformat(f"{day} 08:05").replace(tzinfo=SHANGHAI))
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_remind_of_due_tells_deputies_in_their_days_and_nobody_who_has_left() -> None:
    community = CommunityFactory()
    secretary, deputy = user_as(Role.SECRETARY, community), UserFactory()
    user_as(Role.SECRETARY, community, is_active=False)
    DeputationFactory(appointment=secretary.appointments.get(), deputy=deputy)
    _owe(community, MONDAY.date())
    remind_of_due(now=MONDAY)
    assert set(Notice.objects.values_list("recipient", flat=True)) == {secretary.pk, deputy.pk}


@pytest.mark.django_db
def test_reminder_is_not_true_any_more_when_done() -> None:
    today = timezone.localdate()
    community = CommunityFactory()
    secretary = user_as(Role.SECRETARY, community)
    item = _owe(community, today)
    notice = Notice(recipient=secretary, kind=Stage.TODAY.value, params={"count": 1, "day": str(today)})
    assert still_due(secretary, notice)
    TrackedItem.objects.filter(pk=item.pk).delete()
    assert not still_due(secretary, notice)


@pytest.mark.django_db
def test_due_today_is_true_today_only() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    community = CommunityFactory()
    secretary = user_as(Role.SECRETARY, community)
    _owe(community, yesterday)
    assert not still_due(secretary, Notice(kind=Stage.TODAY.value, params={"count": 1, "day": str(yesterday)}))


# --- The leader -----------------------------------------------------------------------------------------------


class _OfficeDue:
    """Of every office: two due last Wednesday, one on Thursday, one on Friday (a Saturday's step is Monday's)."""

    def due_for(self, user: object, now: datetime, limit: int) -> tuple[list[ports.DueEntry], int]:
        days = _days(-5, -5, -4, -3)
        entries = [ports.DueEntry("x", "x", f"/{n}/", end_of(day)) for n, day in enumerate(days)]
        return entries, len(entries)


@pytest.fixture
def _only_office(monkeypatch: pytest.MonkeyPatch) -> None:
    registry: ports.Registry[ports.DueProvider] = ports.Registry()
    registry.offer("office", _OfficeDue())
    monkeypatch.setattr(ports, "due", registry)


@pytest.mark.django_db
@pytest.mark.usefixtures("_only_office")
@pytest.mark.parametrize(("days", "counts"), [(6, []), (5, [2]), (4, [3]), (3, [4]), (None, [])])
def test_leader_hears_once_of_what_the_office_lets_lie(days: int | None, counts: list[int]) -> None:
    town = TownshipFactory()
    leader, _one, _two = (user_as(role, town) for role in (Role.LEADER, Role.OFFICE, Role.OFFICE))
    NoticePolicy.objects.create(township=town, escalate_after=days)
    remind_of_due(now=MONDAY)
    told = Notice.objects.filter(kind=ESCALATED)
    assert [(notice.recipient, notice.params["count"]) for notice in told] == [(leader, count) for count in counts]


@pytest.mark.django_db
@pytest.mark.usefixtures("_only_office")
def test_remind_of_due_asks_the_due_port_alone_per_person() -> None:
    counts, town = [], TownshipFactory()
    NoticePolicy.objects.create(township=town, escalate_after=5)
    user_as(Role.LEADER, town, email="leader@example.org")
    working_calendar()  # is in the cache from now on
    for people in (1, 9):
        for number in range(people):
            user_as(Role.OFFICE, town, email=f"{people}.{number}@example.org")
        with CaptureQueriesContext(connection) as captured:
            remind_of_due(now=MONDAY)
        counts.append(len(captured))
    assert (Notice.objects.count(), Delivery.objects.count()) == (12, 12)
    assert counts[1] <= counts[0]  # the leader is not told twice
