"""Official documents that came to the user's unit since a moment: one query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from safety_portal.accounts.models import User
from safety_portal.core.formats import number
from safety_portal.core.ports import News
from safety_portal.documents.models import Document
from safety_portal.work.models import OWING_ROLES


class DocumentNews:
    """News port: documents addressed to a unit for which the user answers."""

    def news_for(self, user: User, since: datetime) -> Sequence[News]:
        units = user.unit_ids(*OWING_ROLES)
        if not units:
            return []
        rows = Document.objects.visible_to(user).filter(addressed_to__in=units, made_at__gte=since)
        pks = list(rows.exclude(made_by=user.pk).order_by("-pk").values_list("pk", flat=True))
        if not pks:
            return []
        words = ngettext("%(count)s document addressed to us", "%(count)s documents addressed to us", len(pks))
        url = reverse("documents:detail", args=pks) if len(pks) == 1 else reverse("documents:list")
        return [News(words % {"count": number(len(pks))}, url, 45)]
