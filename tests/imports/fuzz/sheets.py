"""Sheets whose truth is known, and how they become files: the material of the mutations."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import NamedTuple

import xlwt
from openpyxl import Workbook
from openpyxl.cell.cell import Cell as AnyCell
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet


class Shown(NamedTuple):
    """A day as a cell of a workbook keeps it, under a format of its own."""

    day: datetime
    form: str


Cell = str | int | float | bool | datetime | date | Shown | None
Truth = Mapping[str, object]


class Fate(Enum):
    """What may become of a row: a reader that is right about it has no other choice."""

    WRITTEN = "written"  # a person would understand it: it must be there, and true
    MARKED = "marked"  # may be left out; if it is there it must be true and questioned
    OPEN = "open"  # may be left out; if it is there it must be true
    OUT = "out"  # nobody can know: it must not be there


@dataclass
class Line:
    """A row of data: its cells by column name, what it says in truth, what may become of it."""

    cells: dict[str, Cell]
    truth: Truth
    fate: Fate = Fate.WRITTEN
    made: Mapping[str, Cell] = field(init=False)

    def __post_init__(self) -> None:
        self.made = dict(self.cells)

    def worse(self, fate: Fate) -> None:
        order = list(Fate)
        self.fate = max(self.fate, fate, key=order.index)


@dataclass
class Sheet:
    """A sheet before it is written: heads of one or two rows, lines of data, and rows that are none.

    ``heads``: column → (group above, own heading); ``extra``: index of a line → rows that stand before it; ``below``:
    rows under the foot; ``data_sheets``: further sheets with data, by name, and whether they stand first.
    """

    kind: str
    name: str
    titles: list[str]
    heads: dict[str, tuple[str, str]]
    lines: list[Line]
    feet: list[list[Cell]] = field(default_factory=list)
    extra: dict[int, list[list[Cell]]] = field(default_factory=dict)
    shift: int = 0
    more_sheets: list[str] = field(default_factory=list)
    sheet_first: bool = True
    asks: bool = False  # a column cannot be known without asking
    wrong_total: bool = False
    ending: str = "xlsx"
    merged: list[tuple[Line, Line, str]] = field(default_factory=list)
    below: list[list[Cell]] = field(default_factory=list)
    data_sheets: dict[str, tuple[list[list[Cell]], bool]] = field(default_factory=dict)
    hidden_lines: list[Line] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        return list(self.heads)

    @property
    def has_groups(self) -> bool:
        return any(group for group, _own in self.heads.values())


Grid = list[list[Cell]]
Merge = tuple[int, int, int, int]


def grid_of(sheet: Sheet) -> tuple[Grid, list[Merge]]:
    """All rows as they stand on the sheet, with the merged areas (top, left, bottom, right; from 0)."""
    rows: Grid = [[title] for title in sheet.titles]
    merges: list[Merge] = [(at, 0, at, len(sheet.heads) - 1) for at in range(len(sheet.titles)) if len(sheet.heads) > 1]
    merges += _add_heads(sheet, rows)
    at: dict[int, int] = {}
    for index, line in enumerate(sheet.lines):
        rows += sheet.extra.get(index, [])
        at[id(line)] = len(rows)
        rows.append([line.cells[column] for column in sheet.columns])
    merges += _merged_cells(sheet, rows, at)
    rows += sheet.extra.get(len(sheet.lines), [])
    rows += sheet.feet + sheet.below
    pad: list[Cell] = [None] * sheet.shift
    moved = [(top, left + sheet.shift, bottom, right + sheet.shift) for top, left, bottom, right in merges]
    return [pad + row for row in rows], moved


def _merged_cells(sheet: Sheet, rows: Grid, at: Mapping[int, int]) -> Iterator[Merge]:
    """Cells merged over two rows of data; where something came between them, the second repeats the first."""
    for first, second, column in sheet.merged:
        top, bottom, index = at[id(first)], at[id(second)], sheet.columns.index(column)
        if bottom == top + 1:
            yield top, index, bottom, index
        else:
            rows[bottom][index] = rows[top][index]


def head_rows(sheet: Sheet) -> Grid:
    """The rows of the head."""
    if not sheet.has_groups:
        return [[own for _group, own in sheet.heads.values()]]
    upper: list[Cell] = []
    lower: list[Cell] = []
    before = ""
    for group, own in sheet.heads.values():
        upper.append((group if group != before else None) if group else own)
        lower.append(own if group else None)
        before = group
    return [upper, lower]


def _add_heads(sheet: Sheet, rows: Grid) -> list[Merge]:
    top = len(rows)
    rows += head_rows(sheet)
    if not sheet.has_groups:
        return []
    merges = []
    groups = [group for group, _own in sheet.heads.values()]
    for index, group in enumerate(groups):
        if not group:
            merges.append((top, index, top + 1, index))
        elif index == 0 or groups[index - 1] != group:
            end = index
            while end + 1 < len(groups) and groups[end + 1] == group:
                end += 1
            if end > index:
                merges.append((top, index, top, end))
    return merges


# --- Files ----------------------------------------------------------------------------------------------------


def to_bytes(sheet: Sheet) -> bytes:
    return _WRITERS[sheet.ending](sheet)


def _xlsx(sheet: Sheet) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet.name
    rows, merges = grid_of(sheet)
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            _put(page.cell(at, column), value)
    for top, left, bottom, right in merges:
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    _hide(sheet, page)
    for at, text in enumerate(sheet.more_sheets):
        book.create_sheet(f"说明{at + 1}", 0 if not sheet.sheet_first else None)["A1"] = text
    for name, (other, is_first) in sheet.data_sheets.items():
        added = book.create_sheet(name, 0 if is_first else None)
        for row in other:
            added.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _put(cell: AnyCell | MergedCell, value: Cell) -> None:
    assert isinstance(cell, AnyCell)  # areas are merged once all cells are there
    if isinstance(value, Shown):
        cell.value, cell.number_format = value
    else:
        cell.value = value
    if isinstance(value, str) and value.startswith("=text:"):
        cell.value = value.removeprefix("=text:")
        cell.data_type = "s"


def _hide(sheet: Sheet, page: Worksheet) -> None:
    top = len(sheet.titles) + len(head_rows(sheet))
    for index, line in enumerate(sheet.lines):
        if any(line is hidden for hidden in sheet.hidden_lines) and not sheet.extra:
            page.row_dimensions[top + index + 1].hidden = True
    for column in sheet.hidden_columns:
        page.column_dimensions[get_column_letter(sheet.shift + sheet.columns.index(column) + 1)].hidden = True


def _xls(sheet: Sheet) -> bytes:
    book = xlwt.Workbook()
    others = [(name, rows, is_first) for name, (rows, is_first) in sheet.data_sheets.items()]
    for name, grid, _is_first in (one for one in others if one[2]):
        _fill(book.add_sheet(name), grid, [])
    _fill(book.add_sheet(sheet.name), *grid_of(sheet))
    for name, grid, _is_first in (one for one in others if not one[2]):
        _fill(book.add_sheet(name), grid, [])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(page: xlwt.Worksheet, rows: Grid, merges: list[Merge]) -> None:
    starts = {(top, left): (top, bottom, left, right) for top, left, bottom, right in merges}
    for at, row in enumerate(rows):
        for index, value in enumerate(row):
            form = value.form if isinstance(value, Shown) else "YYYY-MM-DD HH:MM"
            value = value.day if isinstance(value, Shown) else value
            value = value.removeprefix("=text:") if isinstance(value, str) else value
            if (at, index) in starts:
                page.write_merge(*starts[at, index], value)
            elif value is not None:
                page.write(at, index, value, _style(form)) if isinstance(value, date) else page.write(at, index, value)


@cache
def _style(form: str) -> xlwt.XFStyle:
    return xlwt.easyxf(num_format_str=form)


def _csv(encoding: str, delimiter: str = ",") -> Callable[[Sheet], bytes]:
    def write(sheet: Sheet) -> bytes:
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=delimiter)
        rows, _merges = grid_of(sheet)
        width = max(map(len, rows))
        writer.writerows([_csv_text(value) for value in row + [None] * (width - len(row))] for row in rows)
        return stream.getvalue().encode(encoding)

    return write


def _csv_text(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case Shown():
            return _csv_text(value.day)
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}" if value.hour else f"{value:%Y-%m-%d}"
        case _:
            return str(value).removeprefix("=text:")


_WRITERS: dict[str, Callable[[Sheet], bytes]] = {
    "xlsx": _xlsx,
    "xls": _xls,
    "csv": _csv("utf-8-sig"),
    "gb.csv": _csv("gb18030"),
    "tab.csv": _csv("utf-16", "\t"),
}


# --- Sheets ---------------------------------------------------------------------------------------------------

NAMES = ("四岗", "钟油坊", "漕冲", "兴集", "双圩", "伏龙", "东岗", "新海家园", "兴漕")


def survey(rng: random.Random, units: Sequence[str] = NAMES) -> Sheet:
    """A district's survey of October: two heads, two halves, both adding up to the sample."""
    heads = {
        "index": ("", "序号"),
        "unit": ("", "单位"),
        "valid": ("", "有效样本"),
        "safety_best": ("安全感评价", "安全"),
        "safety_good": ("安全感评价", "比较安全"),
        "safety_poor": ("安全感评价", "不太安全"),
        "safety_bad": ("安全感评价", "不安全"),
        "safety_unknown": ("", "说不清"),
        "satisfaction_best": ("政法工作满意度", "满意"),
        "satisfaction_good": ("政法工作满意度", "基本满意"),
        "satisfaction_bad": ("政法工作满意度", "不满意"),
        "satisfaction_unknown": ("政法工作满意度", "不了解"),
    }
    lines = []
    for number, unit in enumerate(units, start=1):
        valid = rng.randint(30, 60)
        safety = _parts(rng, valid, 5)
        satisfaction = _parts(rng, valid, 4)
        cells: dict[str, Cell] = {"index": number, "unit": f"{unit}社区", "valid": valid}
        cells |= dict(zip(list(heads)[3:8], safety, strict=True)) | dict(
            zip(list(heads)[8:], satisfaction, strict=True)
        )
        truth = {"unit": unit, "safety": safety, "satisfaction": (*satisfaction[:2], 0, *satisfaction[2:])}
        lines.append(Line(cells, truth))
    feet: list[list[Cell]] = [[], ["填表人：", None, "审核人：", None, "联系电话："]]
    return Sheet("survey", "10月测评", ["2026年10月群众安全感测评结果（演示数据）"], heads, lines, feet)


