"""Months of a township: who has filed, where they stand, their dates."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from assessments import months
from assessments.finding import visible_months
from assessments.reports import selectors
from assessments.reports.exports import months_table
from assessments.reports.forms import DatesForm
from assessments.reports.lateness import day_of
from assessments.reports.phases import phase_of
from assessments.reports.views.common import office_month
from safety_portal.accounts.models import Role
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.core.forms import add_refusal

PER_PAGE = 24


@require_GET
@never_cache
def months_page(request: SignedInRequest) -> HttpResponseBase:
    """Every month of the townships that the user sees, newest first."""
    now = timezone.now()
    rows = selectors.with_turnout(visible_months(request.user, request.GET.get("township", "")))
    if ending_asked(request):
        return as_file(request, months_table(rows, now))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    inside = {s.township_id for s in request.user.scopes if s.role in {Role.OFFICE, Role.LEADER}}
    context = {
        "page_obj": page,
        "export_count": page.paginator.count,
        "rows": [(month, phase_of(month, now), month.township_id in inside) for month in page],
        "has_townships": len({month.township_id for month in page}) > 1,
        "offices": request.user.unit_ids(Role.OFFICE),
    }
    return render(request, "assessments/months/list.html", context)


@require_http_methods(["GET", "POST"])
def month_dates(request: SignedInRequest, slug: str) -> HttpResponse:
    """Move the dates of a month, with a reason."""
    month = office_month(request, slug)
    initial = {name: day_of(getattr(month, name)) for name in months.DATES}
    form = DatesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            months.move_dates(
                month=month, by=request.user, reason=data["reason"], **{name: data[name] for name in months.DATES}
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Dates moved"))
            return redirect("assessments:months")
    return render(request, "assessments/months/dates.html", {"month": month, "form": form})
