"""Long lists written: the portal's writers beside the fastest that can be had for the same rows."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from rustpy_xlsxwriter import FastExcel

from safety_portal.core.exports import SHARE, Column, Table, write

ROWS = 100_000
HEADS = (
    "编号", "事项", "社区", "类别", "风险", "状态", "承办单位", "承办人", "登记", "期限", "人数", "得分", "占比",
    "录入", "备注",
)  # fmt: skip
FORMATS = {11: "0.00", 12: SHARE}
#: Each format: the portal's part, and the plain writer it is measured against.
PAIRS = {"xlsx": "plain xlsx", "csv": "plain csv"}

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Written:
    """One writer: wall seconds, and by how much the process grew."""

    name: str
    seconds: float
    megabytes: float


@dataclass(frozen=True)
class ExportLine:
    """A writer of the portal beside the plain one."""

    size: str
    own: Written
    plain: Written


def rows(zone: tzinfo | None = None) -> Iterator[Row]:
    """Made up: fifteen columns of text, numbers, days and moments; plain writers take moments without a zone."""
    for n in range(ROWS):
        at, day = datetime(2026, 10, n % 28 + 1, 9, 30, tzinfo=zone), date(2026, 11, n % 28 + 1)
        yield (
            f"演示〔2026〕{n:06}号", f"楼上漏水赔偿纠纷（{n % 97}）", "演示社区", "邻里纠纷", "黄色", "调解中",
            "演示派出所", "演示·书记", at, day, n % 7, Decimal("12.50"), 0.871, "平台登记", "已约双方到场",
        )  # fmt: skip


def write_part(part: str, path: Path) -> Written:
    """One writer to the end; in a process of its own, or the peak is another's."""
    before, start = _peak(), time.perf_counter()
    _WRITERS[part](path)
    return Written(part, time.perf_counter() - start, _peak() - before)


def _peak() -> float:
    """Of this very program, in MB: what the system calls a process's peak may be that of the one that started it."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def _own(ending: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        columns = [
            Column(head, lambda row, n=n: row[n], 16, FORMATS.get(n, ""))  # type: ignore[misc]
            for n, head in enumerate(HEADS)
        ]
        with path.open("wb") as target:
            write(Table("演示", columns, rows(UTC), ROWS), ending, target)

    return run


def _plain_xlsx(path: Path) -> None:
    """A writer in Rust, without formats, heads in bold, frozen panes or a filter."""
    FastExcel(str(path)).sheet("演示", (dict(zip(HEADS, row, strict=True)) for row in rows())).save()


def _plain_csv(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows())


_WRITERS: dict[str, Callable[[Path], None]] = {
    "xlsx": _own("xlsx"), "csv": _own("csv"), "plain xlsx": _plain_xlsx, "plain csv": _plain_csv,
}  # fmt: skip
PARTS = tuple(_WRITERS)


def measure_exports() -> Iterator[ExportLine]:
    """Every line as soon as its processes have ended."""
    with TemporaryDirectory() as folder:
        for own, plain in PAIRS.items():
            path = Path(folder) / f"list.{own}"
            against, ours = _in_own_process(plain, path), _in_own_process(own, path)
            yield ExportLine(f"{ROWS:,} × {len(HEADS)}, {path.stat().st_size / 2**20:.1f} MB", ours, against)


def _in_own_process(part: str, path: Path) -> Written:
    command = [sys.executable, "manage.py", "bench_export", part, str(path)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True, check=True)
    return Written(**json.loads(done.stdout.splitlines()[-1]))


def as_json(written: Written) -> str:
    return json.dumps(asdict(written))
