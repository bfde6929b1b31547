"""One dispute: its page, the same page unmasked, its print."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView

from disputes import policies, services
from disputes.forms import RevealForm
from disputes.history import steps
from disputes.models import Dispute, Party
from disputes.presentation import buttons, origin_chip, risk_chip, stage_views, state_chip
from disputes.selectors import lists
from disputes.states import Move
from safety_portal.accounts.models import User
from safety_portal.audit.trail import history_of
from safety_portal.core.views import VisibleObjectMixin
from safety_portal.work.attachments import files_of


class DisputeDetailView(VisibleObjectMixin, DetailView[Dispute]):
    """Facts, masked parties, history, clocks, return visits, and the moves open to the reader."""

    queryset = Dispute.objects.with_names()
    template_name = "disputes/detail.html"

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        dispute, now = self.object, timezone.now()
        parties = list(dispute.parties.all())
        return (
            super().get_context_data(**context)
            | {
                "now": now,
                "parties": parties,
                "state": state_chip(dispute),
                "risk": risk_chip(dispute),
                "origin": origin_chip(dispute),
            }
            | self._times(dispute)
            | self._rights(dispute, parties)
        )

    def _times(self, dispute: Dispute) -> dict[str, object]:
        now = timezone.now()
        deadlines = list(dispute.deadlines.all())
        visits = list(dispute.return_visits.select_related("party", "visited_by"))
        return {
            "visits": visits,
            "stages": stage_views(dispute, deadlines, now),
            "steps": steps(dispute, history_of(dispute), deadlines, visits, now),
            "buttons": buttons(dispute, self.user, [visit for visit in visits if not visit.is_done]),
            "is_overdue": dispute.is_open and dispute.due_at is not None and dispute.due_at < now,
        }

    def _rights(self, dispute: Dispute, parties: list[Party]) -> dict[str, object]:
        handles = policies.can_handle(self.user, dispute)
        return {
            "files": files_of(dispute, self.user),
            "may_visit": policies.can_move(self.user, dispute, Move.VISIT),
            "can_edit": policies.can_edit(self.user, dispute),
            "can_reveal": bool(parties) and policies.can_reveal(self.user, dispute),
            "related": lists.same_parties(dispute, parties, self.user) if handles else [],
        }

    def revealed(self, request: HttpRequest) -> HttpResponse:
        """The page with full names and numbers, once, for a reason that goes on record."""
        self.object = self.get_object()
        form = RevealForm(request.POST)
        parties: list[Party] = []
        if form.is_valid():
            parties = services.reveal_parties(self.object, by=self.user, **form.cleaned_data)
        context = self.get_context_data(reveal_form=form, revealed=parties)
        return self.render_to_response(context, status=200 if form.is_valid() else 422)


@method_decorator(never_cache, name="dispatch")
class RevealView(DisputeDetailView):
    """The dispute's page with its parties unmasked; never by GET, so never by a link or a reload."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("disputes:detail", pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.revealed(request)


@method_decorator(never_cache, name="dispatch")
class PrintView(DisputeDetailView):
    """The register form (受理登记表) on A4: masked, or with full names for a reason."""

    template_name = "disputes/print.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.revealed(request)
