"""Months of a township: who has filed, where they stand, their dates."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from assessments import months
from assessments.finding import visible_months
from assessments.models import AssessmentMonth
from assessments.reports import selectors
from assessments.reports.forms import DatesForm
from assessments.reports.lateness import day_of
from assessments.reports.views.common import office_month
from safety_portal.accounts.models import Role
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused
from safety_portal.core.forms import add_refusal
from safety_portal.core.ports import Words

PER_PAGE = 24
#: Phase by the first of its dates that is still ahead: chip, words.
_PHASES: tuple[tuple[str, str, Words], ...] = (
    ("due_at", "info", gettext_lazy("Reporting")),
    ("lock_at", "warn", gettext_lazy("Overdue reports")),
    ("objections_until", "info", gettext_lazy("Draft scores, objections")),
    ("publish_by", "info", gettext_lazy("To be published")),
)


def phase_of(month: AssessmentMonth, now: datetime) -> tuple[str, Words, datetime | None]:
    """Chip, words and the moment at which this phase ends."""
    for name, chip, words in _PHASES:
        if now <= getattr(month, name):
            return chip, words, getattr(month, name)
    return "", _("Past"), None


@require_GET
@never_cache
def months_page(request: SignedInRequest) -> HttpResponse:
    """Every month of the townships that the user sees, newest first."""
    now = timezone.now()
    rows = selectors.with_turnout(visible_months(request.user, request.GET.get("township", "")))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    inside = {s.township_id for s in request.user.scopes if s.role in {Role.OFFICE, Role.LEADER}}
    context = {
        "page_obj": page,
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
