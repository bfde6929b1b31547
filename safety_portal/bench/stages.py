"""The stages of one import, each with its seconds and its peak of memory. Run in a process of its own: a peak that is
once there stays there.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone
from python_calamine import CalamineWorkbook

from safety_portal.accounts.models import User
from safety_portal.imports.models import ImportRun
from safety_portal.imports.reading.book import open_book
from safety_portal.imports.services import upload
from safety_portal.imports.services.confirming import write_run
from safety_portal.imports.services.reading import read_run
from safety_portal.imports.services.undoing import undo_run
from safety_portal.imports.states import RunState
from safety_portal.organization.models import Unit

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Stage:
    """Seconds, and megabytes at the peak beyond what the process had taken before its first stage."""

    name: str
    seconds: float
    megabytes: float


class Clock:
    """Measures one stage after the other."""

    def __init__(self) -> None:
        self._base = _memory("VmRSS")

    def stage(self, name: str, act: Callable[[], object]) -> Stage:
        gc.collect()
        if _RESET.exists():
            _RESET.write_text("5")  # the peak begins anew at what is in use now
        start = time.perf_counter()
        act()
        return Stage(name, time.perf_counter() - start, _memory("VmHWM") - self._base)


def _memory(name: str) -> float:
    """Megabytes, 0 where the system tells nothing of them."""
    lines = _STATUS.read_text().splitlines() if _STATUS.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:")), 0.0)


def read_alone(path: Path) -> list[Stage]:
    """The reader's own work: open, and take every row of the first sheet."""

    def act() -> None:
        with path.open("rb") as file:
            for _row in CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).iter_rows():
                pass

    return [Clock().stage("reader alone", act)]


def read_book(path: Path) -> list[Stage]:
    """With the gate before it and cells as the engine takes them."""

    def act() -> None:
        for _row in open_book(path.read_bytes(), path.name).sheet(0).rows():
            pass

    return [Clock().stage("gate and rows", act)]


def import_ledger(path: Path, township: Unit, by: User) -> Iterator[Stage]:
    """Preview, writing and undo as a worker does them, in a transaction that is rolled back."""
    on_disk = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    with TemporaryDirectory() as folder:
        ours = {
            "DEBUG": False,  # which would keep the text of every statement
            "MEDIA_ROOT": Path(folder),
            "IMPORT_INLINE_BYTES": 0,
            "STORAGES": {**settings.STORAGES, "default": on_disk},
        }
        with override_settings(**ours), transaction.atomic():
            yield from _stages(path, township, by)
            transaction.set_rollback(True)


def _stages(path: Path, township: Unit, by: User) -> Iterator[Stage]:
    clock, now = Clock(), timezone.now()
    run = upload(
        kind="disputes",
        township=township,
        month=None,
        sender="测算",
        is_opening=False,
        reason="",
        file=SimpleUploadedFile(path.name, path.read_bytes()),
        by=by,
    )
    yield clock.stage("read, planned, kept", lambda: read_run(run=run, by=by))
    run = _in_state(run, RunState.PREVIEW)
    yield clock.stage(
        "written", _checked(lambda: write_run(run=run, by=by, version=run.version, acknowledged=True, now=now))
    )
    run = _in_state(run, RunState.WRITTEN)
    yield clock.stage("undone", _checked(lambda: undo_run(run=run, by=by, version=run.version, reason="测算")))
    _in_state(run, RunState.UNDONE)


def _in_state(run: ImportRun, state: RunState) -> ImportRun:
    """As it stands now; what did not come as far is no measurement."""
    run = ImportRun.objects.get(pk=run.pk)
    if run.state != state:
        raise LookupError(f"the import stands at {run.state}: {run.counts} {run.remarks}")
    return run


def _checked(act: Callable[[], object]) -> Callable[[], object]:
    """With the checks that wait for the end of the transaction, which is never committed here."""

    def checked() -> None:
        act()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    return checked
