"""What this register shows on the home page of the leader and of those who handle disputes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from disputes.models import Dispute
from disputes.selectors.lists import OPEN, overdue
from disputes.visibility import HANDLING_ROLES
from safety_portal.accounts.models import Role, User
from safety_portal.core.clocks import Clock
from safety_portal.core.formats import number
from safety_portal.core.ports import SOON, Panel, Tile

ROWS = 4


class Panels:
    """Panels port: how many disputes are in hand, and which of the township are overdue or nearly so."""

    def tiles(self, user: User, now: datetime) -> Sequence[Tile]:
        if not user.has_role(Role.LEADER, *HANDLING_ROLES):
            return []
        rows = Dispute.objects.visible_to(user).order_by()
        counts = rows.aggregate(
            open=Count("pk", filter=OPEN, distinct=True), over=Count("pk", filter=overdue(now), distinct=True)
        )
        over = ngettext("%(count)s overdue", "%(count)s overdue", counts["over"]) % {"count": number(counts["over"])}
        return [
            Tile(
                label=gettext_lazy("Disputes in hand"),
                value=number(counts["open"]),
                url=f"{reverse('disputes:list')}?tab=overdue" if counts["over"] else reverse("disputes:list"),
                facts=[over if counts["over"] else _("nothing overdue")],
                is_hot=bool(counts["over"]),
                order=25,
            )
        ]

    def panel(self, user: User, now: datetime) -> Panel | None:
        if not user.has_role(Role.LEADER, Role.OFFICE):
            return None
        rows = pressing(user, now).select_related("responsible_unit")[:ROWS]
        shown = [(row, Clock(row.counted_from, row.due_at, now)) for row in rows if row.counted_from and row.due_at]
        if not shown:
            return None
        return Panel("disputes/_home_pressing.html", {"rows": shown}, order=15, aside=True)


def pressing(user: User, now: datetime) -> QuerySet[Dispute]:
    """Open disputes past their deadline or within two days of it, the longest overdue first."""
    return Dispute.objects.visible_to(user).filter(OPEN & Q(due_at__lt=now + SOON)).order_by("due_at", "pk")
