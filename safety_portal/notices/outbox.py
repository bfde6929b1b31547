"""Sending what waits in the outbox.

A user's waiting rows are claimed together with a lease, marked *uncertain* for the moment of sending, and *sent* after
it: one mail for all of them, or for each where the user wants it so. A worker that dies before sending leaves a lease
that runs out, and the rows go again; one that dies in the act leaves them uncertain, and they do not go twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPResponseException

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from safety_portal.accounts.models import User
from safety_portal.notices.models import Delivery, Notice
from safety_portal.notices.selectors import NO_LONGER_VISIBLE, MailRules, mail_rules, with_scopes
from safety_portal.notices.wording import is_duty, is_still_visible, worded

log = structlog.get_logger(__name__)

BATCH = 20  # people
ROWS = 200  # of theirs
LEASE = timedelta(minutes=10)  # above what a batch can take: 20 × EMAIL_TIMEOUT
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


@dataclass(frozen=True)
class Parcel:
    """What goes to one user in one mail, under one lease."""

    recipient: User
    rows: Sequence[Delivery]


def deliver(now: datetime) -> int:
    """Send one batch; returns how many rows were claimed. Call again until that is 0."""
    claimed = claim(now)
    if not claimed:
        return 0
    try:
        with get_connection() as mailer:
            for parcel in claimed:
                _deliver_one(parcel, mailer, now)
    except (SMTPException, OSError) as error:  # the mail server itself is away
        for parcel in claimed:
            _put_back(parcel.rows, error, now)
    return sum(len(parcel.rows) for parcel in claimed)


# --- Claiming -------------------------------------------------------------------------------------------------


def claim(now: datetime) -> list[Parcel]:
    """Take waiting rows whose time has come, each user's for one worker only.

    Hours and calendar may have changed since a row was written: what would leave outside its recipient's hours is put
    off here, and the next is looked at.
    """
    with transaction.atomic():
        while rows := _waiting_rows(now):
            people = with_scopes({row.notice.recipient for row in rows}, timezone.localdate(now))
            rules = mail_rules(people)
            ready = _ready(rows, {user.pk: user for user in people}, rules, now)
            if ready:
                return _parcels(ready, rules)
    return []


def _waiting_rows(now: datetime) -> list[Delivery]:
    """Of the first users that no other worker has in hand. Who holds a user's row holds all that waits for them."""
    waiting = _waiting(now)
    recipients = User.objects.filter(pk__in=waiting.values("notice__recipient")).order_by("pk")
    mine = list(recipients.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:BATCH])
    rows = waiting.filter(notice__recipient__in=mine).select_related("notice__recipient").order_by("id")
    return list(rows.select_for_update(skip_locked=True, of=("self",))[:ROWS])


def _waiting(now: datetime) -> QuerySet[Delivery]:
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return Delivery.objects.filter(free, state=Delivery.State.WAITING, not_before__lte=now)


def _ready(rows: Sequence[Delivery], people: dict[int, User], rules: MailRules, now: datetime) -> list[Delivery]:
    """Rows that may leave now, with their lease; the others wait for their time."""
    early = []
    for row in rows:
        row.notice.recipient = people[row.notice.recipient_id]  # one object a user, with the day's scopes
        row.not_before = rules.not_before(row.notice.recipient, row.notice.kind, now)
        if row.not_before > now:
            early.append(row)
    Delivery.objects.bulk_update(early, ["not_before"])
    ready = [row for row in rows if row.not_before <= now]
    lease = now + LEASE
    Delivery.objects.filter(pk__in=[row.pk for row in ready]).update(lease_until=lease, attempts=F("attempts") + 1)
    for row in ready:
        row.lease_until, row.attempts = lease, row.attempts + 1
    return ready


def _parcels(rows: Sequence[Delivery], rules: MailRules) -> list[Parcel]:
    by_user: dict[User, list[Delivery]] = defaultdict(list)
    for row in rows:
        by_user[row.notice.recipient].append(row)
    return [
        Parcel(user, part)
        for user, all_of_it in by_user.items()
        for part in ([[row] for row in all_of_it] if user.pk in rules.one_by_one else [all_of_it])
    ]


