"""What runs for one state folder: started in order, watched, ended in reverse."""

import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from safety_portal.embedded.places import Refusal
from safety_portal.embedded.processes import Child, Command, end_leftovers, write_traces

WATCH_SECONDS = 0.5
# A process that ends again and again is broken; starting it for ever would hide that.
MOST_RESTARTS = 5
RESTARTS_WITHIN_SECONDS = 300.0
BIGGEST_LOG = 10_000_000

Say = Callable[[str], None]


class Ended(SystemExit):
    """Somebody asked the launcher to end; not an error."""

    def __init__(self) -> None:
        super().__init__(0)


class Supervisor:
    """The running children of one state folder."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.children: list[Child] = []
        self.restarts: list[float] = []
        self.traces = state / "children.json"
        self.logs = state / "log"
        self.logs.mkdir(mode=0o700, exist_ok=True)
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > BIGGEST_LOG:
                log.replace(log.with_suffix(".old"))

    def start(self, command: Command, environment: Mapping[str, str]) -> Child:
        child = Child(command, environment, self.logs / f"{command.name}.log")
        self.children.append(child)
        write_traces(self.traces, self.children)
        return child

    def run(self, command: Command, environment: Mapping[str, str]) -> None:
        """Start a child that ends by itself, and wait until it has ended well."""
        self.finish(self.start(command, environment))

    def finish(self, child: Child) -> None:
        """Wait until a child that ends by itself has ended well; raise Refusal otherwise."""
        code = child.process.wait()
        self.children.remove(child)
        write_traces(self.traces, self.children)
        if code != 0:
            raise Refusal(f"{child.command.name} failed; the end of {child.log}:\n{child.last_lines(30)}")

    def end(self, say: Say = lambda _text: None) -> None:
        while self.children:
            say(f"stopping {self.children[-1].command.name}")
            self.children[-1].end()
            self.children.pop()
            write_traces(self.traces, self.children)

    def watch(self, say: Say) -> None:
        """Until a signal ends it: start again what may be started again, raise Refusal when something else ends."""
        while True:
            for child in self.children:
                if child.ended:
                    self._replace(child, say)
            time.sleep(WATCH_SECONDS)

    def _replace(self, child: Child, say: Say) -> None:
        name, code = child.command.name, child.process.returncode
        now = time.monotonic()
        self.restarts = [moment for moment in self.restarts if now - moment < RESTARTS_WITHIN_SECONDS]
        if not child.command.may_restart or len(self.restarts) >= MOST_RESTARTS:
            raise Refusal(f"{name} ended by itself (code {code}); the end of {child.log}:\n{child.last_lines()}")
        self.restarts.append(now)
        say(f"{name} ended (code {code}); starting it again")
        self.children[self.children.index(child)] = Child(child.command, child.environment, child.log)
        write_traces(self.traces, self.children)


@contextmanager
def claimed(state: Path, say: Say = lambda _text: None) -> Iterator[Supervisor]:
    """The state folder for this launcher alone: a killed one's leftovers are ended first, everything at the end."""
    try:
        state.mkdir(mode=0o711, parents=True, exist_ok=True)
        if state.stat().st_uid != os.geteuid():
            raise Refusal(f"{state} belongs to another account; run as that account, or set STATE_DIR.")
        lock = (state / "launcher.lock").open("a+")
    except OSError as error:
        raise Refusal(f"can't write to the state folder {state}: {error.strerror}; set STATE_DIR.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise Refusal(f"already running on {state} (process {lock.read()}); end it, or set STATE_DIR.") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        supervisor = Supervisor(state)
        for name in end_leftovers(supervisor.traces):
            say(f"ended a leftover {name}")
        try:
            yield supervisor
        finally:
            supervisor.end(say)


def end_on_signals() -> None:
    """The first end signal raises Ended where the launcher stands; later ones must not disturb the ordered end."""

    def handle(_number: int, _frame: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Ended

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in numbers:
        signal.signal(number, handle)
