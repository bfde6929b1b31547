"""Sheets in memory, and registers such as those the sample workbooks are meant for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from safety_portal.imports.reading.body import Line, Role, lines
from safety_portal.imports.reading.cells import ReadContext, read
from safety_portal.imports.reading.columns import Column, Form, Remark, UnitNames, Value, Vocabulary
from safety_portal.imports.reading.head import Head, find_head
from safety_portal.imports.reading.raw import Area, Raw

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@dataclass
class Sheet:
    """What the reader of workbooks gives, without a workbook."""

    cells: Sequence[Sequence[Raw]]
    merged: tuple[Area, ...] = ()
    name: str = "Sheet1"

    @property
    def height(self) -> int:
        return len(self.cells)

    @property
    def width(self) -> int:
        return max(map(len, self.cells), default=0)

    def rows(self) -> Iterator[tuple[Raw, ...]]:
        return (tuple(row) for row in self.cells)


def sample(name: str) -> list[Sheet]:
    """The sheets of a sample workbook."""
    book = CalamineWorkbook.from_path(SAMPLES / f"{name}.xlsx")
    sheets = [book.get_sheet_by_name(sheet) for sheet in book.sheet_names]
    return [
        Sheet(
            [[None if value == "" else value for value in row] for row in sheet.to_python(skip_empty_area=False)],
            tuple(Area(*first, *last) for first, last in sheet.merged_cell_ranges or ()),
            sheet.name,
        )
        for sheet in sheets
    ]


def column(key: str, label: str, form: Form = Form.INTEGER, *words: str, **fields: object) -> Column:
    return Column(key=key, label=label, form=form, words=words, **fields)  # type: ignore[arg-type]


UNIT = column("unit", "社区", Form.UNIT, "单位", "村居", "所属社区", is_required=True, is_identity=True)
SAFETY, SATISFACTION = ("安全感", "安全感评价"), ("满意度", "政法工作满意度")
SURVEY = (
    UNIT,
    column("valid", "有效样本", Form.INTEGER, "样本量", counted_in="份", is_required=True),
    *(
        column(f"safe{i}", word, above=SAFETY)
        for i, word in enumerate(("安全", "比较安全", "不太安全", "不安全", "说不清"))
    ),
    *(column(f"good{i}", word, above=SATISFACTION) for i, word in enumerate(("满意", "基本满意", "不满意", "不了解"))),
)
POLICE = (
    UNIT,
    column(
        "cases",
        "可防性案件",
        Form.INTEGER,
        "入室盗窃",
        "盗窃电动车",
        "扒窃",
        "两抢",
        adds=True,
        counted_in="起",
        minimum=Decimal(0),
    ),
    column("fraud", "电信网络诈骗", Form.INTEGER, "电诈", counted_in="起"),
    column(
        "loss", "电信网络诈骗损失金额", Form.DECIMAL, "损失金额", counted_in="万元", decimals=2, above=("电信网络诈骗",)
    ),
    column("vice", "黄赌警情", counted_in="起"),
)
LEDGER = (
    column("day", "排查日期", Form.MOMENT, "日期", is_required=True),
    UNIT,
    column("place", "发生地点", Form.TEXT, "地点"),
    column("parties", "当事人", Form.TEXT, is_personal=True),
    column("phone", "联系电话", Form.PHONE, "电话", is_personal=True),
    column("category", "纠纷类型", Form.WORD, "类型", vocabulary="category"),
    column("people", "涉及人数", Form.INTEGER, "人数", counted_in="人"),
    column("summary", "简要情况", Form.TEXT, "纠纷简况"),
    column("done", "化解日期", Form.DAY),
)
HOMES = (
    column("estate", "小区", Form.TEXT, carries=True, is_identity=True, is_required=True),
    column("building", "楼栋", Form.TEXT, "幢", carries=True, is_identity=True),
    column("entrance", "单元", Form.TEXT, carries=True, is_identity=True),
    column("room", "房号", Form.TEXT, is_identity=True, is_required=True),
    column("phone", "户主联系电话", Form.PHONE, is_personal=True),
)
NAMES = ("四岗", "钟油坊", "漕冲", "兴集", "双圩", "伏龙", "东岗", "新海家园", "兴漕")
UNITS = UnitNames({f"u{i}": (f"{name}社区",) for i, name in enumerate(NAMES)}, within=("大兴镇", "瑶海区"))
WORDS = {"category": Vocabulary({"02": "邻里纠纷", "0402": "物业及其管理"}, {"物业纠纷": "0402"})}


def head_of(columns: Sequence[Column], *rows: Sequence[Raw], merged: Sequence[Area] = ()) -> Head:
    """The head found in these rows."""
    head = find_head(Sheet(rows, tuple(merged)), columns)
    assert head is not None
    return head


def lines_of(columns: Sequence[Column], *rows: Sequence[Raw], merged: Sequence[Area] = ()) -> list[Line]:
    """All rows below the head that is found, mapped as suggested."""
    head = head_of(columns, *rows, merged=merged)
    return list(lines(Sheet(rows, tuple(merged)), head, head.suggestion, columns))


def roles_of(columns: Sequence[Column], *rows: Sequence[Raw], merged: Sequence[Area] = ()) -> list[Role]:
    return [line.role for line in lines_of(columns, *rows, merged=merged)]


def read_all(sheet: Sheet, columns: Sequence[Column]) -> dict[int, tuple[dict[str, Value], list[Remark]]]:
    """Every data row of a sheet, understood: its number → its values and remarks."""
    head = find_head(sheet, columns)
    assert head is not None
    context = ReadContext(WORDS, UNITS, {}, 2026, 9, head.counted_in)
    found: dict[int, tuple[dict[str, Value], list[Remark]]] = {}
    for line in lines(sheet, head, head.suggestion, columns):
        if line.role is Role.DATA:
            answers = {one.key: read(line.cells[one.key], one, context) for one in columns if one.key in line.cells}
            remarks = [remark for _, said in answers.values() for remark in said] + list(line.remarks)
            found[line.number] = {key: value for key, (value, _) in answers.items()}, remarks
    return found
