"""Forms of the district's templates: uploading one, and what its places mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import TemplatePlace
from assessments.workbook.services import Addition, Answer

#: Of a place that somebody still has to say something about.
OPEN = "?"


class TemplateForm(forms.Form):
    """A workbook of the district; a title that is known makes the next version of it."""

    title = forms.CharField(
        label=_("What the district calls it"),
        max_length=80,
        help_text=_("The same name next time makes a new version, and what you said is remembered."),
        widget=forms.TextInput(attrs={"list": "titles"}),
    )
    file = forms.FileField(
        label=_("Workbook (.xlsx)"), max_length=200, widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"})
    )


class AdditionForm(forms.Form):
    """A place that was not found by itself."""

    sheet = forms.CharField(required=False, max_length=31)
    where = forms.CharField(required=False, max_length=10)
    means = forms.CharField(required=False, max_length=90)

    def addition(self) -> Addition | None:
        """None where nothing was written."""
        data = self.cleaned_data if self.is_valid() else {}
        if not data.get("where") or not data.get("means"):
            return None
        kind, _colon, said = data["means"].partition(":")
        answer = Answer(unit_id=_number(said)) if kind == "unit" else Answer(value=said)
        return Addition(data["sheet"], data["where"], answer)


def answers_of(data: Mapping[str, str], places: Iterable[TemplatePlace]) -> dict[int, Answer]:
    """What the page's choices say, of places whose choice came."""
    return {place.pk: _answer(data, place) for place in places if f"p-{place.pk}" in data}


def _answer(data: Mapping[str, str], place: TemplatePlace) -> Answer:
    said = data[f"p-{place.pk}"]
    if said == OPEN:
        return Answer(is_settled=False)
    if place.asks == TemplatePlace.Asks.UNIT:
        return Answer(unit_id=_number(said))
    return Answer(value=said, overwrites=f"o-{place.pk}" in data)


def _number(said: str) -> int | None:
    """-1 for what is no number: no unit has it."""
    if not said:
        return None
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 18 else -1
