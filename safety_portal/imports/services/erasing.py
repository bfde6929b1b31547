"""What personal data an import holds goes when its time is over; what was written stays in the registers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.imports.models import ImportRun
from safety_portal.imports.services.moves import lock
from safety_portal.imports.states import Move, RunState
from safety_portal.imports.storage import drop


def discard(*, run: ImportRun, by: User, version: int) -> ImportRun:
    """Throw an import away that was not written; its file and values go at once."""
    with transaction.atomic():
        locked = lock(run, Move.DISCARD, by=by, version=version)
        locked.state, locked.version = RunState.DISCARDED, locked.version + 1
        locked.rows.all().delete()
        _empty(locked)
        details: dict[str, trail.JsonValue] = {"kind": locked.kind}
        trail.record("import.discard", locked, by=by, township_id=locked.township_id, details=details)
    return locked


def erase_old(*, now: datetime) -> int:
    """Erase files and values whose days are over; returns how many imports were emptied.

    Counts, reasons and digests stay, so that the same row is still recognised; a written import can no longer be
    undone.
    """
    until = now - timedelta(days=settings.IMPORT_KEEP_DAYS)
    ended = Q(written_at__lt=until) | Q(written_at=None, created_at__lt=until)
    keys = list(ImportRun.objects.filter(ended, emptied_at=None).order_by("pk").values_list("pk", flat=True))
    return sum(_erase(pk, now) for pk in keys)


def _erase(pk: int, now: datetime) -> bool:
    """Each in a transaction of its own: one that is being worked on is left for tomorrow."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(skip_locked=True).filter(pk=pk, emptied_at=None).first()
        if run is None:
            return False
        if run.state in OPEN:
            run.state, run.version = RunState.DISCARDED, run.version + 1
        run.emptied_at = now
        run.rows.update(values="")
        run.changes.update(before="")
        _empty(run)
        trail.record("import.erase", run, by=trail.SYSTEM, township_id=run.township_id)
    return True


OPEN = frozenset({RunState.READING, RunState.COLUMNS, RunState.PREVIEW})


def _empty(run: ImportRun) -> None:
    """Forget the file and whatever of the sheet's own words is kept; the bytes go once that is certain."""
    stored = ImportRun(file=run.file.name)
    run.file, run.heads, run.unread = "", {}, []
    run.save()
    transaction.on_commit(lambda: drop(stored))
