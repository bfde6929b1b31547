"""The definition of last place as a form."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.fairness.services import FIELDS
from assessments.models import LastPlacePolicy

WEIGHTS = tuple(name for name in FIELDS if name.startswith("weight_"))


class LastPlaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """All that can be set, and why it changes; saved by the service, never by the form."""

    reason = forms.CharField(label=_("Reason for the change"), max_length=300)

    class Meta:
        model = LastPlacePolicy
        fields = FIELDS
        widgets: ClassVar = dict.fromkeys(("ranking", "index", "scope", "shared", "missing_month"), forms.RadioSelect)
        help_texts: ClassVar = {
            "minimum_sample": _("Below it a community can't be last: it is left out and marked."),
            "counts_vetoed": _("Unticked: they are left out, and the next lowest is last."),
        }

    def validate_constraints(self) -> None:
        """The service says in words what doesn't fit."""

    @property
    def given(self) -> dict[str, str | int | bool]:
        return {name: self.cleaned_data[name] for name in FIELDS}
