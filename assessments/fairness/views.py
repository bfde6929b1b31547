"""How sure a month's ranking is, and what last place means."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.fairness import services
from assessments.fairness.forms import WEIGHTS, LastPlaceForm
from assessments.fairness.policies import can_define, sees_definition
from assessments.fairness.rankings import definition_of
from assessments.fairness.selectors import fairness_of
from assessments.fairness.wording import said
from assessments.finding import latest_month, month_or_404, visible_months
from assessments.models import AssessmentMonth
from assessments.results.policies import own_unit_ids, reads_published_only, sees_ranking, sees_whole_ranking
from assessments.results.selectors import publication_of, result_of
from safety_portal.accounts.models import Role
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.forms import add_refusal
from safety_portal.organization.models import Unit


@require_GET
def fairness_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """The whole table for those who see the whole ranking, else the own row without anybody's name."""
    month = month_or_404(request.user, slug, request.GET.get("township", ""))
    if not sees_ranking(request.user, month):
        raise Http404
    if reads_published_only(request.user, month) and publication_of(month) is None:
        raise Http404
    sees_all = sees_whole_ranking(request.user, month)
    only = None if sees_all else own_unit_ids(request.user, month)
    fairness = fairness_of(month, result_of(month), only)
    context = {
        "month": month,
        "fairness": fairness,
        "said": said(fairness.brief, only),
        "sees_all": sees_all,
        "sees_definition": sees_definition(request.user, month.township),
        **_siblings(request, month),
    }
    return render(request, "assessments/fairness/page.html", context)


def _siblings(request: SignedInRequest, month: AssessmentMonth) -> dict[str, str]:
    months = visible_months(request.user, month.township.code)
    if reads_published_only(request.user, month):
        months = months.filter(publications__is_current=True)
    days = list(months.values_list("first_day", flat=True))
    at = days.index(month.first_day)
    older, newer = days[at + 1 : at + 2], days[at - 1 : at] if at else []
    return {"previous": _address(month, older), "next": _address(month, newer)}


def _address(month: AssessmentMonth, days: list[date]) -> str:
    if not days:
        return ""
    address = reverse("assessments:fairness", args=[f"{days[0]:%Y-%m}"])
    return f"{address}?{urlencode({'township': month.township.code})}"


# --- What last place means ------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def last_place(request: SignedInRequest) -> HttpResponse:
    """The township's definition: the office sets it with a reason, the leader reads it."""
    township = _township_or_404(request)
    may_write = can_define(request.user, township)
    if request.method == "POST" and not may_write:
        raise NotAllowed
    definition = definition_of(township)
    form = LastPlaceForm(request.POST or None, instance=definition.row)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_last_place(
                township=township, values=form.given, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Definition saved"))
            return redirect(f"{reverse('assessments:last_place')}?{urlencode({'township': township.code})}")
    context = {
        "township": township,
        "form": form,
        "may_write": may_write,
        "definition": definition,
        "weights": [form[name] for name in WEIGHTS],
        "is_default": definition.row.pk is None,
        "month": latest_month(request.user, township.code, scored=True),
    }
    return render(request, "assessments/fairness/last_place.html", context)


def _township_or_404(request: SignedInRequest) -> Unit:
    """One of the townships whose office or leader the user is; the first, if the address names none."""
    townships = Unit.objects.filter(pk__in=request.user.unit_ids(Role.OFFICE, Role.LEADER))
    if code := request.GET.get("township", ""):
        townships = townships.filter(code=code)
    township = townships.first()
    if township is None or not sees_definition(request.user, township):
        raise Http404
    return township
