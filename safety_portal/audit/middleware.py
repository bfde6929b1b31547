"""One number for all rows that one request writes, in the trail and in the row history."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse

from safety_portal.audit.trail import begin_action


class AuditActionMiddleware:
    """Starts a user action for every request; writing requests also mark the row history with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = begin_action()
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        with pghistory.context(action=str(number), user=request.user.pk):
            return self.get_response(request)
