"""Reading what many registers share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import Role, User
from safety_portal.core.ports import SOON, DueEntry, Hit, Overdue
from safety_portal.organization.models import Level, Unit
from safety_portal.work.models import TrackedItem
from safety_portal.work.states import TrackedState


def waiting_items_count(user: User) -> int:
    """How many tracked items wait for ``user``, to answer or to check."""
    return TrackedItem.objects.waiting_for(user).count()


def units_that_may_owe(user: User) -> QuerySet[Unit]:
    """Communities and member units of the townships whose office or leader ``user`` is."""
    townships = user.unit_ids(Role.OFFICE, Role.LEADER)
    levels = (Level.COMMUNITY, Level.MEMBER_UNIT)
    return Unit.objects.open_on(timezone.localdate()).filter(township__in=townships, level__in=levels)


class TrackedItemsDue:
    """Due port of tracked items."""

    def due_for(self, user: User, now: datetime, limit: int) -> tuple[Sequence[DueEntry], int]:
        waiting = TrackedItem.objects.waiting_for(user).select_related("owed_by").order_by("due_at", "id")
        return [self._entry(item) for item in waiting[:limit]], waiting.count()

    @staticmethod
    def _entry(item: TrackedItem) -> DueEntry:
        is_to_check = item.state == TrackedState.REPLIED
        return DueEntry(
            kind=_("To check") if is_to_check else item.get_kind_display(),
            title=item.title,
            url=item.get_absolute_url(),
            due_at=item.due_at,
            place=item.owed_by.name,
            number=item.number,
            started_at=item.issued_at,
        )


class TrackedItemsOverdue:
    """Overdue port of tracked items: what is not closed, whoever's turn it is; one query."""

    def overdue_by_township(self, township_ids: Sequence[int], now: datetime) -> Mapping[int, Overdue]:
        rows = TrackedItem.objects.filter(closed_at=None, township__in=township_ids).order_by()
        over, near = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lt=now + SOON)
        counted = rows.values_list("township").annotate(
            total=Count("pk"), over=Count("pk", filter=over), soon=Count("pk", filter=near)
        )
        found = {township: counts for township, *counts in counted}
        return {key: _overdue(*found.get(key, (0, 0, 0))) for key in township_ids}


def _overdue(total: int, over: int, soon: int) -> Overdue:
    address = reverse("work:tracked")
    return Overdue(_("Things owed"), total, over, soon, f"{address}?tab=over" if over else address)


class TrackedItemSearch:
    """Search port of tracked items: number or words of the matter."""

    def search(self, user: User, text: str, limit: int) -> Sequence[Hit]:
        found = TrackedItem.objects.visible_to(user).filter(Q(number__icontains=text) | Q(title__icontains=text))
        return [
            Hit(kind=item.get_kind_display(), number=item.number, title=item.title, url=item.get_absolute_url())
            for item in found.order_by("-id")[:limit]
        ]
