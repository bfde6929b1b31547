"""Which member unit files which figure: a list with what it asks of each unit, and a form for one figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.models import Figure, FigureOwner, Target
from assessments.targets.forms import OwnerForm
from assessments.targets.owners import set_owner
from assessments.targets.views.plans import address
from safety_portal.accounts.models import Role
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.audit import trail
from safety_portal.core.errors import Refused
from safety_portal.core.forms import add_refusal
from safety_portal.organization.models import Level, Unit


@dataclass(frozen=True)
class OwnerRow:
    """A figure, who files it, what reads it; ``cells``: how many numbers it asks for each month."""

    figure: Figure
    owner: Unit | None
    targets: Sequence[str]
    cells: int
    url: str


@dataclass(frozen=True)
class Burden:
    """What one unit is asked for each month."""

    unit: Unit
    figures: int
    cells: int


@require_GET
def owners_page(request: SignedInRequest) -> HttpResponse:
    """All figures that member units can file: those of communities, then those of the whole township."""
    township = _township_or_404(request)
    rows = _rows(township)
    context = {
        "township": township,
        "rows": rows,
        "burdens": _burdens(rows),
        "unowned": sum(row.owner is None and bool(row.targets) for row in rows),
    }
    return render(request, "assessments/targets/owners.html", context)


def _township_or_404(request: SignedInRequest) -> Unit:
    """A township of the office, or of its or the district's administrator; the first, if the address names none."""
    own = request.user.unit_ids(Role.OFFICE, Role.ADMIN)
    townships = Unit.objects.filter(Q(pk__in=own) | Q(parent__in=request.user.unit_ids(Role.ADMIN)))
    townships = townships.filter(level=Level.TOWNSHIP)
    if code := request.GET.get("township", ""):
        townships = townships.filter(code=code)
    township = townships.order_by("code").first()
    if township is None:
        raise Http404
    return township


def _rows(township: Unit) -> list[OwnerRow]:
    owners = _owners(township)
    targets = _targets(township)
    communities = Unit.objects.communities().filter(township=township).open_on(timezone.localdate()).count()
    figures = Figure.objects.filter(source=Figure.Source.MEMBER_UNIT, is_active=True)
    return [
        OwnerRow(
            figure=figure,
            owner=owners.get(figure.pk),
            targets=targets.get(figure.pk, []),
            cells=1 if figure.is_townshipwide else communities,
            url=address("figure_owner", township, figure.pk),
        )
        for figure in figures.order_by("is_townshipwide", "position")
    ]


def _owners(township: Unit) -> dict[int, Unit]:
    rows = FigureOwner.objects.filter(township=township).select_related("member_unit")
    return {row.figure_id: row.member_unit for row in rows}


def _targets(township: Unit) -> Mapping[int, list[str]]:
    """Names of the township's targets by the figure that they read."""
    names: dict[int, list[str]] = {}
    rows = Target.objects.filter(plan__township=township).order_by("plan__code", "board", "line", "pk")
    for figure_id, name in rows.values_list("figures__figure", "name"):
        if name not in names.setdefault(figure_id, []):
            names[figure_id].append(name)
    return names


def _burdens(rows: Sequence[OwnerRow]) -> list[Burden]:
    owned = [(row.owner, row.cells) for row in rows if row.owner is not None]
    units = {unit.pk: unit for unit, _cells in owned}
    figures = Counter(unit.pk for unit, _cells in owned)
    cells: Counter[int] = Counter()
    for unit, count in owned:
        cells[unit.pk] += count
    return [Burden(units[pk], figures[pk], cells[pk]) for pk in sorted(units, key=lambda pk: units[pk].code)]


@require_http_methods(["GET", "POST"])
def owner_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say who files one figure, with a reason; holds from the next month that is opened."""
    township = _township_or_404(request)
    figures = Figure.objects.filter(source=Figure.Source.MEMBER_UNIT, is_active=True)
    figure = get_object_or_404(figures, pk=pk)
    owner = _owners(township).get(figure.pk)
    units = Unit.objects.filter(level=Level.MEMBER_UNIT, township=township).open_on(timezone.localdate())
    form = OwnerForm(
        request.POST or None,
        units=list(units.order_by("code")),
        initial={"member_unit": str(owner.pk) if owner else ""},
    )
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            set_owner(figure=figure, township=township, member_unit=form.unit, by=request.user, reason=reason)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved"))
            return redirect(address("figure_owners", township))
    context = {
        "township": township,
        "figure": figure,
        "form": form,
        "cancel_url": address("figure_owners", township),
        "history": [entry for entry in trail.history_of(figure) if entry.township_id == township.pk],
    }
    return render(request, "assessments/targets/owner.html", context)
