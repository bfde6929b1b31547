"""Forms of consequences: one for each move, choosing and recording, and a step of the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.consequences.ladder import ladder_of
from assessments.consequences.proposing import Elsewhere
from assessments.consequences.services import Holding, Plan
from assessments.consequences.setting import DECIDED_ELSEWHERE, FIELDS, Value
from assessments.consequences.states import Action, Trigger
from assessments.models import Consequence, LadderStep
from safety_portal.accounts.models import Role, User
from safety_portal.core.forms import DayField
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Unit
from safety_portal.work.selectors import units_that_may_owe

_NO_NAMES = gettext_lazy("No names of residents; people by their post.")


def _reason(label: object, *, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=500, required=required, widget=area, help_text=_NO_NAMES)  # type: ignore[arg-type]


class MoveForm(forms.Form):
    """What every move needs: the version that was looked at, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = _reason(gettext_lazy("Reason"))

    def __init__(self, *args: Any, consequence: Consequence, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": consequence.version} | kwargs.pop("initial", {})
        super().__init__(*args, **kwargs)
        self.consequence = consequence


class ConfirmForm(MoveForm):
    """By when it is to be carried out; a remark may stand beside it."""

    day = DayField(label=gettext_lazy("To be carried out by"))
    reason = _reason(gettext_lazy("Remark"), required=False)
    field_order = ("day", "reason")

    def __init__(self, *args: Any, consequence: Consequence, **kwargs: Any) -> None:
        days = timedelta(days=consequence.step.days or 1)
        initial = {"day": timezone.localdate() + days} | kwargs.pop("initial", {})
        super().__init__(*args, consequence=consequence, initial=initial, **kwargs)


class PostponeForm(MoveForm):
    day = DayField(label=gettext_lazy("Until"))
    field_order = ("day", "reason")


class DayForm(MoveForm):
    """More time, or once more, until a day."""

    day = DayField(label=gettext_lazy("New deadline"))
    field_order = ("day", "reason")


class CloseForm(MoveForm):
    reason = _reason(gettext_lazy("How the exit condition is met"))


class CarryOutForm(MoveForm):
    """How it was carried out, and what the unit owes as a result."""

    held_on = DayField(label=gettext_lazy("Carried out on"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=80, required=False)
    chaired_by = forms.CharField(label=gettext_lazy("Chaired by (post)"), max_length=80, required=False)
    summary = forms.CharField(
        label=gettext_lazy("What was said and agreed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_NO_NAMES,
    )
    requirement = forms.CharField(
        label=gettext_lazy("What the unit owes as a result"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It becomes a thing owed: the unit replies, somebody else checks."),
    )
    plan_due = DayField(label=gettext_lazy("Due on"), required=False)

    def __init__(self, *args: Any, consequence: Consequence, **kwargs: Any) -> None:
        super().__init__(*args, consequence=consequence, **kwargs)
        del self.fields["reason"]
        is_interview = consequence.action == Action.INTERVIEW
        for name in ("place", "chaired_by"):
            self.fields[name].required = is_interview
        for name in ("requirement", "plan_due"):
            self.fields[name].required = consequence.step.exit_plan

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("requirement") and not data.get("plan_due") and "plan_due" not in self.errors:
            self.add_error("plan_due", _("Say by when."))
        if data.get("plan_due") and data["plan_due"] < timezone.localdate():
            self.add_error("plan_due", _("Give today or a day that lies ahead."))
        return data

    @property
    def holding(self) -> Holding:
        data = self.cleaned_data
        plan = Plan(data["requirement"], data["plan_due"]) if data["requirement"] else None
        return Holding(data["held_on"], data["summary"], data["place"], data["chaired_by"], plan)


MOVE_FORMS: dict[str, type[MoveForm]] = {
    "confirm": ConfirmForm,
    "decline": MoveForm,
    "postpone": PostponeForm,
    "withdraw": MoveForm,
    "carry_out": CarryOutForm,
    "extend": DayForm,
    "repeat": DayForm,
    "close": CloseForm,
    "uphold": MoveForm,
    "revoke": MoveForm,
}


# --- Choosing and recording -----------------------------------------------------------------------------------


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Unit) -> str:
        return unit_text(obj)


class _OfStep(forms.Form):
    """A step of one of the user's townships, and a unit there."""

    trigger: ClassVar[Trigger]
    step = forms.ChoiceField(label=gettext_lazy("Step of the ladder"))
    unit = UnitField(queryset=Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=gettext_lazy("Choose"))
    reason = _reason(gettext_lazy("Reason"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        townships = Unit.objects.filter(pk__in=user.unit_ids(Role.OFFICE)).order_by("code")
        self.steps = {f"{one.township_id}-{one.code}": one for one in _steps(townships, self.trigger)}
        self.fields["step"].choices = [(key, step.name) for key, step in self.steps.items()]  # type: ignore[attr-defined]
        units = units_that_may_owe(user).filter(township__in=townships).order_by("level", "code")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    @property
    def chosen_step(self) -> LadderStep:
        return self.steps[self.cleaned_data["step"]]


def _steps(townships: Sequence[Unit] | Any, trigger: Trigger) -> list[LadderStep]:
    return [step for town in townships for step in ladder_of(town) if step.is_active and step.trigger == trigger]


class ChooseForm(_OfStep):
    trigger = Trigger.CHOSEN
    reason = _reason(gettext_lazy("Why this unit"))


class RecordForm(_OfStep):
    trigger = Trigger.RECORDED
    document = forms.CharField(label=gettext_lazy("Deciding document"), max_length=80)
    body = forms.CharField(label=gettext_lazy("Decided by which body"), max_length=80)
    decided_on = DayField(label=gettext_lazy("Decided on"))
    until = DayField(label=gettext_lazy("Holds until"), required=False)
    reason = _reason(gettext_lazy("What was decided, and why"))
    field_order = ("step", "unit", "document", "body", "decided_on", "until", "reason")

    @property
    def decision(self) -> Elsewhere:
        data = self.cleaned_data
        return Elsewhere(data["document"], data["body"], data["decided_on"], data["until"])


# --- The ladder -----------------------------------------------------------------------------------------------


class StepForm(forms.ModelForm):  # type: ignore[type-arg]
    """One step and why it changes; saved by the service, never by the form. ``action`` only for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    action = forms.ChoiceField(label=gettext_lazy("What follows"), choices=Action.choices)
    reason = forms.CharField(label=gettext_lazy("Reason for the change"), max_length=300)

    class Meta:
        model = LadderStep
        fields = FIELDS
        widgets: ClassVar = {
            "trigger": forms.RadioSelect,
            "clause": forms.Textarea(attrs={"rows": 2}),
            "exit_condition": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar = {
            "times": gettext_lazy("For last places: 1 is every last place."),
            "repeats": gettext_lazy("Unticked: only in the month in which the run has become so long."),
            "days": gettext_lazy("From the confirmation; the leader may set another day."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = self.instance
        if step.version and step.code:
            del self.fields["action"]
            self.initial["version"] = step.version
            is_elsewhere = step.action in DECIDED_ELSEWHERE
            fitting = [
                (value, label) for value, label in Trigger.choices if (value == Trigger.RECORDED) == is_elsewhere
            ]
            self.fields["trigger"].choices = fitting  # type: ignore[attr-defined]

    def validate_constraints(self) -> None:
        """The service says in words what doesn't fit."""

    def _post_clean(self) -> None:
        """The row in hand stays as it is: the service compares with it."""

    @property
    def given(self) -> dict[str, Value]:
        return {name: self.cleaned_data[name] for name in FIELDS}
