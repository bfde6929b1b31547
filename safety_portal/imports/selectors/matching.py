"""The page on which columns are matched."""

from __future__ import annotations

from datetime import datetime

from safety_portal.accounts.models import User
from safety_portal.imports.kinds import Scope
from safety_portal.imports.models import ImportRun
from safety_portal.imports.selectors.shapes import Matching


def matching(run: ImportRun, *, by: User, now: datetime, sheet_index: int | None = None) -> Matching:
    """What the page shows on which columns are matched. ``LookupError``: there is no such sheet."""
    raise NotImplementedError


def template_of(scope: Scope, kind_code: str) -> tuple[str, bytes]:
    """An empty workbook with the kind's own columns: file name and content."""
    raise NotImplementedError
