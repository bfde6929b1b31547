"""Hundreds of workbooks as senders spoil them: no crash, nothing half imported, no silent wrong figure.

The oracle is what the mutation did (``mutations.py``), not what the reader thinks. A row that a person would understand
must be written and true; one that nobody can understand must not be there; everything between may be left out, but if
it is there it is true, and where the mutation says so it is marked.
"""

from __future__ import annotations

import random
import traceback
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from assessments.models import FiledFigure, SurveyResult
from disputes.models import Dispute
from safety_portal.core.errors import Refused
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.imports.services import confirm, upload
from safety_portal.imports.states import WRITING, RunState
from tests.imports.fuzz import sheets
from tests.imports.fuzz.mutations import mutate
from tests.imports.fuzz.sheets import Fate, Line, Sheet
from tests.imports.fuzz.towns import Town

BATCHES, CASES = 16, 21
MAKERS = (sheets.survey, sheets.police, sheets.ledger)


@pytest.mark.django_db
@pytest.mark.parametrize("batch", range(BATCHES))
def test_mutated_workbook_is_never_silently_wrong(batch: int, town: Town) -> None:
    faults = []
    for seed in range(batch * CASES, (batch + 1) * CASES):
        rng = random.Random(seed)
        sheet, done = mutate(MAKERS[seed % len(MAKERS)](rng), rng)
        faults += [f"{seed} {sheet.kind}.{sheet.ending} {done}: {fault}" for fault in _faults(town, sheet)]
    assert not faults, "\n".join(faults)


def _faults(town: Town, sheet: Sheet) -> list[str]:
    """What went wrong with one workbook; the database is as before afterwards."""
    try:
        with transaction.atomic():
            faults = _case(town, sheet)
            transaction.set_rollback(True)
    except Exception:  # noqa: BLE001 - any crash is a finding, and the next case must run
        return [traceback.format_exc(limit=-4)]
    return faults


def _case(town: Town, sheet: Sheet) -> list[str]:
    data = sheets.to_bytes(sheet)
    name = f"表.{sheet.ending.split('.')[-1]}"
    takes_month = sheet.kind != "disputes"
    try:
        run = upload(
            kind=sheet.kind,
            township=town.unit,
            month=town.month.month if takes_month else None,
            sender=town.police.name if sheet.kind == "filing" else "区平安办",
            is_opening=False,
            reason="代报" if sheet.kind == "filing" else "",
            file=SimpleUploadedFile(name, data),
            by=town.office,
        )
    except Refused as refusal:
        return [f"refused whole: {refusal.messages}"]
    if any(_written(town, sheet)):
        return ["written before it was confirmed"]
    run = ImportRun.objects.get(pk=run.pk)
    if run.state == RunState.COLUMNS:
        return [] if sheet.asks else [f"asks for columns: {run.mapping}"]
    if run.state != RunState.PREVIEW:
        return [f"stands at {run.state}"]
    return list(_confirmed(town, sheet, run))


def _confirmed(town: Town, sheet: Sheet, run: ImportRun) -> Iterator[str]:
    is_seen = any(remark["code"] == "total_differs" for remark in run.remarks)
    if sheet.wrong_total and not is_seen and not ImportRow.objects.filter(run=run, status="refused").exists():
        yield f"a wrong total unnoticed: {run.remarks}"
    if ImportRow.objects.filter(run=run, status__in=WRITING).exists():
        confirm(run=run, by=town.office, version=run.version, acknowledged=True, now=timezone.now())
        if ImportRun.objects.get(pk=run.pk).state != RunState.WRITTEN:
            yield "not written"
    rows = list(ImportRow.objects.filter(run=run, status__in=WRITING))
    entries = sum(not (sheet.kind == "disputes" and row.target_id is None) for row in rows)
    if entries != len(rows):
        yield "rows without their entries"
    if sheet.data_sheets:
        yield from _other_sheet_unnoticed(sheet, run)
    if run.sheet_name not in sheet.data_sheets:
        yield from _compared(town, sheet, run)


def _other_sheet_unnoticed(sheet: Sheet, run: ImportRun) -> Iterator[str]:
    """Whichever sheet was read, who confirms must be told of the other, and of a month that was not asked for."""
    noticed = {remark["code"] for remark in run.remarks}
    if "other_sheets" not in noticed and not sheet.asks:
        yield f"a second sheet unnoticed: {run.remarks}"
    if run.sheet_name in sheet.data_sheets and run.month and "other_month" not in noticed:
        yield "another month unnoticed"


def _written(town: Town, sheet: Sheet) -> list[object]:
    match sheet.kind:
        case "survey":
            return list(SurveyResult.objects.filter(month=town.month))
        case "filing":
            return list(FiledFigure.objects.filter(filing__month=town.month))
        case _:
            return list(Dispute.objects.filter(township=town.unit))


def _compared(town: Town, sheet: Sheet, run: ImportRun) -> Iterator[str]:
    compare = {"survey": _survey_faults, "filing": _filing_faults, "disputes": _ledger_faults}[sheet.kind]
    yield from compare(town, sheet, run)


