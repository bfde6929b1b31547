"""Sending from the outbox: once, later again, never to whom it no longer concerns."""

import threading
from datetime import date, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safety_portal.accounts.models import Appointment, Role, User
from safety_portal.core.months import SHANGHAI
from safety_portal.notices import wording
from safety_portal.notices.models import Delivery, MailPreference, NoticePolicy
from safety_portal.notices.outbox import BACKOFF, LEASE, Parcel, _deliver_one, claim, deliver
from safety_portal.notices.selectors import NO_LONGER_VISIBLE
from safety_portal.notices.services import notify
from safety_portal.notices.tasks import deliver_notices
from safety_portal.organization.models import CalendarDay
from tests.factories import user_as

State = Delivery.State


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "_wordings", {})
    wording.register("test", subject="月报退回 %(number)s", body="请看退回理由。", why="你是报送人")
    wording.register("news", subject="月报已接收", why="你是报送人", is_duty=False)
    wording.register("urgent", subject="今天到期", why="你是报送人", is_urgent=True)


@pytest.fixture
def user() -> User:
    return user_as(Role.SECRETARY, email="a@example.org")


def _tell(user: User, number: int = 1, kind: str = "test") -> Delivery:
    """Told long ago, so that only the hours at the moment of sending matter."""
    notify(recipients=[user], kind=kind, params={"number": number}, url="/reports/1/", dedupe=f"{kind}:{number}")
    Delivery.objects.filter(state=State.WAITING).update(not_before=_now() - timedelta(days=30))
    return Delivery.objects.latest("pk")


def _now() -> datetime:
    return datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)  # a Monday


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.django_db
def test_deliver_sends_the_words_the_link_and_the_reason(user: User) -> None:
    row = _tell(user)
    assert (deliver(_now()), deliver(_now())) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["a@example.org"]
    assert sent.subject.endswith("月报退回 1")
    title, words, link, why = sent.body.split("\n\n")
    assert (title, words, link) == ("月报退回 1", "请看退回理由。", "http://127.0.0.1:8000/reports/1/")
    assert "你是报送人" in why
    row.refresh_from_db()
    assert (row.state, row.attempts, row.sent_at is not None, row.lease_until) == ("sent", 1, True, None)


@pytest.mark.django_db
def test_deliver_in_english_for_who_reads_english(user: User) -> None:
    User.objects.filter(pk=user.pk).update(language="en")
    _tell(user)
    deliver(_now())
    assert mail.outbox[0].subject.startswith("[Safety Portal]")


@pytest.mark.django_db
def test_deliver_waits_for_its_time(user: User) -> None:
    row = _tell(user)
    Delivery.objects.update(not_before=_now() + timedelta(hours=1))
    assert deliver(_now()) == 0
    row.refresh_from_db()
    assert row.attempts == 0


# --- Hours ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "moment", "sent", "not_before"),
    [
        ("test", "2026-11-23 20:00", 0, "2026-11-24 08:00"),
        ("test", "2026-11-28 10:00", 0, "2026-11-30 08:00"),
        ("test", "2026-10-03 10:00", 0, "2026-10-08 08:00"),
        ("test", "2026-10-10 10:00", 1, None),
        ("urgent", "2026-10-03 21:59", 1, None),
        ("urgent", "2026-11-23 23:00", 0, "2026-11-24 06:00"),
    ],
)
def test_deliver_keeps_to_hours_as_they_are_when_it_sends(
    user: User, kind: str, moment: str, sent: int, not_before: str | None
) -> None:
    row = _tell(user, kind=kind)
    for day in range(1, 8):
        CalendarDay.objects.update_or_create(day=f"2026-10-0{day}", defaults={"kind": "off", "name": "国庆节"})
    CalendarDay.objects.update_or_create(day="2026-10-10", defaults={"kind": "make_up_workday", "name": "国庆节"})
    cache.clear()
    Delivery.objects.update(not_before=_at("2026-09-01 00:00"))
    deliver(_at(moment))
    row.refresh_from_db()
    assert (len(mail.outbox), row.state) == (sent, "sent" if sent else "waiting")
    assert not_before is None or (row.not_before, row.attempts) == (_at(not_before), 0)


