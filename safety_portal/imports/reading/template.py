"""An empty workbook to be filled in, which needs no matching of columns when it comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from safety_portal.core.xlsx import column_letters
from safety_portal.imports.reading.columns import Column, Form

#: Rows that are prepared: their format and their lists of choices.
PREPARED_ROWS = 2_000
_TITLE_ROW, _HEAD_ROW = 1, 2
_FORMATS = {
    Form.INTEGER: "0",
    Form.DECIMAL: "General",
    Form.DAY: "yyyy-mm-dd",
    Form.MOMENT: "yyyy-mm-dd hh:mm",
}
_TEXT = "@"  # phones, numbers of persons, months: what a spreadsheet would make a number or a day of
_WIDTHS = {Form.INTEGER: 12, Form.DECIMAL: 12, Form.DAY: 14, Form.MOMENT: 18, Form.UNIT: 18, Form.PHONE: 16}
_WIDTH = 20
_INK, _RULE, _GROUND, _REQUIRED = "1F2A37", "C9D1DB", "EEF2F6", "FBEFD9"
_LINE = Side(style="thin", color=_RULE)
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


@dataclass(frozen=True)
class TemplateWords:
    """What is written beside the columns' own words. The workbook is for township offices: Chinese if not given."""

    sheet: str = "填报表"
    help_sheet: str = "填表说明"
    choices_sheet: str = "选项"
    heads: tuple[str, str, str, str] = ("列", "是否必填", "填写要求", "示例")
    required: str = "必填"
    optional: str = "选填"


DEFAULT_WORDS = TemplateWords()


def make_template(
    title: str,
    columns: Sequence[Column],
    notes: Sequence[str],
    choices: Mapping[str, Sequence[str]] | None = None,
    words: TemplateWords = DEFAULT_WORDS,
) -> bytes:
    """An xlsx: a title, the heads (required ones with ``*``), prepared empty rows, and a sheet that explains.

    ``notes`` are sentences above the explanation; ``choices``: by the key of a column, what may be chosen in it. There
    is no example among the rows: somebody would send it. Every text stays text, also one that begins with ``=``.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one sheet of cells
    sheet.title = words.sheet
    _write_head(sheet, title, columns)
    _explain(book.create_sheet(words.help_sheet), columns, notes, words)
    _offer(book, sheet, columns, choices or {}, words)
    _prepare(sheet, columns)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_head(sheet: Worksheet, title: str, columns: Sequence[Column]) -> None:
    _put(sheet, _TITLE_ROW, 1, title, Font(bold=True, size=14, color=_INK))
    if len(columns) > 1:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(columns))
    sheet.row_dimensions[_TITLE_ROW].height = 28
    sheet.row_dimensions[_HEAD_ROW].height = 24
    for number, column in enumerate(columns, 1):
        text = f"{column.label}*" if column.is_required else column.label
        cell = _put(sheet, _HEAD_ROW, number, text, Font(bold=True, color=_INK))
        cell.fill = PatternFill("solid", fgColor=_REQUIRED if column.is_required else _GROUND)
        cell.border = _FRAME
        width = max(_WIDTHS.get(column.form, _WIDTH), 2 * len(text) + 4)
        sheet.column_dimensions[column_letters(number - 1)].width = min(width, 40)
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"


def _prepare(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Formats of whole columns, so that empty rows cost nothing and the sheet ends where somebody stops typing."""
    for number, column in enumerate(columns):
        sheet.column_dimensions[column_letters(number)].number_format = _FORMATS.get(column.form, _TEXT)
        for row in range(_HEAD_ROW + 1, _HEAD_ROW + 101):  # WPS minds the format of cells more than that of columns
            sheet.cell(row, number + 1).number_format = _FORMATS.get(column.form, _TEXT)


def _explain(sheet: Worksheet, columns: Sequence[Column], notes: Sequence[str], words: TemplateWords) -> None:
    for row, note in enumerate(notes, 1):
        _put(sheet, row, 1, note)
    first = len(notes) + 2 if notes else 1
    for number, head in enumerate(words.heads, 1):
        cell = _put(sheet, first, number, head, Font(bold=True, color=_INK))
        cell.fill, cell.border = PatternFill("solid", fgColor=_GROUND), _FRAME
    for row, column in enumerate(columns, first + 1):
        need = words.required if column.is_required else words.optional
        for number, text in enumerate((column.label, need, column.hint, column.example), 1):
            cell = _put(sheet, row, number, text)
            cell.border, cell.alignment = _FRAME, Alignment(vertical="top", wrap_text=number > 2)
    for letter, width in zip("ABCD", (22, 12, 60, 28), strict=True):
        sheet.column_dimensions[letter].width = width


def _offer(
    book: Workbook,
    sheet: Worksheet,
    columns: Sequence[Column],
    choices: Mapping[str, Sequence[str]],
    words: TemplateWords,
) -> None:
    """Lists to choose from, kept in a hidden sheet: inside the rule itself they may have 255 signs, and no commas."""
    offered = [(number, choices[column.key]) for number, column in enumerate(columns) if choices.get(column.key)]
    if not offered:
        return
    store = book.create_sheet(words.choices_sheet)
    store.sheet_state = "hidden"
    for place, (number, texts) in enumerate(offered):
        for row, text in enumerate(texts, 1):
            _put(store, row, place + 1, text)
        letter = column_letters(place)
        rule = DataValidation(
            type="list",
            formula1=f"'{words.choices_sheet}'!${letter}$1:${letter}${len(texts)}",
            allow_blank=True,
            errorStyle="warning",  # the import understands other words as well
        )
        target = column_letters(number)
        rule.add(f"{target}{_HEAD_ROW + 1}:{target}{_HEAD_ROW + PREPARED_ROWS}")
        sheet.add_data_validation(rule)


def _put(sheet: Worksheet, row: int, column: int, text: str, font: Font | None = None) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged yet
    cell.value = text
    cell.data_type = "s"  # openpyxl would take "=…" for a formula
    if font is not None:
        cell.font = font
    return cell
