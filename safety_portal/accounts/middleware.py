"""Every page asks for a log-in unless it says otherwise, and a password given at the counter is changed first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url

#: What a user may still do before the change of password.
_BEFORE_CHANGE = frozenset({"account_change_password", "account_logout", "set_language"})


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's own, with the password rule, and an answer that HTMX understands."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and _must_change_password(request):
            answer = redirect("account_change_password")
        return _whole_page(request, answer) if answer is not None else None


def _must_change_password(request: HttpRequest) -> bool:
    """On every page, also on those of the API, which look after the log-in themselves."""
    if not request.user.is_authenticated or not request.user.must_change_password:
        return False
    page = request.resolver_match.url_name if request.resolver_match else None
    return page not in _BEFORE_CHANGE


def _whole_page(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """A fragment asked for by HTMX must not become the log-in page: the browser goes there as a whole."""
    if "HX-Request" not in request.headers:
        return answer
    return HttpResponse(headers={"HX-Redirect": resolve_url(answer["Location"])})
