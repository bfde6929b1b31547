"""Workbooks such as a district has its townships fill in; titles and layouts are invented."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

RED = "FFC00000"


def monthly_form(names: Sequence[str], *, total: str = "合计") -> bytes:
    """A title over two rows of heads, a row for each name from row 5, formulas in column H and in the last row; a
    second sheet that adds up the first one, and a chart.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "月报表"
    sheet["A1"] = "平安建设工作月报表"
    sheet.merge_cells("A1:H1")
    sheet["A1"].font = Font(name="方正小标宋简体", size=20)
    sheet["A2"], sheet["F2"] = "填报单位：", "填报月份："
    heads = {
        "A3": "序号", "B3": "社区", "C3": "矛盾纠纷", "C4": "登记纠纷（件）", "D4": "化解纠纷（件）",
        "E3": "考核", "E4": "总分", "F4": "名次", "G3": "安全感", "H3": "化解率",
    }  # fmt: skip
    for place, words in heads.items():
        sheet[place] = words
    for area in ("A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4", "H3:H4"):
        sheet.merge_cells(area)
    _rows(sheet, names, total)
    other = book.create_sheet("合计")
    other["A1"], other["B1"] = "登记合计", "=SUM(月报表!C5:C6)"
    other["B1"].number_format = '0"件"'
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=4, max_row=4 + len(names)), titles_from_data=True)
    other.add_chart(chart, "D2")
    return _saved(book)


def _rows(sheet: Worksheet, names: Sequence[str], total: str) -> None:
    last = 4 + len(names)
    for row, name in enumerate(names, 5):
        sheet[f"A{row}"], sheet[f"B{row}"] = row - 4, name
        sheet[f"H{row}"] = f"=IF(C{row}=0,0,D{row}/C{row})"
        sheet[f"E{row}"].font = Font(bold=True, color=RED)
        sheet[f"E{row}"].fill = PatternFill("solid", fgColor="FFFFF2CC")
        sheet[f"G{row}"].number_format = "0.0%"
    sheet[f"B{last + 1}"] = total
    sheet[f"C{last + 1}"] = f"=SUM(C5:C{last})"
    sheet[f"B{last + 3}"] = "审核人："


def figures_below(names: Sequence[str]) -> bytes:
    """Figures one below the other, a column for each name."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["序号", "指标", *names])
    for number, words in enumerate(("登记纠纷", "化解纠纷", "警民恳谈会", "今后打算") if names else ("甲", "乙"), 1):
        sheet.append([number, words])
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one more part, or with another content of one."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for member in source.infolist():
            if member.filename != name:
                made.writestr(member, source.read(member))
        made.writestr(name, content)
    return stream.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as source:
        return source.read(name)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def shared_formulas(data: bytes) -> bytes:
    """Column H as a spreadsheet keeps it that was filled down: one formula, shared by the rows below."""
    sheet = part_of(data, "xl/worksheets/sheet1.xml").decode()
    sheet = sheet.replace(
        '<c r="H5"><f>IF(C5=0,0,D5/C5)</f>', '<c r="H5"><f t="shared" ref="H5:H6" si="0">IF(C5=0,0,D5/C5)</f>'
    )
    sheet = re.sub(r'<c r="H6"><f>[^<]*</f>', '<c r="H6"><f t="shared" si="0"/>', sheet)
    return with_part(data, "xl/worksheets/sheet1.xml", sheet.encode())
