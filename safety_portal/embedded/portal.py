"""The portal's own processes and commands, as the launcher starts them."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from safety_portal.embedded.keys import own_keys
from safety_portal.embedded.places import Refusal
from safety_portal.embedded.processes import Command

ROOT = Path(__file__).parents[2]
PYTHON = sys.executable


def environment_for(state: Path, addresses: Mapping[str, str], url: str) -> dict[str, str]:
    """The environment of every process of the portal; what the caller has set stays."""
    # Without DEBUG or DEMO the settings demand HTTPS; a first try on one's own machine is a demo.
    relaxed = {} if os.environ.get("DEBUG") else {"DEMO": os.environ.get("DEMO", "1")}
    defaults = relaxed | {"SITE_URL": url, "PYTHONUNBUFFERED": "1"}
    return defaults | dict(os.environ) | own_keys(state) | dict(addresses) | {"STATE_DIR": str(state)}


def managing(name: str, *arguments: str) -> Command:
    """A management command as a child of the launcher."""
    return Command(name, (PYTHON, "manage.py", *arguments), folder=str(ROOT))


def manage_or_refuse(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a short management command that must end well; returns what it printed."""
    command = [PYTHON, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True)
    if done.returncode != 0:
        raise Refusal(f"`manage.py {' '.join(arguments)}` failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def worker(state: Path) -> Command:
    return _celery("worker", "--concurrency", "2", "--statedb", str(state / "worker.state"), grace=60)


def beat(state: Path) -> Command:
    return _celery("beat", "--schedule", str(state / "beat.schedule"), "--pidfile", "")


def web(address: str) -> Command:
    argv = (PYTHON, "-m", "gunicorn", "safety_portal.wsgi", "--config", "deploy/gunicorn.conf.py", "--bind", address)
    return Command("web", argv, grace=20, folder=str(ROOT), may_restart=True)


def _celery(name: str, *options: str, grace: float = 10) -> Command:
    argv = (PYTHON, "-m", "celery", "--app", "safety_portal", name, "--loglevel", "warning", *options)
    return Command(name, argv, grace=grace, folder=str(ROOT), may_restart=True)
