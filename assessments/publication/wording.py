"""What a publication keeps about its own making, in words."""

from __future__ import annotations

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Publication
from assessments.states import ObstacleKind
from safety_portal.core.formats import short_datetime
from safety_portal.core.months import SHANGHAI


def told_words(publication: Publication) -> list[str]:
    """What stood in the way and who let it pass; reports that were not accepted or late."""
    told = publication.told
    words = [_waived(one, publication) for one in told.get("waived", [])]
    if count := len(told.get("not_accepted", [])):
        text = ngettext("%(count)s report was not accepted", "%(count)s reports were not accepted", count)
        words.append(text % {"count": count})
    if count := len(told.get("late", [])):
        words.append(ngettext("%(count)s report came late", "%(count)s reports came late", count) % {"count": count})
    return words


def _waived(one: dict[str, str], publication: Publication) -> str:
    """``Open objections (2), let pass by 演示·书记 on 10 Nov 09:00: the time is up``"""
    at = parse_datetime(one["at"])
    day = publication.published_at.astimezone(SHANGHAI).date()
    words = _("%(obstacle)s (%(count)s), let pass by %(person)s, %(at)s: %(reason)s")
    return words % {
        "obstacle": ObstacleKind(one["kind"]).label,
        "count": one["count"],
        "person": one["by"],
        "at": short_datetime(at, day) if at else "",
        "reason": one["reason"],
    }
