from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from disputes.models import Dispute
from safety_portal.bench import stages
from safety_portal.bench.imports import Measurement
from safety_portal.bench.ledgers import HEADS, write_ledger
from safety_portal.bench.management.commands import bench
from safety_portal.bench.stages import Stage
from safety_portal.imports.models import ImportRun
from tests.assessments.results.builders import Town, make_town


def _ledger(folder: Path, names: list[str]) -> Path:
    path = folder / "ledger.xlsx"
    write_ledger(path, 30, names, date(2026, 1, 1))
    return path


def test_reader_and_gate_see_every_row(tmp_path: Path) -> None:
    path = _ledger(tmp_path, ["四岗社区"])
    measured = [stage for read in (stages.read_alone, stages.read_book) for stage in read(path)]
    assert [stage.name for stage in measured] == ["reader alone", "gate and rows"]
    assert len(HEADS) == 14


def _names(town: Town) -> list[str]:
    return list(town.unit.children.values_list("name", flat=True))


@pytest.mark.django_db
def test_import_is_measured_to_its_undo_and_leaves_nothing(tmp_path: Path) -> None:
    town = make_town(2)
    measured = list(stages.import_ledger(_ledger(tmp_path, _names(town)), town.unit, town.office))
    assert [stage.name for stage in measured] == ["read, planned, kept", "written", "undone"]
    assert (ImportRun.objects.count(), Dispute.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_section_on_imports_is_written_beside_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = make_town(1)
    line = Measurement("10 × 14", Stage("written", 2.0, 30.0), Stage("reader alone", 0.5, 10.0))
    monkeypatch.setattr(bench, "find_ground", lambda: town)
    monkeypatch.setattr(bench, "measure_imports", lambda _ground: [line])
    output = tmp_path / "benchmarks.md"
    output.write_text("# Benchmarks\n\nfirst\n\n## Imports\n\nof yesterday\n", encoding="utf-8")
    call_command("bench", only="imports", output=output)
    page = output.read_text(encoding="utf-8")
    assert page.startswith("# Benchmarks\n\nfirst\n\n## Imports\n\n")
    assert "| 10 × 14 | written | 2.0 | 30 | 4.0 | 3.0 |" in page
    assert "of yesterday" not in page
