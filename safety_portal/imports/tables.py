"""The table that is read out of a workbook: which sheet, where its head is, which column is what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from safety_portal.core.errors import Refused
from safety_portal.imports.models import ImportRun, SenderMemory
from safety_portal.imports.reading.book import Book, Sheet
from safety_portal.imports.reading.columns import Column
from safety_portal.imports.reading.head import Head, choose_sheet, find_head, head_at


@dataclass(frozen=True)
class Found:
    """``mapping``: column of the sheet → key; ``others``: further sheets that could hold such rows."""

    index: int
    sheet: Sheet
    head: Head | None
    mapping: Mapping[int, str]
    is_chosen: bool = False
    others: Sequence[str] = ()

    def is_ready(self, columns: Sequence[Column]) -> bool:
        """Whether rows can be read without asking: nothing doubtful that nobody has decided, nothing needed missing."""
        if self.head is None or missing_columns(self.mapping, columns):
            return False
        return self.is_chosen or not self.head.unsure


def missing_columns(mapping: Mapping[int, str], columns: Sequence[Column]) -> list[Column]:
    found = set(mapping.values())
    return [column for column in columns if column.is_required and column.key not in found]


def find_table(run: ImportRun, book: Book, columns: Sequence[Column], memory: SenderMemory) -> Found:
    """What the user said of this workbook wins, then what was learnt of the sender, then what headings suggest."""
    remembered: Mapping[str, str] = memory.columns
    if not book.sheets:
        raise Refused(_("There is no sheet with cells in the workbook."))
    index = run.sheet_index if run.sheet_index is not None else _best_sheet(book, columns, remembered)
    if index >= len(book.sheets):
        raise Refused(_("The workbook has no such sheet."))
    sheet = book.sheet(index)
    rows = run.heads.get("chosen") or run.heads.get("pointed")
    head = head_at(sheet, rows, columns, remembered) if rows else find_head(sheet, columns, remembered)
    is_chosen = "chosen" in run.heads
    suggested = head.suggestion if head else {}
    mapping = {int(column): key for column, key in run.mapping.items()} if is_chosen else suggested
    return Found(index, sheet, head, mapping, is_chosen, _other_sheets(book, index, columns, remembered))


def _best_sheet(book: Book, columns: Sequence[Column], remembered: Mapping[str, str]) -> int:
    """Hidden sheets only where there are no others."""
    shown = [info.index for info in book.sheets if not info.is_hidden] or [info.index for info in book.sheets]
    place, _head, _others = choose_sheet([book.sheet(number) for number in shown], columns, remembered)
    return shown[place]


def _other_sheets(book: Book, index: int, columns: Sequence[Column], remembered: Mapping[str, str]) -> Sequence[str]:
    """Names of the other sheets, hidden ones too, whose head names all that is needed."""
    return [
        info.name
        for info in book.sheets
        if info.index != index
        and (head := find_head(book.sheet(info.index), columns, remembered)) is not None
        and head.score
        and not missing_columns(head.suggestion, columns)
        and info.height > head.first_row
    ]
