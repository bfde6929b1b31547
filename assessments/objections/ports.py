"""What objections show on the home page: those that wait for the office's decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from assessments.models import Objection
from safety_portal.accounts.models import Role, User
from safety_portal.core.ports import DueEntry


class Due:
    """Due port: open objections of the office's townships, to be decided before the month is published."""

    def due_for(self, user: User, now: datetime, limit: int) -> tuple[Sequence[DueEntry], int]:
        townships = user.unit_ids(Role.OFFICE)
        if not townships:
            return [], 0
        waiting = Objection.objects.open().filter(month__township__in=townships)
        rows = waiting.select_related("month", "unit").order_by("month__publish_by", "filed_at")[:limit]
        return [_entry(objection) for objection in rows], waiting.count()


def _entry(objection: Objection) -> DueEntry:
    return DueEntry(
        kind=_("Objection"),
        title=objection.item_name,
        url=objection.get_absolute_url(),
        due_at=objection.month.publish_by,
        place=objection.unit.name,
        number=objection.number,
        started_at=objection.filed_at,
    )
