"""Rows between the sheet and the register: recognised, planned by their kind, kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from django.db import connection
from django.db.models import Count, Q, QuerySet

from safety_portal.core.crypto import key_ring
from safety_portal.imports.kinds import ImportKind, Plan, Row, Scope
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.imports.reading.columns import Remark, Severity, Value
from safety_portal.imports.states import WRITING, RowStatus, RunState
from safety_portal.imports.values import JsonRemark, Sealed, is_refusal, remark_as_json, seal, unseal

BATCH = 2000
#: Statuses that a register decides on; it may decide otherwise when it is asked again.
PLANNED = (*WRITING, RowStatus.SAME)
_DIGEST_BITS = 128


@dataclass
class ReadRow:
    """A row of the sheet as it was understood, before its register was asked."""

    number: int
    values: dict[str, Value] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    key: str = ""
    content: str = ""
    status: RowStatus | None = None


class Repetitions:
    """Which rows of one sheet say the same twice, or two things of one matter.

    Of a matter that the sheet contradicts itself about no row is believed. Per row it keeps a few dozen bytes.
    """

    def __init__(self) -> None:
        self._first: dict[
            int, int
        ] = {}  # half a digest of the key → number of the row and half a digest of its content
        self._doubted: set[int] = set()
        self.contradicted: dict[int, int] = {}  # rows that were believed until a later one said otherwise

    def check(self, row: ReadRow) -> None:
        """Sets status and remark of a row that another one makes superfluous or doubtful."""
        if not row.key:
            return
        key, content = _half(row.key), _half(row.content) if row.status is None else 0
        first = self._first.setdefault(key, row.number << _DIGEST_BITS | content)
        number = first >> _DIGEST_BITS
        if number == row.number:
            return
        if key not in self._doubted and content and content == first & ((1 << _DIGEST_BITS) - 1):
            row.status = RowStatus.REPEATED
            row.remarks.append(Remark("same_as_row", Severity.QUESTION, params={"row": number}))
            return
        self._doubted.add(key)
        self.contradicted.setdefault(number, row.number)
        row.status = RowStatus.REFUSED
        row.remarks.append(contradiction(number))


def _half(digest: str) -> int:
    return int(digest[: _DIGEST_BITS // 4], 16)


def contradiction(other: int) -> Remark:
    return Remark("contradicts_row", Severity.REFUSAL, params={"row": other})


# --- Asking the register ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Earlier:
    """What written imports made of a matter before."""

    key: str
    target_id: int | None
    content: str


def earlier_rows(run: ImportRun, keys: Sequence[str]) -> dict[str, Earlier]:
    """Key → what the last import that stands made of it; two queries for any number of keys."""
    rows = ImportRow.objects.filter(
        key__in=[key for key in keys if key],
        run__kind=run.kind,
        run__township=run.township_id,
        run__state=RunState.WRITTEN,
        status__in=PLANNED,
        target_id__isnull=False,
    )
    # The index leaves empty keys out, and is used only where the query says so too.
    found = rows.exclude(key="").exclude(run=run.pk).order_by("run__written_at", "run_id", "number")
    return {row.key: row for row in (Earlier(*values) for values in found.values_list("key", "target_id", "content"))}


def planned_rows(run: ImportRun, kind: ImportKind, scope: Scope, read: Sequence[ReadRow]) -> list[ImportRow]:
    """Rows to be kept, each with what will become of it."""
    open_rows = [row for row in read if row.status is None]
    earlier = earlier_rows(run, [row.key for row in open_rows])
    asked = [_asked(row, earlier.get(row.key)) for row in open_rows]
    plans = dict(zip((row.number for row in open_rows), _plans(kind, scope, asked), strict=True))
    return [_kept(run, row, plans.get(row.number)) for row in read]


def _asked(row: ReadRow, before: Earlier | None) -> Row:
    return Row(
        number=row.number,
        values=row.values,
        key=row.key,
        content=row.content,
        target_id=before.target_id if before else None,
        is_same=before is not None and before.content == row.content,
    )


def _plans(kind: ImportKind, scope: Scope, rows: Sequence[Row]) -> list[Plan]:
    plans = list(kind.plan(scope, rows)) if rows else []
    if len(plans) != len(rows):
        raise RuntimeError(f"the kind {kind.code!r} planned {len(plans)} of {len(rows)} rows")
    return plans


def _kept(run: ImportRun, read: ReadRow, plan: Plan | None) -> ImportRow:
    remarks = [remark_as_json(remark) for remark in read.remarks]
    row = ImportRow(run=run, number=read.number, key=read.key, content=read.content)
    if plan is None:
        row.status, row.remarks = read.status or RowStatus.REFUSED, remarks
        row.values = seal(Sealed(values=read.values, texts=read.texts))
    else:
        apply_plan(row, Sealed(values=read.values, texts=read.texts), remarks, plan)
    return row


def apply_plan(row: ImportRow, sealed: Sealed, read_remarks: Sequence[JsonRemark], plan: Plan) -> None:
    """Write a plan into a row. A plan with a refusal among its remarks is a refusal."""
    refused = plan.status == RowStatus.REFUSED or is_refusal(plan.remarks)
    row.status = RowStatus.REFUSED if refused else plan.status
    row.remarks = [*read_remarks, *(remark_as_json(remark, by_plan=True) for remark in plan.remarks)]
    row.is_questioned = bool(row.remarks) and row.status in PLANNED
    row.target_id, row.target_label = plan.target_id, plan.label[:80]
    row.values = seal(Sealed(values=sealed.values, texts=sealed.texts, before=plan.before))


# --- Keeping ----------------------------------------------------------------------------------------------------

_COPY = """
    COPY imports_importrow
    (run_id, number, status, is_questioned, "values", remarks, key, content, target_id, target_label) FROM STDIN
