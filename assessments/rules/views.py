"""Rule sets: list, readable page, bring in, copy, change, put in force, take out."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.models import RuleSet
from assessments.rules import services
from assessments.rules.clauses import Clause, clauses_of, default_of, place_of
from assessments.rules.forms import RuleSetImportForm, RuleSetTextForm
from assessments.rules.policies import can_edit, rule_townships
from assessments.rules.selectors import Rules, read_rules
from assessments.rules.wording import KINDS, figure_of, formula_words, metric_names
from assessments.scoring import Item, Kind
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.forms import add_refusal
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class ItemRow:
    """One item as the page shows it."""

    item: Item
    kind: Promise
    formula: str
    place: str
    default: str
    clauses: list[Clause]

    @property
    def points(self) -> str:
        """Full points; a deduction's with its sign; none for a veto."""
        if self.item.kind is Kind.VETO:
            return ""
        return figure_of(self.item.low if self.item.kind is Kind.DEDUCTION else self.item.points)


def item_rows(rules: Rules) -> list[ItemRow]:
    """All items in the order of the rule set; one query for the names of figures."""
    names = metric_names()
    return [
        ItemRow(
            item=item,
            kind=KINDS[item.kind],
            formula=formula_words(item, names),
            place=place_of(item.basis),
            default=default_of(item.basis),
            clauses=clauses_of(item.basis),
        )
        for item in rules.parsed.items
    ]


def _rule_set_or_404(request: SignedInRequest, pk: int) -> RuleSet:
    visible = RuleSet.objects.visible_to(request.user).select_related("township", "created_by", "published_by")
    return get_object_or_404(visible, pk=pk)


@require_GET
def rule_set_list(request: SignedInRequest) -> HttpResponse:
    """All versions that the user may see, the latest of each code first."""
    visible = RuleSet.objects.visible_to(request.user).select_related("township", "published_by").defer("body")
    context = {"rule_sets": visible, "can_write": bool(rule_townships(request.user))}
    return render(request, "assessments/rules/list.html", context)


@require_GET
def rule_set_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A rule set for people: every item with points, formula in words, and the plan's sentence."""
    rule_set = _rule_set_or_404(request, pk)
    rules = read_rules(rule_set)
    context = {
        "rule_set": rule_set,
        "rules": rules.parsed,
        "base_points": figure_of(rules.parsed.base_points),
        "bonus_cap": None if rules.parsed.bonus_cap is None else figure_of(rules.parsed.bonus_cap),
        "floor": figure_of(rules.parsed.floor),
        "tie_break": [rules.parsed.item(code).name for code in rules.parsed.tie_break],
        "rows": item_rows(rules),
        "can_edit": can_edit(request.user, rule_set),
        "townships": rule_townships(request.user),
    }
    return render(request, "assessments/rules/detail.html", context)


@require_GET
def rule_set_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """The JSON, byte for byte as it came in."""
    rule_set = _rule_set_or_404(request, pk)
    name = f"{rule_set.code}-{rule_set.version}.rules.json"
    response = HttpResponse(rule_set.body.encode(), content_type="application/json")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@require_http_methods(["GET", "POST"])
def rule_set_import(request: SignedInRequest) -> HttpResponse:
    """Bring a rule set in as a draft; what is wrong with it stands at its field, with the path."""
    townships = rule_townships(request.user)
    if not townships:
        raise NotAllowed
    form = RuleSetImportForm(request.POST or None, request.FILES or None, townships=townships)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.import_rule_set(body=data["body"], township=data["township"], by=request.user)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("%(set)s is a draft now.") % {"set": made})
            return redirect("assessments:rule_set", pk=made.pk)
    return render(request, "assessments/rules/import.html", {"form": form})


@require_http_methods(["GET", "POST"])
def rule_set_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the text of a draft."""
    rule_set = _rule_set_or_404(request, pk)
    if not can_edit(request.user, rule_set):
        raise NotAllowed
    form = RuleSetTextForm(request.POST or None, initial={"body": rule_set.body})
    if request.method == "POST" and form.is_valid():
        try:
            services.save_draft(rule_set=rule_set, body=form.cleaned_data["body"], by=request.user)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect("assessments:rule_set", pk=pk)
    return render(request, "assessments/rules/edit.html", {"form": form, "rule_set": rule_set})


@require_POST
def rule_set_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next version."""
    rule_set = _rule_set_or_404(request, pk)
    township = _chosen(rule_townships(request.user), request.POST.get("township"))
    made = services.copy_rule_set(source=rule_set, township=township, by=request.user, now=timezone.now())
    messages.success(request, _("%(set)s is a draft now.") % {"set": made})
    return redirect("assessments:rules_edit", pk=made.pk)


def _chosen(townships: list[Unit], pk: str | None) -> Unit:
    """The township asked for, or the first of one's own."""
    if not townships:
        raise NotAllowed
    if not pk:
        return townships[0]
    found = next((unit for unit in townships if str(unit.pk) == pk), None)
    if found is None:
        raise Http404
    return found


@require_POST
def rule_set_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a draft in force."""
    rule_set = _rule_set_or_404(request, pk)
    try:
        services.publish_rule_set(rule_set=rule_set, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("%(set)s is in force.") % {"set": rule_set})
    return redirect("assessments:rule_set", pk=pk)
