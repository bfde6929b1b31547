"""Pages of when mail goes, and of the outbox."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.notices.models import Delivery, MailPreference, Notice, NoticePolicy
from safety_portal.notices.selectors import NO_LONGER_VISIBLE
from tests.factories import TownshipFactory, user_as

pytestmark = pytest.mark.django_db

State = Delivery.State


def _as(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def _delivery(user: User, state: str, error: str = "", number: int = 0) -> Delivery:
    notice = Notice.objects.create(
        recipient=user, kind="due.after", params={"count": 7}, url="/", dedupe=f"{state}{error}{number}"
    )
    sent = timezone.now() if state == State.SENT else None
    lease = timezone.now() - timedelta(hours=1)
    return Delivery.objects.create(notice=notice, state=state, error=error, sent_at=sent, lease_until=lease)


# --- When mail goes -------------------------------------------------------------------------------------------


def test_preference_is_kept(client: Client) -> None:
    user = user_as(Role.SECRETARY)
    form = {"mail_from": "09:00", "mail_until": "17:30", "wants_news": "on"}
    assert _as(client, user).post(reverse("notices:preference"), form)["Location"] == reverse("accounts:profile")
    row = MailPreference.objects.get(user=user)
    assert (row.mail_from, row.mail_until, row.is_digest, row.wants_news) == (time(9), time(17, 30), False, True)


@pytest.mark.parametrize(
    ("first", "last"), [("09:00", ""), ("", "09:00"), ("09:00", "09:00"), ("05:00", "12:00"), ("12:00", "22:30")]
)
def test_preference_of_the_night_or_of_half_is_refused(client: Client, first: str, last: str) -> None:
    form = {"mail_from": first, "mail_until": last}
    answer = _as(client, user_as(Role.SECRETARY)).post(reverse("notices:preference"), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["mail_until"])
    assert not MailPreference.objects.exists()


def test_database_refuses_the_night() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticePolicy.objects.create(township=TownshipFactory(), mail_from="05:00")
    with pytest.raises(IntegrityError), transaction.atomic():
        MailPreference.objects.create(user=user_as(Role.SECRETARY), mail_from="09:00")


def test_policy_is_the_offices_and_leaves_a_line(client: Client) -> None:
    town = TownshipFactory()
    form = {"mail_from": "08:30", "mail_until": "18:00", "escalate_after": "5"}
    _as(client, user_as(Role.OFFICE, town)).post(reverse("notices:policy"), form)
    row = NoticePolicy.objects.get(township=town)
    assert (row.mail_from, row.mail_until, row.escalate_after) == (time(8, 30), time(18), 5)
    details = AuditEntry.objects.get(action="notices.set_policy").details
    assert details == {"mail_from": "08:30", "mail_until": "18:00", "escalate_after": 5}


# --- The outbox -----------------------------------------------------------------------------------------------


def test_outbox_counts_and_shows_no_words(client: Client) -> None:
    town = TownshipFactory()
    user = user_as(Role.SECRETARY, None, post="书记")
    user.appointments.update(unit=town)
    for state, error in (("waiting", ""), ("sent", ""), ("uncertain", ""), ("failed", "SMTPDataError 550")):
        _delivery(user, state, error)
    _delivery(user, "failed", NO_LONGER_VISIBLE)
    _delivery(user_as(Role.SECRETARY), "failed", "x")
    page = _as(client, user_as(Role.ADMIN, town)).get(reverse("notices:outbox"))
    assert page.context["counts"] == {"waiting": 1, "uncertain": 1, "failed": 1, "withheld": 1}
    shown = page.content.decode()
    assert (user.username in shown, "SMTPDataError 550" in shown, user.name in shown) == (True, True, False)


def test_retry_needs_a_reason_and_leaves_a_line(client: Client) -> None:
    town = TownshipFactory()
    user = user_as(Role.OFFICE, town)
    row = _delivery(user, "failed", "SMTPDataError 550")
    _as(client, user_as(Role.ADMIN, town))
    address = reverse("notices:retry", args=[row.pk])
    assert client.post(address, {"reason": ""}).status_code == 200
    assert client.post(address, {"reason": "地址已改"})["Location"] == reverse("notices:outbox")
    row.refresh_from_db()
    assert (row.state, row.attempts, row.lease_until, row.error) == ("waiting", 0, None, "")
    entry = AuditEntry.objects.get(action="notices.retry")
    assert (entry.reason, entry.details) == ("地址已改", {"was": "failed"})
    assert client.post(address, {"reason": "再次"}).status_code == 404


def test_outbox_needs_as_many_queries_for_many(client: Client) -> None:
    town, counts = TownshipFactory(), []
    administrator = user_as(Role.ADMIN, town)
    _as(client, administrator)
    for number in (1, 20):
        for n in range(number):
            _delivery(user_as(Role.OFFICE, town), "failed", "x", n)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("notices:outbox")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
