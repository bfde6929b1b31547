"""A worker that is killed in mid-run, with a real worker on a real broker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from safety_portal.audit.trail import SYSTEM
from safety_portal.work.jobs import rescue, start_job
from safety_portal.work.models import Counter, Job
from tests.work import slow_kind  # registers the kind here as in the worker

LEASE_SECONDS = 2
PATIENCE = 60  # a busy machine takes its time to start a worker
ROOT = Path(__file__).resolve().parents[2]


def _environment() -> dict[str, str]:
    server = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(server._replace(path=f"/{connection.settings_dict['NAME']}"))
    return os.environ | {"DATABASE_URL": database, "JOB_LEASE_SECONDS": str(LEASE_SECONDS)}


@contextmanager
def worker(log: Path, module: str = "tests.work.slow_kind", **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of the portal in a process group of its own, so that the whole of it can be killed."""
    command = [sys.executable, "-m", "celery", "-A", "safety_portal", "worker", "-c", "1"]
    options = ["-I", module, "--without-gossip", "--without-mingle", "-n", f"{log.stem}@test"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=_environment() | environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def wait(condition: Callable[[], bool], seconds: float, log: Path) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(log.read_text()[-2000:])
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_job_of_a_killed_worker_gives_one_result(tmp_path: Path) -> None:
    job = start_job(kind=slow_kind.KIND, key="slow:1", by=SYSTEM)
    with worker(tmp_path / "first.log") as first:
        wait(lambda: Job.objects.get().step == "Attempt 1", PATIENCE, tmp_path / "first.log")
        kill(first)
    with worker(tmp_path / "second.log"):
        wait(lambda: rescue() == 1, PATIENCE, tmp_path / "first.log")
        wait(lambda: not Job.objects.get().is_open, PATIENCE, tmp_path / "second.log")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result_url) == ("done", 2, "/result/1")
    assert Counter.objects.get(series="slow:1").last == 1
