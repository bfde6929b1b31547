"""Writing an import: all of its rows or none, exactly once, and only what the preview showed."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import ImportKind, Scope
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.imports.selectors import needs_acknowledging, scope_of
from safety_portal.imports.services.memory import remember
from safety_portal.imports.services.moves import kind_for, lock
from safety_portal.imports.services.rows import PLANNED, batches, count_rows, replan, rows_to_write, save_targets
from safety_portal.imports.services.running import WRITE, Progress, Unheard, perform
from safety_portal.imports.states import WRITING, Move, RunState
from safety_portal.work import jobs
from safety_portal.work.models import Job


def confirm(*, run: ImportRun, by: User, version: int, acknowledged: bool, now: datetime | None = None) -> Job | None:
    """Write the rows; at once (None) or, for a large workbook, by a worker.

    ``acknowledged``: the user has seen what is questionable about the whole sheet. Raises ``Refused`` if something has
    changed since the preview; the new preview is there then.
    """
    now = now or timezone.now()
    with transaction.atomic():
        _check(lock(run, Move.CONFIRM, by=by, version=version), acknowledged=acknowledged)
    return perform(
        run,
        WRITE,
        by=by,
        params={"version": version, "acknowledged": acknowledged},
        at_once=lambda: write_run(run=run, by=by, version=version, acknowledged=acknowledged, now=now),
    )


def perform_write(job: Job, progress: jobs.Progress) -> str:
    """The handler of ``confirm``'s job. Taken over after the commit, it finds the import written and ends."""
    run = ImportRun.objects.get(pk=job.params["run_id"])
    if job.created_by is None:
        raise NotAllowed
    if run.state == RunState.PREVIEW:
        write_run(
            run=run,
            by=job.created_by,
            version=int(str(job.params["version"])),
            acknowledged=bool(job.params["acknowledged"]),
            now=timezone.now(),
            progress=progress,
        )
    return run.get_absolute_url()


def write_run(
    *, run: ImportRun, by: User, version: int, acknowledged: bool, now: datetime, progress: Progress | None = None
) -> ImportRun:
    """The writing itself, in one transaction. Refused rows stay out, questioned ones are written and stay marked."""
    progress = progress or Unheard()
    try:
        with progress.transaction():
            locked = lock(run, Move.CONFIRM, by=by, version=version)
            _check(locked, acknowledged=acknowledged)
            is_as_shown = _write(locked, scope_of(locked, by=by, now=now), progress)
    except IntegrityError as error:
        raise Refused(_("The database refused the rows: somebody entered the same just now. Read again.")) from error
    if not is_as_shown:
        raise Refused(_("Something has changed since the preview. Look again."))
    return locked


def _check(run: ImportRun, *, acknowledged: bool) -> None:
    if needs_acknowledging(run) and not acknowledged:
        raise Refused(_("Tick that you have looked at what is questionable about the sheet."))
    if not run.rows.filter(status__in=WRITING).exists():
        raise Refused(_("There is no row to be written."))


def _write(run: ImportRun, scope: Scope, progress: Progress) -> bool:
    """False, with the new plans kept, if the register no longer says what the preview showed."""
    kind = kind_for(run)
    kind.lock(scope)
    if (refusal := kind.refusal(scope)) is not None:
        raise Refused(str(refusal))
    progress.total = 2 * run.rows.filter(status__in=PLANNED).count()
    progress.step(gettext_noop("Comparing with the register"))
    if not _is_as_shown(run, kind, scope, progress):
        run.version += 1
        run.counts = count_rows(run, run.counts.get("left_out", {}))
        run.save(update_fields=["version", "counts"])
        return False
    progress.step(gettext_noop("Writing the rows"))
    log = ChangeLog(run)
    _write_rows(run, kind, scope, log, progress)
    _close(run, scope)
    kind.finish(scope)
    log.seal()
    return True


def _is_as_shown(run: ImportRun, kind: ImportKind, scope: Scope, progress: Progress) -> bool:
    is_same = True
    for rows in batches(run.rows.filter(status__in=PLANNED)):
        other = replan(run, kind, scope, rows)
        if other:
            fields = ["status", "is_questioned", "values", "remarks", "target_id", "target_label"]
            ImportRow.objects.bulk_update(other, fields, batch_size=500)
        is_same = is_same and not other
        progress.advance(len(rows))
    return is_same


def _write_rows(run: ImportRun, kind: ImportKind, scope: Scope, log: ChangeLog, progress: Progress) -> None:
    for rows in batches(run.rows.filter(status__in=WRITING)):
        written = kind.write(scope, rows_to_write(run, rows), log)
        for row in rows:
            target, label = written[row.number]
            row.target_id, row.target_label = target, label[:80]
        save_targets(rows)
        progress.advance(len(rows))


def _close(run: ImportRun, scope: Scope) -> None:
    run.state, run.version = RunState.WRITTEN, run.version + 1
    run.written_by, run.written_at = scope.by, scope.now
    run.save(update_fields=["state", "version", "written_by", "written_at"])
    remember(run, scope)
    counts: dict[str, trail.JsonValue] = {
        "kind": run.kind,
        **{name: count for name, count in run.counts.items() if isinstance(count, int) and count},
    }
    trail.record("import.write", run, by=scope.by, township_id=run.township_id, reason=run.reason, details=counts)
