"""A state folder for launcher tests: reachable for the database's account, gone afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from safety_portal.embedded.scratch import scratch_state


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    with scratch_state() as folder:
        yield folder
