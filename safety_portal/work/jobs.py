"""Long work that survives its worker: started once a key, claimed with a lease, fenced when it ends.

Whoever has such work registers a handler for its kind in ``AppConfig.ready()``; services start jobs by kind; a Celery
task performs them. A worker owns a job while its lease runs; a thread with a connection of its own renews the lease and
writes the progress, so both go on while the handler is inside a long transaction. A worker that dies lets its lease
run out, and ``rescue`` hands the job to another. Leases are told by the database's clock, the only one all share.
"""

from __future__ import annotations

import threading
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from celery import current_app
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from kombu.exceptions import OperationalError as BrokerError

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.ports import Words
from safety_portal.organization.models import Unit
from safety_portal.work.models import Job
from safety_portal.work.states import JobState

log = structlog.get_logger(__name__)

TASK = "safety_portal.work.tasks.run_job"
MAX_ATTEMPTS = 5
SEND_AGAIN_AFTER = timedelta(seconds=20)
OPEN = (JobState.QUEUED, JobState.RUNNING)
GAVE_UP = _("Stopped again and again without an end.")
UNEXPECTED = _("Something went wrong. Nothing was changed.")


class LeaseLost(Exception):
    """Another worker has taken the job over: whatever is under way must not be kept."""


# --- Kinds ----------------------------------------------------------------------------------------------------


SEE_RESULT = _("See the result")


@dataclass(frozen=True)
class Kind:
    """What a kind of job is called on the page, who does it, and the words of the way to its result."""

    label: Words
    handler: Handler
    result: Words
    note: Words


_kinds: dict[str, Kind] = {}


def register(kind: str, handler: Handler, label: Words, *, result: Words = SEE_RESULT, note: Words = "") -> None:
    """Say who performs jobs of ``kind``. The handler may be run again after a crash, so it must be repeatable: guard
    what it writes by a unique constraint, inside ``progress.transaction()``. It returns the address of its result.
    ``result``: the words of the button that leads there; ``note``: what to know about the result.
    """
    _kinds[kind] = Kind(label=label, handler=handler, result=result, note=note)


def kind_of(kind: str) -> Kind:
    """How a kind is shown; an unknown one by its code."""
    return _kinds.get(kind) or Kind(label=kind, handler=_nobody, result=SEE_RESULT, note="")


def _nobody(job: Job, _progress: Progress) -> str:
    raise LookupError(f"nobody performs jobs of kind {job.kind!r}")


# --- Starting -------------------------------------------------------------------------------------------------


def start_job(
    *,
    kind: str,
    key: str,
    by: User | trail.System,
    params: Mapping[str, trail.JsonValue] | None = None,
    township: Unit | None = None,
) -> Job:
    """The open job of ``key``, made if there is none: a double click, or two people, get one and the same job.

    It is sent to the workers when the transaction commits; if the broker is down then, ``rescue`` sends it later.
    The caller checks whether ``by`` may do this. ``params``: ids and codes only, no personal data.
    """
    if kind not in _kinds:
        raise LookupError(f"nobody performs jobs of kind {kind!r}")
    with transaction.atomic():
        job, is_new = _open_or_new(kind=kind, key=key, by=by, params=dict(params or {}), township=township)
        if is_new:
            trail.record("job.start", job, by=by, township_id=job.township_id)
            transaction.on_commit(lambda: _send(job.pk))
    return job


def _open_or_new(
    *, kind: str, key: str, by: User | trail.System, params: dict[str, trail.JsonValue], township: Unit | None
) -> tuple[Job, bool]:
    def make() -> Job:
        with transaction.atomic():
            starter = by if isinstance(by, User) else None
            return Job.objects.create(kind=kind, key=key, params=params, township=township, created_by=starter)

    for _turn in range(3):  # the open one may end between our insertion and our look
        if job := Job.objects.filter(key=key, state__in=OPEN).first():
            return job, False
        try:
            return make(), True
        except IntegrityError:
            continue
    return make(), True


def _send(job_id: uuid.UUID, expires: int | None = None) -> None:
    try:
        current_app.send_task(TASK, args=[str(job_id)], retry=False, expires=expires)
    except (BrokerError, OSError) as error:
        log.warning("job_not_sent", job=str(job_id), error=type(error).__name__)


# --- Progress -------------------------------------------------------------------------------------------------


class Progress:
    """What a handler tells of its work; its keeper writes it, at most once a second.

    ``with progress.transaction():`` is the handler's way to write: an atomic block that is rolled back if another
    worker has taken the job over in the meantime.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._words = ""
        self._done = 0
        self._total = 0
        self._lost = threading.Event()

    @property
    def total(self) -> int:
        return self._total

    @total.setter
    def total(self, steps: int) -> None:
        self._total = steps

    def step(self, text: Words) -> None:
        """Say what is being done now. Kept in English, the language of message ids, and translated when shown."""
        with override("en"):
            self._words = str(text)[:100]
        self.check()

    def advance(self, count: int = 1) -> None:
        """``count`` more of ``total`` are done."""
        self._done += count
        self.check()

    def check(self) -> None:
        """Raises ``LeaseLost`` if the keeper has found the job in other hands."""
        if self._lost.is_set() and not _owned(self._job).exists():
            raise LeaseLost

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction that commits only while the job is still this worker's."""
        with transaction.atomic():
            yield
            if _owned(self._job).select_for_update().first() is None:
                raise LeaseLost

    def values(self) -> dict[str, str | int]:
        """The columns as they stand now."""
        done = min(self._done, self._total) if self._total else self._done
        return {"step": self._words, "done": done, "total": self._total}

    def mark_lost(self) -> None:
        self._lost.set()