def _parts(rng: random.Random, total: int, count: int) -> tuple[int, ...]:
    """``count`` numbers that add up to ``total``, the first ones large; some of the others 0."""
    small = [rng.choice((0, 0, 1, 2, 3)) for _ in range(count - 2)]
    good = rng.randint(4, 15)
    return (total - good - sum(small), good, *small)


def police(rng: random.Random, units: Sequence[str] = NAMES) -> Sheet:
    """A police station's October: four columns that make one figure, an amount, a single one."""
    heads = {
        "unit": ("", "社区"),
        "burglary": ("可防性案件（起）", "入室盗窃"),
        "bikes": ("可防性案件（起）", "盗窃电动车"),
        "pickpockets": ("可防性案件（起）", "扒窃"),
        "robbery": ("可防性案件（起）", "两抢"),
        "fraud": ("电信网络诈骗", "起数"),
        "loss": ("电信网络诈骗", "损失金额（万元）"),
        "gambling": ("", "黄赌警情（起）"),
    }
    lines = []
    for unit in units:
        cases = [rng.randint(0, 3) for _ in range(4)]
        fraud, loss, gambling = rng.randint(0, 4), round(rng.uniform(0, 30), 2), rng.randint(0, 1)
        cells: dict[str, Cell] = {"unit": f"{unit}社区"}
        cells |= dict(zip(list(heads)[1:5], cases, strict=True))
        cells |= {"fraud": fraud, "loss": loss, "gambling": gambling}
        truth = {
            "unit": unit,
            "police.preventable": sum(cases),
            "police.fraud": fraud,
            "police.fraud_loss": f"{loss:.2f}",
            "police.gambling_vice": gambling,
        }
        lines.append(Line(cells, truth))
    return Sheet("filing", "Sheet1", ["大兴镇2026年10月警情数据（演示数据）"], heads, lines)


