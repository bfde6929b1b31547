"""Children that end with the launcher, and leftovers known by pid and command line."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from safety_portal.embedded import processes
from safety_portal.embedded.processes import Child, Command

SLEEP = ("sleep", "60")


@pytest.fixture
def sleeper(state: Path) -> Iterator[Child]:
    child = Child(Command("sleeper", SLEEP, grace=5), {}, state / "log")
    yield child
    child.end()


def test_child_has_a_session_of_its_own(sleeper: Child) -> None:
    assert psutil.Process(sleeper.process.pid).terminal() is None
    assert not sleeper.ended


def test_end_kills_what_does_not_listen(state: Path) -> None:
    argv = ("/bin/sh", "-c", 'trap "" TERM; echo deaf; while :; do sleep 0.1; done')
    child = Child(Command("deaf", argv, grace=0.2), {"PATH": "/usr/bin:/bin"}, state / "log")
    while "deaf" not in child.last_lines():
        time.sleep(0.01)
    child.end()
    assert child.process.returncode == -9


def test_end_leftovers_ends_what_was_written_down(state: Path, sleeper: Child) -> None:
    traces = state / "children.json"
    processes.write_traces(traces, [sleeper])
    assert processes.end_leftovers(traces) == ["sleeper"]
    assert (sleeper.ended, traces.exists()) == (True, False)


def test_end_leftovers_never_touches_another_program(state: Path, sleeper: Child) -> None:
    traces = state / "children.json"
    processes.write_traces(traces, [sleeper])
    traces.write_text(traces.read_text().replace('"60"', '"61"'))  # the same pid, another command
    assert processes.end_leftovers(traces) == []
    assert not sleeper.ended


@pytest.mark.parametrize("content", ["", "[{", '[{"pid": 1}]', '{"a": 1}', "[1]"])
def test_end_leftovers_lives_with_a_broken_file(state: Path, content: str) -> None:
    traces = state / "children.json"
    traces.write_text(content)
    assert processes.end_leftovers(traces) == []


LAUNCHER = """
import sys, time
from pathlib import Path
from safety_portal.embedded.processes import Child, Command
print(Child(Command("sleeper", ("sleep", "60")), {}, Path(sys.argv[1])).process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_child_ends_when_its_launcher_is_killed(state: Path) -> None:
    command = [sys.executable, "-c", LAUNCHER, str(state / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        pid = int(launcher.stdout.readline())
        launcher.kill()
    deadline = time.monotonic() + 5
    while processes.ours(pid, SLEEP) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert processes.ours(pid, SLEEP) is None


def test_children_write_files_for_nobody_else(state: Path) -> None:
    child = Child(Command("writer", ("/bin/sh", "-c", f"echo secret > {state}/written")), {}, state / "log")
    assert child.process.wait(5) == 0
    assert (state / "written").stat().st_mode & 0o777 == 0o600
