"""Whatever valid ledgers say: importing and undoing them in turn leaves the database as it was."""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from disputes.models import Dispute
from safety_portal.imports.models import ImportRun
from safety_portal.imports.services import confirm, undo, upload
from safety_portal.imports.states import WRITING, RunState
from tests.imports.dumps import dump
from tests.imports.fuzz import sheets
from tests.imports.fuzz.sheets import Cell, Sheet
from tests.imports.fuzz.towns import Town


def _later(sheet: Sheet, rng: random.Random) -> Sheet:
    """The same ledger some days on: results have come, words were put right, rows were added."""
    for line in sheet.lines:
        if line.cells["outcome"] == "化解中" and rng.random() < 0.5:
            day = line.truth["day"]
            assert isinstance(day, date)
            settled = min(day + timedelta(days=rng.randint(0, 9)), date(2026, 11, 1))
            line.cells |= {"outcome": "调解成功", "concluded": f"{settled:%Y-%m-%d}"}
        if rng.random() < 0.3:
            change: dict[str, Cell] = {"people": rng.randint(2, 9), "phone": 13800000000 + rng.randint(0, 9)}
            line.cells |= change
    more = sheets.ledger(rng, count=rng.randint(0, 3))
    for number, line in enumerate(more.lines):
        line.cells["place"] = f"新村{number}号"
    sheet.lines += more.lines
    return sheet


def _written(town: Town, sheet: Sheet) -> ImportRun | None:
    run = upload(
        kind="disputes",
        township=town.unit,
        month=None,
        sender="综治办",
        is_opening=False,
        reason="",
        file=SimpleUploadedFile("台账.xlsx", sheets.to_bytes(sheet)),
        by=town.office,
    )
    assert run.state == RunState.PREVIEW
    if not run.rows.filter(status__in=WRITING).exists():
        return None
    confirm(run=run, by=town.office, version=run.version, acknowledged=True, now=timezone.now())
    return ImportRun.objects.get(pk=run.pk)


@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), count=st.integers(1, 8))
def test_undoing_ledgers_in_turn_is_identity(town: Town, seed: int, count: int) -> None:
    rng = random.Random(seed)
    before = dump()
    sheet = sheets.ledger(rng, count=count)
    runs = [_written(town, sheet), _written(town, _later(sheet, rng))]
    assert Dispute.objects.filter(township=town.unit).count() == len(sheet.lines)
    for run in reversed([run for run in runs if run]):
        undo(run=run, by=town.office, version=run.version, reason="发错了")
    assert dump() == before
