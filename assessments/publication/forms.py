"""Publishing the draft that was looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class PublishForm(forms.Form):
    """``draft``: the number that stood on the page; the reason only where something is published already."""

    draft = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
    reason = forms.CharField(
        label=gettext_lazy("Why the published ranking is corrected"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("All communities read it beside both versions. No names of residents."),
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["reason"]