"""
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def insert_rows(rows: Sequence[ImportRow]) -> None:
    """``bulk_create`` by COPY, which takes a third of its time: a workbook may have a hundred thousand rows."""
    ring = key_ring()
    text = "".join([_copied(row, ring.encrypt(row.values) if row.values else "") for row in rows])
    with connection.cursor() as cursor:
        cursor.copy_expert(_COPY, StringIO(text))


def _copied(row: ImportRow, values: str) -> str:
    """One line of COPY's text format; what is encrypted, hashed or a number holds nothing to be escaped."""
    remarks = json.dumps(row.remarks).translate(_ESCAPES) if row.remarks else "[]"
    label = row.target_label.translate(_ESCAPES)
    target = "\\N" if row.target_id is None else row.target_id
    return (
        f"{row.run_id}\t{row.number}\t{row.status}\t{row.is_questioned}\t{values}\t{remarks}"
        f"\t{row.key}\t{row.content}\t{target}\t{label}\n"
    )


# --- Asking again -----------------------------------------------------------------------------------------------


def batches(rows: QuerySet[ImportRow]) -> Iterator[list[ImportRow]]:
    """All of them by number, some at a time, also while they are being written."""
    last = -1
    while some := list(rows.filter(number__gt=last).order_by("number")[:BATCH]):
        last = some[-1].number
        yield some


def replan(run: ImportRun, kind: ImportKind, scope: Scope, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """Ask the register again about stored rows; returns those whose plan is another now, changed but not saved."""
    earlier = earlier_rows(run, [row.key for row in rows])
    sealed = [unseal(row.values) for row in rows]
    asked = [_asked(_as_read(run, row, kept), earlier.get(row.key)) for row, kept in zip(rows, sealed, strict=True)]
    plans = _plans(kind, scope, asked)
    return [row for row, kept, plan in zip(rows, sealed, plans, strict=True) if _is_replanned(row, kept, plan)]


def _as_read(run: ImportRun, row: ImportRow, sealed: Sealed) -> ReadRow:
    return ReadRow(number=row.number, values=_complete(run, sealed), key=row.key, content=row.content)


def _complete(run: ImportRun, sealed: Sealed) -> dict[str, Value]:
    """A value for each mapped column, as when the sheet was read: empty ones are not kept."""
    return dict.fromkeys(run.mapping.values()) | dict(sealed.values)


def _is_replanned(row: ImportRow, sealed: Sealed, plan: Plan) -> bool:
    def shown() -> tuple[object, ...]:
        return row.status, row.remarks, row.target_id, row.target_label, row.values

    before = shown()
    apply_plan(row, sealed, [remark for remark in row.remarks if "plan" not in remark], plan)
    return shown() != before


def rows_to_write(run: ImportRun, rows: Sequence[ImportRow]) -> list[Row]:
    """Stored rows as ``ImportKind.write`` takes them: ``target_id`` is the entry that the plan named."""
    return [
        Row(
            number=row.number,
            values=_complete(run, unseal(row.values)),
            key=row.key,
            content=row.content,
            target_id=row.target_id,
        )
        for row in rows
    ]


def save_targets(rows: Sequence[ImportRow]) -> None:
    """Write which entry each row has become, in one statement (``bulk_update`` takes twenty times as long)."""
    query = (
        "UPDATE imports_importrow r SET target_id = v.target, target_label = v.label"
        " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) v (id, target, label) WHERE r.id = v.id"
    )
    columns = [row.pk for row in rows], [row.target_id for row in rows], [row.target_label for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(query, columns)


# --- Counting ---------------------------------------------------------------------------------------------------


def count_rows(run: ImportRun, left_out: Mapping[str, int]) -> dict[str, object]:
    """How many rows of each status, how many questioned, and how many of the sheet were no data, by their role."""
    found = run.rows.aggregate(
        rows=Count("pk"),
        questioned=Count("pk", filter=Q(is_questioned=True)),
        **{status: Count("pk", filter=Q(status=status)) for status in RowStatus.values},
    )
    return {**found, "left_out": dict(left_out)}
