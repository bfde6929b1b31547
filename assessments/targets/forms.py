"""Forms of targets: taking a plan on, amending a target, ending a plan, saying who files a figure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models import Figure, Target
from assessments.targets.services import Amendment
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit

SHARES = frozenset({Target.Kind.SHARE, Target.Kind.INDEX})


class MonthField(forms.CharField):
    """A month as ``2026-10``, from the browser's own month input where it has one."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Month.parse(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write the month as 2026-10.")) from error


class InstallForm(forms.Form):
    """From which month, and who files what nobody files yet."""

    from_month = MonthField(label=_("From month"), help_text=_("Targets are judged from this month on."))

    def __init__(self, *args: Any, figures: Sequence[Figure], units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.figures = {f"owner-{figure.pk}": figure for figure in figures}
        self.units = {str(unit.pk): unit for unit in units}
        for name, figure in self.figures.items():
            self.fields[name] = owner_field(figure, units)

    @property
    def owner_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.figures]

    @property
    def owners(self) -> dict[str, Unit]:
        """By figure code, where a unit was chosen."""
        chosen = {figure.code: self.cleaned_data.get(name) for name, figure in self.figures.items()}
        return {code: self.units[key] for code, key in chosen.items() if key}


def owner_field(figure: Figure, units: Sequence[Unit]) -> forms.ChoiceField:
    """Nobody, or one of the township's member units; the one that usually files it is proposed."""
    choices = [("", _("Nobody yet")), *((str(unit.pk), unit.name) for unit in units)]
    field = forms.ChoiceField(label=figure.name, choices=choices, required=False, help_text=figure.definition)
    field.initial = next((str(unit.pk) for unit in _likely(figure, units)), "")
    return field


def _likely(figure: Figure, units: Sequence[Unit]) -> list[Unit]:
    return [unit for ending in figure.usual_owner.split() for unit in units if unit.name.endswith(ending)]


class AmendForm(forms.Form):
    """Value, way of counting and months of a target; a share is written in percent."""

    value = forms.DecimalField(label=pgettext_lazy("targets", "Target value"), max_digits=9, decimal_places=4)
    definition = forms.CharField(label=_("How it is counted"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    from_month = MonthField(label=_("From month"))
    until_month = MonthField(label=_("Last month"), required=False, help_text=_("Empty: until further notice."))
    reason = forms.CharField(label=_("Reason for the change"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(target)
        super().__init__(*args, **kwargs)
        self.target = target
        if target.kind in SHARES:
            self.fields["value"].label = _("Target value, percent")
        elif target.kind == Target.Kind.AMONG_FIRST:
            self.fields["value"].label = _("Among the first")
        else:
            del self.fields["value"]

    @property
    def given(self) -> Amendment:
        data = self.cleaned_data
        until: Month | None = data["until_month"]
        value: Decimal | None = data.get("value")
        if value is not None and self.target.kind in SHARES:
            value /= 100
        return Amendment(
            value=value,
            definition=data["definition"],
            from_day=data["from_month"].first_day,
            until_day=until.first_day if until else None,
        )


def _initial(target: Target) -> dict[str, object]:
    value = target.value
    if value is not None:
        value = (value * 100 if target.kind in SHARES else value).normalize()
    return {
        "value": None if value is None else format(value, "f"),
        "definition": target.definition,
        "from_month": f"{target.from_day:%Y-%m}",
        "until_month": f"{target.until_day:%Y-%m}" if target.until_day else "",
        "version": target.version,
    }


class EndForm(forms.Form):
    """The last month of a plan."""

    until = MonthField(label=_("Last month"), required=False, help_text=_("Empty: until further notice."))
    reason = forms.CharField(label=_("Reason for the change"), max_length=300)


class OwnerForm(forms.Form):
    """Who files one figure."""

    reason = forms.CharField(label=_("Reason for the change"), max_length=300)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        choices = [("", _("Nobody yet")), *((key, unit.name) for key, unit in self.units.items())]
        self.fields["member_unit"] = forms.ChoiceField(label=_("Filed by"), choices=choices, required=False)

    field_order = ("member_unit", "reason")

    @property
    def unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["member_unit"])
