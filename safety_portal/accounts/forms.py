"""Forms of users, appointments and deputies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import Appointment, Role, User
from safety_portal.accounts.policies import colleagues, lasting_q
from safety_portal.core.forms import DayField
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Unit

_LANGUAGES = [("", _("As the browser asks")), *settings.LANGUAGES]


class UserForm(forms.ModelForm[User]):
    """A user's own facts; the user name is given once."""

    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES, required=False)

    class Meta:
        model = User
        fields = ("username", "name", "post", "email", "language")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["name"].label = _("Name")  # a unit's name is another word in Chinese
        self.fields["username"].help_text = _("Letters and digits, as for example pinyin: it is typed at every log-in.")
        if self.instance.pk:
            del self.fields["username"]


class UnitChoiceField(forms.ModelChoiceField[Unit]):
    """A unit, by its full place: 四岗社区 · 第3网格."""

    def label_from_instance(self, obj: Unit) -> str:
        parent = f"{unit_text(obj.parent)} · " if obj.parent else ""
        return f"{parent}{unit_text(obj)}"


class AppointmentForm(forms.Form):
    """A role at a unit, from a day on."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices])
    unit = UnitChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False)
    is_discipline_contact = forms.BooleanField(
        label=_("Discipline contact"),
        required=False,
        help_text=_("May see sealed accusations. Never passes to a deputy."),
    )

    def __init__(self, *arguments: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["unit"].queryset = units.filter(closed_on=None).select_related("parent")  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class LastDayForm(forms.Form):
    """The day on which an appointment ends."""

    last_day = DayField(label=_("Last day"))


class DeputationForm(forms.Form):
    """Somebody who stands in for one of a user's appointments on some days."""

    appointment = forms.ModelChoiceField(label=_("Appointment"), queryset=Appointment.objects.none(), empty_label=None)
    deputy = forms.ModelChoiceField(label=_("Deputy"), queryset=User.objects.none())
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *arguments: Any, principal: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        held = principal.appointments.filter(lasting_q(timezone.localdate())).select_related("unit", "user")
        self.fields["appointment"].queryset = held  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = colleagues(principal)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class LanguageForm(forms.Form):
    """The language a user reads."""

    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES, required=False)
