"""Forms of documents and templates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safety_portal.core.forms import DayField
from safety_portal.documents import layout
from safety_portal.documents.layout import OfficialDocument
from safety_portal.documents.models import Kind

ONE_A_LINE = _("One a line.")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DocumentForm(forms.Form):
    """A document as it is typed; ``content()`` gives it as data. ``with_number``: the number is given already."""

    kind = forms.ChoiceField(label=_("Layout"), choices=Kind.choices)
    mark = forms.CharField(label=_("Issuing authority in the head"), max_length=40)
    word = forms.CharField(
        label=_("Word of the number"),
        max_length=20,
        required=False,
        help_text=_("What stands before the year in brackets. Empty: no number."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    addressees = forms.CharField(
        label=_("Addressees"), max_length=1000, required=False, widget=_lines(2), help_text=ONE_A_LINE
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=20000,
        widget=_lines(14),
        help_text=_("One paragraph a line. Lines that begin with 一、 （一） 1. or （1） become headings."),
    )
    attachments = forms.CharField(
        label=_("Attachments"), max_length=1000, required=False, widget=_lines(2), help_text=ONE_A_LINE
    )
    signature = forms.CharField(label=_("Signed by"), max_length=40)
    signed_on = DayField(label=_("Date of the document"))
    copies = forms.CharField(
        label=_("Copies to"), max_length=1000, required=False, widget=_lines(2), help_text=ONE_A_LINE
    )
    printed_by = forms.CharField(label=_("Printed by"), max_length=40, required=False)

    def __init__(self, *args: Any, number: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.number = number
        if number:
            del self.fields["word"]

    def content(self) -> OfficialDocument:
        """What was typed, as a document; figures of the number come later where it has a word."""
        data = self.cleaned_data
        return OfficialDocument(
            kind=layout.Kind(data["kind"]),
            title=data["title"],
            body=layout.blocks_of(data["body"]),
            mark=data["mark"],
            number=self.number,
            addressees=_split(data["addressees"]),
            attachments=_split(data["attachments"]),
            signature=data["signature"],
            signed_on=data["signed_on"],
            copies=_split(data["copies"]),
            printed_by=data["printed_by"],
            printed_on=data["signed_on"] if data["printed_by"] else None,
        )


class TemplateForm(forms.Form):
    """A Word template to take from now on."""

    file = forms.FileField(label=_("Word template (.docx)"), max_length=200)


def _split(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]
