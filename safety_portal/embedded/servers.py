"""PostgreSQL and Valkey for one state folder; as a program: only these two, for developing."""

import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safety_portal.embedded import postgres, valkey
from safety_portal.embedded.places import Refusal
from safety_portal.embedded.processes import Child, end_leftovers, write_traces


class Servers:
    """What runs for one state folder, in the order it was started; ended in reverse."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.children: list[Child] = []
        self.traces = state / "children.json"
        self.logs = state / "log"
        self.logs.mkdir(exist_ok=True)

    def add(self, child: Child) -> None:
        self.children.append(child)
        write_traces(self.traces, self.children)

    def replace(self, old: Child, new: Child) -> None:
        self.children[self.children.index(old)] = new
        write_traces(self.traces, self.children)

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def end(self) -> None:
        while self.children:
            self.children[-1].end()
            self.children.pop()
        self.traces.unlink(missing_ok=True)


@contextmanager
def claimed(state: Path) -> Iterator[Servers]:
    """The state folder for this launcher alone; a killed one's leftovers are ended first, all at the end."""
    state.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (state / "launcher.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise Refusal(f"already running on {state} (process {lock.read()}); end it, or set STATE_DIR.") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        servers = Servers(state)
        end_leftovers(servers.traces)
        try:
            yield servers
        finally:
            servers.end()


def start_database(servers: Servers, *, durable: bool = True) -> dict[str, str]:
    """Start PostgreSQL unless ``DATABASE_URL`` names one; returns what the portal's environment needs."""
    if os.environ.get("DATABASE_URL"):
        return {}
    server = postgres.locate(servers.state, durable=durable)
    servers.add(postgres.start(server, servers.log("postgres")))
    return {"DATABASE_URL": server.url}


def start_broker(servers: Servers, *, durable: bool = True) -> dict[str, str]:
    """Start Valkey unless ``REDIS_URL`` names one; returns what the portal's environment needs."""
    if os.environ.get("REDIS_URL"):
        return {}
    server = valkey.locate(servers.state, durable=durable)
    servers.add(valkey.start(server, dict(os.environ), servers.log("valkey")))
    return {"REDIS_URL": server.url}


def end_on_signals() -> None:
    """Turn the usual end signals into SystemExit, so that what was started is ended in order."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))


def state_folder() -> Path:
    """The state folder: ``STATE_DIR``, or ``.state`` in the working folder."""
    return Path(os.environ.get("STATE_DIR") or ".state").absolute()


def main() -> None:
    end_on_signals()
    with claimed(state_folder()) as servers:
        for name, value in (start_database(servers) | start_broker(servers)).items():
            print(f"export {name}='{value}'", flush=True)
        print("# running; Ctrl-C ends both", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