def _lines_of(sheet: Sheet) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in sheet.lines:
        found.setdefault(str(line.truth["unit"]), []).append(line)
    return found


def _questioned_targets(run: ImportRun) -> set[str]:
    return set(ImportRow.objects.filter(run=run, is_questioned=True).values_list("target_label", flat=True))


def _why(run: ImportRun) -> list[object]:
    return list(ImportRow.objects.filter(run=run).exclude(remarks=[]).values_list("number", "status", "remarks")[:6])


def _survey_faults(town: Town, sheet: Sheet, run: ImportRun) -> Iterator[str]:
    written = {
        (row.unit.name.removesuffix("社区"), row.half): (row.best, row.good, row.poor, row.bad, row.unknown)
        for row in SurveyResult.objects.filter(month=town.month).select_related("unit")
    }
    marked = ImportRow.objects.filter(run=run, is_questioned=True).count()
    about = 0
    for unit, lines in _lines_of(sheet).items():
        for half in ("safety", "satisfaction"):
            found, line = written.pop((unit, half), None), max(lines, key=lambda one: list(Fate).index(one.fate))
            if line.fate is Fate.OUT and found is not None and not _has_column_only(line, half):
                yield f"{unit} {half} is there: {found} {_why(run)}"
            if line.fate is Fate.WRITTEN and found is None and not sheet.asks:
                yield f"{unit} {half} is missing {_why(run)}"
            if found is not None and found != line.truth[half]:
                yield f"{unit} {half}: {found} for {line.truth[half]}"
            about += half == "safety" and line.fate is Fate.MARKED and found is not None
    if about > marked:
        yield f"{about} to be marked, {marked} are"
    if written:
        yield f"more than the sheet says: {written}"


def _has_column_only(line: Line, half: str) -> bool:
    """A spoilt cell of one half says nothing against the other half."""
    spoilt = str(line.truth.get("spoilt", ""))
    return bool(spoilt) and spoilt != "valid" and not spoilt.startswith(half)


def _filing_faults(town: Town, sheet: Sheet, run: ImportRun) -> Iterator[str]:
    rows = FiledFigure.objects.filter(filing__month=town.month).select_related("unit", "figure")
    written: dict[str, dict[str, Decimal | None]] = {}
    questioned = _questioned_targets(run)
    for row in rows:
        written.setdefault(row.unit.name.removesuffix("社区"), {})[row.figure.code] = row.value
    for unit, lines in _lines_of(sheet).items():
        line = max(lines, key=lambda one: list(Fate).index(one.fate))
        found = written.pop(unit, None)
        if line.fate is Fate.OUT and found:
            yield f"{unit} is there: {found} {_why(run)}"
        if line.fate is Fate.WRITTEN and not sheet.asks and not found:
            yield f"{unit} is missing {_why(run)}"
        if line.fate is Fate.MARKED and found and not any(unit in label for label in questioned):
            yield f"{unit} is not marked {_why(run)}"
        for code, value in (found or {}).items():
            if value is not None and value != Decimal(str(line.truth.get(code, "-1"))):
                yield f"{unit} {code}: {value} for {line.truth.get(code)} {_why(run)}"
    if written:
        yield f"more than the sheet says: {written}"


def _ledger_faults(town: Town, sheet: Sheet, run: ImportRun) -> Iterator[str]:
    entries = {dispute.place: dispute for dispute in Dispute.objects.filter(township=town.unit).select_related()}
    questioned = set(ImportRow.objects.filter(run=run, is_questioned=True).values_list("target_id", flat=True))
    if Counter(dispute.place for dispute in entries.values()).most_common(1)[:1] and len(entries) > len(sheet.lines):
        yield "more entries than rows"
    for line in sheet.lines:
        found = entries.get(str(line.truth["place"])) if "place" in sheet.heads else None
        if "place" not in sheet.heads:
            continue
        if line.fate is Fate.OUT and found is not None:
            yield f"{line.truth['place']} is there {_why(run)}"
        if line.fate is Fate.WRITTEN and found is None and not sheet.asks:
            yield f"{line.truth['place']} is missing {_why(run)}"
        if found is not None:
            if line.fate is Fate.MARKED and found.pk not in questioned:
                yield f"{line.truth['place']} is not marked {_why(run)}"
            yield from _untrue(sheet, line, found, is_questioned=found.pk in questioned)


def _untrue(sheet: Sheet, line: Line, found: Dispute, *, is_questioned: bool) -> Iterator[str]:
    truth = line.truth
    says: dict[str, object] = {
        "unit": found.community.name.removesuffix("社区"),
        "day": timezone.localdate(found.registered_at),
        "category": found.category_id,
        "source": found.source,
        "settled": bool(found.outcome),
        "concluded": _day(found),
        "summary": found.summary,
        "people": found.people_involved,
    }
    columns = {"settled": "outcome"}
    for name, value in says.items():
        if columns.get(name, name) in sheet.heads and value != truth[name] and not (name == "people" and is_questioned):
            yield f"{truth['place']} {name}: {value} for {truth[name]}"


def _day(found: Dispute) -> date | None:
    return timezone.localdate(found.concluded_at) if found.concluded_at else None
