"""The request as pages behind log-in see it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from safety_portal.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is known: the middleware lets nobody else in."""

    user: User


def signed_in(request: HttpRequest) -> User:
    """The user of a page behind log-in, with its type."""
    return cast("User", request.user)
