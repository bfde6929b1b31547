"""The bench of exports: every writer writes the same rows, and its section leaves the others alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from safety_portal.bench import exports
from safety_portal.bench.management.commands.bench import sections_of
from safety_portal.bench.report import EXPORTS, IMPORTS, PAGES
from tests.exports_of import lines_of, rows_of


@pytest.mark.parametrize("part", exports.PARTS)
def test_every_writer_writes_every_row(part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS", 3)
    written = exports.write_part(part, tmp_path / "list")
    content = (tmp_path / "list").read_bytes()
    read = rows_of(content) if "xlsx" in part else lines_of(content)
    assert (written.name, read[-1][0]) == (part, "演示〔2026〕000002号")


@pytest.mark.parametrize(
    ("page", "sections"),
    [
        ("", ["", "", "", ""]),
        ("# B\n", ["# B\n", "", "", ""]),
        (f"# B\n{IMPORTS}\ni\n", ["# B\n", "", f"{IMPORTS}\ni\n", ""]),
        (f"# B\n{EXPORTS}\ne", ["# B\n", "", "", f"{EXPORTS}\ne"]),
        (
            f"# B\n{PAGES}\np\n{IMPORTS}\ni\n{EXPORTS}\ne",
            ["# B\n", f"{PAGES}\np\n", f"{IMPORTS}\ni\n", f"{EXPORTS}\ne"],
        ),
    ],
)
def test_sections_of_the_page(page: str, sections: list[str]) -> None:
    assert sections_of(page) == sections
