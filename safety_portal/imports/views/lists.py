"""Imports of a township, and what can be imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import NotAllowed
from safety_portal.core.exports import Column, ExportedListMixin
from safety_portal.core.ports import Words
from safety_portal.core.views import Link, Tab
from safety_portal.imports.exports import IMPORT_COLUMNS
from safety_portal.imports.filters import ImportFilter
from safety_portal.imports.kinds import ImportKind, kinds_for
from safety_portal.imports.models import ImportRun
from safety_portal.imports.presentation import lines_of
from safety_portal.imports.states import RunState
from safety_portal.imports.views.common import scope_for, township_or_404, townships_of

TO_DO = (RunState.READING, RunState.COLUMNS, RunState.PREVIEW)
#: What a list does not show and what may be long.
LONG = ("heads", "mapping", "words", "remarks", "unread")


class ImportList(ExportedListMixin):
    """One's own imports; all of the township for its office and leaders."""

    export_title = pgettext_lazy("list", "Imports")
    model = ImportRun
    filterset_class = ImportFilter
    template_name = "imports/list.html"
    tabs = (
        Tab("all", pgettext_lazy("imports tab", "All"), Q()),
        Tab("open", pgettext_lazy("imports tab", "Not written"), Q(state__in=TO_DO)),
        Tab("written", pgettext_lazy("imports tab", "Written"), Q(state=RunState.WRITTEN)),
        Tab(
            "ended",
            pgettext_lazy("imports tab", "Undone, discarded"),
            Q(state__in=[RunState.UNDONE, RunState.DISCARDED]),
        ),
    )
    orders = {"created_at": "created_at", "size": "size"}
    default_order = "-created_at"

    def get_queryset(self) -> QuerySet[ImportRun]:
        rows: QuerySet[ImportRun] = super().get_queryset()
        return rows.select_related("created_by").defer(*LONG)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        user = cast("SignedInRequest", self.request).user
        return context | {
            "lines": lines_of(context["page_obj"].object_list),
            "may_import": bool(townships_of(user)),
            "wide": "q",
        }

    def export_columns(self) -> Sequence[Column]:
        return IMPORT_COLUMNS


@dataclass(frozen=True)
class Offer:
    """A kind that can be chosen; ``refusal``: why nothing of it can be imported now."""

    kind: ImportKind
    refusal: Words | None


@require_GET
def new_page(request: SignedInRequest) -> HttpResponse:
    """Choose what the workbook holds."""
    townships = townships_of(request.user)
    if not townships:
        raise NotAllowed
    township = township_or_404(request)
    scope = scope_for(request, township)
    offers = [
        Offer(kind, None if kind.takes_month else kind.refusal(scope)) for kind in kinds_for(request.user, township)
    ]
    places = [Link(unit.name, f"?township={unit.code}", is_current=unit == township) for unit in townships]
    context = {"offers": offers, "township": township, "places": places if len(places) > 1 else []}
    return render(request, "imports/new.html", context)
