"""Telling people: notices are written in the transaction of what they tell, and sent from the outbox afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from safety_portal.accounts.models import User
from safety_portal.audit.trail import JsonValue
from safety_portal.core import ports
from safety_portal.core.ports import DueEntry
from safety_portal.notices import wording
from safety_portal.notices.models import Delivery, Notice
from safety_portal.notices.selectors import people_with_roles

SOON = timedelta(hours=24)
LOOKED_AT = 200
REMINDER = "due.reminder"


@transaction.atomic
def notify(*, recipients: Iterable[User], kind: str, params: Mapping[str, JsonValue], url: str, dedupe: str) -> None:
    """Tell ``recipients``; who has been told the same (``dedupe``) is not told again.

    ``params`` must hold no personal data: numbers, dates, names of units. ``url``: a path of the portal. Mail goes to
    whoever has an address.
    """
    if not wording.is_known(kind):
        raise LookupError(f"nobody words notices of kind {kind!r}")
    people = {user.pk: user for user in recipients if user.is_active}
    rows = [Notice(recipient=user, kind=kind, params=dict(params), url=url, dedupe=dedupe) for user in people.values()]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    reachable = [pk for pk, user in people.items() if user.email]
    unsent = Notice.objects.filter(recipient__in=reachable, dedupe=dedupe, deliveries=None)
    Delivery.objects.bulk_create([Delivery(notice=notice) for notice in unsent], ignore_conflicts=True)


def mark_read(*, notice: Notice, by: User) -> None:
    """The recipient has opened it; reading is nobody else's business, so it leaves no trail."""
    Notice.objects.filter(pk=notice.pk, recipient=by, read_at=None).update(read_at=timezone.now())


def mark_all_read(*, by: User) -> int:
    """Everything up to now; returns how many were unread."""
    return Notice.objects.filter(recipient=by, read_at=None).update(read_at=timezone.now())


def remind_of_due(*, now: datetime) -> None:
    """Once a day, tell whoever has something overdue or due within a day, asked through the due port."""
    for user in people_with_roles(timezone.localdate(now)):
        remind_user(user=user, now=now)


def remind_user(*, user: User, now: datetime) -> None:
    """One notice a day, however much is due."""
    due = [entry for provider in ports.due for entry in provider.due_for(user, now, LOOKED_AT)[0]]
    over, soon = _split(due, now)
    if not over and not soon:
        return
    params: dict[str, JsonValue] = {"over": len(over), "soon": len(soon)}
    day = timezone.localdate(now)
    notify(recipients=[user], kind=REMINDER, params=params, url="/", dedupe=f"{REMINDER}:{day}")


def _split(due: Sequence[DueEntry], now: datetime) -> tuple[list[DueEntry], list[DueEntry]]:
    over = [entry for entry in due if entry.due_at and entry.due_at < now]
    soon = [entry for entry in due if entry.due_at and now <= entry.due_at < now + SOON]
    return over, soon
