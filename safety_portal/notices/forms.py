"""Forms of when and how mail goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safety_portal.notices.models import MailPreference, NoticePolicy


class HourInput(forms.TimeInput):
    """The browser's own choice of a time."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _hour(label: Any, *, required: bool = True) -> forms.TimeField:
    return forms.TimeField(label=label, widget=HourInput(), required=required)


class PreferenceForm(forms.ModelForm[MailPreference]):
    """A user's own; the service checks the hours."""

    mail_from = _hour(_("mail from"), required=False)
    mail_until = _hour(_("mail until"), required=False)

    class Meta:
        model = MailPreference
        fields = ("mail_from", "mail_until", "is_digest", "wants_news")

    def _post_clean(self) -> None:
        """The service checks and saves."""


class PolicyForm(forms.ModelForm[NoticePolicy]):
    """A township's; the service checks the hours."""

    mail_from = _hour(_("mail from"))
    mail_until = _hour(_("mail until"))
    escalate_after = forms.IntegerField(
        label=_("leader told after days overdue"),
        help_text=_("Empty: the leader is not told."),
        min_value=1,
        max_value=60,
        required=False,
        error_messages=dict.fromkeys(("min_value", "max_value"), _("From 1 to 60 days.")),
    )

    class Meta:
        model = NoticePolicy
        fields = ("mail_from", "mail_until", "escalate_after")

    def _post_clean(self) -> None:
        """The service checks and saves."""


class RetryForm(forms.Form):
    """Why something goes again."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