CATEGORIES = {"借贷": "0804", "交通事故": "0503", "0402": "0402", "宅基地": "0902"}
SOURCES = {"12345": "hotline", "排查": "screening", "网格员巡查": "patrol", "派出所移交": "police"}


def ledger(rng: random.Random, units: Sequence[str] = NAMES, count: int = 12) -> Sheet:
    """A ledger of disputes of October, open ones and settled ones."""
    names = ("序号", "排查日期", "社区", "发生地点", "当事人", "联系电话", "纠纷类型", "涉及人数", "简要情况", "来源",
             "责任人", "化解时限", "化解结果", "化解日期")  # fmt: skip
    keys = ("index", "day", "unit", "place", "parties", "phone", "category", "people", "summary", "source",
            "handler", "limit", "outcome", "concluded")  # fmt: skip
    lines = [_ledger_line(rng, number, rng.choice(units)) for number in range(1, count + 1)]
    feet: list[list[Cell]] = [["备注：以上数据截至月底"], ["填报人：", None, None, "审核人："]]
    heads = {key: ("", name) for key, name in zip(keys, names, strict=True)}
    return Sheet("disputes", "台账", ["大兴镇矛盾纠纷排查化解台账（2026年10月，演示数据）"], heads, lines, feet)


def _ledger_line(rng: random.Random, number: int, unit: str) -> Line:
    day = date(2026, 10, rng.randint(1, 20))
    settled = rng.random() < 0.5
    concluded = date(2026, 10, rng.randint(day.day, 25)) if settled else None
    category, source, people = rng.choice(list(CATEGORIES)), rng.choice(list(SOURCES)), rng.randint(2, 9)
    cells: dict[str, Cell] = {
        "index": number,
        "day": f"{day:%Y-%m-%d}",
        "unit": f"{unit}社区",
        "place": f"{unit}小区{number}栋",
        "parties": f"演示甲{number}、演示乙{number}",
        "phone": 13900000000 + number,
        "category": category,
        "people": people,
        "summary": "因楼上漏水引发争执，双方要求赔偿。",
        "source": source,
        "handler": "社区调委会",
        "limit": "7日",
        "outcome": "调解成功" if settled else "化解中",
        "concluded": f"{concluded:%Y-%m-%d}" if concluded else None,
    }
    truth = {
        "unit": unit,
        "day": day,
        "place": cells["place"],
        "category": CATEGORIES[category],
        "people": people,
        "source": SOURCES[source],
        "settled": settled,
        "concluded": concluded,
        "summary": cells["summary"],
    }
    return Line(cells, truth)
