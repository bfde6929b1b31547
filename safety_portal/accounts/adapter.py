"""How allauth behaves here: log-in, log-out, change of password and second factor, and nothing else."""

from __future__ import annotations

from io import BytesIO

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from safety_portal.accounts import services
from safety_portal.accounts.models import User
from safety_portal.accounts.sign_ins import client_address
from safety_portal.core.crypto import key_ring

_TOLD = frozenset({"account/messages/password_changed.txt"})


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator: nobody signs up, and nothing is sent by mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def set_password(self, user: User, password: str) -> None:
        services.change_password(user=user, password=password, by=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *rest: object, **more: object
    ) -> None:
        """Only what is news: who logs in sees that they are in."""
        if message_template in _TOLD:
            super().add_message(request, level, message_template, *rest, **more)

    def post_login(self, request: HttpRequest, user: User, **hooks: object) -> HttpResponse:
        """The user's own language from the first page on."""
        response: HttpResponse = super().post_login(request, user, **hooks)
        if user.language:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response

    def send_notification_mail(self, *_arguments: object, **_options: object) -> None:
        """Notices are the portal's own (app notices)."""


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted like personal data, QR codes drawn without Pillow."""

    def encrypt(self, text: str) -> str:
        return key_ring().encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return key_ring().decrypt(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=2, xmldecl=False)
        return drawn.getvalue().decode()
