"""PostgreSQL and Valkey of the packages, started for real."""

import os
import signal
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from safety_portal.embedded import postgres, servers, valkey
from safety_portal.embedded.places import Account
from safety_portal.embedded.supervisor import claimed


def ask(url: str, sql: str) -> object:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def test_database_keeps_its_data_when_killed(state: Path) -> None:
    with claimed(state) as running:
        url = servers.start_database(running)["DATABASE_URL"]
        ask(url, "CREATE EXTENSION pg_trgm")
        ask(url, "CREATE TABLE kept AS SELECT 7 AS number")
        running.children[0].process.send_signal(signal.SIGQUIT)  # at once, as after a crash: the pid file stays
    with claimed(state) as running:
        url = servers.start_database(running)["DATABASE_URL"]
        assert ask(url, "SELECT number, cardinality(show_trgm('平安建设')) FROM kept") == (7, 5)


def test_broker_answers_on_a_private_socket(state: Path) -> None:
    with claimed(state) as running:
        url = servers.start_broker(running)["REDIS_URL"]
        with redis.from_url(url) as client:
            assert client.ping()
        socket = Path(url.removeprefix("unix://"))
        assert socket.stat().st_mode & 0o777 == 0o700


def test_own_servers_are_used_instead(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.org/portal")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example.org")
    with claimed(state) as running:
        assert servers.start_database(running) | servers.start_broker(running) == {}
        assert running.children == []


def test_database_url_holds_the_socket_folder() -> None:
    server = postgres.Postgres(Path("/bin"), Path("/state/postgres"), Path("/state/pg sockets"), Account())
    assert server.url == "postgresql://postgres@/portal?host=/state/pg+sockets&port=5432"


def test_broker_keeps_queued_jobs_on_disk() -> None:
    command = valkey.Valkey(Path("/valkey"), Path("/state"), Path("/state/valkey.sock")).command
    assert " ".join(command.argv[1:7]) == "--port 0 --unixsocket /state/valkey.sock --unixsocketperm 700"
    assert command.argv[command.argv.index("--appendonly") + 1] == "yes"


@pytest.mark.parametrize(
    ("content", "stays"),
    [("", False), ("not a number\n", False), ("{own}\n/somewhere\n", False), ("4194305\n", True)],
    ids=["empty", "garbage", "another program", "nobody"],
)
def test_pid_file_that_would_stop_the_server_is_removed(state: Path, content: str, stays: bool) -> None:
    file = state / "postmaster.pid"
    file.write_text(content.format(own=os.getpid()))
    postgres._clear_pid_file(state)
    assert (file.exists(), psutil.pid_exists(os.getpid())) == (stays, True)
