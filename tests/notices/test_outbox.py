"""Sending from the outbox: once, later again, never to whom it no longer concerns."""

import threading
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from safety_portal.accounts.models import User
from safety_portal.notices import wording
from safety_portal.notices.models import Delivery
from safety_portal.notices.outbox import BACKOFF, LEASE, NO_LONGER_VISIBLE, _deliver_one, claim, deliver
from safety_portal.notices.services import notify
from safety_portal.notices.tasks import deliver_notices
from tests.factories import UserFactory

State = Delivery.State


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "_wordings", {})
    wording.register("test", subject="月报退回 %(number)s", body="请看退回理由。", why="你是报送人")


@pytest.fixture
def user() -> User:
    return UserFactory(email="a@example.org")


def _tell(user: User, number: int = 1) -> Delivery:
    notify(recipients=[user], kind="test", params={"number": number}, url="/reports/1/", dedupe=f"test:{number}")
    return Delivery.objects.latest("pk")


def _now() -> datetime:
    return timezone.now()


@pytest.mark.django_db
def test_deliver_sends_the_words_the_link_and_the_reason(user: User) -> None:
    row = _tell(user)
    assert (deliver(_now()), deliver(_now())) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["a@example.org"]
    assert sent.subject.endswith("月报退回 1")
    words, link, why = sent.body.split("\n\n")
    assert (words, link) == ("请看退回理由。", "http://127.0.0.1:8000/reports/1/")
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
    later = now + LEASE + timedelta(seconds=1)
    assert len(claim(later)) == 1
    with mail.get_connection() as mailer:
        _deliver_one(stale, mailer, later)
    assert mail.outbox == []
    row.refresh_from_db()
    assert row.state == State.WAITING


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_rows(user: User) -> None:
    for number in range(30):
        _tell(user, number)
    now, barrier = _now(), threading.Barrier(2)

    def work() -> None:
        barrier.wait(10)
        try:
            while deliver(now):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len({sent.subject for sent in mail.outbox}) == len(mail.outbox) == 30
    assert Delivery.objects.filter(state=State.SENT, attempts=1).count() == 30


@pytest.mark.django_db
def test_deliver_notices_empties_the_outbox(user: User) -> None:
    for number in range(25):
        _tell(user, number)
    deliver_notices()
    assert len(mail.outbox) == 25