# --- Sending --------------------------------------------------------------------------------------------------


def _deliver_one(parcel: Parcel, mailer: BaseEmailBackend, now: datetime) -> None:
    rows = _without_lost(parcel)
    if not rows or not _change(rows, Delivery.State.WAITING, state=Delivery.State.UNCERTAIN):
        return  # nothing left to say, or the lease ran out and another worker has it
    try:
        message_for([row.notice for row in rows], mailer).send()
    except (SMTPException, OSError) as error:
        _put_back(rows, error, now)
    else:
        _change(rows, Delivery.State.UNCERTAIN, state=Delivery.State.SENT, sent_at=Now(), lease_until=None, error="")


def _without_lost(parcel: Parcel) -> list[Delivery]:
    """Rows whose matter the recipient may still see; the others never go. Who has left, or holds nothing, gets none."""
    recipient = parcel.recipient
    is_here = bool(recipient.is_active and recipient.email and recipient.scopes)
    kept = [row for row in parcel.rows if is_here and is_still_visible(row.notice)]
    for row in parcel.rows:
        if row not in kept:
            _change([row], Delivery.State.WAITING, state=Delivery.State.FAILED, error=NO_LONGER_VISIBLE)
    return kept


def message_for(notices: Sequence[Notice], mailer: BaseEmailBackend | None = None) -> EmailMessage:
    """The mail of these notices to one recipient, in their language, each with the reason why it came."""
    recipient = notices[0].recipient
    with override(recipient.language or settings.LANGUAGE_CODE):
        subject = f"[{_('Safety Portal')}] {_subject(notices)}"
        texts = [_text(notice) for notice in notices]
    if len(texts) > 1:
        texts = [f"{number}. {text}" for number, text in enumerate(texts, start=1)]
    body = "\n\n----\n\n".join(texts)
    return EmailMessage(subject=subject, body=body, to=[recipient.email], connection=mailer)


def _subject(notices: Sequence[Notice]) -> str:
    if len(notices) == 1:
        return worded(notices[0]).subject
    count, duties = len(notices), sum(is_duty(notice.kind) for notice in notices)
    if not duties:
        words = ngettext("%(count)s notice", "%(count)s notices", count)
    elif duties == count:
        words = ngettext("%(count)s notice of what is to be done", "%(count)s notices of what is to be done", count)
    else:
        words = ngettext("%(count)s notice, %(duties)s to be done", "%(count)s notices, %(duties)s to be done", count)
    return words % {"count": count, "duties": duties}


def _text(notice: Notice) -> str:
    """One notice of a mail; its subject stands in it too, since a mail of several has another."""
    words = worded(notice)
    why = _("Why you get this: %(why)s") % {"why": words.why}
    return "\n\n".join(part for part in (words.subject, words.body, f"{settings.SITE_URL}{notice.url}", why) if part)


def _put_back(rows: Sequence[Delivery], error: Exception, now: datetime) -> None:
    """Later again, a little longer each time; given up after the last turn. Server texts may quote the address."""
    code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    fault = f"{type(error).__name__}{code}"
    open_states = [Delivery.State.WAITING, Delivery.State.UNCERTAIN]
    for row in rows:
        mine = Delivery.objects.filter(pk=row.pk, state__in=open_states, lease_until=row.lease_until)
        if row.attempts > len(BACKOFF):
            mine.update(state=Delivery.State.FAILED, lease_until=None, error=fault)
            log.warning("notice_not_sent", delivery=row.pk, error=fault)
            continue
        later = now + BACKOFF[row.attempts - 1]
        mine.update(state=Delivery.State.WAITING, lease_until=None, not_before=later, error=fault)


def _change(rows: Sequence[Delivery], before: Delivery.State, /, **values: str | Now | None) -> bool:
    """Change all rows if they are still this worker's and in the state ``before``; all of them, or none."""
    ids, lease = [row.pk for row in rows], rows[0].lease_until
    with transaction.atomic():
        changed = Delivery.objects.filter(pk__in=ids, state=before, lease_until=lease).update(**values)
        if changed != len(ids):
            transaction.set_rollback(True)
    return changed == len(ids)
