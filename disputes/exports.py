"""The list as a workbook: the columns of the page, row by row, so that a long list needs little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from disputes.models import Dispute

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (22, 40, 16, 22, 12, 18, 20, 12, 18, 18, 14)

Value = str | int | datetime | None


def columns() -> list[str]:
    return [
        _("Number"),
        _("Matter"),
        _("Community"),
        _("Category"),
        _("Risk"),
        _("State"),
        _("Responsible unit"),
        _("Handler"),
        _("Registered"),
        _("Due"),
        _("Origin"),
    ]


def values(dispute: Dispute) -> list[Value]:
    """One row; parties and the course of events never leave in a list."""
    return [
        dispute.number,
        dispute.title,
        dispute.community.name,
        dispute.category.top.name,
        dispute.risk.name,
        str(dispute.get_state_display()),
        dispute.responsible_unit.name,
        dispute.handler.name if dispute.handler else dispute.handler_label,
        _local(dispute.registered_at),
        _local(dispute.due_at),
        str(dispute.get_origin_display()),
    ]


def workbook(disputes: QuerySet[Dispute], title: str) -> BytesIO:
    """``disputes`` in their order; strings stay strings, whatever they begin with."""
    book = Workbook(write_only=True)
    sheet: WriteOnlyWorksheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for index, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJK"[index]].width = width  # type: ignore[attr-defined]
    sheet.append(_header(sheet, columns()))
    for row in _rows(sheet, disputes.iterator(chunk_size=500)):
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def _rows(sheet: WriteOnlyWorksheet, disputes: Iterable[Dispute]) -> Iterator[list[Cell]]:
    for dispute in disputes:
        yield [_cell(sheet, value) for value in values(dispute)]


def _header(sheet: WriteOnlyWorksheet, names: Sequence[str]) -> list[Cell]:
    cells = [_cell(sheet, name) for name in names]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl would take "=…" for a formula
        cell.quotePrefix = value.startswith(_STARTS_A_FORMULA)
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    return cell


def _local(moment: datetime | None) -> datetime | None:
    """Excel knows no time zones: the portal's own, without mark."""
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0) if moment else None
