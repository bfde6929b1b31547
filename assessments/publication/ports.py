"""What publication shows on the home page: months that wait for a leader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import AssessmentMonth, MonthResult
from safety_portal.accounts.models import Role, User
from safety_portal.core.formats import month_label
from safety_portal.core.ports import DueEntry


class Due:
    """Due port: scored months of the leader's townships that nobody has published, from the end of their objections."""

    def due_for(self, user: User, now: datetime, limit: int) -> tuple[Sequence[DueEntry], int]:
        townships = user.unit_ids(Role.LEADER)
        if not townships:
            return [], 0
        waiting = _waiting(now).filter(township__in=townships)
        rows = waiting.select_related("township").order_by("publish_by")[:limit]
        return [_entry(month) for month in rows], waiting.count()


def _waiting(now: datetime) -> QuerySet[AssessmentMonth]:
    scored = MonthResult.objects.filter(month=OuterRef("pk"), is_current=True)
    return AssessmentMonth.objects.filter(Exists(scored), objections_until__lt=now, publications=None)


def _entry(month: AssessmentMonth) -> DueEntry:
    return DueEntry(
        kind=gettext_lazy("Publication"),
        title=_("Ranking of %(month)s to be published") % {"month": month_label(month.first_day)},
        url=month.page("publish"),
        due_at=month.publish_by,
        place=month.township.name,
        started_at=month.objections_until,
    )
