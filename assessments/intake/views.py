"""Ranks from before the portal, as they were brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.intake.common import is_office
from assessments.models import PastRank
from safety_portal.accounts.models import Role, User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.months import Month
from safety_portal.core.ports import Words
from safety_portal.imports.models import ImportRun
from safety_portal.organization.models import Level, Unit


@dataclass(frozen=True)
class Books:
    """One ranking of the months before: a row a community, a column a month."""

    kind: Words
    months: Sequence[Month]
    places: Mapping[Unit, Sequence[PastRank | None]]


@require_GET
def past_ranks(request: SignedInRequest) -> HttpResponse:
    """All of the township for those who see its rankings; a secretary's own."""
    township = _townships(request.user, request.GET.get("township", "")).first()
    if township is None:
        raise Http404
    ranks = PastRank.objects.visible_to(request.user).filter(township=township)
    context = {
        "township": township,
        "books": list(_books(ranks)),
        "runs": _runs(ranks) if is_office(request.user, township) else [],
        "may_import": is_office(request.user, township),
    }
    return render(request, "assessments/intake/past_ranks.html", context)


def _townships(user: User, code: str) -> QuerySet[Unit]:
    """Townships some of whose rankings a user may see."""
    near = [scope.township_id for scope in user.scopes if scope.role in {Role.LEADER, Role.OFFICE, Role.SECRETARY}]
    seen = Q(pk__in=near) | Q(parent__in=user.unit_ids(Role.DISTRICT))
    townships = Unit.objects.filter(seen, level=Level.TOWNSHIP).order_by("code")
    return townships.filter(code=code) if code else townships


def _books(ranks: QuerySet[PastRank]) -> list[Books]:
    rows = list(ranks.select_related("unit"))
    return [_one_book(kind, own) for kind in PastRank.Kind if (own := [row for row in rows if row.kind == kind])]


def _one_book(kind: PastRank.Kind, rows: Sequence[PastRank]) -> Books:
    months = sorted({row.month for row in rows})
    found = {(row.unit, row.month): row for row in rows}
    units = sorted({row.unit for row in rows}, key=lambda unit: unit.code)
    return Books(kind.label, months, {unit: [found.get((unit, month)) for month in months] for unit in units})


def _runs(ranks: QuerySet[PastRank]) -> QuerySet[ImportRun]:
    """The imports that the ranks came with."""
    return ImportRun.objects.filter(pk__in=ranks.order_by().values("run")).order_by("-created_at")
