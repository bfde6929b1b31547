"""Whether the portal's parts answer: database, broker, and beat by its heartbeat."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from celery import current_app
from django.core.cache import cache
from django.db import connection

log = structlog.get_logger(__name__)

HEARTBEAT_KEY = "heartbeat"
HEARTBEAT_SECONDS = 120  # four missed beats


def beat() -> None:
    """A worker did what beat asked: both live."""
    cache.set(HEARTBEAT_KEY, time.time(), timeout=None)


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() is not None


def _broker() -> bool:
    options = {"socket_timeout": 3, "socket_connect_timeout": 3}
    with current_app.connection_for_read(transport_options=options) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=3)
    return True


def _heartbeat() -> bool:
    last = cache.get(HEARTBEAT_KEY)
    return last is not None and time.time() - last < HEARTBEAT_SECONDS


CHECKS: dict[str, Callable[[], bool]] = {"database": _database, "broker": _broker, "beat": _heartbeat}


def ailing() -> list[str]:
    """Names of the parts that don't answer."""
    return [name for name, check in CHECKS.items() if not _answers(name, check)]


def _answers(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever a part raises, it does not answer
        log.warning("part_ails", part=name, error=type(error).__name__)
        return False
