"""Forms for points given by hand and for vetoes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.inspections.selectors import Grid
from assessments.inspections.services import Given
from assessments.models import ManualEntry
from assessments.rules.wording import as_decimal
from assessments.scoring import Item
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Unit


class PointsForm(forms.Form):
    """One community in one manual item; empty points: nothing entered."""

    points = forms.DecimalField(label=gettext_lazy("Points"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=300)
    document = forms.CharField(label=gettext_lazy("Document"), required=False, max_length=80)

    def __init__(self, *args: Any, unit: Unit, item: Item, decimals: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.item = unit, item
        step = Decimal(1).scaleb(-decimals)
        self.fields["points"] = forms.DecimalField(
            label=gettext_lazy("Points"),
            required=False,
            min_value=as_decimal(item.low),
            max_value=as_decimal(item.high),
            decimal_places=decimals,
            widget=forms.NumberInput(attrs={"step": str(step), "class": "num"}),
        )
        for field in self.fields.values():  # three inputs a row: each is named with its row
            field.label = f"{unit_text(unit)} {field.label}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        has_points = cleaned.get("points") is not None
        if has_points and not cleaned.get("reason"):
            self.add_error("reason", _("Give the reason."))
        if not has_points and "points" not in self.errors and (cleaned.get("reason") or cleaned.get("document")):
            self.add_error("points", _("Give the points, or empty the whole row."))
        return cleaned

    @property
    def given(self) -> Given:
        data = self.cleaned_data
        return Given(self.unit.pk, data["points"], data["reason"].strip(), data["document"].strip())


def points_forms(grid: Grid, item: Item, data: QueryDict | None) -> list[PointsForm]:
    """One form a community, filled with what is entered."""
    return [
        PointsForm(
            data,
            unit=unit,
            item=item,
            decimals=grid.decimals,
            prefix=unit.code,
            initial=_initial(grid.entries.get((unit.pk, item.code))),
        )
        for unit in grid.units
    ]


def _initial(entry: ManualEntry | None) -> dict[str, object]:
    if entry is None:
        return {}
    return {"points": entry.points.normalize(), "reason": entry.reason, "document": entry.document}


class VetoForm(forms.Form):
    """A veto decided elsewhere."""

    unit = forms.TypedChoiceField(label=gettext_lazy("Community"), coerce=int)
    document = forms.CharField(
        label=gettext_lazy("Deciding document"), max_length=80, help_text=gettext_lazy("Its number, as on the paper.")
    )
    decided_by = forms.CharField(label=gettext_lazy("Decided by"), max_length=80)
    decided_on = forms.DateField(label=gettext_lazy("Decided on"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - for the type only
        field.choices = [("", _("Choose")), *((unit.pk, unit_text(unit)) for unit in units)]
