"""A migrated database kept between test runs: migrating takes longer than most of them."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from safety_portal.embedded import postgres
from safety_portal.embedded.portal import ROOT, environment_for, manage_or_refuse
from safety_portal.embedded.scratch import scratch_state
from safety_portal.embedded.servers import start_database
from safety_portal.embedded.supervisor import claimed

APPS = ("assessments", "disputes", "safety_portal")
KEPT = ROOT / ".state" / "test-clusters"


def give_migrated(state: Path) -> None:
    """Put a migrated cluster into the state folder: a copy of the kept one, made anew when migrations have changed."""
    KEPT.mkdir(mode=0o711, parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # who comes second finds it made
        kept = KEPT / fingerprint()
        if not kept.is_dir():
            _make(kept)
        copy(kept, postgres.locate(state).place)


def fingerprint() -> str:
    """Changes with whatever a migration may read: migrations, data files, the server and its account."""
    digest = hashlib.sha256(f"{postgres.version()} {os.geteuid()}".encode())
    for file in sorted(_files_read()):
        digest.update(f"{file.relative_to(ROOT)}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def copy(source: Path, target: Path) -> None:
    """Copy a folder's content with owners and modes, which PostgreSQL insists on."""
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)


def _files_read() -> Iterator[Path]:
    for app in APPS:
        for folder in ("migrations", "data"):
            for place in (ROOT / app).rglob(folder):
                yield from (file for file in place.rglob("*") if file.is_file() and file.suffix != ".pyc")


def _make(kept: Path) -> None:
    """Migrate an empty cluster and keep it; older ones go."""
    with scratch_state() as state:
        with claimed(state) as supervisor:
            environment = environment_for(state, start_database(supervisor, durable=False), "")
            manage_or_refuse(environment, "migrate", "--verbosity", "0")
        draft = KEPT / "draft"
        for old in (folder for folder in KEPT.iterdir() if folder.is_dir()):
            shutil.rmtree(old)
        draft.mkdir()
        copy(postgres.locate(state).place, draft)
    draft.rename(kept)
