"""Log-ins, failed ones, lock-outs, log-outs and second factors on the trail: libraries tell of them by signals only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from safety_portal.accounts.models import User
from safety_portal.accounts.services import township_of
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import VISITOR, Actor, record


def client_address(request: HttpRequest) -> str:
    """Where a request comes from; behind our own proxy what the proxy saw (the last address that was forwarded)."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return str(forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))


def logged_in(request: HttpRequest, user: User, **_signal: Any) -> None:
    _record("user.log_in", request, user, by=user)


def logged_out(request: HttpRequest, user: User | None, **_signal: Any) -> None:
    if user is not None:
        _record("user.log_out", request, user, by=user)


def login_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:
    """A wrong password. The one that locks out is told as a lock-out."""
    if request is not None and not getattr(request, "axes_locked_out", False):
        _record("user.fail_log_in", request, _user_named(credentials.get("username")), by=VISITOR)


def locked_out(request: HttpRequest, username: str | None, **_signal: Any) -> None:
    _record("user.lock_out", request, _user_named(username), by=VISITOR)


def factor_added(request: HttpRequest, user: User, **_signal: Any) -> None:
    _record("user.add_factor", request, user, by=user)


def factor_removed(request: HttpRequest, user: User, **_signal: Any) -> None:
    _record("user.remove_factor", request, user, by=user)


def _user_named(username: str | None) -> User | None:
    return User.objects.filter(username=username or "").first()


def _record(action: str, request: HttpRequest, user: User | None, *, by: Actor) -> None:
    """What was typed is kept only where it is a user's name: people type passwords into that field too."""
    record(
        action,
        user or User(name="未知账号"),
        by=by,
        township_id=township_of(user) if user else None,
        details={"address": client_address(request)},
        kind=AuditEntry.Kind.SIGN_IN,
    )