@pytest.mark.django_db
def test_deliver_by_the_townships_hours_and_the_users_own(user: User) -> None:
    town = user.appointments.get().unit.township
    assert town is not None
    NoticePolicy.objects.create(township=town, mail_from="09:00", mail_until="17:30")
    own = user_as(Role.OFFICE, town, email="b@example.org")
    MailPreference.objects.create(user=own, mail_from="06:30", mail_until="08:00")
    for person in (user, own):
        _tell(person)
    to = []
    for moment in ("2026-11-23 06:00", "2026-11-23 07:59", "2026-11-23 08:59", "2026-11-23 09:00"):
        deliver(_at(moment))
        to.append([sent.to[0] for sent in mail.outbox])
    assert to == [[], ["b@example.org"], ["b@example.org"], ["b@example.org", "a@example.org"]]


@pytest.mark.django_db
def test_early_rows_do_not_hold_up_the_others(user: User) -> None:
    people = [user_as(Role.SECRETARY, email=f"{n}@example.org") for n in range(25)]
    for person in people:
        MailPreference.objects.create(user=person, mail_from="18:00", mail_until="19:00")
        _tell(person)
    late = user_as(Role.SECRETARY, email="late@example.org")
    _tell(late)
    assert deliver(_now()) == 1
    assert mail.outbox[0].to == ["late@example.org"]


@pytest.mark.django_db
def test_notify_mails_news_only_to_who_wants_them(user: User) -> None:
    MailPreference.objects.create(user=user, wants_news=False)
    for kind in ("test", "news"):
        notify(recipients=[user], kind=kind, params={}, url="/", dedupe=kind)
    assert [row.notice.kind for row in Delivery.objects.all()] == ["test"]
    assert user.notices.count() == 2


@pytest.mark.django_db
def test_notify_puts_mail_off_till_it_may_leave(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: _at("2026-11-28 10:00"))
    notify(recipients=[user], kind="test", params={}, url="/", dedupe="x")
    assert Delivery.objects.get().not_before == _at("2026-11-30 08:00")


# --- Several in one mail --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_deliver_several_in_one_mail_each_with_its_why_and_link(user: User) -> None:
    for number in (1, 2):
        _tell(user, number)
    _tell(user, 3, kind="news")
    assert deliver(_now()) == 3
    (sent,) = mail.outbox
    assert sent.subject == "[平安建设门户] 3 条通知，其中 2 条待办"
    assert [text.split("\n\n")[0] for text in sent.body.split("\n\n----\n\n")] == [
        "1. 月报退回 1",
        "2. 月报退回 2",
        "3. 月报已接收",
    ]
    assert sent.body.count("http://127.0.0.1:8000/reports/1/") == sent.body.count("你是报送人") == 3
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.django_db
def test_deliver_one_by_one_to_who_wants_it_so(user: User) -> None:
    MailPreference.objects.create(user=user, is_digest=False)
    for number in range(3):
        _tell(user, number)
    assert (deliver(_now()), len(mail.outbox)) == (3, 3)


@pytest.mark.django_db
def test_deliver_leaves_out_of_a_mail_what_may_not_be_seen(user: User) -> None:
    wording.register("test", subject="%(number)s", why="", still_visible=lambda _who, one: one.params["number"] != 2)
    for number in (1, 2, 3):
        _tell(user, number)
    deliver(_now())
    (sent,) = mail.outbox
    assert [text.split("\n\n")[0] for text in sent.body.split("\n\n----\n\n")] == ["1. 1", "2. 3"]
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["sent", "failed", "sent"]


@pytest.mark.django_db
def test_mail_of_several_changes_all_its_rows_or_none(user: User) -> None:
    """One row was taken from under this worker: it sends nothing, and what it still holds comes back."""
    rows = [_tell(user, number) for number in range(3)]
    (parcel,) = claim(_now())
    Delivery.objects.filter(pk=rows[1].pk).update(lease_until=_now() + 2 * LEASE)
    with mail.get_connection() as mailer:
        _deliver_one(parcel, mailer, _now())
    assert (mail.outbox, Delivery.objects.filter(state=State.WAITING).count()) == ([], 3)
    assert deliver(_now() + 3 * LEASE) == 3
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_deliver_skips_whose_appointment_has_ended(user: User) -> None:
    row = _tell(user)
    Appointment.objects.filter(user=user).update(valid=DateRange(date(2020, 1, 1), date(2020, 2, 1)))
    deliver(_now())
    row.refresh_from_db()
    assert (row.state, row.error, mail.outbox) == ("failed", NO_LONGER_VISIBLE, [])


