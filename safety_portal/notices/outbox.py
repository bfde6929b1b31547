"""Sending what waits in the outbox.

A row is claimed with a lease, marked *uncertain* for the moment of sending, and *sent* after it. A worker that dies
before sending leaves a lease that runs out, and the row goes again; one that dies in the act leaves it uncertain, and
it does not go twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPResponseException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import override

from safety_portal.notices.models import Delivery
from safety_portal.notices.wording import is_still_visible, worded

log = structlog.get_logger(__name__)

BATCH = 20
LEASE = timedelta(minutes=10)  # above what a batch can take: 20 × EMAIL_TIMEOUT
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
NO_LONGER_VISIBLE = "no longer visible"


def deliver(now: datetime) -> int:
    """Send one batch; returns how many rows were claimed. Call again until that is 0."""
    claimed = claim(now)
    if not claimed:
        return 0
    try:
        with get_connection() as mailer:
            for row in claimed:
                _deliver_one(row, mailer, now)
    except (SMTPException, OSError) as error:  # the mail server itself is away
        for row in claimed:
            _put_back(row, error, now)
    return len(claimed)


def claim(now: datetime) -> list[Delivery]:
    """Take waiting rows whose time has come, each for one worker only."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    with transaction.atomic():
        waiting = Delivery.objects.filter(free, state=Delivery.State.WAITING, not_before__lte=now)
        rows = list(waiting.select_for_update(skip_locked=True).order_by("not_before", "id")[:BATCH])
        ids = [row.pk for row in rows]
        Delivery.objects.filter(pk__in=ids).update(lease_until=now + LEASE, attempts=F("attempts") + 1)
    return list(Delivery.objects.filter(pk__in=ids).select_related("notice__recipient").order_by("id"))


def _deliver_one(row: Delivery, mailer: BaseEmailBackend, now: datetime) -> None:
    recipient = row.notice.recipient
    if not recipient.is_active or not recipient.email or not is_still_visible(row.notice):
        _change(row, Delivery.State.WAITING, state=Delivery.State.FAILED, error=NO_LONGER_VISIBLE)
        return
    if not _change(row, Delivery.State.WAITING, state=Delivery.State.UNCERTAIN):
        return  # the lease ran out and another worker has it
    try:
        message_for(row, mailer).send()
    except (SMTPException, OSError) as error:
        _put_back(row, error, now)
    else:
        _change(row, Delivery.State.UNCERTAIN, state=Delivery.State.SENT, sent_at=Now(), lease_until=None, error="")


def message_for(row: Delivery, mailer: BaseEmailBackend | None = None) -> EmailMessage:
    """The mail of a notice, in the recipient's language, with the reason why it came."""
    recipient = row.notice.recipient
    with override(recipient.language or settings.LANGUAGE_CODE):
        words = worded(row.notice)
        link, why = f"{settings.SITE_URL}{row.notice.url}", _("Why you get this: %(why)s") % {"why": words.why}
        subject = f"[{_('Safety Portal')}] {words.subject}"
    body = "\n\n".join(part for part in (words.body, link, why) if part)
    return EmailMessage(subject=subject, body=body, to=[recipient.email], connection=mailer)


def _put_back(row: Delivery, error: Exception, now: datetime) -> None:
    """Later again, a little longer each time; given up after the last turn. Server texts may quote the address."""
    code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    fault = f"{type(error).__name__}{code}"
    open_states = [Delivery.State.WAITING, Delivery.State.UNCERTAIN]
    mine = Delivery.objects.filter(pk=row.pk, state__in=open_states, lease_until=row.lease_until)
    if row.attempts > len(BACKOFF):
        mine.update(state=Delivery.State.FAILED, lease_until=None, error=fault)
        log.warning("notice_not_sent", delivery=row.pk, error=fault)
        return
    later = now + BACKOFF[row.attempts - 1]
    mine.update(state=Delivery.State.WAITING, lease_until=None, not_before=later, error=fault)


def _change(row: Delivery, before: Delivery.State, /, **values: str | Now | None) -> bool:
    """Change the row if it is still this worker's and in the state ``before``."""
    return bool(Delivery.objects.filter(pk=row.pk, state=before, lease_until=row.lease_until).update(**values))
