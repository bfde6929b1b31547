"""Reading a workbook: the table found, every row understood, planned by its register and kept for the preview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext_noop

from safety_portal.accounts.models import User
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.kinds import ImportKind, Scope
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.imports.reading import cells
from safety_portal.imports.reading.body import Line, Role, TotalCheck, lines
from safety_portal.imports.reading.book import open_book
from safety_portal.imports.reading.cells import ReadContext
from safety_portal.imports.reading.columns import Column, Severity
from safety_portal.imports.reading.faults import FileRefused
from safety_portal.imports.reading.figures import shown
from safety_portal.imports.reading.raw import Raw
from safety_portal.imports.reading.titles import months_named
from safety_portal.imports.selectors.runs import memory_of, scope_of
from safety_portal.imports.selectors.units import unit_names
from safety_portal.imports.services.moves import kind_for, lock
from safety_portal.imports.services.rows import (
    BATCH,
    ReadRow,
    Repetitions,
    contradiction,
    count_rows,
    insert_rows,
    planned_rows,
)
from safety_portal.imports.services.running import READ, Progress, Unheard, perform
from safety_portal.imports.services.sheets import sheet_remarks
from safety_portal.imports.states import Move, RowStatus, RunState
from safety_portal.imports.storage import content_of
from safety_portal.imports.tables import Found, find_table
from safety_portal.imports.values import Recognition, is_refusal, remark_as_json
from safety_portal.imports.wording import fault_words
from safety_portal.work import jobs
from safety_portal.work.models import Job

#: Rows that are no data and are named one by one; of more there is but their number.
NAMED_ROWS = 500


def begin_reading(*, run: ImportRun, by: User) -> Job | None:
    """Read now (None), or let a worker read what is large."""
    return perform(run, READ, by=by, params={}, at_once=lambda: read_run(run=run, by=by))


def perform_read(job: Job, progress: jobs.Progress) -> str:
    """The handler of ``begin_reading``'s job. Read again after a crash, it ends in one and the same preview."""
    run = ImportRun.objects.get(pk=job.params["run_id"])
    if job.created_by is None:
        raise NotAllowed
    read_run(run=run, by=job.created_by, progress=progress)
    return run.get_absolute_url()


def read_run(*, run: ImportRun, by: User, progress: Progress | None = None, now: datetime | None = None) -> ImportRun:
    """Read, plan and show, in one transaction; rows read before are replaced.

    The run ends in PREVIEW, or in COLUMNS where no head was found, something needed is missing, or a heading is
    doubtful and nobody has decided yet.
    """
    progress = progress or Unheard()
    try:
        with progress.transaction():
            locked = lock(run, Move.READ, by=by)
            _read(locked, scope_of(locked, by=by, now=now or timezone.now()), progress)
    except FileRefused as fault:
        raise Refused({"file": fault_words(fault)}) from fault
    return locked


def _read(run: ImportRun, scope: Scope, progress: Progress) -> None:
    kind = kind_for(run)
    if (refusal := kind.refusal(scope)) is not None:
        raise Refused(str(refusal))
    progress.step(gettext_noop("Opening the workbook"))
    book = open_book(content_of(run), run.file_name)
    columns = kind.columns(scope)
    found = find_table(run, book, columns, memory_of(run))
    run.rows.all().delete()
    run.sheet_index, run.sheet_name = found.index, found.sheet.name[:100]
    run.mapping = {str(index): key for index, key in found.mapping.items() if key}
    run.heads = _heads(run, found)
    run.remarks, run.counts, run.unread = [], {}, []
    run.version += 1
    if found.is_ready(columns):
        progress.total = found.sheet.height
        progress.step(gettext_noop("Reading the rows"))
        _read_rows(_Reading.of(run, kind, scope, found), progress)
        run.state = RunState.PREVIEW
    else:
        run.state = RunState.COLUMNS
    run.save()


def _heads(run: ImportRun, found: Found) -> dict[str, object]:
    """What is kept of the head: of columns that are read only, since a head that was not found may be a row of data."""
    kept = {name: rows for name, rows in run.heads.items() if name in {"chosen", "pointed"}}
    if found.head is None:
        return kept
    paths = [
        {"index": cell.index, "path": cell.path}
        for cell in found.head.heads
        if found.mapping.get(cell.index) or "chosen" in kept
    ]
    return kept | {"rows": list(found.head.rows), "cells": paths}


# --- Rows -----------------------------------------------------------------------------------------------------


