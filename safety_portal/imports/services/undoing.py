from __future__ import annotations

from datetime import datetime

from safety_portal.accounts.models import User
from safety_portal.imports.models import ImportRun


def undo(*, run: ImportRun, by: User, version: int, reason: str, now: datetime | None = None) -> ImportRun:
    """Take a written import back as a whole, or refuse and say which entries stand in the way."""
    raise NotImplementedError
