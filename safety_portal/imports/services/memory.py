from __future__ import annotations

from safety_portal.accounts.models import User
from safety_portal.imports.models import SenderMemory


def forget(*, memory: SenderMemory, by: User) -> None:
    """Drop what was learnt of a sender; the next workbook is matched anew."""
    raise NotImplementedError
