"""Forms of units and of the working calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.core.forms import DayField
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import CalendarDay, Level, Unit
from safety_portal.organization.services import NewUnit


class UnitField(forms.ModelChoiceField[Unit]):
    def label_from_instance(self, obj: Unit) -> str:
        return unit_text(obj)


class UnitsField(forms.ModelMultipleChoiceField[Unit]):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Unit) -> str:
        return unit_text(obj)


class ChangeForm(forms.Form):
    """What every dated change of a unit says: from when, by which document."""

    on = DayField(label=_("Takes effect on"))
    document = forms.CharField(label=_("Deciding document"), max_length=120, required=False)


class NewUnitForm(forms.Form):
    """Code and names of a new unit."""

    name = forms.CharField(label=pgettext_lazy("unit", "Name"), max_length=60)
    short_name = forms.CharField(
        label=_("Short name"), max_length=12, required=False, help_text=_("Used in register numbers.")
    )
    code = forms.CharField(label=_("Code"), max_length=18)
    code_is_official = forms.BooleanField(
        label=_("Official code"), required=False, initial=True, help_text=_("Unticked: a placeholder, shown as such.")
    )
    group = forms.CharField(label=_("Ranking group"), max_length=20, required=False)
    population = forms.IntegerField(label=_("Population"), min_value=0, required=False)
    households = forms.IntegerField(label=_("Households"), min_value=0, required=False)

    def new_unit(self) -> NewUnit:
        """Call after ``is_valid()``."""
        names = (*NewUnitForm.base_fields, "children")
        return NewUnit(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class OpenForm(NewUnitForm, ChangeForm):
    """A new unit under one of the units that one administers."""

    level = forms.ChoiceField(label=_("Level"), choices=[pair for pair in Level.choices if pair[0] != Level.DISTRICT])
    parent = UnitField(label=_("Belongs to"), queryset=Unit.objects.none())
    field_order = ("level", "parent", "name", "short_name", "code", "code_is_official")

    def __init__(self, *arguments: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*arguments, **options)
        set_units(self, "parent", units.exclude(level__in=[Level.MICRO_GRID, Level.MEMBER_UNIT]))


class RenameForm(ChangeForm):
    name = forms.CharField(label=_("New name"), max_length=60)
    short_name = forms.CharField(label=_("Short name"), max_length=12, required=False)
    field_order = ("name", "short_name")


class MoveForm(ChangeForm):
    parent = UnitField(label=_("Belongs to"), queryset=Unit.objects.none())
    field_order = ("parent",)

    def __init__(self, *arguments: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*arguments, **options)
        set_units(self, "parent", units)


class FactsForm(forms.ModelForm[Unit]):
    """Facts without a dated history of their own."""

    class Meta:
        model = Unit
        fields = ("short_name", "group", "population", "households")


class SplitForm(ChangeForm):
    """Whether the unit that is split lives on."""

    keeps = forms.BooleanField(
        label=_("The old unit lives on"), required=False, initial=True, help_text=_("Unticked: name two new units.")
    )


class PartForm(NewUnitForm):
    """One of the units that come out of a split, and what goes into it."""

    children = UnitsField(label=_("What goes there"), queryset=Unit.objects.none(), required=False)

    def __init__(self, *arguments: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*arguments, **options)
        set_units(self, "children", units)

    def has_changed(self) -> bool:
        """Ticks aside: an unticked box is no sign that somebody meant this part."""
        return any(self.data.get(self.add_prefix(name)) for name in ("code", "name"))


class MergeForm(ChangeForm):
    units = UnitsField(label=_("Goes into this unit"), queryset=Unit.objects.none())
    field_order = ("units",)

    def __init__(self, *arguments: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*arguments, **options)
        set_units(self, "units", units)


def set_units(form: forms.Form, name: str, units: QuerySet[Unit]) -> None:
    form.fields[name].queryset = units.filter(closed_on=None)  # type: ignore[attr-defined]


class CalendarDayForm(forms.Form):
    day = DayField(label=_("Date"))
    kind = forms.ChoiceField(label=_("Kind"), choices=CalendarDay.Kind)
    name = forms.CharField(label=_("Holiday"), max_length=30)

    def clean_kind(self) -> CalendarDay.Kind:
        return CalendarDay.Kind(self.cleaned_data["kind"])


class ConfirmYearForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2020, max_value=2100)
    source = forms.CharField(label=_("Notice"), max_length=200, help_text=_("Number or address of the notice."))
