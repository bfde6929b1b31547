from __future__ import annotations

from datetime import datetime

from safety_portal.accounts.models import User
from safety_portal.imports.models import ImportRun


def discard(*, run: ImportRun, by: User, version: int) -> ImportRun:
    """Throw an import away that was not written; its file and values go at once."""
    raise NotImplementedError


def erase_old(*, now: datetime) -> int:
    """Erase files and values whose days are over; returns how many imports were emptied."""
    raise NotImplementedError
