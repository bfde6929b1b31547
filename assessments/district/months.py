"""Which months of a district can be looked at, and which one first."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q
from django.http import Http404

from assessments.models import AssessmentMonth
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit

OFFERED = 24


def months_of(district: Unit) -> list[tuple[Month, int]]:
    """Months that any township has opened, newest first, and how many townships have published each."""
    published = Count("pk", filter=Q(publications__is_current=True))
    rows = AssessmentMonth.objects.filter(township__parent=district).order_by("-first_day").values("first_day")
    counted = rows.annotate(published=published)[:OFFERED]
    return [(Month.of(row["first_day"]), row["published"]) for row in counted]


def newest(months: Sequence[tuple[Month, int]]) -> Month | None:
    """The newest that any township has published; the newest of all before the first publication."""
    published = [month for month, count in months if count]
    return next(iter(published), months[0][0] if months else None)


def chosen(months: Sequence[tuple[Month, int]], text: str) -> Month | None:
    """The month that an address names (``2026-10``), else the newest; an unknown one is a 404."""
    if not text:
        return newest(months)
    found = next((month for month, _count in months if str(month) == text), None)
    if found is None:
        raise Http404
    return found
