"""Pages on which the office gives points by hand and records vetoes."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.finding import latest_month, month_or_404
from assessments.inspections import services
from assessments.inspections.forms import PointsForm, VetoForm, points_forms
from assessments.inspections.policies import can_give_points, can_record_veto, can_see_entries
from assessments.inspections.selectors import Grid, grid_of, units_of
from assessments.models import AssessmentMonth, ManualEntry, MonthResult, VetoDecision
from assessments.results.services import facts_changed
from assessments.rules.clauses import clauses_of, default_of
from assessments.rules.wording import figure_of
from assessments.scoring import Item
from safety_portal.accounts.models import Role
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.forms import add_refusal
from safety_portal.core.views import Link
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class EntryRow:
    """One community of the grid: its form where one may write, its entry where one may only read."""

    unit: Unit
    entry: ManualEntry | None
    form: PointsForm | None


def _month(request: SignedInRequest, slug: str) -> AssessmentMonth:
    month = month_or_404(request.user, slug, request.GET.get("township", ""))
    if not can_see_entries(request.user, month):
        raise Http404
    return month


@require_GET
def inspections_latest(request: SignedInRequest) -> HttpResponse:
    """The newest month's page; the list of months before the first one."""
    if not request.user.has_role(Role.OFFICE, Role.LEADER):
        raise Http404
    month = latest_month(request.user)
    return redirect(month.page("inspections") if month else "assessments:months")


@require_http_methods(["GET", "POST"])
def inspections_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """One manual item for all communities; ``?item=`` says which."""
    month = _month(request, slug)
    grid = grid_of(month)
    item = _item(grid, request.GET.get("item", ""))
    if grid is None or item is None:
        return render(request, "assessments/inspections/page.html", {"month": month, "grid": None})
    may_write = can_give_points(request.user, month)
    if request.method == "POST" and not may_write:
        raise NotAllowed
    forms = points_forms(grid, item, request.POST or None) if may_write else []
    faulty = [form for form in forms if form.is_bound and not form.is_valid()]  # all are looked at, not only the first
    if request.method == "POST" and not faulty:
        try:
            return _saved(request, month, item, forms)
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
    return render(request, "assessments/inspections/page.html", _context(month, grid, item, forms))


def _item(grid: Grid | None, code: str) -> Item | None:
    if grid is None or not grid.items:
        return None
    return next((item for item in grid.items if item.code == code), grid.items[0])


def _saved(request: SignedInRequest, month: AssessmentMonth, item: Item, forms: list[PointsForm]) -> HttpResponse:
    given = [form.given for form in forms]
    count = services.save_points(month=month, item_code=item.code, given=given, by=request.user)
    words = ngettext("%(count)s entry saved", "%(count)s entries saved", count) % {"count": count}
    messages.success(request, words if count else _("Nothing changed"))
    return redirect(month.page("inspections", item=item.code))


def _context(month: AssessmentMonth, grid: Grid, item: Item, forms: list[PointsForm]) -> dict[str, object]:
    by_unit = {form.unit.pk: form for form in forms}
    return {
        "month": month,
        "grid": grid,
        "item": item,
        "range": f"{figure_of(item.low)} – {figure_of(item.high)}",
        "start": figure_of(item.start),
        "clauses": clauses_of(item.basis),
        "default": default_of(item.basis),
        "tabs": _tabs(month, grid, item),
        "rows": [EntryRow(unit, grid.entries.get((unit.pk, item.code)), by_unit.get(unit.pk)) for unit in grid.units],
        "forms": forms,
        "vetoes": month.vetoes.count(),
        "is_stale": _is_stale(month),
    }


def _tabs(month: AssessmentMonth, grid: Grid, chosen: Item) -> list[Link]:
    return [
        Link(item.name, month.page("inspections", item=item.code), grid.count(item), is_current=item == chosen)
        for item in grid.items
    ]


def _is_stale(month: AssessmentMonth) -> bool:
    """Whether the current draft was computed from other facts than are there now."""
    current = MonthResult.objects.filter(month=month, is_current=True).select_related("facts", "month").first()
    try:
        return current is not None and facts_changed(current)
    except Refused:
        return True


@require_http_methods(["GET", "POST"])
def veto_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Vetoes of the month, and the form to record one."""
    month = _month(request, slug)
    form = VetoForm(request.POST or None, units=units_of(month))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.record_veto(
                month=month,
                unit_id=data["unit"],
                document=data["document"],
                decided_by=data["decided_by"],
                decided_on=data["decided_on"],
                reason=data["reason"],
                by=request.user,
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Veto recorded"))
            return redirect(month.page("vetoes"))
    context = {
        "month": month,
        "form": form,
        "vetoes": month.vetoes.select_related("unit", "entered_by").order_by("unit__code"),
        "can_record": can_record_veto(request.user, month),
        "is_stale": _is_stale(month),
    }
    return render(request, "assessments/inspections/vetoes.html", context)


@require_POST
def veto_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a veto back, with the reason."""
    visible = VetoDecision.objects.filter(month__township_id__in=request.user.unit_ids(Role.OFFICE, Role.LEADER))
    veto = get_object_or_404(visible.select_related("month__township"), pk=pk)
    month = veto.month
    try:
        services.withdraw_veto(veto=veto, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Veto withdrawn"))
    return redirect(month.page("vetoes"))
