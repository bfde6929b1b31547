"""Jobs: one open job a key, one worker a job, and none that a dead worker takes with it."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from celery import current_app
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pytest_django import DjangoCaptureOnCommitCallbacks

from safety_portal.accounts.models import Role
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import SYSTEM
from safety_portal.work import jobs
from safety_portal.work.jobs import LeaseLost, Progress, claim, perform, rescue, start_job
from safety_portal.work.models import Job
from safety_portal.work.states import JobState
from tests.factories import TownshipFactory, UserFactory, user_as

SENT: list[str] = []


def _finish(job: Job, progress: Progress) -> str:
    progress.total = 2
    progress.step(_("Waiting"))
    progress.advance(2)
    return f"/result/{job.params['month']}"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    SENT.clear()
    monkeypatch.setattr(jobs, "_kinds", {})
    monkeypatch.setattr(jobs, "_send", lambda job_id, expires=None: SENT.append(str(job_id)))
    jobs.register("test", _finish, label="Test")
    return iter([None])


def _job(**fields: object) -> Job:
    return Job.objects.create(**{"kind": "test", "key": f"test:{uuid4()}", "params": {"month": "2026-10"}, **fields})


def _dead(**fields: object) -> Job:
    """A running job whose worker died an hour ago."""
    past = timezone.now() - timedelta(hours=1)
    return _job(**{"state": "running", "owner": uuid4(), "lease_until": past, "attempts": 1, **fields})


def _in_threads(*works: Callable[[], object]) -> list[object]:
    """Run all at once, each on a connection of its own; what they return, in the order given."""
    results: list[object] = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def one(index: int, work: Callable[[], object]) -> None:
        barrier.wait(10)
        try:
            results[index] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


# --- Starting -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_start_job_sends_once_the_transaction_commits(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    town, user = TownshipFactory(), UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        job = start_job(kind="test", key="k", params={"month": "2026-10"}, township=town, by=user)
        assert SENT == []
    assert [str(job.pk)] == SENT
    assert (job.state, job.created_by, job.township) == ("queued", user, town)
    entry = AuditEntry.objects.get(object_id=str(job.pk))
    assert (entry.action, entry.actor_id, entry.township_id) == ("job.start", user.pk, town.pk)


@pytest.mark.django_db
def test_start_job_twice_gives_the_open_one(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, second = (start_job(kind="test", key="k", by=SYSTEM) for _ in range(2))
    assert first == second
    assert len(SENT) == 1


@pytest.mark.django_db
def test_start_job_again_after_the_end_makes_a_new_one() -> None:
    first = start_job(kind="test", key="k", params={"month": "2026-10"}, by=SYSTEM)
    perform(first.pk)
    assert start_job(kind="test", key="k", by=SYSTEM) != first


@pytest.mark.django_db
def test_start_job_refuses_a_kind_that_nobody_performs() -> None:
    with pytest.raises(LookupError, match="nobody performs"):
        start_job(kind="unknown", key="k", by=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_start_job_by_two_at_once_makes_one() -> None:
    def start() -> object:
        return start_job(kind="test", key="k", by=SYSTEM).pk

    results = _in_threads(*[start] * 4)
    assert len(set(results)) == 1
    assert Job.objects.count() == 1
    assert len(SENT) == 1


@pytest.mark.django_db(transaction=True)
def test_start_job_waits_for_another_that_is_about_to_commit() -> None:
    is_in, may_commit = threading.Event(), threading.Event()

    def slow() -> object:
        with transaction.atomic():
            job = start_job(kind="test", key="k", by=SYSTEM)
            is_in.set()
            may_commit.wait(5)
        return job.pk

    def quick() -> object:
        is_in.wait(5)
        threading.Timer(0.2, may_commit.set).start()
        return start_job(kind="test", key="k", by=SYSTEM).pk

    first, second = _in_threads(slow, quick)
    assert first == second


# --- Performing -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_perform_ends_with_result_and_progress() -> None:
    job = perform(_job().pk)
    assert job is not None
    assert (job.state, job.result_url, job.step, job.done, job.total) == ("done", "/result/2026-10", "Waiting", 2, 2)
    assert job.finished_at is not None
    assert job.lease_until is None


@pytest.mark.django_db
@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED])
def test_perform_leaves_ended_jobs_alone(state: JobState) -> None:
    assert perform(_job(state=state, finished_at=timezone.now()).pk) is None


@pytest.mark.django_db(transaction=True)
def test_claim_by_two_at_once_gives_it_to_one() -> None:
    job = _job()
    results = _in_threads(lambda: claim(job.pk), lambda: claim(job.pk), lambda: claim(job.pk))
    assert [result for result in results if result] == [job]
    assert Job.objects.get().attempts == 1


@pytest.mark.django_db
def test_claim_takes_over_when_the_lease_ran_out() -> None:
    dead = _dead()
    taken = claim(dead.pk)
    assert taken is not None
    assert taken.owner != dead.owner
    assert taken.attempts == 2
    assert claim(dead.pk) is None


@pytest.mark.django_db
def test_perform_says_a_refusal_in_its_own_words(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(job: Job, progress: Progress) -> None:
        raise ValidationError("月份没有打开。")

    jobs.register("test", refuse, label="Test")
    job = perform(_job().pk)
    assert job is not None
    assert (job.state, job.error) == ("failed", "月份没有打开。")


@pytest.mark.django_db
def test_perform_keeps_personal_data_out_of_errors_and_log(caplog: pytest.LogCaptureFixture) -> None:
    def crash(job: Job, progress: Progress) -> None:
        raise KeyError("340123199001011234")

    jobs.register("test", crash, label="Test")
    job = perform(_job().pk)
    assert job is not None
    assert (job.state, job.error) == ("failed", "Something went wrong. Nothing was changed.")
    assert "KeyError" in caplog.text
    assert "3401231990" not in caplog.text


@pytest.mark.django_db
def test_perform_leaves_the_job_open_when_the_database_goes_away() -> None:
    def drop(job: Job, progress: Progress) -> None:
        raise OperationalError("server closed the connection")

    jobs.register("test", drop, label="Test")
    job = _job()
    with pytest.raises(OperationalError):
        perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.lease_until is None) == ("running", False)


# --- Leases ---------------------------------------------------------------------------------------------------


def _steal(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(owner=uuid4())


@pytest.mark.django_db
def test_perform_does_not_end_a_job_that_another_has_taken_over() -> None:
    jobs.register("test", lambda job, progress: _steal(job), label="Test")
    job = _job()
    assert perform(job.pk) is None
    job.refresh_from_db()
    assert job.state == "running"


@pytest.mark.django_db
def test_progress_transaction_rolls_back_when_the_job_is_lost() -> None:
    job = claim(_job().pk)
    assert job is not None
    _steal(job)
    with pytest.raises(LeaseLost), Progress(job).transaction():
        TownshipFactory(name="不该留下")
    assert not type(TownshipFactory()).objects.filter(name="不该留下").exists()


@pytest.mark.django_db(transaction=True)
def test_lease_and_progress_go_on_inside_a_long_transaction(settings: LazySettings) -> None:
    settings.JOB_LEASE_SECONDS = 1
    seen: list[tuple[str, int, bool]] = []

    def look(job: Job) -> None:
        row = Job.objects.get(pk=job.pk)
        seen.append((row.step, row.done, claim(job.pk) is None))

    def slow(job: Job, progress: Progress) -> None:
        with progress.transaction():
            progress.total = 9
            progress.step("Running")
            progress.advance(4)
            threading.Event().wait(1.6)
            _in_threads(lambda: look(job))

    jobs.register("test", slow, label="Test")
    job = perform(_job().pk)
    assert seen == [("Running", 4, True)]
    assert job is not None
    assert (job.state, job.attempts) == ("done", 1)


@pytest.mark.django_db(transaction=True)
def test_progress_stops_a_worker_whose_job_was_taken_over(settings: LazySettings) -> None:
    settings.JOB_LEASE_SECONDS = 1
    turns: list[int] = []

    def slow(job: Job, progress: Progress) -> None:
        _steal(job)
        for turn in range(40):
            turns.append(turn)
            threading.Event().wait(0.1)
            progress.advance()

    jobs.register("test", slow, label="Test")
    assert perform(_job().pk) is None
    assert 1 < len(turns) < 40


# --- Rescue ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_rescue_sends_what_waits_long_or_was_left() -> None:
    long_ago = timezone.now() - timedelta(seconds=40)
    waiting, left = _job(created_at=long_ago), _dead()
    _job()  # has only just been sent
    claim(_job().pk)  # is being done
    assert rescue() == 2
    assert set(SENT) == {str(waiting.pk), str(left.pk)}


@pytest.mark.django_db
def test_rescue_gives_up_on_what_dies_again_and_again() -> None:
    job = _dead(attempts=jobs.MAX_ATTEMPTS)
    assert rescue() == 0
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "Stopped again and again without an end.")


@pytest.mark.django_db
def test_broker_away_leaves_the_job_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    def refuse(*args: object, **options: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(current_app, "send_task", refuse)
    jobs._send(uuid4())


# --- Who sees them --------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "sees"), [(Role.OFFICE, True), (Role.LEADER, True), (Role.ADMIN, False), (Role.AUDITOR, False)]
)
def test_visible_to_starter_and_office(role: Role, sees: bool) -> None:
    town = TownshipFactory()
    job = _job(township=town, created_by=UserFactory())
    assert job.created_by is not None
    assert Job.objects.visible_to(job.created_by).get() == job
    assert Job.objects.visible_to(user_as(role, town)).exists() is sees
    assert not Job.objects.visible_to(user_as(role, TownshipFactory())).exists()
