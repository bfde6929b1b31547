"""State folders that are thrown away."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_state() -> Iterator[Path]:
    """A state folder that another account may pass through, removed at the end."""
    state = Path(tempfile.mkdtemp(prefix="safety-portal-test-"))
    state.chmod(0o755)
    try:
        yield state
    finally:
        shutil.rmtree(state, ignore_errors=True)
