"""Run pytest on servers that are thrown away: ``python -m safety_portal.embedded.testing [pytest arguments]``."""

import base64
import os
import subprocess
import sys
from pathlib import Path

from safety_portal.core.translations import Place, compile_catalogue
from safety_portal.embedded.clusters import give_migrated
from safety_portal.embedded.postgres import DATABASE
from safety_portal.embedded.scratch import scratch_state
from safety_portal.embedded.servers import start_broker, start_database
from safety_portal.embedded.supervisor import claimed, end_on_signals

# Known secrets: what is encrypted in a test can be compared as a whole value.
TEST_SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "tests.settings",
    "DEBUG": "1",
    "SECRET_KEY": "only-for-tests-" + "s" * 40,
    "FIELD_KEYS": "test:" + base64.b64encode(b"only for tests: a key of 32 byte").decode(),
    "BLIND_INDEX_KEY": "only-for-tests-" + "b" * 40,
    # Playwright runs an event loop in the test's thread; Django would refuse the database there.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}


def main(arguments: list[str]) -> int:
    """Returns pytest's exit code."""
    end_on_signals()
    compile_catalogue(Place(Path(__file__).parents[2]))
    with scratch_state() as state, claimed(state) as supervisor:
        if not os.environ.get("DATABASE_URL"):
            give_migrated(state)
            os.environ["TEST_TEMPLATE"] = DATABASE
        addresses = start_database(supervisor, durable=False) | start_broker(supervisor, durable=False)
        environment = os.environ | TEST_SETTINGS | addresses | {"STATE_DIR": str(state)}
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
