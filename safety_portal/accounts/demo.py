"""Log-ins that the demo shows at the gate. The demo lies above and offers them; without ``DEMO=1`` there are none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings

from safety_portal.core.ports import Words


@dataclass(frozen=True)
class DemoLogin:
    """A user of the demo: what they may do there, and how to log in."""

    label: Words
    username: str
    password: str


_offered: list[Callable[[], Sequence[DemoLogin]]] = []


def offer(provider: Callable[[], Sequence[DemoLogin]]) -> None:
    """Called once by the demo, in ``AppConfig.ready()``."""
    _offered.append(provider)


def demo_logins() -> list[DemoLogin]:
    """All log-ins of the demo, in its order; none outside it."""
    return [login for provider in _offered for login in provider()] if settings.DEMO else []
