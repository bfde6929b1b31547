"""Lists taken away as they stand on the screen: the page's rows in the page's order, as a workbook or as text.

A list's view says its columns and gives its rows; ``as_file`` hands them to whoever offers the port ``exports``: a
short list comes at once, a long one by a worker that asks the same view again. A workbook has a second sheet that
says under which conditions the rows stood, who took them and when; csv holds the rows alone, for programs to read.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from types import NoneType
from typing import Any, BinaryIO

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from safety_portal.core import ports, xlsx
from safety_portal.core.forms import shown_value
from safety_portal.core.ports import Words
from safety_portal.core.views import FilteredListMixin

Value = Words | int | float | Decimal | date | None
Notes = Sequence[tuple[Words, Words]]
Advance = Callable[[int], None]

#: Formats by their ending, and how they are served.
CONTENT_TYPES = {
    "xlsx": xlsx.CONTENT_TYPE,
    "csv": "text/csv; charset=utf-8",
}
CHUNK = 1000
_PLAIN = frozenset({str, int, float, Decimal, date, NoneType})  # cells as they are
_NUMBERS = _PLAIN - {str, date}
#: What a text that could be taken for a formula begins with; spaces before the sign are looked through.
_SUSPECT = frozenset({*xlsx.STARTS_A_FORMULA, " ", "\u3000"})
SHARE = "0.0%"  # a fraction from 0 to 1


@dataclass(frozen=True)
class Column:
    """A column: its head, how to get its cell from a row, how wide it is (in digits), its number format."""

    head: Words
    value: Callable[[Any], Value]
    width: float = 14
    number_format: str = ""


@dataclass(frozen=True)
class Table:
    """A list to be taken away. ``rows`` may be read once; ``notes``: what it shows, as pairs of words."""

    title: Words
    columns: Sequence[Column]
    rows: Iterable[Any]
    count: int
    notes: Sequence[tuple[Words, Words]] = field(default=())

    @property
    def heads(self) -> list[str]:
        return [str(column.head) for column in self.columns]

    def cells(self) -> Iterator[list[xlsx.Cell]]:
        """The rows, in the language that is active and the portal's time."""
        getters = [column.value for column in self.columns]
        return (
            [value if type(value) in _PLAIN else plain(value) for getter in getters for value in (getter(row),)]  # type: ignore[misc]
            for row in self.rows
        )


@dataclass(frozen=True)
class Book:
    """A workbook of several sheets to be taken away, as xlsx only. ``write(target, notes, advance)`` fills ``target``;
    ``notes``: who takes it and when; ``advance`` hears of rows written, of ``count`` in all.
    """

    title: Words
    count: int
    write: Callable[[BinaryIO, Notes, Advance], None]


Taken = Table | Book


def plain(value: Value) -> xlsx.Cell:
    """A cell without time zone (no spreadsheet knows any) and seconds; words in the active language."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_current_timezone()).replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, Promise):
        return str(value)
    return value


# --- Writing --------------------------------------------------------------------------------------------------


def write(table: Table, ending: str, target: BinaryIO, notes: Sequence[tuple[Words, Words]] = ()) -> None:
    """Write ``table`` in the format of ``ending``; ``notes``: who takes it and when, before the table's own."""
    if ending == "csv":
        _write_csv(table, target)
    else:
        _write_xlsx(table, target, [*notes, *table.notes])


def _write_xlsx(table: Table, target: BinaryIO, notes: Sequence[tuple[Words, Words]]) -> None:
    sheet = xlsx.Sheet(
        name=str(table.title),
        heads=table.heads,
        rows=table.cells(),
        widths=[column.width for column in table.columns],
        formats=[column.number_format for column in table.columns],
    )
    facts = [[str(name), str(words)] for name, words in notes]
    about = xlsx.Sheet(name=_("About this list"), heads=[_("List"), str(table.title)], rows=facts, widths=[16, 60])
    xlsx.write_workbook(target, [sheet, about])


def _write_csv(table: Table, target: BinaryIO) -> None:
    """With a byte order mark: without one, Excel and WPS take Chinese text for GB 18030."""
    text = TextIOWrapper(target, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(table.heads)
    writer.writerows(
        [
            cell if type(cell) in _NUMBERS or (isinstance(cell, str) and cell[:1] not in _SUSPECT) else _as_text(cell)
            for cell in row
        ]
        for row in table.cells()
    )
    text.flush()
    text.detach()


def _as_text(cell: xlsx.Cell) -> str | int | float | Decimal | None:
    if isinstance(cell, str):
        return defused(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else cell


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula: with an apostrophe before it where it begins like one.

    csv has no types: the apostrophe is the one mark that Excel, WPS and LibreOffice all leave alone. A workbook says
    the type of a cell, so its text stays as it is.
    """
    return f"'{text}" if text.lstrip(" \u3000").startswith(xlsx.STARTS_A_FORMULA) else text


# --- Asking ---------------------------------------------------------------------------------------------------


def ending_asked(request: HttpRequest) -> str:
    """The format that ``?export=`` asks for; "" where the page itself is wanted."""
    ending = request.GET.get("export", "")
    return ending if ending in CONTENT_TYPES else ""


def as_file(request: HttpRequest, table: Taken) -> HttpResponseBase:
    """The file, or the way to the job that makes it."""
    desk = next(iter(ports.exports))
    return desk.deliver(request, table)


class ExportedListMixin(FilteredListMixin):
    """A filtered list whose ``object_list`` can be taken away: ``?export=xlsx`` or ``?export=csv``.

    Conditions that are no conditions give no file: the page comes back and says what is wrong with them.
    """

    export_title: Words = ""

    def export_columns(self) -> Sequence[Column]:
        """The columns of the page; nothing that the page does not show."""
        raise NotImplementedError

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        return context | {"export_count": context["paginator"].count}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if not ending_asked(self.request) or self.filterset.form.errors:
            return super().render_to_response(context, **kwargs)
        rows = self.object_list.iterator(chunk_size=CHUNK)
        table = Table(self.export_title, self.export_columns(), rows, context["export_count"], self._notes())
        return as_file(self.request, table)

    def _notes(self) -> list[tuple[Words, Words]]:
        """The tab and the conditions in words."""
        form = self.filterset.form
        tab: list[tuple[Words, Words]] = [(_("Tab"), self._tab().label)] if self.tabs else []
        return tab + [(_("Condition"), shown_value(form[name])) for name in self._conditions()]
