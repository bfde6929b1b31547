"""The form of each move, and of a return visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from disputes import policies, services
from disputes.forms import AcceptForm, ConcludeForm, EscalateForm, MoveForm, ReasonForm, ReferForm, StartForm, VisitForm
from disputes.models import Dispute, ReturnVisit
from disputes.states import Move
from safety_portal.accounts.models import User
from safety_portal.core.ports import Words
from safety_portal.core.views import ServiceFormMixin

Perform = Callable[[Dispute, dict[str, Any], User, datetime], Dispute]


def _start(dispute: Dispute, data: dict[str, Any], by: User, _now: datetime) -> Dispute:
    return services.start(dispute, is_public=not data["is_closed"], version=data["version"], by=by)


def _refer(dispute: Dispute, data: dict[str, Any], by: User, _now: datetime) -> Dispute:
    return services.refer(dispute, **data, by=by)


def _timed(service: Callable[..., Dispute]) -> Perform:
    """A service that takes the form's data as they are, and the clock."""
    return lambda dispute, data, by, now: service(dispute, **data, by=by, now=now)


@dataclass(frozen=True)
class Page:
    """What the page of a move shows and does; ``says`` is its consequence, beside the button."""

    form: type[MoveForm]
    perform: Perform
    done: Words
    says: Words = ""
    is_grave: bool = field(default=False)


PAGES: dict[Move, Page] = {
    Move.ACCEPT: Page(AcceptForm, _timed(services.accept), _("Accepted.")),
    Move.START: Page(StartForm, _start, _("Mediation started."), _("Both parties agree to mediate.")),
    Move.ESCALATE: Page(
        EscalateForm,
        _timed(services.escalate),
        _("Escalated."),
        _("In time, the deadline of the higher level counts from now on. A deadline already missed stays missed."),
    ),
    Move.REFER: Page(ReferForm, _refer, _("Handed over."), _("The deadline stays as it is.")),
    Move.CONCLUDE: Page(
        ConcludeForm,
        _timed(services.conclude),
        _("Result recorded."),
        _("The clocks stop, and a return visit to each party falls due."),
    ),
    Move.CLOSE: Page(MoveForm, _timed(services.close), _("Closed."), _("All parties were visited.")),
    Move.REOPEN: Page(
        ReasonForm,
        _timed(services.reopen),
        _("Reopened."),
        _("A new round begins, with a new deadline. Visits not yet made lapse."),
    ),
    Move.VOID: Page(
        ReasonForm,
        _timed(services.void),
        _("Voided."),
        _("The entry leaves all figures and cannot be restored."),
        is_grave=True,
    ),
}


class _MoveFormView(ServiceFormMixin, FormView[Any]):
    """A form over one visible dispute; a move that the user or the state rules out is a 403."""

    template_name = "disputes/move.html"

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    @property
    def action(self) -> Move:
        raise NotImplementedError

    @cached_property
    def dispute(self) -> Dispute:
        rows = Dispute.objects.visible_to(self.user).with_names()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self._is_offered():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def _is_offered(self) -> bool:
        """A form that was open while the state changed is still taken, and refused with the reason."""
        if self.request.method == "POST":
            return policies.WHO_MAY[self.action](self.user, self.dispute)
        return policies.can_move(self.user, self.dispute, self.action)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"dispute": self.dispute, "today": timezone.localdate()}

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {
            "dispute": self.dispute,
            "title": self.action.label,
            "submit_label": self.action.label,
            "cancel_url": self.dispute.get_absolute_url(),
        }


class MoveView(_MoveFormView):
    """One move of ``MOVES`` (a return visit has its own page)."""

    @property
    def action(self) -> Move:
        if self.kwargs["action"] not in PAGES:
            raise Http404
        return Move(self.kwargs["action"])

    @property
    def page(self) -> Page:
        return PAGES[self.action]

    @property
    def success_message(self) -> Words:  # type: ignore[override]
        return self.page.done

    def get_form_class(self) -> type[MoveForm]:
        return self.page.form

    def perform(self, form: MoveForm) -> Dispute:
        return self.page.perform(self.dispute, form.cleaned_data, self.user, timezone.now())

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {"says": self.page.says, "is_grave": self.page.is_grave}


class VisitView(_MoveFormView):
    """The return visit to one party."""

    form_class = VisitForm
    success_message = _("Return visit recorded.")
    action = Move.VISIT

    @cached_property
    def visit(self) -> ReturnVisit:
        rows = ReturnVisit.objects.select_related("party", "dispute").filter(dispute=self.dispute)
        return get_object_or_404(rows, pk=self.kwargs["visit"])

    def perform(self, form: VisitForm) -> Dispute:
        return services.record_visit(self.visit, **form.cleaned_data, by=self.user, now=timezone.now())

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {"visit": self.visit}
