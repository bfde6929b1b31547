"""The request as pages behind log-in see it."""

from django.http import HttpRequest

from safety_portal.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is known: the middleware lets nobody else in."""

    user: User
