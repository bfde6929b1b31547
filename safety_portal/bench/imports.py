"""Imports of long ledgers: what each stage takes, beside the reader alone on the same file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from safety_portal.bench.cases import Ground
from safety_portal.bench.ledgers import HEADS, write_ledger
from safety_portal.bench.stages import Stage
from safety_portal.organization.models import Unit

ROWS = (10_000, 100_000)
PARTS = ("reader", "rows", "import")


@dataclass(frozen=True)
class Measurement:
    """One stage of one file; ``alone`` is the reader on the same file."""

    size: str
    stage: Stage
    alone: Stage


def measure_imports(ground: Ground) -> Iterator[Measurement]:
    """Every line as soon as its process has ended."""
    communities = Unit.objects.communities().filter(township=ground.month.township_id).order_by("code")
    names = list(communities.values_list("name", flat=True))
    with TemporaryDirectory() as folder:
        for rows in ROWS:
            path = Path(folder) / f"{rows}.xlsx"
            write_ledger(path, rows, names, timezone.localdate())
            yield from _measured(path, f"{rows:,} × {len(HEADS)}, {path.stat().st_size / 2**20:.1f} MB")


def _measured(path: Path, size: str) -> Iterator[Measurement]:
    alone: Stage | None = None
    for part in PARTS:
        for stage in _in_own_process(part, path):
            alone = alone or stage
            yield Measurement(size, stage, alone)


def _in_own_process(part: str, path: Path) -> Iterator[Stage]:
    """A peak of memory belongs to a process: each part gets a new one."""
    command = [sys.executable, "manage.py", "bench_import", part, str(path)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        for line in process.stdout:
            if line.startswith("{"):
                yield Stage(**json.loads(line))
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
