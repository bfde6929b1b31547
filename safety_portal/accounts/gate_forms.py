"""The log-in form, and what it says when a password was wrong."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class LoginForm(AllauthLoginForm):
    """User name and password; a wrong one says how many tries are left before the lock-out."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Forgotten? Your administrator resets it."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["login"].label = _("User name")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except forms.ValidationError as error:
            raise self._with_tries_left(error) from error

    def _with_tries_left(self, error: forms.ValidationError) -> forms.ValidationError:
        """Unknown user, wrong password and closed account look the same from outside."""
        failures = getattr(self.request, "axes_failures_since_start", None)
        if failures is None:
            return error
        left = max(settings.AXES_FAILURE_LIMIT - failures, 0)
        minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
        words = ngettext(
            "User name or password is wrong. %(left)d more wrong try locks the log-in for %(minutes)d minutes.",
            "User name or password is wrong. %(left)d more wrong tries lock the log-in for %(minutes)d minutes.",
            left,
        )
        return forms.ValidationError(words % {"left": left, "minutes": minutes}, code="wrong")


class ChangePasswordForm(AllauthChangePasswordForm):
    """The present password and, twice, a new one that differs from it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        labels = {
            "oldpassword": _("Present password"),
            "password1": _("New password"),
            "password2": _("New password again"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["oldpassword"].help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean())
        if cleaned.get("password1") and cleaned["password1"] == cleaned.get("oldpassword"):
            self.add_error("password1", _("Choose a password other than the present one."))
        return cleaned


class _CodeMixin:
    """The six digits of the authenticator app, as the portal asks for them."""

    fields: dict[str, forms.Field]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["code"].label = _("Code from the app")
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "autofocus": True}


class AuthenticateForm(_CodeMixin, AllauthAuthenticateForm):
    pass


class ReauthenticateForm(_CodeMixin, AllauthReauthenticateForm):
    pass


class ActivateForm(_CodeMixin, AllauthActivateForm):
    pass
