"""What every page's frame needs; worked out only if the template shows it (a fragment does not)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from safety_portal.accounts.models import User
from safety_portal.home.navigation import Here, bottom_bar_for, menu_for
from safety_portal.notices.selectors import unread_count
from safety_portal.organization.models import Unit

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Place:
    """Where the user works, over the menu."""

    name: str
    parent: str


def shell(request: HttpRequest) -> dict[str, object]:
    """``nav bottom_nav place who unread_notices`` behind the log-in; ``is_demo theme`` everywhere."""
    theme = request.COOKIES.get("theme")
    frame: dict[str, object] = {"is_demo": settings.DEMO, "theme": theme if theme in THEMES else THEMES[0]}
    user = getattr(request, "user", None)  # a request that failed early has none
    if isinstance(user, User):
        frame |= {name: SimpleLazyObject(make) for name, make in _signed_in(request, user).items()}
    return frame


def _signed_in(request: HttpRequest, user: User) -> dict[str, Callable[[], object]]:
    match = request.resolver_match
    here = Here(user, match.view_name if match else "", request.path)
    return {
        "nav": lambda: menu_for(here),
        "bottom_nav": lambda: bottom_bar_for(here),
        "place": lambda: place_of(user),
        "who": lambda: who_is(user),
        "unread_notices": lambda: unread_count(user),
    }


def who_is(user: User) -> str:
    """Post and name, and for whom the user stands in today."""
    return f"{user.post} · {user.audit_label}" if user.post else user.audit_label


def place_of(user: User) -> Place | None:
    """The unit that the user's first role is held at, and what it lies in."""
    if not user.scopes:
        return None
    unit = user.scopes[0].unit
    above = Unit.objects.filter(children=unit).values_list("name", flat=True).first()
    return Place(unit.name, above or "")
