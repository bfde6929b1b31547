"""The forms of each move, of choosing a key unit, and of recording what was decided elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import FormView

from assessments.consequences import proposing, wording
from assessments.consequences.evidence import Frozen
from assessments.consequences.forms import MOVE_FORMS, ChooseForm, MoveForm, RecordForm
from assessments.consequences.policies import WHO_MAY
from assessments.consequences.views.words import PERFORM, WORDS
from assessments.models import Consequence
from safety_portal.accounts.models import Role, User
from safety_portal.core.errors import NotAllowed
from safety_portal.core.views import ServiceFormMixin


class MoveConsequence(ServiceFormMixin, FormView[MoveForm]):
    """One move of one consequence, with what it needs."""

    template_name = "assessments/consequences/move.html"
    success_message = pgettext_lazy("toast", "Saved: %(object)s")

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        user: User = request.user  # type: ignore[assignment]
        self.action: str = options["action"]
        rows = Consequence.objects.visible_to(user).select_related("unit", "step", "township", "month__township")
        row = rows.filter(pk=options["pk"]).first()
        if row is None or self.action not in WORDS:
            raise Http404
        if not WHO_MAY[self.action](user, row):
            raise NotAllowed
        self.row = row
        return super().dispatch(request, *args, **options)

    def get_form_class(self) -> type[MoveForm]:
        return MOVE_FORMS[self.action]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"consequence": self.row}

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        frozen = Frozen(self.row.evidence) if self.row.evidence else None
        return super().get_context_data(
            row=self.row,
            action=self.action,
            words=WORDS[self.action],
            headline=wording.headline(self.row),
            period=wording.period_words(self.row),
            said=wording.said(frozen) if frozen else None,
            cancel_url=self.row.get_absolute_url(),
            **context,
        )

    def perform(self, form: MoveForm) -> Consequence:
        return PERFORM[self.action](self.row, form, self.request.user)  # type: ignore[arg-type]


class _ByOffice(ServiceFormMixin, FormView[Any]):
    """For the office only; for everybody else there is no such page."""

    template_name = "assessments/consequences/form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if not request.user.has_role(Role.OFFICE):  # type: ignore[union-attr]
            raise Http404
        return super().dispatch(request, *args, **options)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}


class ChooseUnit(_ByOffice):
    """The office proposes a key unit of the quarter."""

    form_class = ChooseForm
    success_message = _("Proposed: %(object)s")
    extra_context = {
        "heading": _("Propose a key unit"),
        "submit_label": _("Propose"),
        "says": _("The leader decides; the unit hears of it only when it is confirmed."),
    }

    def perform(self, form: ChooseForm) -> Consequence:
        data = form.cleaned_data
        return proposing.choose(step=form.chosen_step, unit=data["unit"], reason=data["reason"], by=self.request.user)  # type: ignore[arg-type]


class RecordDecision(_ByOffice):
    """The office puts on record what another body has decided."""

    form_class = RecordForm
    success_message = _("Recorded: %(object)s")
    extra_context = {
        "heading": _("Record a decision taken elsewhere"),
        "submit_label": pgettext_lazy("consequence", "Record"),
        "says": _("The portal proposes and decides nothing here: it keeps the document's decision. The unit is told."),
    }

    def perform(self, form: RecordForm) -> Consequence:
        data = form.cleaned_data
        return proposing.record_elsewhere(
            step=form.chosen_step,
            unit=data["unit"],
            decision=form.decision,
            reason=data["reason"],
            by=self.request.user,  # type: ignore[arg-type]
        )
