"""Which month the dashboard shows, and the months beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.http import Http404

from assessments.models import AssessmentMonth, MonthResult, Publication
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class Chosen:
    """The month shown, and the first days of those before and after it; ``month`` None: there is none to show."""

    month: AssessmentMonth | None
    previous: date | None = None
    next: date | None = None


def choose(township: Unit, slug: str, *, published_only: bool) -> Chosen:
    """The month of the address; without one, the newest published, else the newest scored, else the newest. One
    query. Raises ``Http404`` for a month that the user may not see or that does not exist.
    """
    months = _months(township, published_only=published_only)
    month = _named(months, slug) if slug else _newest(months)
    if month is None:
        return Chosen(None)
    month.township = township
    at = months.index(month)
    before, after = months[at + 1 : at + 2], months[at - 1 : at] if at else []
    return Chosen(month, before[0].first_day if before else None, after[0].first_day if after else None)


def _months(township: Unit, *, published_only: bool) -> list[AssessmentMonth]:
    """Newest first, each with ``is_published`` and ``is_scored``; one query."""
    of_month = OuterRef("pk")
    months = AssessmentMonth.objects.filter(township=township).annotate(
        is_published=Exists(Publication.objects.filter(month=of_month, is_current=True)),
        is_scored=Exists(MonthResult.objects.filter(month=of_month, is_current=True)),
    )
    return list(months.filter(is_published=True) if published_only else months)


def _named(months: Sequence[AssessmentMonth], slug: str) -> AssessmentMonth:
    try:
        day = Month.parse(slug).first_day
    except ValueError as error:
        raise Http404 from error
    found = next((one for one in months if one.first_day == day), None)
    if found is None:
        raise Http404
    return found


def _newest(months: Sequence[AssessmentMonth]) -> AssessmentMonth | None:
    for name in ("is_published", "is_scored"):
        if found := next((one for one in months if getattr(one, name)), None):
            return found
    return next(iter(months), None)
