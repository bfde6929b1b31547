"""Forms of objections: filing one, accepting it, and what needs a reason only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.objections.selectors import Claimable, FigureRow, Target
from assessments.objections.services import Claim, Correction
from assessments.reports.inputs import read_number
from assessments.rules.wording import as_decimal
from assessments.states import Remedy
from safety_portal.core import formats
from safety_portal.work import files


class NumberField(forms.CharField):
    """A number as people write it in a report (``read_number``); empty is None."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_number(text)
        except ValueError as error:
            words = _("“%(typed)s” is not a number. Write digits only.")
            raise forms.ValidationError(words % {"typed": text[:40]}) from error


def figure_field(figure: Claimable) -> NumberField:
    """Named by the figure, with what was scored beside it."""
    scored = _("missing") if not figure.is_known else _("not applicable")
    if figure.value is not None:
        scored = f"{formats.number(Decimal(figure.value))} {figure.unit_label}".strip()
    return NumberField(
        label=figure.name,
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "autocomplete": "off"}),
        help_text=_("scored: %(value)s") % {"value": scored},
    )


def points_field(target: Target, decimals: int, *, required: bool) -> forms.DecimalField:
    low, high = as_decimal(target.item.low), as_decimal(target.item.high)
    scored = formats.number(target.line.points, decimals)
    words = _("from %(low)s to %(high)s; scored: %(points)s")
    return forms.DecimalField(
        label=_("Points"),
        required=required,
        min_value=low,
        max_value=high,
        decimal_places=decimals,
        widget=forms.NumberInput(attrs={"step": str(Decimal(1).scaleb(-decimals)), "class": "num"}),
        help_text=words % {"low": formats.number(low), "high": formats.number(high), "points": scored},
    )


class FileForm(forms.Form):
    """An objection to one line; the figures behind it may be left empty."""

    reason = forms.CharField(
        label=gettext_lazy("Why the points are not right"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Name records by their number. No names, telephone or identity numbers of residents."),
    )
    on_behalf = forms.CharField(label=gettext_lazy("Why the office files it"), max_length=200)
    evidence = forms.FileField(
        label=gettext_lazy("Evidence"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": files.ACCEPT}),
        help_text=gettext_lazy("PDF, Word, Excel, OFD or a picture. More can be attached on the objection's page."),
    )

    def __init__(self, *args: Any, target: Target, decimals: int, on_behalf: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        for figure in target.figures:
            self.fields[figure.code] = figure_field(figure)
        if Remedy.POINTS in target.remedies:
            self.fields["points"] = points_field(target, decimals, required=False)
        if not on_behalf:
            del self.fields["on_behalf"]

    @property
    def claimed(self) -> Sequence[BoundField]:
        """The inputs of what should be right."""
        names = [figure.code for figure in self.target.figures] + ["points"]
        return [self[name] for name in names if name in self.fields]

    @property
    def claim(self) -> Claim:
        data = self.cleaned_data
        values = {one.code: data[one.code] for one in self.target.figures if data[one.code] is not None}
        upload = data.get("evidence")
        return Claim(data["reason"], values, data.get("points"), [upload] if upload else [])


class ReasonForm(forms.Form):
    """The reason of a move, and the version it was decided on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}), help_text=""
    )

    def __init__(self, *args: Any, reason_help: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = reason_help


class WithdrawForm(forms.Form):
    """Nothing to say: the community no longer objects."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AcceptForm(ReasonForm):
    """What is corrected, and why; the figures start as what the community claims."""

    remedy = forms.ChoiceField(label=gettext_lazy("What is corrected"), widget=forms.RadioSelect)
    place = forms.CharField(
        label=gettext_lazy("Where it was corrected"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Register and number, report, filing or survey. It counts with the next run."),
    )

    def __init__(self, *args: Any, target: Target, rows: Sequence[FigureRow], decimals: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        remedies = target.remedies
        self.fields["remedy"] = forms.ChoiceField(
            label=_("What is corrected"),
            choices=[(one.value, one.label) for one in remedies],
            widget=forms.RadioSelect if len(remedies) > 1 else forms.HiddenInput,
            initial=remedies[0].value,
        )
        for row in rows if Remedy.FIGURE in remedies else ():
            self.fields[row.figure.code] = figure_field(row.figure)
            self.initial[row.figure.code] = "" if row.claimed is None else f"{row.claimed.normalize():f}"
            self.fields[f"{row.figure.code}-na"] = forms.BooleanField(
                label=_("%(figure)s does not apply") % {"figure": row.figure.name}, required=False
            )
        if Remedy.POINTS in remedies:
            self.fields["points"] = points_field(target, decimals, required=True)
        if Remedy.SOURCE not in remedies:
            del self.fields["place"]

    @property
    def figures(self) -> Sequence[tuple[BoundField, BoundField]]:
        """Value and "does not apply" of each figure."""
        codes = [one.code for one in self.target.figures if one.code in self.fields]
        return [(self[code], self[f"{code}-na"]) for code in codes]

    @property
    def correction(self) -> Correction:
        data = self.cleaned_data
        return Correction(Remedy(data["remedy"]), self._values(data), data.get("points"), data.get("place", ""))

    def _values(self, data: Mapping[str, Any]) -> dict[str, Decimal | None]:
        if data["remedy"] != Remedy.FIGURE:
            return {}
        codes = [one.code for one in self.target.figures if one.code in self.fields]
        return {
            code: None if data[f"{code}-na"] else data[code]
            for code in codes
            if data[f"{code}-na"] or data[code] is not None
        }
