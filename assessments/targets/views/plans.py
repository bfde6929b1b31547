"""Plans that ship with targets: look, take on, end, amend one target."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.finding import latest_month
from assessments.models import Figure, Target, TargetPlan
from assessments.targets import services
from assessments.targets.forms import AmendForm, EndForm, InstallForm
from assessments.targets.policies import can_set_targets
from assessments.targets.selectors import usual
from assessments.targets.shipped import ShippedPlan, ShippedTarget, shipped_plans
from assessments.targets.wording import wanted_words
from safety_portal.accounts.models import Role, User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.audit import trail
from safety_portal.core.errors import Refused
from safety_portal.core.forms import add_refusal
from safety_portal.core.months import Month
from safety_portal.organization.models import Level, Unit


def township_or_404(request: SignedInRequest, *roles: Role) -> Unit:
    """One of the townships where the user holds one of ``roles``; the first, if the address names none."""
    townships = Unit.objects.filter(level=Level.TOWNSHIP, pk__in=request.user.unit_ids(*roles))
    if code := request.GET.get("township", ""):
        townships = townships.filter(code=code)
    township = townships.order_by("code").first()
    if township is None:
        raise Http404
    return township


def address(name: str, township: Unit, *arguments: object) -> str:
    return f"{reverse(f'assessments:{name}', args=arguments)}?{urlencode({'township': township.code})}"


@dataclass(frozen=True)
class PlanRow:
    """A shipped plan, and what the township has of it."""

    shipped: ShippedPlan
    plan: TargetPlan | None
    url: str


@require_GET
def plans_page(request: SignedInRequest) -> HttpResponse:
    """The plans that ship, which of them are taken on, and from when to when."""
    township = township_or_404(request, Role.LEADER, Role.OFFICE)
    taken = {plan.code: plan for plan in TargetPlan.objects.visible_to(request.user).filter(township=township)}
    rows = [
        PlanRow(one, taken.get(code), address("target_plan", township, code)) for code, one in shipped_plans().items()
    ]
    return render(request, "assessments/targets/plans.html", {"township": township, "rows": rows})


@dataclass(frozen=True)
class TargetRow:
    """A target as it ships and, once the plan is taken on, as it holds here."""

    shipped: ShippedTarget
    target: Target | None
    amend_url: str
    missing: list[str]

    @property
    def wanted(self) -> str:
        return wanted_words(self.target or Target(**{**_DEFAULTS, **self.shipped.columns}))


_DEFAULTS = {"value": None, "pending": "", "is_neutral": False}


@require_GET
def plan_page(request: SignedInRequest, code: str) -> HttpResponse:
    """Every target of a plan with its sentence, the sentences left out with the reason, and the way to take it on."""
    township, shipped = _plan_or_404(request, code)
    return _plan_page(request, township, shipped)


def _plan_or_404(request: SignedInRequest, code: str) -> tuple[Unit, ShippedPlan]:
    township = township_or_404(request, Role.LEADER, Role.OFFICE)
    shipped = shipped_plans().get(code)
    if shipped is None:
        raise Http404
    return township, shipped


def _plan_page(
    request: SignedInRequest,
    township: Unit,
    shipped: ShippedPlan,
    install: InstallForm | None = None,
    end: EndForm | None = None,
) -> HttpResponse:
    plan = TargetPlan.objects.filter(township=township, code=shipped.code).first()
    asked = _asked(township, shipped)
    context = {
        "township": township,
        "shipped": shipped,
        "plan": plan,
        "rows": _target_rows(township, shipped, plan, asked),
        "install": install or _install_form(request, township, asked),
        "asked": asked,
        "end": end or EndForm(initial={"until": f"{plan.until_day:%Y-%m}" if plan and plan.until_day else ""}),
        "is_complete": plan is not None and plan.targets.count() == len(shipped.targets),
        "install_url": address("target_plan_install", township, shipped.code),
        "end_url": address("target_plan_end", township, shipped.code),
        "plans_url": address("target_plans", township),
        "history": trail.history_of(plan) if plan else [],
    }
    return render(request, "assessments/targets/plan.html", context)


def _asked(township: Unit, shipped: ShippedPlan) -> list[Figure]:
    """Figures of the plan that a member unit would have to file and nobody files."""
    figures = Figure.objects.filter(code__in=shipped.figures, source=Figure.Source.MEMBER_UNIT, is_active=True)
    return list(figures.exclude(owners__township=township).order_by("position"))


def _target_rows(township: Unit, shipped: ShippedPlan, plan: TargetPlan | None, asked: list[Figure]) -> list[TargetRow]:
    taken = {one.code: one for one in plan.targets.all()} if plan else {}
    names = {figure.code: figure for figure in asked}
    return [
        TargetRow(
            one,
            target,
            address("target_amend", township, target.pk) if target else "",
            [f"{names[code].name}（{usual(names[code]) or '—'}）" for code in one.figures if code in names],
        )
        for one in shipped.targets
        for target in [taken.get(one.code)]
    ]


def _install_form(request: SignedInRequest, township: Unit, asked: list[Figure]) -> InstallForm:
    units = Unit.objects.filter(level=Level.MEMBER_UNIT, township=township).open_on(timezone.localdate())
    month = latest_month(request.user, township.code)
    start = month.month if month else Month.of(timezone.now())
    data = request.POST if request.method == "POST" else None
    return InstallForm(data, initial={"from_month": str(start)}, figures=asked, units=list(units.order_by("code")))


@require_POST
def plan_install(request: SignedInRequest, code: str) -> HttpResponse:
    """Take the plan's targets on; again it adds what is missing."""
    township, shipped = _plan_or_404(request, code)
    form = _install_form(request, township, _asked(township, shipped))
    if form.is_valid():
        try:
            plan = services.install_plan(
                township=township,
                code=code,
                from_month=form.cleaned_data["from_month"],
                by=request.user,
                owners=form.owners,
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The targets hold from %(month)s on.") % {"month": f"{plan.from_day:%Y-%m}"})
            return redirect(address("target_plan", township, code))
    return _plan_page(request, township, shipped, install=form)


@require_POST
def plan_end(request: SignedInRequest, code: str) -> HttpResponse:
    """Set the last month of the plan's targets."""
    township, shipped = _plan_or_404(request, code)
    plan = get_object_or_404(TargetPlan.objects.visible_to(request.user).filter(township=township), code=code)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_plan(
                plan=plan, until=form.cleaned_data["until"], reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect(address("target_plan", township, code))
    return _plan_page(request, township, shipped, end=form)


@require_http_methods(["GET", "POST"])
def target_amend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set value, way of counting or months of one target, with a reason."""
    target = _target_or_404(request.user, pk)
    township = target.plan.township
    form = AmendForm(request.POST or None, target=target)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.amend_target(
                target=target, given=form.given, reason=data["reason"], by=request.user, version=data["version"]
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect(address("target_plan", township, target.plan.code))
    context = {
        "target": target,
        "township": township,
        "form": form,
        "cancel_url": address("target_plan", township, target.plan.code),
        "history": trail.history_of(target),
    }
    return render(request, "assessments/targets/amend.html", context)


def _target_or_404(user: User, pk: int) -> Target:
    target = get_object_or_404(Target.objects.visible_to(user).select_related("plan__township"), pk=pk)
    if not can_set_targets(user, target.plan.township):
        raise Http404
    return target
