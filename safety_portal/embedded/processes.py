"""Children of the launcher: started so that they end with it, and recognised if they outlived it."""

import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from safety_portal.embedded.places import RunAs

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Command:
    """What to start, and how to ask it to end: ``grace`` seconds after ``end_signal`` it is killed."""

    name: str
    argv: tuple[str, ...]
    end_signal: signal.Signals = signal.SIGTERM
    grace: float = 10
    run_as: RunAs | None = None
    folder: str | None = None
    may_restart: bool = False


@dataclass(frozen=True)
class Trace:
    """What is written down about a child, enough to know it again after the launcher was killed."""

    name: str
    pid: int
    argv: tuple[str, ...]
    end_signal: int
    grace: float


class Child:
    """A running child in a session of its own: Ctrl-C reaches the launcher only, which then ends things in order."""

    def __init__(self, command: Command, environment: Mapping[str, str], log: Path) -> None:
        self.command = command
        self.environment = environment
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command.argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=command.folder,
                start_new_session=True,
                umask=0o077,  # uploads and databases are nobody else's business
                preexec_fn=_end_with_parent(command.end_signal),  # noqa: PLW1509  the launcher has no threads
                **(command.run_as or {}),
            )

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def trace(self) -> Trace:
        return Trace(
            self.command.name, self.process.pid, self.command.argv, int(self.command.end_signal), self.command.grace
        )

    def end(self) -> None:
        """Ask it to end, wait, and kill its whole group if it doesn't."""
        if not self.ended:
            self.process.send_signal(self.command.end_signal)
            try:
                self.process.wait(self.command.grace)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def last_lines(self, number: int = 15) -> str:
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-number:])


def _end_with_parent(end_signal: signal.Signals) -> Callable[[], None] | None:
    """For Linux: the kernel sends the signal when the launcher dies, even by ``kill -9``."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(end_signal))
        if os.getppid() != parent:  # died before we asked
            os.kill(os.getpid(), signal.SIGKILL)

    return ask_kernel


def write_traces(file: Path, children: Sequence[Child]) -> None:
    """Write down who runs; replaced in one step, so that a kill leaves the old or the new list."""
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps([asdict(child.trace) for child in children], ensure_ascii=False))
    draft.replace(file)


def end_leftovers(file: Path) -> list[str]:
    """End the children of a launcher that was killed, last started first; returns their names.

    A process counts as ours only if its pid *and* its whole command line are those written down.
    """
    ended = []
    for trace in reversed(_read_traces(file)):
        if (process := ours(trace.pid, trace.argv)) is not None:
            end_process(process, trace.end_signal, trace.grace)
            ended.append(trace.name)
    file.unlink(missing_ok=True)
    return ended


def _read_traces(file: Path) -> list[Trace]:
    try:
        return [Trace(**{**entry, "argv": tuple(entry["argv"])}) for entry in json.loads(file.read_text())]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def ours(pid: int, argv: Sequence[str]) -> psutil.Process | None:
    """The running process of that pid if it was started by exactly this command line."""
    with suppress(psutil.Error, ValueError):
        process = psutil.Process(pid)
        if process.cmdline() == list(argv) and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def end_process(process: psutil.Process, end_signal: int, grace: float) -> None:
    """End a process that is not a child of this launcher."""
    with suppress(psutil.NoSuchProcess):
        process.send_signal(end_signal)
        try:
            process.wait(grace)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(grace)
