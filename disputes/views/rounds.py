"""Screening rounds: the list and the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import FormView

from disputes import policies, services
from disputes.exports import ROUND_COLUMNS
from disputes.filters import RoundFilter
from disputes.forms import RoundForm
from disputes.models import ScreeningRound
from safety_portal.accounts.models import User
from safety_portal.core.exports import Column, ExportedListMixin
from safety_portal.core.views import ServiceFormMixin


class RoundListView(ExportedListMixin):
    """Screening rounds held, nil reports among them."""

    export_title = _("Screening rounds")
    queryset = ScreeningRound.objects.select_related("community", "reported_by")
    filterset_class = RoundFilter
    template_name = "disputes/rounds.html"
    orders = {"held_on": "held_on", "community": "community__code"}
    default_order = "-held_on"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user = cast("User", self.request.user)
        return super().get_context_data(**context) | {"can_report": policies.can_report_rounds(user)}

    def export_columns(self) -> Sequence[Column]:
        return ROUND_COLUMNS


class RoundCreateView(ServiceFormMixin, FormView[Any]):
    """Reporting a round; nothing found is said by a tick, not by an empty cell."""

    form_class = RoundForm
    template_name = "disputes/round_form.html"
    success_url = reverse_lazy("disputes:rounds")
    success_message = _("Round reported.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.can_report_rounds(cast("User", self.request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "today": timezone.localdate()}

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def perform(self, form: RoundForm) -> ScreeningRound:
        by = cast("User", self.request.user)
        return services.report_round(**form.cleaned_data, by=by, now=timezone.now())

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {
            "submit_label": pgettext_lazy("screening round", "Report"),
            "cancel_url": reverse_lazy("disputes:rounds"),
        }
