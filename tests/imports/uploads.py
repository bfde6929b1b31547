"""Imports of a member unit's figures in every state that a page asks for, for towns of tests over all pages."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from assessments.intake.filings import FilingImport
from safety_portal.accounts.models import Role
from safety_portal.imports.kinds import Scope
from safety_portal.imports.models import ImportRun
from safety_portal.imports.services import confirm, upload

if TYPE_CHECKING:
    from tests.world import Place

Cell = str | int


def workbook(*rows: list[Cell], name: str = "上报.xlsx") -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def figure_of(place: Place) -> tuple[str, str]:
    """Key and heading of a figure that the place's member unit files."""
    scope = Scope(
        township=place.town.unit, by=place.people[Role.UNIT], now=timezone.now(), sender=place.member_unit.name
    )
    column = FilingImport().columns(scope)[1]
    return column.key, column.label


def sheet_of(place: Place, value: int, head: str = "社区", wrong: int = 0) -> SimpleUploadedFile:
    """A row for each community, and ``wrong`` ones for communities that there are not."""
    units = place.town.unit.children.filter(level="community").order_by("code")
    rows: list[list[Cell]] = [[unit.name, value] for unit in units]
    rows += [[f"{place.mark}外村{n}", value] for n in range(wrong)]
    return workbook([head, figure_of(place)[1]], *rows)


def imported(place: Place, file: SimpleUploadedFile) -> ImportRun:
    return upload(
        kind="filing",
        township=place.town.unit,
        month=place.town.now.month,
        sender=place.member_unit.name,
        is_opening=False,
        reason="",
        file=file,
        by=place.people[Role.UNIT],
    )


def add_imports(place: Place, rows: int) -> None:
    """One written, one to be checked with ``rows`` wrong lines, one whose columns nobody knows, ``rows`` discarded."""
    by = place.people[Role.UNIT]
    written = imported(place, sheet_of(place, 4))
    confirm(run=written, by=by, version=written.version, acknowledged=True)
    written.refresh_from_db()
    place.imports["written"] = written
    place.imports["preview"] = imported(place, sheet_of(place, 5, wrong=rows))
    place.imports["columns"] = imported(place, sheet_of(place, 5, head="何处"))
    common = {"township": place.town.unit, "kind": "filing", "sender": place.member_unit.name, "created_by": by}
    ImportRun.objects.bulk_create(
        ImportRun(state="discarded", file_name=f"{place.mark} {n}.xlsx", size=1, **common) for n in range(rows)
    )
