"""PostgreSQL and Valkey where there are none of one's own; as a program: only these two, for developing."""

import os
from pathlib import Path

from safety_portal.embedded import postgres, valkey
from safety_portal.embedded.supervisor import Supervisor, claimed, end_on_signals


def start_database(supervisor: Supervisor, *, durable: bool = True) -> dict[str, str]:
    """Start PostgreSQL unless ``DATABASE_URL`` names one; returns what the portal's environment needs."""
    if os.environ.get("DATABASE_URL"):
        return {}
    server = postgres.locate(supervisor.state, durable=durable)
    postgres.prepare(server)
    postgres.wait_until_ready(server, supervisor.start(server.command, postgres.environment()))
    return {"DATABASE_URL": server.url}


def start_broker(supervisor: Supervisor, *, durable: bool = True) -> dict[str, str]:
    """Start Valkey unless ``REDIS_URL`` names one; returns what the portal's environment needs."""
    if os.environ.get("REDIS_URL"):
        return {}
    server = valkey.locate(supervisor.state, durable=durable)
    valkey.wait_until_ready(server, supervisor.start(server.command, os.environ))
    return {"REDIS_URL": server.url}


def state_folder() -> Path:
    """The state folder: ``STATE_DIR``, or ``.state`` in the working folder."""
    return Path(os.environ.get("STATE_DIR") or ".state").absolute()


def main() -> None:
    end_on_signals()
    with claimed(state_folder()) as supervisor:
        for name, value in (start_database(supervisor) | start_broker(supervisor)).items():
            print(f"export {name}='{value}'", flush=True)
        print("# both run until Ctrl-C", flush=True)
        supervisor.watch(print)


if __name__ == "__main__":
    main()
