"""One line of an entry's course, as ``register/_timeline.html`` shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from safety_portal.core.ports import Words


@dataclass(frozen=True)
class Step:
    """What happened, when and by whom; ``at`` None: still to come. ``css``: ``bad`` or ``todo``."""

    icon: str
    title: Words
    at: datetime | None = None
    who: str = ""
    text: str = ""
    css: str = ""
