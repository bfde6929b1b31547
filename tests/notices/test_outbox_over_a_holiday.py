"""The outbox through National Day 2026 and its make-up days: never outside the hours, never lost, never twice."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.cache import cache

from safety_portal.accounts.models import Role
from safety_portal.core.months import SHANGHAI
from safety_portal.notices import wording
from safety_portal.notices.hours import DAYTIME, DEFAULT, Hours
from safety_portal.notices.models import Delivery, MailPreference, Notice
from safety_portal.notices.outbox import deliver
from safety_portal.notices.services import Telling, notify_all
from safety_portal.organization.models import CalendarDay
from tests.factories import user_as
from tests.notices.test_hours import CALENDAR

STEP = timedelta(hours=2)
FIRST, LAST = (datetime(2026, 9, 18, tzinfo=SHANGHAI), datetime(2026, 10, 14, tzinfo=SHANGHAI))


@pytest.fixture
def _calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {"off": CALENDAR.off_days, "make_up_workday": CALENDAR.make_up_days}
    for kind, days in kinds.items():
        for day, name in days.items():
            CalendarDay.objects.update_or_create(day=day, defaults={"kind": kind, "name": name})
    cache.clear()
    monkeypatch.setattr(wording, "_wordings", {})
    wording.register("plain", subject="平常", why="你是报送人")
    wording.register("urgent", subject="今天到期", why="你是报送人", is_urgent=True)


@pytest.mark.django_db
@pytest.mark.usefixtures("_calendar")
def test_outbox_over_a_holiday() -> None:
    usual = user_as(Role.SECRETARY, email="usual@example.org")
    early = user_as(Role.SECRETARY, email="early@example.org")
    own = Hours(time(6), time(8, 30))
    MailPreference.objects.create(user=early, mail_from=own.first, mail_until=own.last)
    hours = {"usual@example.org": DEFAULT, "early@example.org": own}
    left: Counter[bool] = Counter()
    for number in range((LAST - FIRST) // STEP):
        now = FIRST + number * STEP
        if now < LAST - timedelta(days=1):  # the last day brings nothing new
            kind = "urgent" if number % 5 == 0 else "plain"
            notify_all(kind=kind, tellings=[Telling([usual, early], {}, "/", f"{number}")], now=now)
        while deliver(now):
            pass
        for message in mail.outbox:
            is_open = _is_open(now, hours[message.to[0]])
            left[is_open] += 1
            assert is_open or ("平常" not in message.body and DAYTIME.first <= now.time() < DAYTIME.last)
        mail.outbox.clear()
    assert left[True]
    assert left[False]
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert Delivery.objects.count() == Notice.objects.count() == 2 * ((LAST - FIRST) // STEP - 12)


def _is_open(now: datetime, hours: Hours) -> bool:
    day: date = now.date()
    return CALENDAR.is_working(day) and hours.first <= now.time() < hours.last
