"""What happened to objections since a moment: one query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import ngettext

from assessments.models import Objection
from assessments.states import DECIDED, ObjectionState
from safety_portal.accounts.models import Role, User
from safety_portal.core.formats import number
from safety_portal.core.ports import News


class ObjectionNews:
    """News port: objections that came, for leader and office; decisions, for the community that objected."""

    def news_for(self, user: User, since: datetime) -> Sequence[News]:
        townships, own = user.unit_ids(Role.LEADER, Role.OFFICE), user.unit_ids(Role.SECRETARY)
        if not townships and not own:
            return []
        came = Q(state=ObjectionState.OPEN, filed_at__gte=since, month__township__in=townships)
        decided = Q(state__in=sorted(DECIDED), decided_at__gte=since, unit__in=own)
        rows = Objection.objects.visible_to(user).filter(
            (came & ~Q(filed_by=user.pk)) | (decided & ~Q(decided_by=user.pk))
        )
        found = list(rows.select_related("month__township").order_by("-pk"))
        new = [one for one in found if one.state == ObjectionState.OPEN]
        done = [one for one in found if one.state != ObjectionState.OPEN]
        return [
            *_told(new, ngettext("%(count)s objection filed", "%(count)s objections filed", len(new))),
            *_told(done, ngettext("%(count)s objection decided", "%(count)s objections decided", len(done))),
        ]


def _told(rows: Sequence[Objection], words: str) -> list[News]:
    """One: its page. More: the list of the newest one's month."""
    if not rows:
        return []
    tab = "open" if rows[0].state == ObjectionState.OPEN else "decided"
    url = rows[0].get_absolute_url() if len(rows) == 1 else rows[0].month.page("objections", tab=tab)
    return [News(words % {"count": number(len(rows))}, url, 35)]
