"""The office's list of a month's reports, and its moves."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.finding import latest_month
from assessments.models import AssessmentMonth, Report
from assessments.reports import policies, selectors, services
from assessments.reports.exports import review_table
from assessments.reports.forms import ReturnForm, UnlockForm, end_of_day, read_version
from assessments.reports.lateness import is_late
from assessments.reports.views.chasing import absent_panel
from assessments.reports.views.common import (
    address_of,
    office_month,
    report_or_404,
    township_month,
)
from assessments.states import ReportState
from safety_portal.accounts.models import Role
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.clocks import Clock
from safety_portal.core.errors import Refused
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.core.forms import add_refusal
from safety_portal.core.trying import tried
from safety_portal.core.views import Link


@require_GET
def reports_latest(request: SignedInRequest) -> HttpResponse:
    """The newest month's list."""
    month = latest_month(request.user)
    if not request.user.has_role(Role.OFFICE, Role.LEADER):
        raise Http404
    if month is None:
        return render(request, "assessments/reports/none.html")
    return redirect(month.page("reports"))


@require_GET
@never_cache
def reports_page(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Who has filed, what differs, what is unusual, what has changed since."""
    month = township_month(request, slug)
    rows = selectors.review_rows(month, list(_reports(month)))
    tab = request.GET.get("state", "")
    shown = [row for row in rows if tab in {"", row.report.state}]
    if ending_asked(request):
        return as_file(request, review_table(month, shown, tab))
    context = {
        "export_count": len(shown),
        "month": month,
        "rows": shown,
        "all_rows": rows,
        "tabs": _tabs(month, rows, tab),
        "turnout": _turnout(month, rows),
        "plain": sum(row.is_plain for row in rows),
        "late_ids": {row.report.pk for row in rows if is_late(row.report.first_submitted_at, month.due_at)},
        "may_manage": policies.can_manage_month(request.user, month),
        "clock": Clock(month.month.end, month.due_at, timezone.now()),
        "is_locked": policies.is_locked(month, timezone.now()),
        "absent": absent_panel(month, request.user),
    }
    return render(request, "assessments/reports/list.html", context)


def _reports(month: AssessmentMonth) -> QuerySet[Report]:
    return month.reports.select_related("unit", "month__township").order_by("unit__code")


def _tabs(month: AssessmentMonth, rows: list[selectors.ReviewRow], tab: str) -> list[Link]:
    counts = Counter(row.report.state for row in rows)
    here = month.page("reports")
    return [
        Link(_("All"), here, len(rows), is_current=not tab),
        *(
            Link(state.label, f"{here}&state={state.value}", counts[state.value], is_current=tab == state.value)
            for state in ReportState
        ),
    ]


def _turnout(month: AssessmentMonth, rows: list[selectors.ReviewRow]) -> dict[str, int]:
    reports = [row.report for row in rows]
    filed = [report for report in reports if report.state in selectors.FILED]
    late = sum(is_late(report.first_submitted_at, month.due_at) for report in filed)
    accepted = sum(report.state == ReportState.ACCEPTED for report in reports)
    return {
        "asked": len(reports),
        "filed": len(filed),
        "on_time": len(filed) - late,
        "late": late,
        "missing": len(reports) - len(filed),
        "accepted": accepted,
        "waiting": len(filed) - accepted,
    }


@require_http_methods(["GET", "POST"])
def accept_plain(request: SignedInRequest, slug: str) -> HttpResponse:
    """Accept in one go what nobody needs to look at; the page before it says which these are."""
    month = office_month(request, slug)
    if request.method == "GET":
        plain = selectors.plain_reports(month)
        return render(request, "assessments/reports/accept_plain.html", {"month": month, "reports": plain})
    accepted = services.accept_matching(month=month, by=request.user)
    words = ngettext("%(count)s report accepted", "%(count)s reports accepted", len(accepted))
    messages.success(request, words % {"count": len(accepted)})
    return redirect(month.page("reports"))


@require_POST
def report_accept(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Take the report as it stands on the page."""
    report = report_or_404(request, slug, code)
    version = read_version(request.POST)
    done = tried(
        request, lambda: services.accept_report(report=report, by=request.user, version=version), _("Report accepted")
    )
    return redirect(report.month.page("reports") if done else address_of(report))


@require_http_methods(["GET", "POST"])
def report_return(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Send the report back with a reason."""
    report = report_or_404(request, slug, code)
    if not policies.is_reviewer(request.user, report):
        raise Http404
    form = ReturnForm(request.POST or None, is_shut=policies.is_shut(report, timezone.now()))
    if request.method == "POST" and form.is_valid():
        try:
            services.return_report(
                report=report,
                by=request.user,
                reason=form.cleaned_data["reason"],
                until=end_of_day(form.cleaned_data.get("until")),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Returned. The secretary has been told."))
            return redirect(report.month.page("reports"))
    return render(request, "assessments/reports/return.html", {"report": report, "month": report.month, "form": form})


@require_http_methods(["GET", "POST"])
def report_unlock(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Make an exception from the lock."""
    report = report_or_404(request, slug, code)
    if not policies.is_reviewer(request.user, report):
        raise Http404
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        until = end_of_day(form.cleaned_data["until"])
        try:
            services.unlock(
                report=report, by=request.user, until=until or timezone.now(), reason=form.cleaned_data["reason"]
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Open again. The secretary has been told."))
            return redirect(address_of(report))
    return render(request, "assessments/reports/unlock.html", {"report": report, "month": report.month, "form": form})
