from __future__ import annotations

from safety_portal.accounts.models import User
from safety_portal.imports.models import ImportRun
from safety_portal.work import jobs
from safety_portal.work.models import Job


def begin_reading(*, run: ImportRun, by: User) -> Job | None:
    """Read now (None), or let a worker read what is large."""
    raise NotImplementedError


def read_run(*, run: ImportRun, by: User) -> ImportRun:
    """Read, plan and show: the run ends in COLUMNS or PREVIEW."""
    raise NotImplementedError


def perform_read(job: Job, progress: jobs.Progress) -> str:
    """The handler of ``begin_reading``'s job."""
    raise NotImplementedError
