"""One click, one service: done and said so, or refused and said why."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from safety_portal.core.errors import Refused


def tried(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Do one thing and say so, or say why it was refused."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    messages.success(request, done)
    return True
