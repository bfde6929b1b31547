"""What the trail gained since a moment, for auditors: one query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext

from safety_portal.audit.models import AuditEntry, Reader
from safety_portal.core.formats import number
from safety_portal.core.ports import News

#: Codes of actions as the apps above write them, and as the filter of the auditor's page takes them.
_SORTS = {
    "unmasked": ("action", "disputes.reveal"),
    "taken": ("action", "list.export"),
    "failed": ("action", "user.fail_log_in"),
    "locked": ("action", "user.lock_out"),
}


class TrailNews:
    """News port: personal data looked at, lists taken away, log-ins that failed. Others hear nothing of the trail."""

    def news_for(self, user: object, since: datetime) -> Sequence[News]:
        reader = cast("Reader", user)
        if not any(scope.role == "auditor" for scope in reader.scopes):
            return []
        rows = AuditEntry.objects.visible_to(reader).filter(at__gte=since).order_by()
        counts = rows.aggregate(
            **{name: Count("pk", filter=Q(**{field: value})) for name, (field, value) in _SORTS.items()}
        )
        return [News(_words(name, counts[name]), _url(name, since), 50) for name in _SORTS if counts[name]]


def _words(name: str, count: int) -> str:
    words = {
        "unmasked": ngettext("personal data looked at once", "personal data looked at %(count)s times", count),
        "taken": ngettext("%(count)s list taken away", "%(count)s lists taken away", count),
        "failed": ngettext("%(count)s failed log-in", "%(count)s failed log-ins", count),
        "locked": ngettext("%(count)s lock-out", "%(count)s lock-outs", count),
    }
    return words[name] % {"count": number(count)}


def _url(name: str, since: datetime) -> str:
    field, value = _SORTS[name]
    return f"{reverse('audit:entries')}?{urlencode({field: value, 'first': timezone.localdate(since).isoformat()})}"
