"""Forms of tracked items and attachments."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import User
from safety_portal.core.deadlines import end_of
from safety_portal.organization.models import Unit
from safety_portal.work import selectors
from safety_portal.work.models import TrackedItem


class IssueForm(forms.Form):
    """What a unit shall owe; ``due_at`` is the end of the day that is typed."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TrackedItem.Kind.choices)
    owed_by = forms.ModelChoiceField(label=_("Owed by"), queryset=Unit.objects.none(), empty_label=_("Choose"))
    title = forms.CharField(label=_("Matter"), max_length=120, help_text=_("No names of residents."))
    requirement = forms.CharField(
        label=_("Requirement"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    due_at = forms.DateField(label=_("Due on"), widget=forms.DateInput(attrs={"type": "date"}))
    source_number = forms.CharField(
        label=_("Arises from"),
        max_length=40,
        required=False,
        help_text=_("Number of a meeting, an inspection, a dispute."),
    )

    def __init__(self, *args: object, user: User, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["owed_by"].queryset = selectors.units_that_may_owe(user)  # type: ignore[attr-defined]

    def clean_due_at(self) -> datetime:
        return end_of(self.cleaned_data["due_at"])


class MoveForm(forms.Form):
    """The words of one action: a reply, or the reason for a return."""

    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: object, label: str, is_required: bool, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["text"].label = label
        self.fields["text"].required = is_required


class AttachmentForm(forms.Form):
    """A file to attach."""

    file = forms.FileField(label=_("File"), max_length=200)


class RemovalForm(forms.Form):
    """Why a file is taken away."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