@dataclass
class _Reading:
    """One sheet being read."""

    run: ImportRun
    kind: ImportKind
    scope: Scope
    found: Found
    columns: Sequence[Column]
    context: ReadContext
    recognition: Recognition
    totals: TotalCheck
    repetitions: Repetitions = field(default_factory=Repetitions)
    left_out: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, run: ImportRun, kind: ImportKind, scope: Scope, found: Found) -> _Reading:
        columns = kind.columns(scope)
        mapped = [column for column in columns if column.key in set(found.mapping.values())]
        return cls(
            run=run,
            kind=kind,
            scope=scope,
            found=found,
            columns=mapped,
            totals=TotalCheck(mapped),
            context=_context(run, kind, scope, found),
            recognition=Recognition.of(kind, scope, columns),
        )


def _context(run: ImportRun, kind: ImportKind, scope: Scope, found: Found) -> ReadContext:
    learnt, said = memory_of(run).words, run.words
    about = run.month.year if run.month else None, run.month.number if run.month else None
    if run.month is None and found.head is not None:
        named = months_named([*found.head.title_texts, found.sheet.name, run.file_name])
        about = named.pop() if len(named) == 1 else (None, None)
    return ReadContext(
        vocabularies=kind.vocabularies(scope),
        units=unit_names(run.township),
        chosen={name: learnt.get(name, {}) | said.get(name, {}) for name in {*learnt, *said}},
        default_year=about[0],
        default_month=about[1],
        counted_in=found.head.counted_in if found.head else {},
    )


def _read_rows(reading: _Reading, progress: Progress) -> None:
    run = reading.run
    rows = _data_rows(reading)
    while batch := list(islice(rows, BATCH)):
        insert_rows(planned_rows(run, reading.kind, reading.scope, batch))
        progress.advance(len(batch))
    _refuse_contradicted(run, reading.repetitions.contradicted)
    labels = {column.key: column.label for column in reading.columns}
    remarks = sheet_remarks(run, reading.found, reading.totals.faults, labels)
    run.remarks = [remark_as_json(remark) for remark in remarks]
    run.counts = count_rows(run, reading.left_out)


def _data_rows(reading: _Reading) -> Iterator[ReadRow]:
    head = reading.found.head
    assert head is not None  # noqa: S101 - is_ready has asked
    for line in lines(reading.found.sheet, head, reading.found.mapping, reading.columns):
        reading.totals.take(line)
        if line.role is Role.DATA:
            yield _understood(line, reading)
        else:
            _leave_out(line, reading)


def _leave_out(line: Line, reading: _Reading) -> None:
    reading.left_out[line.role.value] += 1
    unread = reading.run.unread
    if line.role is not Role.BLANK and len(unread) < NAMED_ROWS:
        text = line.text if line.role is Role.TOTAL else ""  # foot lines name people
        unread.append({"row": line.number, "role": line.role.value, "text": text})


def _understood(line: Line, reading: _Reading) -> ReadRow:
    row = ReadRow(line.number, remarks=list(line.remarks))
    for column in reading.columns:
        raws = line.cells.get(column.key, [])
        row.values[column.key], remarks = cells.read(raws, column, reading.context)
        if remarks:
            row.texts[column.key] = _as_it_stands(raws)
            row.remarks += remarks
    if is_refusal(row.remarks):
        row.status = RowStatus.REFUSED
    row.content = reading.recognition.content(row.values)
    row.key = _key(row, reading.recognition)
    reading.repetitions.check(row)
    return row


def _key(row: ReadRow, recognition: Recognition) -> str:
    """ "" for a row of which it is not known what it is about."""
    if row.status is None:
        return recognition.key(row.values) or row.content
    refused = {remark.column for remark in row.remarks if remark.severity is Severity.REFUSAL}
    return "" if refused & {"", *recognition.identity} else recognition.key(row.values)


def _as_it_stands(raws: Sequence[tuple[int, Raw]]) -> str:
    return " / ".join(shown(raw) for _index, raw in raws if raw is not None)[:200]


def _refuse_contradicted(run: ImportRun, contradicted: dict[int, int]) -> None:
    """Rows that were planned before a later one of the same matter said something else."""
    numbers = list(contradicted)
    for start in range(0, len(numbers), BATCH):
        rows = list(run.rows.filter(number__in=numbers[start : start + BATCH]))
        for row in rows:
            row.remarks = [*row.remarks, remark_as_json(contradiction(contradicted[row.number]))]
            row.status, row.is_questioned, row.target_id = RowStatus.REFUSED, False, None
        ImportRow.objects.bulk_update(rows, ["remarks", "status", "is_questioned", "target_id"], batch_size=500)
