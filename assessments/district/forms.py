"""An announced place as a form: entered, corrected, struck out."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.district.services import SAID, Announced
from assessments.models import DistrictPlace
from safety_portal.core.formats import month_label
from safety_portal.core.months import Month

MONTHS_OFFERED = 36


class PlaceForm(forms.Form):
    """What the district announced; saved by the service."""

    first_day = forms.TypedChoiceField(label=_("Month"), coerce=lambda text: Month.parse(text).first_day)
    kind = forms.ChoiceField(label=_("Ranking"), choices=DistrictPlace.Kind.choices)
    place = forms.IntegerField(label=_("Rank"), min_value=1, max_value=9999)
    of = forms.IntegerField(
        label=_("Number ranked"), min_value=1, max_value=9999, help_text=_("How many townships stand in this ranking.")
    )
    value = forms.DecimalField(
        label=_("Index or points"),
        required=False,
        max_digits=8,
        decimal_places=4,
        min_value=0,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=_("A survey's index as announced, 0–100; of the assessment, its points."),
    )
    sample = forms.IntegerField(
        label=_("Valid answers"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("In this township. Without it nobody can say whether a change is more than chance."),
    )
    source = forms.CharField(label=_("Announced in"), max_length=120, help_text=_("The district's document or letter."))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        now: Month,
        place: DistrictPlace | None = None,
        start: Mapping[str, object] | None = None,
    ) -> None:
        given = {name: getattr(place, name) for name in SAID} if place else {}
        if place:
            given |= {"first_day": str(place.month), "version": place.version}
        super().__init__(data, initial=given | {**(start or {})})
        months = [now, *reversed([*now.back(MONTHS_OFFERED)])]
        if place and place.month not in months:
            months.append(place.month)
        self.fields["first_day"].choices = [(str(one), month_label(one)) for one in months]  # type: ignore[attr-defined]

    @property
    def announced(self) -> Announced:
        return Announced(**{name: self.cleaned_data[name] for name in SAID})


class CorrectionForm(PlaceForm):
    """The same with the reason, and the version that the page showed."""

    reason = forms.CharField(label=_("Reason of the correction"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)


class StrikeOutForm(forms.Form):
    """Why an entry should never have been made."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)
