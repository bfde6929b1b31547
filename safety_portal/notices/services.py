"""Telling people: notices are written in the transaction of what they tell, and sent from the outbox afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.audit.trail import JsonValue
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.notices import wording
from safety_portal.notices.hours import DAYTIME
from safety_portal.notices.models import Delivery, MailPreference, Notice, NoticePolicy
from safety_portal.notices.policies import can_retry, can_set_policy
from safety_portal.notices.selectors import mail_rules, stuck_deliveries, with_scopes
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class Telling:
    """One thing to tell some people; see ``notify``."""

    recipients: Iterable[User]
    params: Mapping[str, JsonValue]
    url: str
    dedupe: str


def notify(*, recipients: Iterable[User], kind: str, params: Mapping[str, JsonValue], url: str, dedupe: str) -> None:
    """Tell ``recipients``; who has been told the same (``dedupe``) is not told again.

    ``params`` must hold no personal data: numbers, dates, names of units. ``url``: a path of the portal. In the portal
    they see it at once; mail goes to whoever has an address, in their hours.
    """
    notify_all(kind=kind, tellings=[Telling(recipients, params, url, dedupe)], now=timezone.now())


@transaction.atomic
def notify_all(*, kind: str, tellings: Sequence[Telling], now: datetime) -> None:
    """Many things of one kind, each to its own recipients: as many queries as for one."""
    if not wording.is_known(kind):
        raise LookupError(f"nobody words notices of kind {kind!r}")
    told = [(user, telling) for telling in tellings for user in telling.recipients if user.is_active]
    rows = {
        (user.pk, one.dedupe): Notice(
            recipient=user, kind=kind, params=dict(one.params), url=one.url, dedupe=one.dedupe, created_at=now
        )
        for user, one in told
    }
    Notice.objects.bulk_create(rows.values(), ignore_conflicts=True)
    _put_into_outbox(
        kind, {user.pk: user for user, _one in told if user.email}, {one.dedupe for _user, one in told}, now
    )


def _put_into_outbox(kind: str, reachable: Mapping[int, User], dedupes: set[str], now: datetime) -> None:
    """Mail for those who want it, not before their hours; both are looked at again when it is about to leave."""
    if not reachable:
        return
    people = with_scopes(reachable.values(), timezone.localdate(now))
    rules = mail_rules(people)
    mailed = {user.pk: user for user in people if wording.is_duty(kind) or user.pk not in rules.without_news}
    unsent = Notice.objects.filter(recipient__in=mailed, dedupe__in=dedupes, deliveries=None)
    deliveries = [
        Delivery(notice=notice, not_before=rules.not_before(mailed[notice.recipient_id], kind, now))
        for notice in unsent
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def mark_read(*, notice: Notice, by: User) -> None:
    """The recipient has opened it; reading is nobody else's business, so it leaves no trail."""
    Notice.objects.filter(pk=notice.pk, recipient=by, read_at=None).update(read_at=timezone.now())


def mark_all_read(*, by: User) -> int:
    """Everything up to now; returns how many were unread."""
    return Notice.objects.filter(recipient=by, read_at=None).update(read_at=timezone.now())


# --- Settings -------------------------------------------------------------------------------------------------


def set_preference(
    *, by: User, mail_from: time | None, mail_until: time | None, is_digest: bool, wants_news: bool
) -> MailPreference:
    """How one wants one's own mail; nobody else's business, so it leaves no trail. Both hours, or none."""
    if (mail_from is None) != (mail_until is None):
        raise Refused({"mail_until": _("Give both, or neither.")})
    if mail_from and mail_until:
        _check_hours(mail_from, mail_until)
    values = {"mail_from": mail_from, "mail_until": mail_until, "is_digest": is_digest, "wants_news": wants_news}
    return MailPreference.objects.update_or_create(user=by, defaults=values)[0]


@transaction.atomic
def set_policy(
    *, township: Unit, by: User, mail_from: time, mail_until: time, escalate_after: int | None
) -> NoticePolicy:
    """The hours of a township's mail, and when its leader hears of what is overdue."""
    if not can_set_policy(by, township):
        raise NotAllowed
    _check_hours(mail_from, mail_until)
    values = {"mail_from": mail_from, "mail_until": mail_until, "escalate_after": escalate_after}
    policy, _is_new = NoticePolicy.objects.update_or_create(township=township, defaults=values)
    details: dict[str, JsonValue] = {
        "mail_from": f"{mail_from:%H:%M}",
        "mail_until": f"{mail_until:%H:%M}",
        "escalate_after": escalate_after,
    }
    trail.record("notices.set_policy", policy, by=by, township_id=township.pk, details=details)
    return policy


def _check_hours(mail_from: time, mail_until: time) -> None:
    """At night nobody gets mail, whatever they set; the database refuses the same."""
    if not DAYTIME.first <= mail_from < mail_until <= DAYTIME.last:
        hours = {"first": f"{DAYTIME.first:%H:%M}", "last": f"{DAYTIME.last:%H:%M}"}
        raise Refused({"mail_until": _("From before until, both between %(first)s and %(last)s.") % hours})


# --- What got stuck -------------------------------------------------------------------------------------------


@transaction.atomic
def retry_delivery(*, delivery: Delivery, by: User, reason: str, now: datetime) -> None:
    """Send again what failed, or what may or may not have been sent; by the recipient's administrator."""
    if not can_retry(by, delivery):
        raise NotAllowed
    if not stuck_deliveries(now).select_for_update(of=("self",)).filter(pk=delivery.pk).exists():
        raise Refused(_("It waits or has been sent meanwhile."))
    waiting = Delivery.State.WAITING
    Delivery.objects.filter(pk=delivery.pk).update(
        state=waiting, attempts=0, lease_until=None, not_before=now, error=""
    )
    trail.record("notices.retry", delivery, by=by, reason=reason, details={"was": delivery.state})
