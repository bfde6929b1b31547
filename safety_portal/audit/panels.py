"""What the trail shows on the home page of an auditor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safety_portal.audit.models import AuditEntry, Reader
from safety_portal.core.formats import number
from safety_portal.core.ports import Panel, Tile

WEEK = timedelta(days=7)


class Panels:
    """Panels port: how much was changed, looked at and signed in to within a week; one query."""

    def tiles(self, user: object, now: datetime) -> Sequence[Tile]:
        reader = cast("Reader", user)
        if not any(scope.role == "auditor" for scope in reader.scopes):
            return []
        rows = AuditEntry.objects.visible_to(reader).filter(at__gte=now - WEEK).order_by()
        counts = rows.aggregate(
            **{kind.value: Count("pk", filter=Q(kind=kind)) for kind in AuditEntry.Kind},
            failed=Count("pk", filter=Q(action__in=("user.fail_log_in", "user.lock_out"))),
        )
        failed = _("%(count)s refused") % {"count": number(counts["failed"])}
        return [
            _tile(_("Changes in 7 days"), "change", counts, now, 0),
            _tile(_("Looked at or taken away in 7 days"), "read", counts, now, 1),
            _tile(_("Sign-ins in 7 days"), "sign_in", counts, now, 2, [failed]),
        ]

    def panel(self, user: object, now: datetime) -> Panel | None:
        return None


def _tile(label: str, kind: str, counts: dict[str, int], now: datetime, order: int, facts: Sequence[str] = ()) -> Tile:
    first = timezone.localdate(now - WEEK)
    url = f"{reverse('audit:entries')}?kind={kind}&first={first.isoformat()}"
    return Tile(label, number(counts[kind]), url, facts=facts, order=order)
