"""Run one management command on the embedded servers: ``python -m safety_portal.embedded.command shell``."""

import subprocess
import sys

from safety_portal.embedded.portal import PYTHON, ROOT, environment_for, manage_or_refuse
from safety_portal.embedded.servers import start_broker, start_database, state_folder
from safety_portal.embedded.supervisor import claimed, end_on_signals


def main(arguments: list[str]) -> int:
    """Returns the command's exit code."""
    end_on_signals()
    with claimed(state_folder()) as supervisor:
        addresses = start_database(supervisor) | start_broker(supervisor)
        environment = environment_for(supervisor.state, addresses, "http://127.0.0.1:8000")
        manage_or_refuse(environment, "migrate", "--verbosity", "0")
        return subprocess.run([PYTHON, "manage.py", *arguments], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
