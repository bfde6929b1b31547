"""Finding the month that an address means, among those a user may see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from assessments.models import AssessmentMonth, MonthResult
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import Month


def visible_months(user: User, township_code: str = "") -> QuerySet[AssessmentMonth]:
    """Months of the townships a user works in or under, newest first."""
    months = AssessmentMonth.objects.visible_to(user).select_related("township__parent")
    if township_code:
        months = months.filter(township__code=township_code)
    return months.order_by("-first_day", "township__code")


def month_or_404(user: User, slug: str, township_code: str = "") -> AssessmentMonth:
    """The month ``2026-10`` of a township; without one, of the user's first."""
    try:
        first_day = Month.parse(slug).first_day
    except ValueError as error:
        raise Http404 from error
    month = visible_months(user, township_code).filter(first_day=first_day).first()
    if month is None:
        raise Http404
    return month


def latest_month(user: User, township_code: str = "", *, scored: bool = False) -> AssessmentMonth | None:
    """The newest month; with ``scored``, the newest that has a result, if any has one: for the district's people, a
    published one.
    """
    months = visible_months(user, township_code)
    if scored:
        results = MonthResult.objects.filter(month=OuterRef("pk"))
        own = user.has_role(Role.LEADER, Role.OFFICE, Role.SECRETARY)
        known = results.filter(is_current=True) if own else results.published()
        months = months.order_by(Exists(known).desc(), "-first_day", "township__code")
    return months.first()