Handler = Callable[[Job, Progress], str | None]


def _owned(job: Job) -> QuerySet[Job]:
    """The job's row, if it is still in the hands of the worker that holds ``job``."""
    return Job.objects.filter(pk=job.pk, owner=job.owner, state=JobState.RUNNING)


def _lease_end() -> Now:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)  # type: ignore[return-value]


class _Keeper(threading.Thread):
    """Renews the lease and writes the progress on a connection of its own while the handler works."""

    def __init__(self, job: Job, progress: Progress) -> None:
        super().__init__(name=f"job-{job.pk}", daemon=True)
        self._job = job
        self._progress = progress
        self._stop_asked = threading.Event()
        self._written: dict[str, str | int] = {}
        self._turns_since_renewal = 0

    def run(self) -> None:
        seconds = min(1.0, settings.JOB_LEASE_SECONDS / 4)
        turns_per_renewal = int(settings.JOB_LEASE_SECONDS / 3 / seconds)
        try:
            while not self._stop_asked.wait(seconds):
                self._turns_since_renewal += 1
                if self._turns_since_renewal >= turns_per_renewal or self._progress.values() != self._written:
                    self._write()
        finally:
            connection.close()

    def _write(self) -> None:
        values = self._progress.values()
        try:
            kept = _owned(self._job).update(lease_until=_lease_end(), **values)
        except (OperationalError, InterfaceError) as error:
            log.warning("job_lease_not_renewed", job=str(self._job.pk), error=type(error).__name__)
            connection.close()
            return
        self._written = values
        self._turns_since_renewal = 0
        if not kept:
            self._progress.mark_lost()

    def end(self) -> None:
        self._stop_asked.set()
        self.join()


@contextmanager
def _kept(job: Job) -> Iterator[Progress]:
    progress = Progress(job)
    keeper = _Keeper(job, progress)
    keeper.start()
    try:
        yield progress
    finally:
        keeper.end()


# --- Performing -----------------------------------------------------------------------------------------------


def claim(job_id: uuid.UUID) -> Job | None:
    """Take a waiting job, or one whose worker's lease ran out; None if there is nothing to take."""
    with transaction.atomic():
        free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=Now())
        job = Job.objects.select_for_update(skip_locked=True, of=("self",)).filter(free, pk=job_id).first()
        if job is None or job.attempts >= MAX_ATTEMPTS:
            return None
        owner = uuid.uuid4()
        Job.objects.filter(pk=job.pk).update(
            state=JobState.RUNNING,
            owner=owner,
            lease_until=_lease_end(),
            attempts=F("attempts") + 1,
            started_at=Coalesce("started_at", Now()),
            done=0,
            total=0,
            step="",
        )
    return Job.objects.select_related("township", "created_by").get(pk=job_id)


def perform(job_id: uuid.UUID) -> Job | None:
    """Claim the job and do it; returns it as it ended, or None if it was not to be had.

    Database errors that may pass leave the job as it is: its lease runs out and it is tried again. Everything else
    that a handler raises ends in a failed job.
    """
    job = claim(job_id)
    if job is None:
        return None
    trail.begin_action()
    try:
        with _kept(job) as progress:
            result_url = _kinds[job.kind].handler(job, progress) or ""
    except LeaseLost:
        log.warning("job_taken_over", job=str(job.pk), kind=job.kind)
        return None
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - a handler's fault of any kind must end its job, never hang it
        return _end(job, state=JobState.FAILED, error=_told(job, error))
    return _end(job, state=JobState.DONE, result_url=result_url, **progress.values())


def _end(job: Job, **values: str | int) -> Job | None:
    """Close the job unless another worker has it by now (fencing)."""
    closed = _owned(job).update(finished_at=Now(), lease_until=None, **values)
    if not closed:
        log.warning("job_taken_over", job=str(job.pk), kind=job.kind)
        return None
    return Job.objects.get(pk=job.pk)


def _told(job: Job, error: Exception) -> str:
    """What the user reads. A refusal speaks for itself; for a fault there is a code that the log knows.

    The log gets the fault's kind and place, not its text: database errors quote the row, and with it personal data.
    """
    if isinstance(error, ValidationError):
        with override((job.created_by and job.created_by.language) or settings.LANGUAGE_CODE):
            return " ".join(str(message) for message in error.messages)[:500]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("job_failed", job=str(job.pk), kind=job.kind, error=type(error).__name__, places=places[-6:])
    with override("en"):
        return str(UNEXPECTED)


# --- Rescue ---------------------------------------------------------------------------------------------------


def rescue() -> int:
    """Send again what was never taken or whose worker died; give up on what died too often. Returns how many."""
    stranded = _stranded()
    for job_id in stranded:
        _send(job_id, expires=60)
    return len(stranded)


def _stranded() -> list[uuid.UUID]:
    with override("en"):
        reason = str(GAVE_UP)
    left = Q(state=JobState.RUNNING, lease_until__lt=Now())
    Job.objects.filter(left, attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.FAILED, finished_at=Now(), lease_until=None, error=reason
    )
    waiting = Q(state=JobState.QUEUED, created_at__lt=Now() - SEND_AGAIN_AFTER)
    return list(Job.objects.filter(left | waiting).order_by("created_at").values_list("pk", flat=True)[:200])
