"""Every page asks for a log-in unless it says otherwise."""

from django.contrib.auth.middleware import LoginRequiredMiddleware


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's own, under the portal's name so that the password-change rule can join it."""
