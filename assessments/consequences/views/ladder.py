"""The ladder of a township: read by its leader and office, set by them with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.consequences import setting
from assessments.consequences.forms import StepForm
from assessments.consequences.ladder import ladder_of
from assessments.consequences.states import Action
from assessments.models import LadderStep
from safety_portal.accounts.models import Role
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused
from safety_portal.core.forms import add_refusal
from safety_portal.organization.models import Unit


@require_GET
def ladder_page(request: SignedInRequest) -> HttpResponse:
    """All steps with trigger, action, basis and exit condition."""
    township = _township_or_404(request)
    steps = ladder_of(township)
    context = {"township": township, "steps": steps, "is_default": all(step.pk is None for step in steps)}
    return render(request, "assessments/consequences/ladder.html", context)


@require_http_methods(["GET", "POST"])
def step_page(request: SignedInRequest, code: str = "") -> HttpResponse:
    """One step as a form, with its earlier versions; without a code, a new one."""
    township = _township_or_404(request)
    step = _step_or_404(township, code) if code else LadderStep(township=township, version=0, action="interview")
    form = StepForm(request.POST or None, instance=step)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, township, step, form)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Ladder saved"))
            return redirect(f"{reverse('assessments:ladder')}?{urlencode({'township': township.code})}")
    versions = LadderStep.objects.filter(township=township, code=code, is_current=False) if code else []
    context = {
        "township": township,
        "step": step,
        "form": form,
        "versions": list(versions.select_related("changed_by").order_by("-version")) if code else [],  # type: ignore[attr-defined]
    }
    return render(request, "assessments/consequences/step.html", context)


def _save(request: SignedInRequest, township: Unit, step: LadderStep, form: StepForm) -> None:
    data = form.cleaned_data
    if not step.code:
        setting.add_step(
            township=township, action=Action(data["action"]), values=form.given, reason=data["reason"], by=request.user
        )
        return
    setting.change_step(
        township=township,
        code=step.code,
        values=form.given,
        reason=data["reason"],
        by=request.user,
        version=data["version"],
    )


def _step_or_404(township: Unit, code: str) -> LadderStep:
    step = next((one for one in ladder_of(township) if one.code == code), None)
    if step is None:
        raise Http404
    return step


def _township_or_404(request: SignedInRequest) -> Unit:
    """One of the townships whose office or leader the user is; the first, if the address names none."""
    townships = Unit.objects.filter(pk__in=request.user.unit_ids(Role.OFFICE, Role.LEADER)).order_by("code")
    if code := request.GET.get("township", ""):
        townships = townships.filter(code=code)
    township = townships.first()
    if township is None:
        raise Http404
    return township
