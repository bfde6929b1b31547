"""What `make run` does before, while and after the portal runs."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from safety_portal.embedded import portal, run
from safety_portal.embedded.clusters import give_migrated
from safety_portal.embedded.places import Refusal
from safety_portal.embedded.processes import Command
from safety_portal.embedded.supervisor import claimed


@pytest.fixture
def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.mark.parametrize("value", ["http", "0", "70000", "-1"])
def test_port_must_be_a_port(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(Refusal, match=f"PORT={value} is not a port number"):
        run._port()


def test_taken_port_is_told_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=f"can't listen on port {port}: .* Try PORT={port + 1} make run"):
            run._refuse_taken(port)


def test_environment_is_a_demo_with_own_secrets(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEBUG", "DEMO", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    environment = portal.environment_for(state, {"DATABASE_URL": "x"}, "http://127.0.0.1:8000")
    assert (environment["DEMO"], environment["STATE_DIR"], environment["DATABASE_URL"]) == ("1", str(state), "x")
    assert len(environment["SECRET_KEY"]) > 40
    monkeypatch.setenv("DEMO", "0")
    assert portal.environment_for(state, {}, "")["DEMO"] == "0"


def script(text: str) -> Callable[..., Command]:
    return lambda name, *_arguments: Command(name, ("/bin/sh", "-c", text))


def test_demo_is_loaded_once_and_its_logins_kept(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal, "managing", script(f"echo loaded >> {state}/times"))
    monkeypatch.setattr(portal, "manage_or_refuse", lambda *_arguments: "office  password\n")
    with claimed(state) as running:
        for _time in range(2):
            run._load_demo(running, {"DEMO": "1"})
    assert ((state / "times").read_text(), (state / "demo-loaded").read_text()) == ("loaded\n", "office  password\n")


def test_demo_that_fails_stops_the_start(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal, "managing", script("echo no such unit; exit 1"))
    with claimed(state) as running, pytest.raises(Refusal, match=r"(?s)demo failed.*no such unit"):
        run._load_demo(running, {"DEMO": "1"})
    assert not (state / "demo-loaded").exists()


def test_no_demo_where_it_is_not_wanted(state: Path) -> None:
    with claimed(state) as running:
        run._load_demo(running, {"DEMO": "0"})
    assert not (state / "demo-loaded").exists()


class Launcher:
    """`make run` on a state folder, as a program of its own."""

    def __init__(self, state: Path, port: int) -> None:
        environment = os.environ | {"STATE_DIR": str(state), "PORT": str(port), "PYTHONWARNINGS": "ignore"}
        command = [sys.executable, "-m", "safety_portal.embedded.run"]
        self.output = state / "output"
        with self.output.open("w") as file:
            self.process = subprocess.Popen(command, cwd=portal.ROOT, env=environment, stdout=file, stderr=file)

    def wait_for(self, text: str, seconds: float = 120) -> str:
        deadline = time.monotonic() + seconds
        while True:
            said = self.output.read_text()
            if text in said or self.process.poll() is not None or time.monotonic() > deadline:
                return said
            time.sleep(0.05)

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture
def launched(state: Path, free_port: int) -> Iterator[list[Launcher]]:
    """Launchers started by a test, on tables made before; whatever it forgot is ended."""
    give_migrated(state)
    started: list[Launcher] = []
    yield started
    for launcher in started:
        if launcher.process.poll() is None:
            launcher.end(signal.SIGINT)


def left_running(state: Path) -> list[str]:
    """Commands of the processes that name the state folder."""
    commands = [" ".join(process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"])]
    return [command for command in commands if str(state) in command]


def test_run_survives_a_kill_and_ends_clean(state: Path, free_port: int, launched: list[Launcher]) -> None:
    first = Launcher(state, free_port)
    launched.append(first)
    assert "web, worker and beat started" in first.wait_for("beat started")
    first.end(signal.SIGKILL)
    second = Launcher(state, free_port)
    launched.append(second)
    assert f"http://127.0.0.1:{free_port}" in second.wait_for("Ctrl-C stops everything")
    assert second.end(signal.SIGINT) == 0
    assert left_running(state) == []
