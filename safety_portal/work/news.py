"""What happened to things owed since a moment: one query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import ngettext

from safety_portal.accounts.models import Role, User
from safety_portal.core.formats import number
from safety_portal.core.ports import News
from safety_portal.work.models import OWING_ROLES, TrackedItem
from safety_portal.work.states import TrackedState


class TrackedItemNews:
    """News port: issued to the user's unit or cleared there; answers that the office and the leader check."""

    def news_for(self, user: User, since: datetime) -> Sequence[News]:
        if not user.has_role(*OWING_ROLES, Role.OFFICE, Role.LEADER):
            return []
        owed = Q(owed_by__in=user.unit_ids(*OWING_ROLES))
        checked = Q(township__in=user.unit_ids(Role.OFFICE, Role.LEADER))
        sorts = {
            "issued": owed & Q(issued_at__gte=since) & ~Q(state=TrackedState.VOID) & ~Q(issued_by=user.pk),
            "cleared": owed & Q(state=TrackedState.CLEARED, closed_at__gte=since) & ~Q(checked_by=user.pk),
            "replied": checked & Q(state=TrackedState.REPLIED, replied_at__gte=since) & ~Q(replied_by=user.pk),
        }
        counted = {f"{name}_count": Count("pk", filter=rule) for name, rule in sorts.items()}
        last = {f"{name}_pk": Max("pk", filter=rule) for name, rule in sorts.items()}
        found = TrackedItem.objects.visible_to(user).order_by().aggregate(**counted, **last)
        return [
            News(_words(name, found[f"{name}_count"]), _url(name, found[f"{name}_count"], found[f"{name}_pk"]), 40)
            for name in sorts
            if found[f"{name}_count"]
        ]


def _words(name: str, count: int) -> str:
    words = {
        "issued": ngettext("%(count)s thing newly owed", "%(count)s things newly owed", count),
        "cleared": ngettext("%(count)s thing cleared", "%(count)s things cleared", count),
        "replied": ngettext("%(count)s answer to check", "%(count)s answers to check", count),
    }
    return words[name] % {"count": number(count)}


def _url(name: str, count: int, pk: int) -> str:
    """One: itself. More: the tab that holds them."""
    if count == 1:
        return reverse("work:tracked_detail", args=[pk])
    tab = {"issued": "owed", "cleared": "closed", "replied": "replied"}[name]
    return f"{reverse('work:tracked')}?tab={tab}"
