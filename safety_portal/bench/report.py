"""The table as text and as docs/benchmarks.md, with machine, date and commit."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

from safety_portal.bench.exports import ExportLine
from safety_portal.bench.imports import Measurement
from safety_portal.bench.measure import Measured
from safety_portal.bench.pages import PageLine

_HEAD = ("what", "size", "queries", "median ms", "p95 ms", "lean ms", "× lean")
_NOTE = """\
Each page is fetched through the whole of Django (middleware, session, permission, template) by the test client;
*lean* is one bare query over the same rows and a table of them, without any of that. Runs are written and rolled
back. Machines are noisy: only ratios within one run count. Nothing here is a timed test: `make test` asserts query
counts, never seconds.
"""

IMPORTS = "## Imports"
_IMPORT_HEAD = ("ledger of disputes", "stage", "seconds", "peak MB", "× reader's time", "× reader's memory")
_IMPORT_NOTE = """\
Every row is valid and new. *Reader alone* opens the workbook and takes every row; *gate and rows* is the same behind
the checks for hostile files; then the preview (every row read, planned, encrypted, stored), the writing (planned again;
disputes, parties, clocks, visits, trail, row history) and the undo, in a transaction that is rolled back. Peaks are the
process's own, beyond what it holds before; PostgreSQL's memory is not in them.
"""

EXPORTS = "## Exports of long lists"
_EXPORT_HEAD = ("format", "size", "seconds", "MB more", "plain writer, seconds", "× plain")
_EXPORT_NOTE = """\
Rows are made up and written by the portal's writer (types, defused formulas, widths, filter, a sheet of notes), each in
a process of its own; *MB more* is by how much its peak grew. The plain writer of workbooks is rustpy-xlsxwriter, in
Rust, without formats; that of csv is Python's own, without defusing. Reading the rows from the database comes on top.
"""

PAGES = "## Pages of the month's end"
_PAGE_HEAD = ("page", "seen by", "queries", "first ms", "median ms", "p95 ms", "KB")
_PAGE_NOTE = """\
Of the township with most communities, fetched through the whole of Django by the test client, static files by checksum.
*First* is the first view in the process: templates are compiled; the shared cache stays as it was.
Queries, median and p95 are of later views. *KB* is the page before compression.
"""


def cells_of(line: Measured) -> tuple[str, ...]:
    ratio = line.ratio
    return (
        line.name,
        line.size,
        str(line.queries),
        f"{line.times.middle:.1f}",
        f"{line.times.p95:.1f}",
        f"{line.lean.middle:.1f}" if line.lean else "–",
        "–" if ratio is None else f"{ratio:.1f}",
    )


def as_text(line: Measured) -> str:
    name, size, queries, middle, p95, lean, ratio = cells_of(line)
    return f"{name:<42} {size:<32} {queries:>7} {middle:>10} {p95:>10} {lean:>8} {ratio:>7}"


def heading() -> str:
    return f"{_HEAD[0]:<42} {_HEAD[1]:<32} {_HEAD[2]:>7} {_HEAD[3]:>10} {_HEAD[4]:>10} {_HEAD[5]:>8} {_HEAD[6]:>7}"


def as_markdown(lines: Sequence[Measured], data: str, times: int, today: date) -> str:
    """The whole page."""
    rows = [_HEAD, ("---", "---", *["---:"] * 5), *(cells_of(line) for line in lines)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    facts = "\n".join(f"- {fact}" for fact in (f"{today}, commit {commit()}", machine(), data, f"{times} repetitions"))
    return f"# Benchmarks\n\nWritten by `make bench`.\n\n{facts}\n\n{table}\n\n{_NOTE}"


def import_as_text(line: Measurement) -> str:
    size, name, seconds, megabytes, times_time, times_memory = import_cells_of(line)
    return f"{name:<42} {size:<32} {seconds:>9} s {megabytes:>9} MB {times_time:>7} {times_memory:>7}"


def import_cells_of(line: Measurement) -> tuple[str, ...]:
    stage, alone = line.stage, line.alone
    times_memory = f"{stage.megabytes / alone.megabytes:.1f}" if alone.megabytes else "–"
    return (
        line.size,
        stage.name,
        f"{stage.seconds:.1f}",
        f"{stage.megabytes:.0f}",
        f"{stage.seconds / alone.seconds:.1f}",
        times_memory,
    )


def imports_as_markdown(lines: Sequence[Measurement], data: str, today: date) -> str:
    """The section on imports, with its own facts: it is measured apart from the rest."""
    rows = [_IMPORT_HEAD, ("---", "---", *["---:"] * 4), *(import_cells_of(line) for line in lines)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    facts = "\n".join(f"- {fact}" for fact in (f"{today}, commit {commit()}", machine(), data, "once each"))
    return f"{IMPORTS}\n\nWritten by `make bench ARGS='--only imports'`.\n\n{facts}\n\n{table}\n\n{_IMPORT_NOTE}"


def export_as_text(line: ExportLine) -> str:
    ending, size, seconds, megabytes, plain, times = export_cells_of(line)
    return f"{ending:<42} {size:<32} {seconds:>9} s {megabytes:>9} MB {plain:>7} s {times:>7}"


def export_cells_of(line: ExportLine) -> tuple[str, ...]:
    own, plain = line.own, line.plain
    return (
        own.name,
        line.size,
        f"{own.seconds:.1f}",
        f"{own.megabytes:.0f}",
        f"{plain.seconds:.1f}",
        f"{own.seconds / plain.seconds:.1f}",
    )


def exports_as_markdown(lines: Sequence[ExportLine], today: date) -> str:
    """The section on exports."""
    rows = [_EXPORT_HEAD, ("---", "---", *["---:"] * 4), *(export_cells_of(line) for line in lines)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    facts = "\n".join(f"- {fact}" for fact in (f"{today}, commit {commit()}", machine(), "once each"))
    return f"{EXPORTS}\n\nWritten by `make bench ARGS='--only exports'`.\n\n{facts}\n\n{table}\n\n{_EXPORT_NOTE}"


def page_as_text(line: PageLine) -> str:
    name, seen_by, queries, first, middle, p95, size = page_cells_of(line)
    return f"{name:<36} {seen_by:<12} {queries:>7} {first:>10} {middle:>10} {p95:>10} {size:>8} KB"


def page_cells_of(line: PageLine) -> tuple[str, ...]:
    return (
        line.case.name,
        line.case.role.value,
        str(line.queries),
        f"{line.first:.1f}",
        f"{line.times.middle:.1f}",
        f"{line.times.p95:.1f}",
        f"{line.size / 1000:.0f}",
    )


def pages_as_markdown(lines: Sequence[PageLine], data: str, times: int, today: date) -> str:
    """The section on pages of the month's end."""
    rows = [_PAGE_HEAD, ("---", "---", *["---:"] * 5), *(page_cells_of(line) for line in lines)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    facts = "\n".join(f"- {fact}" for fact in (f"{today}, commit {commit()}", machine(), data, f"{times} repetitions"))
    return f"{PAGES}\n\nWritten by `make bench ARGS='--only pages'`.\n\n{facts}\n\n{table}\n\n{_PAGE_NOTE}"


def machine() -> str:
    """Processor, cores, memory, how busy, versions; no name of the machine."""
    info = Path("/proc/cpuinfo")
    found = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    processor = found[0].partition(":")[2].strip() if found else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0].split(" ")[0]
    versions = f"Python {platform.python_version()}, Django {django.get_version()}, PostgreSQL {server}"
    load = f"load {os.getloadavg()[0]:.1f} when written"
    return f"{processor}, {len(os.sched_getaffinity(0))} cores, {memory} GB, {load}; {versions}"


def commit() -> str:
    """The short hash, with + where files differ from it."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    return done.stdout.strip() or "unknown"
