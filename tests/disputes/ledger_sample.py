"""The sample ledger of 大兴镇: the township it speaks of, its way through the portal, and its cells read by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.worksheet.worksheet import Worksheet

from safety_portal.accounts.models import Role, User
from safety_portal.core.months import SHANGHAI
from safety_portal.imports import services
from safety_portal.imports.models import ImportRun
from safety_portal.organization.models import Unit
from tests.factories import CommunityFactory, TownshipFactory, user_as

SAMPLE = Path(__file__).parents[1] / "samples" / "矛盾纠纷台账-2026-09.xlsx"
NAMES = ("四岗", "钟油坊", "漕冲", "兴集", "双圩", "伏龙", "东岗", "新海家园", "兴漕")
#: What an office takes the sample's words for; 损害赔偿 it is asked for.
CATEGORIES = {
    "借贷": "0804",
    "宅基地": "0902",
    "交通事故": "0503",
    "邻里纠纷": "0299",
    "婚姻家庭": "0199",
    "物业纠纷": "0402",
    "0402": "0402",
    "劳资纠纷": "0799",
    "消费": "0601",
    "合同": "0699",
    "损害赔偿": "0401",
}
SOURCES = {
    "群众来访": "application",
    "网格员巡查": "patrol",
    "12345": "hotline",
    "排查": "screening",
    "派出所移交": "police",
}
OUTCOMES = {
    "化解中": "",
    "已化解": "oral",
    "调解成功": "oral",
    "一方拒绝调解": "declined",
    "调解不成，引导诉讼": "failed",
}


@dataclass(frozen=True)
class Daxing:
    township: Unit
    communities: dict[str, Unit]
    office: User


def make_daxing() -> Daxing:
    town = TownshipFactory(name="大兴镇")
    communities = {name: CommunityFactory(parent=town, name=f"{name}社区", short_name=name) for name in NAMES}
    return Daxing(town, communities, user_as(Role.OFFICE, town))


# --- Through the portal ---------------------------------------------------------------------------------------


def read(daxing: Daxing, content: bytes | None = None, *, is_opening: bool = False) -> ImportRun:
    """Upload the sample, or another content under its name; what it would do."""
    run = services.upload(
        kind="disputes",
        township=daxing.township,
        month=None,
        sender="大兴镇综治办",
        is_opening=is_opening,
        reason="",
        file=SimpleUploadedFile(SAMPLE.name, content or SAMPLE.read_bytes()),
        by=daxing.office,
    )
    run.refresh_from_db()
    return run


def answer(run: ImportRun, by: User) -> ImportRun:
    """Say what the one word means that nobody could know."""
    services.match_columns(
        run=run,
        by=by,
        version=run.version,
        sheet_index=0,
        head_rows=None,
        mapping={int(index): key for index, key in run.mapping.items()},
        words={"category": {"损害赔偿": "0401"}},
    )
    run.refresh_from_db()
    return run


def edited(change: Callable[[Worksheet], None]) -> bytes:
    """The sample as its sender sends it again."""
    book = openpyxl.load_workbook(SAMPLE)
    change(book.worksheets[0])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


# --- By hand --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of the sheet as a clerk reads it; None for what is blank or can't be read."""

    registered: datetime | None
    community: str | None
    place: str
    parties: tuple[str, ...]
    phone: str
    category: str
    people: int
    summary: str
    source: str
    handler: str
    limit: int | None
    outcome: str
    concluded: datetime | None


def lines() -> dict[int, Line]:
    """Row of the sheet → line, for every row with a running number."""
    sheet = openpyxl.load_workbook(SAMPLE).worksheets[0]
    return {
        number: _line(cells)
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        if isinstance(cells[0], int)
    }


def _line(cells: tuple[object, ...]) -> Line:
    _number, day, unit, place, parties, phone, category, people, summary, source, handler, limit, outcome, ended = cells
    registered = _moment(day)
    name = str(unit).replace(" ", "")
    return Line(
        registered=registered,
        community=next((core for core in NAMES if name.startswith(core)), None),
        place=str(place),
        parties=tuple(str(parties).split("、")),
        phone=str(phone or "").replace(" ", ""),
        category=str(category),
        people=int(re.findall(r"\d+", str(people))[0]),
        summary=str(summary),
        source=str(source),
        handler=str(handler),
        limit=_days(limit, registered),
        outcome=str(outcome),
        concluded=_moment(ended),
    )


def _moment(cell: object) -> datetime | None:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=SHANGHAI)
    found = re.findall(r"\d+", str(cell or ""))
    return datetime.combine(date(*map(int, found)), time.min, tzinfo=SHANGHAI) if len(found) == 3 else None


def _days(cell: object, registered: datetime | None) -> int | None:
    if cell is None or registered is None:
        return None
    found = [int(part) for part in re.findall(r"\d+", str(cell))]
    return found[0] if len(found) == 1 else (date(*found) - registered.date()).days
