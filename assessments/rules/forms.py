"""Bringing a rule set in, by file or by text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from safety_portal.organization.models import Unit

MAX_FILE = 1_000_000


class RuleSetTextForm(forms.Form):
    """The JSON of a rule set as text. Blanks and line ends are kept: what goes out is what came in."""

    body = forms.CharField(
        label=_("Rules as JSON"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
    )


class RuleSetImportForm(forms.Form):
    """A file, or the text itself; the township only where the user has more than one."""

    township = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Township"))
    file = forms.FileField(
        label=_("JSON file"), required=False, help_text=_("UTF-8, as exported here or written by hand.")
    )
    body = forms.CharField(
        label=_("Or the text itself"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "code"}),
    )

    def __init__(self, *args: Any, townships: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["township"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type only
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in townships])
        field.initial = townships[0]
        field.empty_label = None
        if len(townships) == 1:
            field.widget = forms.HiddenInput()

    def clean_file(self) -> str:
        """The text of the file; a byte order mark stays in it."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return ""
        if (file.size or 0) > MAX_FILE:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        try:
            return str(file.read(), "utf-8")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not UTF-8 text.")) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            cleaned["body"] = cleaned["file"] or cleaned["body"]
            if not cleaned["body"]:
                self.add_error("file", _("Choose a file, or paste the text below."))
        return cleaned
