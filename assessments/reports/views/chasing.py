"""Who has not filed: the panel of the office's lists, and its one click."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessments.models import AssessmentMonth
from assessments.reports import absent, policies
from assessments.reports.chasing import chase as chase_service
from assessments.reports.views.common import township_month
from safety_portal.accounts.models import User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused


@dataclass(frozen=True)
class AbsentPanel:
    """What ``assessments/reports/_chase.html`` shows."""

    month: AssessmentMonth
    missing: absent.Missing
    headline: str
    text: str
    may_chase: bool


def absent_panel(month: AssessmentMonth, user: User) -> AbsentPanel | None:
    """The panel of a month, None where everybody has filed."""
    now = timezone.now()
    missing = absent.missing_of(month, now)
    if not missing.all:
        return None
    may_chase = policies.can_manage_month(user, month) and bool(missing.can_be_chased)
    return AbsentPanel(month, missing, absent.headline(missing), absent.chat_text(month, missing, now), may_chase)


@require_POST
def chase(request: SignedInRequest, slug: str) -> HttpResponse:
    """Tell all who have not filed, or the ticked ones."""
    month = township_month(request, slug)
    codes = None if "all" in request.POST else request.POST.getlist("unit")
    try:
        told = chase_service(month=month, by=request.user, now=timezone.now(), codes=codes)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        words = ngettext("%(count)s unit told", "%(count)s units told", len(told))
        messages.success(request, words % {"count": len(told)})
    return redirect(month.page("reports"))
