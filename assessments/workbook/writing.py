"""A workbook to be read on a screen and printed on A4: titles over the tables, a frozen head, borders, page numbers.

Row by row, so that the workbook of a whole district needs little memory. Text is never a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import BinaryIO, cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from safety_portal.core import xlsx
from safety_portal.core.exports import Advance, Table
from safety_portal.core.xlsx import column_letters
from safety_portal.imports.notes import clean

_TITLE_ROW, _LEAD_ROW, _HEAD_ROW = 1, 2, 3
_INK, _RULE, _GROUND, _WARN = "1F2A37", "C9D1DB", "EEF2F6", "B4232A"
_LINE = Side(style="thin", color=_RULE)
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FONT = "宋体"
_PAGE_WIDTH = 190  # digits that are still read on a landscape page when it is scaled to fit
_STEP = 500


@dataclass(frozen=True)
class Page:
    """A sheet: its table, the line of the title and the one under it, how many columns stay in sight.
    ``is_warning``: the line under the title says that these figures are not final; ``row_formats``: number format of
    each row, where rows and not columns hold numbers of one kind.
    """

    table: Table
    heading: str
    lead: str
    keys: int = 1
    is_warning: bool = False
    row_formats: Sequence[str] = ()


def write_pages(target: BinaryIO, pages: Sequence[Page], footer: tuple[str, str], advance: Advance) -> None:
    """``footer``: what stands at the left of every printed page, and the page's number with its sheet's pages."""
    writer = _Writer(footer)
    for page in pages:
        writer.add(page, advance)
    writer.book.save(target)


class _Writer:
    """One workbook; styles are named once and used by name."""

    def __init__(self, footer: tuple[str, str]) -> None:
        self.book = Workbook(write_only=True)
        self.footer = footer
        self._formats: dict[tuple[str, bool], str] = {}
        for style in _named_styles():
            self.book.add_named_style(style)

    def add(self, page: Page, advance: Advance) -> None:
        table = page.table
        # written row by row, but with the settings of any other sheet, which the stubs don't know of
        sheet = cast("Worksheet", self.book.create_sheet(self._free_name(str(table.title))))
        formats = [column.number_format for column in table.columns]
        _set_up(sheet, page, self.footer)
        self._write_top(sheet, page)
        for number, row in enumerate(table.cells(), 1):
            styles = [page.row_formats[number - 1]] * len(row) if page.row_formats else formats
            sheet.append([self._cell(sheet, cell, style) for cell, style in zip(row, styles, strict=True)])
            if number % _STEP == 0:
                advance(_STEP)
        advance(table.count % _STEP)
        if table.columns and table.count:
            last = column_letters(len(table.columns) - 1)
            sheet.auto_filter.ref = f"A{_HEAD_ROW}:{last}{_HEAD_ROW + table.count}"

    def _free_name(self, wanted: str) -> str:
        name = xlsx.sheet_name(wanted)
        taken = set(self.book.sheetnames)
        return next(one for n in range(1, 100) if (one := name if n == 1 else f"{name[:27]} {n}") not in taken)

    def _write_top(self, sheet: Worksheet, page: Page) -> None:
        width = max(len(page.table.columns), 1)
        lead = "portal warning" if page.is_warning else "portal lead"
        for row, (words, style) in enumerate(((page.heading, "portal title"), (page.lead, lead)), _TITLE_ROW):
            sheet.append([self._text(sheet, words, style)])
            if width > 1:
                sheet.merged_cells.add(f"A{row}:{column_letters(width - 1)}{row}")
        sheet.append([self._text(sheet, head, "portal head") for head in page.table.heads])

    def _text(self, sheet: Worksheet, words: str, style: str) -> Cell:
        cell = WriteOnlyCell(sheet)
        cell.value = clean(words)
        cell.data_type = "s"  # openpyxl would take "=…" for a formula
        cell.style = style
        cell.quotePrefix = words.startswith(xlsx.STARTS_A_FORMULA)
        return cell

    def _cell(self, sheet: Worksheet, value: xlsx.Cell, number_format: str) -> Cell:
        if isinstance(value, str):
            return self._text(sheet, value, "portal text")
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.style = self._style_of(value, number_format)
        return cell

    def _style_of(self, value: xlsx.Cell, number_format: str) -> str:
        if value is None:
            return "portal text"
        if isinstance(value, date):
            number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
        key = (number_format or "General", isinstance(value, date))
        if key not in self._formats:
            name = f"portal number {len(self._formats) + 1}"
            style = NamedStyle(name, font=Font(name=_FONT, size=10), border=_FRAME, number_format=key[0])
            style.alignment = Alignment(horizontal="center" if key[1] else "right", vertical="center")
            self.book.add_named_style(style)
            self._formats[key] = name
        return self._formats[key]


def _named_styles() -> Iterable[NamedStyle]:
    plain = Font(name=_FONT, size=10)
    wrapped = Alignment(vertical="center", wrap_text=True)
    centred = Alignment(horizontal="center", vertical="center", wrap_text=True)
    yield NamedStyle("portal title", font=Font(name=_FONT, size=16, bold=True, color=_INK), alignment=centred)
    yield NamedStyle("portal lead", font=plain, alignment=wrapped)
    yield NamedStyle("portal warning", font=Font(name=_FONT, size=10, bold=True, color=_WARN), alignment=wrapped)
    yield NamedStyle(
        "portal head",
        font=Font(name=_FONT, size=10, bold=True, color=_INK),
        fill=PatternFill("solid", fgColor=_GROUND),
        border=_FRAME,
        alignment=centred,
    )
    yield NamedStyle("portal text", font=plain, border=_FRAME, alignment=wrapped)


def _set_up(sheet: Worksheet, page: Page, footer: tuple[str, str]) -> None:
    """Before the first row: widths, what stays in sight, and the page as it is printed."""
    widths = [column.width for column in page.table.columns]
    for index, width in enumerate(widths):
        sheet.column_dimensions[column_letters(index)].width = width
    sheet.row_dimensions[_TITLE_ROW].height = 30
    sheet.row_dimensions[_LEAD_ROW].height = 30 if len(page.lead) > sum(widths) / 2 else 18
    sheet.row_dimensions[_HEAD_ROW].height = 32
    sheet.freeze_panes = f"{column_letters(page.keys)}{_HEAD_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = max(1, ceil(sum(widths) / _PAGE_WIDTH)), 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, header=0.3, footer=0.3)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{_TITLE_ROW}:{_HEAD_ROW}"
    if sheet.page_setup.fitToWidth > 1:
        sheet.print_title_cols = f"A:{column_letters(page.keys - 1)}"
    foot = sheet.HeaderFooter.oddFooter
    assert foot is not None  # noqa: S101 - a new sheet has an empty one
    foot.left.text, foot.center.text = footer
