"""Rankings published and corrected since a moment: one query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Publication
from safety_portal.accounts.models import User
from safety_portal.core.formats import month_label, number
from safety_portal.core.ports import News

_LIMIT = 100


class PublicationNews:
    """News port: publications and corrections that the user may see."""

    def news_for(self, user: User, since: datetime) -> Sequence[News]:
        rows = Publication.objects.visible_to(user).filter(published_at__gte=since).exclude(published_by=user.pk)
        found = list(rows.select_related("month__township").order_by("-published_at", "-pk")[:_LIMIT])
        first = [one for one in found if not one.is_correction]
        corrections = [one for one in found if one.is_correction]
        return [*_told(first, _published(first)), *_told(corrections, _corrected(corrections))]


def _published(rows: Sequence[Publication]) -> str:
    if len(rows) == 1:
        return _("ranking of %(month)s published") % {"month": month_label(rows[0].month.first_day)}
    words = ngettext("%(count)s ranking published", "%(count)s rankings published", len(rows))
    return words % {"count": number(len(rows))}


def _corrected(rows: Sequence[Publication]) -> str:
    if len(rows) == 1:
        return _("ranking of %(month)s corrected") % {"month": month_label(rows[0].month.first_day)}
    words = ngettext("%(count)s correction", "%(count)s corrections", len(rows))
    return words % {"count": number(len(rows))}


def _told(rows: Sequence[Publication], words: str) -> list[News]:
    """One: its page. More: the list of months."""
    if not rows:
        return []
    one = rows[0]
    alone = one.get_absolute_url() if one.is_correction else one.month.page("ranking")
    return [News(words, alone if len(rows) == 1 else reverse("assessments:months"), 10)]
