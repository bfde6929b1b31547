"""The township of the sample workbooks, and the way of a workbook from upload to undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from unicodedata import normalize

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import AssessmentMonth, Filing
from safety_portal.accounts.models import Role, User
from safety_portal.imports import services
from safety_portal.imports.models import ImportRun
from safety_portal.organization.models import Unit
from tests.assessments.reports.builders import OCTOBER, FakeRegister, make_police, make_township, open_in
from tests.factories import CommunityFactory, user_as

SAMPLES = Path(__file__).parents[2] / "samples"
SURVEY, POLICE = "区测评结果-2026-10.xlsx", "派出所警情数据-2026-10.xlsx"
NAMES = ("四岗", "钟油坊", "漕冲", "兴集", "双圩", "伏龙", "东岗", "新海家园", "兴漕")
NOTHING = {"new": 0, "changed": 0, "same": 0, "repeated": 0, "refused": 0, "questioned": 0}
Cells = tuple[object, ...]


@dataclass
class Daxing:
    """大兴镇 with its nine communities, its police station and an open October."""

    unit: Unit
    communities: dict[str, Unit]
    month: AssessmentMonth
    office: User
    police: User

    @property
    def filing(self) -> Filing:
        return Filing.objects.get(month=self.month)


def make_daxing(register: FakeRegister) -> Daxing:
    town, _none = make_township(0)
    town.name = "大兴镇"
    town.save()
    communities = {name: CommunityFactory(parent=town, name=f"{name}社区", short_name=name) for name in NAMES}
    police = make_police(town)
    month = open_in(town, register)
    return Daxing(town, communities, month, user_as(Role.OFFICE, town), user_as(Role.UNIT, police))


# --- Through the portal ---------------------------------------------------------------------------------------


def read(daxing: Daxing, name: str, kind: str, by: User, sender: str) -> ImportRun:
    """Upload a sample; what it would do."""
    file = SimpleUploadedFile(name, (SAMPLES / name).read_bytes())
    run = services.upload(
        kind=kind,
        township=daxing.unit,
        month=OCTOBER,
        sender=sender,
        is_opening=False,
        reason="",
        file=file,
        by=by,
    )
    run.refresh_from_db()
    return run


def counts(run: ImportRun) -> dict[str, int]:
    """Rows by what became of them."""
    return {name: run.counts[name] for name in ("new", "changed", "same", "repeated", "refused", "questioned")}


# --- By hand --------------------------------------------------------------------------------------------------


def rows_by_hand(name: str, unit_column: int) -> Iterator[tuple[str, Cells]]:
    """Community and cells of each row of the first sheet whose cell is a name that a person recognises."""
    sheet = openpyxl.load_workbook(SAMPLES / name).worksheets[0]
    for cells in sheet.iter_rows(values_only=True):
        text = str(cells[unit_column] or "").replace(" ", "")
        found = [core for core in NAMES if text.startswith(core)]
        if found:
            yield found[0], cells


def number_by_hand(cell: object) -> Decimal:
    """０ and "2" are what they look like."""
    return Decimal(normalize("NFKC", str(cell)))
