"""Taking a written import back: every entry as it was before, or nothing at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.bulk import write_back
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.changes import BATCH, digests_of, model_of
from safety_portal.imports.kinds import Scope
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.imports.selectors import scope_of
from safety_portal.imports.services.moves import kind_for, lock
from safety_portal.imports.services.running import UNDO, Progress, Unheard, perform
from safety_portal.imports.states import WRITING, Move, RunState
from safety_portal.work import jobs
from safety_portal.work.models import Attachment, Job

SHOWN = 3


def undo(*, run: ImportRun, by: User, version: int, reason: str) -> Job | None:
    """Take a written import back as a whole; at once (None) or, for a large workbook, by a worker."""
    with transaction.atomic():
        lock(run, Move.UNDO, by=by, version=version)
    if not reason.strip():
        raise Refused({"reason": _("Give a reason.")})
    return perform(
        run,
        UNDO,
        by=by,
        params={"version": version, "reason": reason},
        at_once=lambda: undo_run(run=run, by=by, version=version, reason=reason),
    )


def perform_undo(job: Job, progress: jobs.Progress) -> str:
    """The handler of ``undo``'s job. Taken over after the commit, it finds the import undone and ends."""
    run = ImportRun.objects.get(pk=job.params["run_id"])
    if job.created_by is None:
        raise NotAllowed
    if run.state == RunState.WRITTEN:
        version, reason = int(str(job.params["version"])), str(job.params["reason"])
        undo_run(run=run, by=job.created_by, version=version, reason=reason, progress=progress)
    return run.get_absolute_url()


def undo_run(*, run: ImportRun, by: User, version: int, reason: str, progress: Progress | None = None) -> ImportRun:
    """The undoing itself, in one transaction, or a refusal that says which entries stand in the way."""
    progress = progress or Unheard()
    progress.step(gettext_noop("Taking the entries back"))
    try:
        with progress.transaction():
            locked = lock(run, Move.UNDO, by=by, version=version)
            scope = scope_of(locked, by=by, now=timezone.now())
            kind_for(locked).lock(scope)
            _check(locked, scope)
            _take_back(locked)
            _close(locked, scope, reason.strip()[:200])
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise Refused(_("Other entries refer to what this import brought in. Nothing was undone.")) from error
    return locked


# --- Whether it can be taken back -----------------------------------------------------------------------------


def _check(run: ImportRun, scope: Scope) -> None:
    kind = kind_for(run)
    for model, left in _left_by(run).items():
        keys = list(left)
        if touched := _changed_since(model, left):
            raise Refused(_refusal(model, touched))
        if (fault := kind.undo_fault(scope, model._meta.label_lower, keys)) is not None:
            raise Refused(str(fault))
        if held := _with_files(model, keys):
            raise Refused(_refusal(model, held))


def _left_by(run: ImportRun) -> dict[type[Model], dict[int, str]]:
    """Model → key → digest of the entry as the import left it in the end."""
    left: dict[type[Model], dict[int, str]] = defaultdict(dict)
    for change in run.changes.defer("before").order_by("id").iterator(chunk_size=50):
        left[model_of(change)].update(zip(change.keys, change.after, strict=True))
    return left


def _changed_since(model: type[Model], left: dict[int, str]) -> list[int]:
    """Entries that say something else by now, have something new hanging on them, or are gone."""
    keys, touched = list(left), []
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        now = digests_of(model, some)
        touched += [key for key in some if now.get(key) != left[key]]
    return touched


def _with_files(model: type[Model], keys: Sequence[int]) -> list[int]:
    held = Attachment.objects.filter(target_type=model._meta.label_lower, target_id__in=keys, removed_at=None)
    return list(held.order_by("target_id").values_list("target_id", flat=True).distinct())


def _refusal(model: type[Model], keys: Sequence[int]) -> str:
    found = model._base_manager.filter(pk__in=keys[:SHOWN])
    names = _(", ").join(str(entry) for entry in found)
    text = ngettext(
        "%(count)d entry has been changed since the import: %(names)s. Nothing was undone.",
        "%(count)d entries have been changed since the import: %(names)s. Nothing was undone.",
        len(keys),
    )
    gone = ngettext(
        "%(count)d entry is gone since the import. Nothing was undone.",
        "%(count)d entries are gone since the import. Nothing was undone.",
        len(keys),
    )
    if not names:
        return gone % {"count": len(keys)}
    return text % {"count": len(keys), "names": names + ("…" if len(keys) > len(found) else "")}


# --- Taking back ----------------------------------------------------------------------------------------------


def _take_back(run: ImportRun) -> None:
    for change in run.changes.order_by("-id").iterator(chunk_size=5):
        model = model_of(change)
        if change.before:
            write_back(model, change.before)
        else:
            model._base_manager.filter(pk__in=change.keys).delete()
    _forget_targets(run)


def _forget_targets(run: ImportRun) -> None:
    """Later imports that found these rows already there no longer point at an entry."""
    made = run.rows.filter(status__in=WRITING).exclude(key="").values("key")
    runs = ImportRun.objects.filter(kind=run.kind, township=run.township_id, state=RunState.WRITTEN)
    runs = runs.filter(written_at__gte=run.written_at).exclude(pk=run.pk)
    later = list(runs.values_list("pk", flat=True))
    if not later:  # the database would compare all rows with all to find that out
        return
    ImportRow.objects.filter(run__in=later, key__in=made).exclude(key="").update(target_id=None)


def _close(run: ImportRun, scope: Scope, reason: str) -> None:
    run.state, run.version = RunState.UNDONE, run.version + 1
    run.undone_by, run.undone_at, run.undo_reason = scope.by, scope.now, reason
    run.save(update_fields=["state", "version", "undone_by", "undone_at", "undo_reason"])
    entries = sum(len(change.keys) for change in run.changes.only("keys"))
    details: dict[str, trail.JsonValue] = {"kind": run.kind, "entries": entries}
    trail.record("import.undo", run, by=scope.by, township_id=run.township_id, reason=reason, details=details)
