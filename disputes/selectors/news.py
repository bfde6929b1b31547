"""What happened to disputes since a moment: the sorts of news, each a condition for the database.

When a dispute was handed over stands in the trail alone; it is asked only of disputes that wait to be accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, TextChoices
from django.db.models.functions import Cast
from django.utils.translation import pgettext_lazy

from disputes.states import HandlingLevel, State
from disputes.visibility import acting_unit_ids
from safety_portal.accounts.models import User
from safety_portal.audit.models import AuditEntry


class Happened(TextChoices):
    """The sorts of news."""

    REGISTERED = "registered", pgettext_lazy("news", "Newly registered")
    HANDED = "handed", pgettext_lazy("news", "Handed to us")
    ESCALATED = "escalated", pgettext_lazy("news", "Escalated to the township")
    CONCLUDED = "concluded", pgettext_lazy("news", "Result recorded")


def registered(user: User, since: datetime) -> Q:
    return Q(registered_at__gte=since) & ~Q(registered_by=user.pk) & ~Q(state=State.VOID)


def handed(user: User, since: datetime) -> Q:
    waiting = Q(state=State.HANDED_OVER, responsible_unit__in=acting_unit_ids(user))
    return waiting & _on_trail(user, since, "disputes.escalate", "disputes.refer")


def escalated(user: User, since: datetime) -> Q:
    waiting = Q(state=State.HANDED_OVER, level=HandlingLevel.TOWNSHIP)
    return waiting & _on_trail(user, since, "disputes.escalate")


def concluded(user: User, since: datetime) -> Q:
    return Q(concluded_at__gte=since) & ~Q(state=State.VOID)


CONDITIONS: dict[Happened, Callable[[User, datetime], Q]] = {
    Happened.REGISTERED: registered,
    Happened.HANDED: handed,
    Happened.ESCALATED: escalated,
    Happened.CONCLUDED: concluded,
}


def _on_trail(user: User, since: datetime, *actions: str) -> Q:
    lines = AuditEntry.objects.filter(
        object_type="disputes.dispute",
        object_id=Cast(OuterRef("pk"), CharField()),
        action__in=actions,
        at__gte=since,
    )
    return Q(Exists(lines.exclude(actor_id=user.pk)))
