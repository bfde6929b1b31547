"""What happened to monthly reports since a moment: one query of a secretary's own, one of the office's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import ngettext

from assessments.models import Report
from assessments.states import ReportState
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.formats import number
from safety_portal.core.ports import News


class ReportNews:
    """News port: one's own report returned or accepted; reports of the township submitted."""

    def news_for(self, user: User, since: datetime) -> Sequence[News]:
        found: list[News] = []
        if user.has_role(Role.SECRETARY):
            own = list(_own(user, since))
            returned = [report for report in own if report.state == ReportState.RETURNED]
            accepted = [report for report in own if report.state == ReportState.ACCEPTED]
            found += _told(ngettext("%(count)s report returned", "%(count)s reports returned", len(returned)), returned)
            found += _told(ngettext("%(count)s report accepted", "%(count)s reports accepted", len(accepted)), accepted)
        if user.has_role(Role.OFFICE):
            came = list(_submitted(user, since))
            found += _told(ngettext("%(count)s report submitted", "%(count)s reports submitted", len(came)), came)
        return found


def _own(user: User, since: datetime) -> QuerySet[Report]:
    """Reports of the secretary's community that were returned (the trail knows when) or accepted since."""
    lines = AuditEntry.objects.filter(
        object_type="assessments.report",
        object_id=Cast(OuterRef("pk"), CharField()),
        action="report.return",
        at__gte=since,
    )
    returned = Q(state=ReportState.RETURNED) & Q(Exists(lines))
    accepted = Q(state=ReportState.ACCEPTED, accepted_at__gte=since)
    own = Report.objects.visible_to(user).filter(unit__in=user.unit_ids(Role.SECRETARY))
    return own.filter(returned | accepted).select_related("month__township", "unit")


def _submitted(user: User, since: datetime) -> QuerySet[Report]:
    rows = Report.objects.visible_to(user).filter(month__township__in=user.unit_ids(Role.OFFICE))
    rows = rows.filter(state=ReportState.SUBMITTED, submitted_at__gte=since).exclude(submitted_by=user.pk)
    return rows.select_related("month__township", "unit").order_by("month__first_day")


def _told(words: str, reports: Sequence[Report]) -> list[News]:
    """One: the report. More: the reports of the newest month."""
    if not reports:
        return []
    last = reports[-1]
    alone = reverse("assessments:report", args=[last.month.slug, last.unit.code])
    url = alone if len(reports) == 1 else last.month.page("reports", state=last.state)
    return [News(words % {"count": number(len(reports))}, url, 30)]
