"""Forms of documents and templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safety_portal.core.forms import DayField
from safety_portal.documents import layout
from safety_portal.documents.layout import Annex, Block, OfficialDocument
from safety_portal.documents.models import Kind, Reach

ONE_A_LINE = _("One a line.")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DraftForm(forms.Form):
    """The frame of a document as it is typed: head, number, addressees, signature, imprint; its text comes on top.

    ``number``: it is given already. ``key`` makes one document of one form, however often it is sent.
    """

    key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
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
    signature = forms.CharField(label=_("Signed by"), max_length=40)
    signed_on = DayField(label=_("Date of the document"))
    copies = forms.CharField(
        label=_("Copies to"), max_length=1000, required=False, widget=_lines(2), help_text=ONE_A_LINE
    )
    printed_by = forms.CharField(label=_("Printed by"), max_length=40, required=False)
    reach = forms.ChoiceField(
        label=_("Who may read it once it is issued"),
        choices=Reach.choices,
        required=False,
        help_text=_("Office and leaders always may. What the district reads has no names of residents in it."),
    )

    def __init__(self, *args: Any, number: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.number = number
        if number:
            del self.fields["word"]

    @property
    def chosen_reach(self) -> Reach:
        """Who may read the document once it is issued."""
        return Reach(self.cleaned_data.get("reach") or Reach.ADDRESSEE)

    def typed(self) -> dict[str, str]:
        """What was typed, to begin anew from."""
        return {name: str(self.data.get(name, "")) for name in self.fields if name not in {"key", "signed_on"}}

    def frame(
        self,
        kind: layout.Kind,
        body: Sequence[Block],
        *,
        attachments: Sequence[str] = (),
        annexes: Sequence[Annex] = (),
    ) -> OfficialDocument:
        """The document; figures of the number come later where it has a word."""
        data = self.cleaned_data
        printed_by = data.get("printed_by", "")
        return OfficialDocument(
            kind=kind,
            title=data["title"],
            body=body,
            mark=data.get("mark", ""),
            number=self.number,
            addressees=_split(data.get("addressees", "")),
            attachments=attachments,
            signature=data["signature"],
            signed_on=data["signed_on"],
            copies=_split(data.get("copies", "")),
            printed_by=printed_by,
            printed_on=data["signed_on"] if printed_by else None,
            annexes=annexes,
        )


class DocumentForm(DraftForm):
    """A document of any layout, typed as a whole; ``content()`` gives it as data."""

    kind = forms.ChoiceField(label=_("Layout"), choices=Kind.choices)
    body = forms.CharField(
        label=_("Text"),
        max_length=20000,
        widget=_lines(14),
        help_text=_("One paragraph a line. Lines that begin with 一、 （一） 1. or （1） become headings."),
    )
    attachments = forms.CharField(
        label=_("Attachments"), max_length=1000, required=False, widget=_lines(2), help_text=ONE_A_LINE
    )

    def content(self) -> OfficialDocument:
        """What was typed, as a document."""
        data = self.cleaned_data
        body = layout.blocks_of(data["body"])
        return self.frame(layout.Kind(data["kind"]), body, attachments=_split(data["attachments"]))


class IssueForm(forms.Form):
    """The scan of the signed paper; without one the document is only put on record as issued."""

    scan = forms.FileField(label=_("Scan of the signed paper"), max_length=200, required=False)


class VoidForm(forms.Form):
    """Why a document is voided."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class TemplateForm(forms.Form):
    """A Word template to take from now on."""

    file = forms.FileField(label=_("Word template (.docx)"), max_length=200)


def _split(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]
