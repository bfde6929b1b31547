"""Cells changed in a file of any maker: these and no others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from assessments.workbook.filling import Fate, Target, fill
from assessments.workbook.grids import Spot, read_grids, spot_of
from tests.assessments.workbook.forms_of_districts import monthly_form, part_of, with_part

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.xlsx"))
SHEET = "xl/worksheets/sheet1.xml"


def cells_of(data: bytes) -> dict[tuple[str, Spot], Any]:
    book = load_workbook(BytesIO(data))
    return {
        (sheet.title, (cell.row or 0, cell.column or 0)): getattr(cell.value, "text", cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def target(sheet: str, spot: Spot, value: Any) -> Target:
    return Target(sheet, spot, "", value, Fate.FILLED)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_filled_cells_change_and_no_others(path: Path) -> None:
    data = path.read_bytes()
    grid = read_grids(data)[0]
    free = [(400, 1), (400, 3), (401, 30), (2, 150)]
    values = [Decimal("1.50"), "=1+1 不是公式", 7, date(2026, 10, 1)]
    targets = [target(grid.name, spot, value) for spot, value in zip(free, values, strict=True)]
    before, after = cells_of(data), cells_of(fill(data, targets))
    added = {(grid.name, spot) for spot in free}
    assert {place: value for place, value in after.items() if place not in added} == before
    assert [after[grid.name, spot] for spot in free[:3]] == [1.5, "=1+1 不是公式", 7]


def test_written_text_is_never_a_formula() -> None:
    form = monthly_form(["甲", "乙"])
    sheet = load_workbook(BytesIO(fill(form, [target("月报表", (5, 3), "=HYPERLINK(1)")])))["月报表"]
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=HYPERLINK(1)", "s")


def test_cells_and_rows_that_name_no_place_are_counted() -> None:
    """Some programs leave the places out: a cell follows the one before it."""
    form = monthly_form(["甲", "乙"])
    bare = part_of(form, SHEET).replace(b'<c r="B5"', b"<c").replace(b'<row r="6"', b"<row")
    filled = cells_of(fill(with_part(form, SHEET, bare), [target("月报表", (5, 3), 4), target("月报表", (6, 3), 5)]))
    assert [filled["月报表", (row, column)] for row, column in ((5, 2), (5, 3), (6, 2), (6, 3))] == ["甲", 4, "乙", 5]


def test_new_cell_has_the_format_of_its_column() -> None:
    form = monthly_form(["甲", "乙"])
    styled = part_of(form, SHEET).replace(b"<sheetData>", b'<cols><col min="3" max="3" style="1"/></cols><sheetData>')
    book = load_workbook(BytesIO(fill(with_part(form, SHEET, styled), [target("月报表", (60, 3), 4)])))
    assert book["月报表"]["C60"].font.name == "方正小标宋简体"


@pytest.mark.parametrize(
    ("text", "spot"),
    [("C3", (3, 3)), (" aa10 ", (10, 27)), ("C", (None, 3)), ("5", (5, None)), ("", None), ("C0", None), ("3C", None)],
)
def test_place_is_read_as_a_spreadsheet_writes_it(text: str, spot: object) -> None:
    assert spot_of(text) == spot
