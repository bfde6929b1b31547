from __future__ import annotations

from datetime import datetime

from safety_portal.accounts.models import User
from safety_portal.imports.models import ImportRun
from safety_portal.work.models import Job


def confirm(*, run: ImportRun, by: User, version: int, acknowledged: bool, now: datetime | None = None) -> Job | None:
    """Write the rows; at once (None) or, for a large workbook, by a worker.

    ``acknowledged``: the user has seen what is questionable about the whole sheet. Raises ``Refused`` if something has
    changed since the preview; the new preview is there then.
    """
    raise NotImplementedError


def write_run(*, run: ImportRun, by: User, version: int, acknowledged: bool, now: datetime) -> ImportRun:
    """The writing itself, in one transaction."""
    raise NotImplementedError
