"""A form of the district, invented, which the first township fills every month."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from assessments.workbook.services import Answer, keep_template, settle_places
from safety_portal.demo.people import People
from safety_portal.demo.places import Township

TITLE = "区平安建设月报表（演示）"
_LINE = Side(style="thin")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_HEADS = (
    ("A3:A4", "序号"),
    ("B3:B4", "村（社区）"),
    ("C3:E3", "矛盾纠纷"),
    ("F3:G3", "社会治安"),
    ("H3:I3", "考核"),
    ("J3:J4", "群众安全感"),
    ("K3:K4", "备注"),
)
_BELOW = {
    "C4": "登记纠纷（件）",
    "D4": "化解纠纷（件）",
    "E4": "化解率",
    "F4": "可防性案件（起）",
    "G4": "电信诈骗（起）",
    "H4": "总分",
    "I4": "名次",
}
_FIRST = 5


def make_workbook_template(township: Township, people: People) -> None:
    """Kept by the office, with the one doubtful name settled; the file is made here, no district's own."""
    names = [unit.name for unit in township.communities]
    office = people.offices[township.unit.pk]
    template = keep_template(township=township.unit, title=TITLE, name=f"{TITLE}.xlsx", data=_form(names), by=office)
    answers = {place.pk: Answer() for place in template.places.filter(is_settled=False)}
    settle_places(template=template, answers=answers, by=office)


def _form(names: Sequence[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one sheet of cells
    sheet.title = "月报表"
    _head(sheet)
    last = _rows(sheet, names)
    for row in sheet.iter_rows(min_row=3, max_row=last, max_col=11):
        for cell in row:
            cell.border, cell.alignment = _FRAME, _CENTRED
    sheet[f"A{last + 1}"] = "审核人：              填报人：              填报日期："
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(sheet: Worksheet) -> None:
    sheet["A1"] = TITLE
    sheet["A1"].font, sheet["A1"].alignment = Font(name="宋体", size=18, bold=True), _CENTRED
    sheet.merge_cells("A1:K1")
    sheet["A2"], sheet["H2"] = "填报单位：", "填报月份："
    for area, words in _HEADS:
        sheet[area.split(":")[0]] = words
        sheet.merge_cells(area)
    for place, words in _BELOW.items():
        sheet[place] = words
    for letter, width in zip("ABCDEFGHIJK", (6, 18, 10, 10, 10, 11, 11, 10, 8, 11, 16), strict=True):
        sheet.column_dimensions[letter].width = width


def _rows(sheet: Worksheet, names: Sequence[str]) -> int:
    """The last row, with the sums."""
    last = _FIRST + len(names)
    for row, name in enumerate(names, _FIRST):
        sheet[f"A{row}"], sheet[f"B{row}"] = row - _FIRST + 1, name
    for row in range(_FIRST, last + 1):
        sheet[f"E{row}"] = f'=IF(C{row}=0,"",D{row}/C{row})'
        sheet[f"E{row}"].number_format = sheet[f"J{row}"].number_format = "0.0%"
        sheet[f"H{row}"].number_format = "0.00"
    sheet[f"B{last}"] = "合计"
    for letter in "CDFG":
        sheet[f"{letter}{last}"] = f"=SUM({letter}{_FIRST}:{letter}{last - 1})"
    return last
