from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from safety_portal.accounts.models import User
from safety_portal.core.months import Month
from safety_portal.imports.models import ImportRun
from safety_portal.organization.models import Unit


def upload(
    *,
    kind: str,
    township: Unit,
    month: Month | None,
    sender: str,
    is_opening: bool,
    reason: str,
    file: UploadedFile[Any],
    by: User,
    now: datetime | None = None,
) -> ImportRun:
    """Take a workbook, keep it encrypted, begin to read it. Refused: {"file": why}, {"month": …}, {"reason": …}."""
    raise NotImplementedError
