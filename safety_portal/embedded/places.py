"""Where the servers' files lie, and as whom the database runs: PostgreSQL refuses root."""

import hashlib
import os
import pwd
import secrets
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

# A Unix socket's whole path must fit in 108 bytes on Linux, 104 on macOS.
LONGEST_SOCKET_FOLDER = 80
ROOT_PLACE = Path("/var/lib/safety-portal")


class Refusal(SystemExit):
    """Ends the launcher with one plain line."""

    def __init__(self, message: str) -> None:
        super().__init__(f"Safety Portal: {message}")


class RunAs(TypedDict, total=False):
    """The arguments of ``subprocess`` that change the account; empty for the account of the caller."""

    user: int
    group: int
    extra_groups: Sequence[int]


@dataclass(frozen=True)
class Account:
    """The account the database runs as; ``uid`` is None for whoever started the launcher."""

    uid: int | None = None
    gid: int | None = None

    @property
    def run_as(self) -> RunAs:
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    @property
    def own_uid(self) -> int:
        return os.geteuid() if self.uid is None else self.uid

    def give(self, folder: Path) -> None:
        """Make the folder this account's own, closed to everyone else."""
        folder.chmod(0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)

    def can(self, *command: str | Path) -> bool:
        """Whether the command ends well when this account runs it."""
        try:
            done = subprocess.run([str(part) for part in command], capture_output=True, cwd="/", **self.run_as)
        except OSError:
            return False
        return done.returncode == 0


def database_account() -> Account:
    """The caller's own account, or for root the first harmless one that exists."""
    if os.geteuid() != 0:
        return Account()
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Refusal("PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' to run it as.")


def tag(path: Path) -> str:
    """A short name for a path, to tell state folders apart."""
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]


def database_place(state: Path, account: Account) -> Path:
    """The folder for the database's files: in the state folder, or beyond it where the account can't get there."""
    place = state / "postgres"
    if account.uid is not None and not account.can("/bin/sh", "-c", 'cd "$0"', state):
        place = _place_beyond(state)
    place.mkdir(parents=True, exist_ok=True)
    account.give(place)
    return place


def _place_beyond(state: Path) -> Path:
    """A folder that root alone can make, noted in the state folder: without that note it is another database."""
    note = state / "postgres.place"
    if not note.exists():
        note.write_text(str(root_place() / f"state-{secrets.token_hex(6)}"))
    return Path(note.read_text())


def root_place() -> Path:
    """The folder that root alone writes and every account may pass through."""
    ROOT_PLACE.mkdir(parents=True, exist_ok=True)
    ROOT_PLACE.chmod(0o755)
    return ROOT_PLACE


def socket_folder(wanted: Path, account: Account) -> Path:
    """``wanted``, or a short private folder under /tmp if a socket in it would have too long a path."""
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_FOLDER:
        return wanted
    short = Path("/tmp") / f"safety-portal-{account.own_uid}-{tag(wanted)}"
    short.mkdir(mode=0o700, exist_ok=True)
    found = short.lstat()
    # Anyone may have made that folder before us: a socket in a stranger's folder would serve the stranger.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), account.own_uid):
        raise Refusal(f"{short} belongs to somebody else; remove it, or choose a shorter STATE_DIR.")
    account.give(short)
    return short
