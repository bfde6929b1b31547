"""Registering a dispute and correcting it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from disputes import policies, services
from disputes.forms import BasePartyFormSet, DisputeForm, party_formset
from disputes.models import Dispute
from disputes.selectors.rules import setting_of
from safety_portal.accounts.models import User
from safety_portal.core.errors import Refused
from safety_portal.core.forms import add_refusal


class _DisputeFormView(FormView[DisputeForm]):
    """A dispute with its parties; nothing typed is lost when something is wrong."""

    form_class = DisputeForm
    template_name = "disputes/form.html"
    submit_label: Any = ""

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    @cached_property
    def dispute(self) -> Dispute | None:
        """The one being corrected; None for a new one."""
        return None

    @cached_property
    def formset(self) -> BasePartyFormSet:
        data = self.request.POST if self.request.method == "POST" else None
        asks = setting_of(self._township_id()).asks_id_number
        return party_formset(data, dispute=self.dispute, asks_id_number=asks)

    def _township_id(self) -> int | None:
        if self.dispute is not None:
            return self.dispute.township_id
        return next((scope.township_id for scope in self.user.scopes if policies.can_register(self.user)), None)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return kwargs | {"user": self.user, "today": timezone.localdate(), "dispute": self.dispute}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not (form.is_valid() & self.formset.is_valid()):
            return self.form_invalid(form)
        try:
            dispute = self.perform(form)
        except Refused as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        return redirect(dispute)

    def form_invalid(self, form: DisputeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def perform(self, form: DisputeForm) -> Dispute:
        """Call one service."""
        raise NotImplementedError

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        cancel_url = self.dispute.get_absolute_url() if self.dispute else reverse("disputes:list")
        return super().get_context_data(**context) | {
            "formset": self.formset,
            "dispute": self.dispute,
            "submit_label": self.submit_label,
            "cancel_url": cancel_url,
        }


class RegisterView(_DisputeFormView):
    """Registration. The token in the form makes a second click harmless."""

    submit_label = pgettext_lazy("button", "Register")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.can_register(self.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form: DisputeForm) -> Dispute:
        token = form.cleaned_data["token"]
        parties = self.formset.parties()
        dispute = services.register(form.facts(), parties, by=self.user, now=timezone.now(), token=token)
        messages.success(self.request, gettext("Registered: %(number)s") % {"number": dispute.number})
        return dispute


class EditView(_DisputeFormView):
    """Corrections while the dispute is open."""

    submit_label = _("Save")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.dispute is None or not policies.can_edit(self.user, self.dispute):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def dispute(self) -> Dispute | None:
        rows = Dispute.objects.visible_to(self.user).with_names()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def perform(self, form: DisputeForm) -> Dispute:
        return services.update(
            cast("Dispute", self.dispute),
            form.facts(),
            self.formset.parties(),
            by=self.user,
            now=timezone.now(),
            version=form.cleaned_data["version"] or 0,
        )
