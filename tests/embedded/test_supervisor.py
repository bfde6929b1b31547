"""One launcher for one state folder, its children watched and ended in reverse."""

import os
from pathlib import Path

import pytest

from safety_portal.embedded import supervisor
from safety_portal.embedded.places import Refusal
from safety_portal.embedded.processes import Command
from safety_portal.embedded.supervisor import claimed

SLEEP = ("sleep", "60")


def test_second_launcher_on_one_state_folder_is_refused(state: Path) -> None:
    words = f"already running on {state} .process {os.getpid()}."
    with claimed(state), pytest.raises(Refusal, match=words), claimed(state):
        pass
    with claimed(state):
        pass


def test_claim_names_a_folder_it_cannot_write(state: Path) -> None:
    (state / "file").touch()
    with pytest.raises(Refusal, match="can't write to the state folder"), claimed(state / "file" / "state"):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_claim_refuses_a_folder_of_another_account(state: Path) -> None:
    os.chown(state, 12345, 12345)
    with pytest.raises(Refusal, match="belongs to another account"), claimed(state):
        pass


def test_children_end_in_reverse(state: Path) -> None:
    said: list[str] = []
    with claimed(state, said.append) as running:
        for name in ("first", "second"):
            running.start(Command(name, SLEEP), {})
    assert said == ["stopping second", "stopping first"]
    assert (state / "children.json").read_text() == "[]"


def test_leftovers_of_a_killed_launcher_are_ended_first(state: Path) -> None:
    killed = supervisor.Supervisor(state)
    leftover = killed.start(Command("worker", SLEEP), {})
    said: list[str] = []
    with claimed(state, said.append):
        assert said == ["ended a leftover worker"]
    assert leftover.ended


def test_watch_starts_again_until_it_is_too_often(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "WATCH_SECONDS", 0.01)
    said: list[str] = []
    with claimed(state) as running:
        running.start(
            Command("web", ("sh", "-c", "echo broken; exit 3"), may_restart=True), {"PATH": os.environ["PATH"]}
        )
        with pytest.raises(Refusal, match=r"(?s)web ended by itself \(code 3\).*broken"):
            running.watch(said.append)
    assert said == ["web ended (code 3); starting it again"] * supervisor.MOST_RESTARTS


def test_watch_stops_everything_when_a_server_ends(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "WATCH_SECONDS", 0.01)
    with claimed(state) as running:
        running.start(Command("postgres", ("false",)), {})
        with pytest.raises(Refusal, match="postgres ended by itself"):
            running.watch(print)


def test_big_logs_are_laid_aside_at_the_start(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "BIGGEST_LOG", 3)
    with claimed(state) as running:
        (running.logs / "web.log").write_text("long")
    with claimed(state) as running:
        assert [file.name for file in running.logs.iterdir()] == ["web.old"]
