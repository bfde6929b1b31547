"""What the pages of reports share: finding what an address means."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from assessments.finding import month_or_404
from assessments.models import AssessmentMonth, Report
from assessments.reports.policies import can_manage_month
from safety_portal.accounts.models import Role
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.months import Month


def township_month(request: SignedInRequest, slug: str) -> AssessmentMonth:
    """The month for its leader and office; nobody else sees the township's reports."""
    month = month_or_404(request.user, slug, request.GET.get("township", ""))
    if not request.user.has_role(Role.OFFICE, Role.LEADER, township_id=month.township_id):
        raise Http404
    return month


def office_month(request: SignedInRequest, slug: str) -> AssessmentMonth:
    """The month for its office alone; a leader, who sees it, is refused by the service behind the page."""
    month = township_month(request, slug)
    if not can_manage_month(request.user, month):
        raise Http404
    return month


def report_or_404(request: SignedInRequest, slug: str, code: str) -> Report:
    """A report that the user may see, with its month, township and unit."""
    try:
        first_day = Month.parse(slug).first_day
    except ValueError as error:
        raise Http404 from error
    reports = Report.objects.visible_to(request.user).select_related("month__township", "unit", "submitted_by")
    report = reports.filter(month__first_day=first_day, unit__code=code).first()
    if report is None:
        raise Http404
    return report


def address_of(report: Report) -> str:
    return reverse("assessments:report", args=[report.month.slug, report.unit.code])
