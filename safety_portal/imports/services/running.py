"""Where long work of an import is done: at once for small workbooks, by a worker for large ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.audit.trail import JsonValue
from safety_portal.core.errors import Refused
from safety_portal.core.ports import Words
from safety_portal.imports.models import ImportRun
from safety_portal.imports.selectors import open_job
from safety_portal.work import jobs
from safety_portal.work.models import Job

READ = "import_read"
WRITE = "import_write"
UNDO = "import_undo"


class Progress(Protocol):
    """What a job tells of its work (``jobs.Progress``), or nobody hears."""

    total: int

    def step(self, text: Words) -> None: ...

    def advance(self, count: int = 1) -> None: ...

    def transaction(self) -> AbstractContextManager[None]: ...


class Unheard:
    """The progress of what is done while the user waits."""

    total = 0

    def step(self, text: Words) -> None:
        pass

    def advance(self, count: int = 1) -> None:
        pass

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with transaction.atomic():
            yield


def perform(
    run: ImportRun, kind: str, *, by: User, params: Mapping[str, JsonValue], at_once: Callable[[], object]
) -> Job | None:
    """Do it now (None), or start a job where the workbook is large. Refused while another job is at work on it."""
    working = open_job(run)
    if working is not None and working.kind != kind:
        raise Refused(_("A worker is at work on this import. Wait until it has ended."))
    if run.size < settings.IMPORT_INLINE_BYTES and working is None:
        at_once()
        return None
    key = f"import:{run.pk}:{kind.removeprefix('import_')}"
    return jobs.start_job(kind=kind, key=key, by=by, params={"run_id": run.pk, **params}, township=run.township)