@pytest.mark.django_db
def test_claim_needs_as_many_queries_for_many(user: User) -> None:
    counts = []
    for number in (1, 12):
        for n in range(number):
            _tell(user_as(Role.SECRETARY, email=f"{number}.{n}@example.org"))
        with CaptureQueriesContext(connection) as captured:
            assert len(claim(_now())) == number
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_deliver_skips_who_has_left(user: User, change: dict[str, object]) -> None:
    row = _tell(user)
    User.objects.filter(pk=user.pk).update(**change)
    deliver(_now())
    row.refresh_from_db()
    assert (row.state, row.error, mail.outbox) == ("failed", NO_LONGER_VISIBLE, [])


@pytest.mark.django_db
def test_deliver_skips_who_may_no_longer_see_it(user: User) -> None:
    wording.register("test", subject="密件", why="", still_visible=lambda reader, notice: reader != user)
    row = _tell(user)
    deliver(_now())
    row.refresh_from_db()
    assert (row.state, row.error, mail.outbox) == ("failed", NO_LONGER_VISIBLE, [])


# --- Faults ---------------------------------------------------------------------------------------------------


def _fail(self: EmailMessage, fail_silently: bool = False) -> int:
    raise SMTPServerDisconnected("a@example.org")


@pytest.mark.django_db
def test_deliver_tries_again_later_and_later_and_gives_up(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmailMessage, "send", _fail)
    row, now = _tell(user), _now()
    for wait in BACKOFF:
        assert deliver(now) == 1
        row.refresh_from_db()
        assert (row.state, row.not_before, row.error) == ("waiting", now + wait, "SMTPServerDisconnected")
        assert deliver(now) == 0
        now += wait
    deliver(now)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", len(BACKOFF) + 1)


@pytest.mark.django_db
def test_deliver_puts_all_back_when_the_server_is_away(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailBackend) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "open", refuse)
    rows = [_tell(user, number) for number in range(3)]
    deliver(_now())
    states = Delivery.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", "error")
    assert list(states) == [("waiting", "ConnectionRefusedError")] * 3


# --- Workers that die, and two at once ------------------------------------------------------------------------


@pytest.mark.django_db
def test_row_of_a_worker_that_died_before_sending_comes_back(user: User) -> None:
    _tell(user)
    now = _now()
    assert len(claim(now)) == 1
    assert deliver(now) == 0
    assert deliver(now + LEASE + timedelta(seconds=1)) == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_row_of_a_worker_that_died_in_the_act_stays_uncertain(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(self: EmailMessage, fail_silently: bool = False) -> int:
        raise KeyboardInterrupt

    row = _tell(user)
    monkeypatch.setattr(EmailMessage, "send", die)
    with pytest.raises(KeyboardInterrupt):
        deliver(_now())
    monkeypatch.undo()
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN
    assert deliver(_now() + 2 * LEASE) == 0


@pytest.mark.django_db
def test_worker_whose_lease_ran_out_does_not_send(user: User) -> None:
    row = _tell(user)
    now = _now()
    (stale,) = claim(now)
    assert isinstance(stale, Parcel)
    later = now + LEASE + timedelta(seconds=1)
    assert len(claim(later)) == 1
    with mail.get_connection() as mailer:
        _deliver_one(stale, mailer, later)
    assert mail.outbox == []
    row.refresh_from_db()
    assert row.state == State.WAITING


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_rows(user: User) -> None:
    MailPreference.objects.create(user=user, is_digest=False)
    people = [user, *(user_as(Role.SECRETARY, email=f"{n}@example.org") for n in range(30))]
    for number, person in enumerate(people):
        _tell(person, number)
    now, barrier = _now(), threading.Barrier(2)

    def work() -> None:
        barrier.wait(10)
        try:
            for _turn in range(20):  # what the other has in hand at this moment may make a turn come out empty
                deliver(now)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len({sent.subject for sent in mail.outbox}) == len(mail.outbox) == 31
    assert Delivery.objects.filter(state=State.SENT, attempts=1).count() == 31


@pytest.mark.django_db
def test_deliver_notices_empties_the_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(25):
        _tell(user_as(Role.SECRETARY, email=f"{number}@example.org"), number)
    monkeypatch.setattr(timezone, "now", _now)
    deliver_notices()
    assert len(mail.outbox) == 25
