"""``make run``: everything the portal needs, in one foreground process, until Ctrl-C."""

import hashlib
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from safety_portal.core.translations import Place, compile_catalogue
from safety_portal.embedded import portal
from safety_portal.embedded.places import Refusal
from safety_portal.embedded.processes import Child
from safety_portal.embedded.servers import start_broker, start_database, state_folder
from safety_portal.embedded.supervisor import Supervisor, claimed, end_on_signals

HOST = "127.0.0.1"
FIRST_PAGE_SECONDS = 120
BEGIN = time.monotonic()


def main() -> None:
    end_on_signals()
    port = _port()
    url = f"http://{HOST}:{port}"
    with claimed(state_folder(), _say) as supervisor:
        _refuse_taken(port)
        environment = _prepare(supervisor, url)
        supervisor.start(portal.worker(supervisor.state), environment)
        supervisor.start(portal.beat(supervisor.state), environment)
        supervisor.start(portal.web(f"{HOST}:{port}"), environment)
        _say("web, worker and beat started")
        _wait_for_first_page(supervisor, url)
        _announce(supervisor.state, url)
        supervisor.watch(_say)


def _say(text: str) -> None:
    print(f"[{time.monotonic() - BEGIN:5.1f} s] {text}", flush=True)


def _port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise Refusal(f"PORT={value} is not a port number.")
    return int(value)


def _refuse_taken(port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            raise Refusal(f"can't listen on port {port}: {error.strerror}. Try PORT={port + 1} make run") from error


def _prepare(supervisor: Supervisor, url: str) -> dict[str, str]:
    """Everything before the portal's processes; returns their environment."""
    compile_catalogue(Place(portal.ROOT))
    _say("starting PostgreSQL" if not os.environ.get("DATABASE_URL") else "using the database of DATABASE_URL")
    addresses = start_database(supervisor)
    _say("starting Valkey" if not os.environ.get("REDIS_URL") else "using the Redis of REDIS_URL")
    addresses |= start_broker(supervisor)
    environment = portal.environment_for(supervisor.state, addresses, url)
    collecting = _begin_collecting(supervisor, environment)
    _say("bringing the tables up to date")
    supervisor.run(portal.managing("migrate", "migrate", "--verbosity", "0"), environment)
    if collecting is not None:
        supervisor.finish(collecting)
        _stamp(supervisor.state).write_text(_static_stamp())
    _load_demo(supervisor, environment)
    return environment


def _begin_collecting(supervisor: Supervisor, environment: Mapping[str, str]) -> Child | None:
    """Collect styles and pictures if any has changed since the last time, beside the tables: it needs no database."""
    stamp = _stamp(supervisor.state)
    if environment.get("DEBUG") or (stamp.exists() and stamp.read_text() == _static_stamp()):
        return None
    command = portal.managing("collectstatic", "collectstatic", "--no-input", "--verbosity", "0")
    return supervisor.start(command, environment)


def _stamp(state: Path) -> Path:
    return state / "static.stamp"


def _static_stamp() -> str:
    stamp = hashlib.sha256()
    for file in sorted((portal.ROOT / "static").rglob("*")):
        if file.is_file():
            stamp.update(f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode())
    return stamp.hexdigest()


def _load_demo(supervisor: Supervisor, environment: Mapping[str, str]) -> None:
    """Fill an empty portal with demo data, once; the mark, with the log-ins, is written after it ended well."""
    mark = supervisor.state / "demo-loaded"
    if mark.exists() or environment.get("DEMO") != "1":
        return
    _say("loading demo data, on the first start only")
    supervisor.run(portal.managing("demo", "demo", "--scale", "township"), environment)
    mark.write_text(portal.manage_or_refuse(environment, "demo", "--logins"))


def _wait_for_first_page(supervisor: Supervisor, url: str) -> None:
    deadline = time.monotonic() + FIRST_PAGE_SECONDS
    while not _shows_page(url):
        for child in supervisor.children:
            if child.ended:
                raise Refusal(f"{child.command.name} did not start; the end of {child.log}:\n{child.last_lines()}")
        if time.monotonic() > deadline:
            raise Refusal(f"the first page doesn't come up; see {supervisor.logs}.")
        time.sleep(0.1)


def _shows_page(url: str) -> bool:
    # Never through a proxy: this is our own machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            raise Refusal(f"the first page answers {error.code}; see the state folder's log/web.log.") from error
        return False
    except OSError:
        return False


def _announce(state: Path, url: str) -> None:
    _say("ready")
    print(f"\n  Safety Portal  {url}\n")
    mark = state / "demo-loaded"
    if mark.exists() and (logins := mark.read_text()):
        print("".join(f"  {line}\n" for line in logins.splitlines()))
    print(f"  Logs in {state / 'log'}; data in {state}. Ctrl-C stops everything.\n", flush=True)


if __name__ == "__main__":
    main()
