"""What lists, searches and home pages read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from disputes.models import Dispute, Party
from disputes.states import OPEN_STATES, State
from disputes.visibility import acting_unit_ids
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import Month

OPEN = Q(state__in=sorted(OPEN_STATES))
TO_VISIT = Q(state=State.CONCLUDED)
CLOSED = Q(state=State.CLOSED)
EVERY = Q(pk__isnull=False)


def overdue(now: datetime) -> Q:
    """Open and past the deadline of the present level."""
    return OPEN & Q(due_at__lt=now)


def by_text(text: str) -> Q:
    """Number, matter or place contains ``text``."""
    return Q(number__icontains=text) | Q(title__icontains=text) | Q(place__icontains=text)


def waiting_for(user: User) -> QuerySet[Dispute]:
    """What this user has to do next: own open disputes, and results to be followed up; the most urgent first."""
    own = Q(responsible_unit__in=acting_unit_ids(user)) | Q(handler=user)
    follow_up = Q(community__in=user.unit_ids(Role.SECRETARY)) | own
    rows = Dispute.objects.visible_to(user).filter((OPEN & own) | (TO_VISIT & follow_up))
    return rows.order_by("due_at", "pk")


def registered_in(user: User, month: Month) -> int:
    """How many visible disputes were registered in the month, void ones left out."""
    rows = Dispute.objects.visible_to(user).exclude(state=State.VOID)
    return rows.filter(registered_at__gte=month.start, registered_at__lt=month.end).count()


def same_parties(dispute: Dispute, parties: Sequence[Party], user: User) -> list[Dispute]:
    """Other visible disputes with a party of the same phone, or of the same name in the same community.

    Found by blind index: nothing is decrypted. A hint for whoever handles the case, no search of persons.
    """
    phones = {party.phone_index for party in parties if party.phone_index}
    names = {party.name_index for party in parties}
    match = Q(parties__phone_index__in=phones) | Q(parties__name_index__in=names, community=dispute.community_id)
    rows = Dispute.objects.visible_to(user).filter(match).exclude(pk=dispute.pk).exclude(state=State.VOID)
    return list(rows.distinct().order_by("-registered_at")[:5])


def search(user: User, text: str, limit: int) -> list[Dispute]:
    """Visible disputes for a text of at least two characters."""
    text = text.strip()
    if len(text) < 2:
        return []
    return list(Dispute.objects.visible_to(user).filter(by_text(text)).order_by("-registered_at")[:limit])
