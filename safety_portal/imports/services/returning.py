"""The sender's own workbook, given back with the reasons in its cells."""

from __future__ import annotations

from safety_portal.accounts.models import User
from safety_portal.imports.models import ImportRun


def error_workbook(*, run: ImportRun, by: User) -> tuple[str, bytes]:
    """The sender's own workbook with the reasons in its cells: file name and content."""
    raise NotImplementedError
