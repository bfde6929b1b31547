"""Forms of imports."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from safety_portal.core.formats import month_label
from safety_portal.core.months import Month
from safety_portal.imports.kinds import ImportKind, OpeningKind

ACCEPT = ".xlsx,.xls,.csv"


class SenderInput(forms.TextInput):
    """A line of text that suggests what was typed before (``<datalist>``)."""

    template_name = "imports/_sender_input.html"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs)
        self.senders: Sequence[str] = ()

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        list_id = f"{name}-before"
        context: dict[str, object] = super().get_context(name, value, {**(attrs or {}), "list": list_id})
        return context | {"senders": self.senders, "list_id": list_id}


class MonthField(forms.TypedChoiceField):
    """One of the months that are given, as a ``Month``."""

    def __init__(self, months: Sequence[Month], **options: object) -> None:
        choices = [(str(month), month_label(month)) for month in months]
        super().__init__(choices=choices, coerce=Month.parse, **options)  # type: ignore[arg-type]


class UploadForm(forms.Form):
    """A workbook and what must be known of it before it is read; asks only what its kind needs."""

    month = forms.Field()
    sender = forms.CharField(
        label=_("Sender"),
        max_length=40,
        widget=SenderInput,
        help_text=_("Who made the workbook. What its columns and words mean is remembered for this sender."),
    )
    file = forms.FileField(
        label=_("Workbook"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_("xlsx, xls or csv, as it came. Nothing is written before you have seen every row."),
    )
    is_opening = forms.BooleanField(
        label=_("Opening balance"),
        required=False,
        help_text=_(
            "From before the portal was used here. The entries are marked so; no deadline runs from the day of the "
            "import, and nobody is notified."
        ),
    )
    reason = forms.CharField(
        label=_("Reason for filing on behalf"),
        max_length=200,
        help_text=_("The office files these figures in the member unit's stead. The reason stays with them."),
    )

    def __init__(
        self,
        *arguments: object,
        kind: ImportKind,
        months: Sequence[Month],
        senders: Sequence[str],
        asks_reason: bool,
        **options: object,
    ) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.months = months
        self.fields["month"] = MonthField(months, label=_("Month"))
        self.fields["sender"].widget.senders = senders
        may_be_opening = kind.may_be_opening and not isinstance(kind, OpeningKind)
        asked = {"month": kind.takes_month, "is_opening": may_be_opening, "reason": asks_reason}
        for name in (name for name, is_asked in asked.items() if not is_asked):
            del self.fields[name]


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It stays with the import and in the audit trail.")
    )
