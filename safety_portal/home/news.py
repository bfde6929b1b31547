"""What is new since a user was last here (docs/decisions, "New since last time").

A visit begins with a log-in that comes ``GAP`` or more after the last line that the user left in the trail. Every
log-in, log-out and write leaves one, so nothing of its own is stored; the moment is kept in the session, which is
saved with every request anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Subquery
from django.utils.dateparse import parse_datetime

from safety_portal.accounts.models import User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.audit.models import AuditEntry
from safety_portal.core import ports
from safety_portal.core.ports import News

GAP = timedelta(hours=4)
FIRST_VISIT = timedelta(days=7)  # what somebody sees who was never here
_KEY = "news_since"


def since_when(request: SignedInRequest, now: datetime) -> datetime:
    """The end of the visit before this one; asked once a session."""
    kept = parse_datetime(request.session.get(_KEY, ""))
    since = kept or last_seen(request.user) or now - FIRST_VISIT
    if kept is None:
        request.session[_KEY] = since.isoformat()
    return since


def last_seen(user: User) -> datetime | None:
    """The last sign of ``user`` before the visit that goes on now; None at the first visit."""
    earlier = AuditEntry.objects.filter(actor_id=user.pk, pk__lt=OuterRef("pk")).order_by("-pk").values("at")[:1]
    log_ins = AuditEntry.objects.filter(actor_id=user.pk, action="user.log_in").annotate(before=Subquery(earlier))
    return log_ins.filter(at__gte=F("before") + GAP).order_by("-pk").values_list("before", flat=True).first()


def news_for(user: User, since: datetime) -> Sequence[News]:
    """Asked of every app through the news port."""
    found = [one for provider in ports.news for one in provider.news_for(user, since)]
    return sorted(found, key=lambda one: one.order)
