"""How an import is shown: its state as a chip, the four steps, the counts of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from safety_portal.core.formats import number
from safety_portal.core.ports import Words
from safety_portal.imports.kinds import kind_of
from safety_portal.imports.models import ImportRun
from safety_portal.imports.reading.lines import Role
from safety_portal.imports.selectors import PreviewCell, PreviewColumn, PreviewRow, Sentence, Tab
from safety_portal.imports.states import WRITING, RowStatus, RunState

#: States as kind and icon of a chip; its words are the state's own.
_CHIPS: dict[str, tuple[str, str]] = {
    RunState.READING: ("info", "hourglass-split"),
    RunState.COLUMNS: ("warn", "table"),
    RunState.PREVIEW: ("warn", "eye"),
    RunState.WRITTEN: ("ok", ""),
    RunState.UNDONE: ("", "arrow-return-left"),
    RunState.DISCARDED: ("", "slash-circle"),
}
#: Rows by what becomes of them, as kind and icon of a chip.
ROW_CHIPS: dict[str, tuple[str, str]] = {
    RowStatus.NEW: ("ok", "plus-lg"),
    RowStatus.CHANGED: ("info", "pencil-square"),
    RowStatus.SAME: ("", "check2"),
    RowStatus.REPEATED: ("", "link-45deg"),
    RowStatus.REFUSED: ("bad", ""),
}


@dataclass(frozen=True)
class Chip:
    """What ``{% chip %}`` takes."""

    kind: str
    text: Words
    icon: str = ""


@dataclass(frozen=True)
class Step:
    """One of the four steps; ``css``: done, now or nothing."""

    title: Words
    text: str
    css: str


@dataclass(frozen=True)
class Line:
    """An import in the list."""

    run: ImportRun
    kind: Words
    state: Chip


def kind_words(run: ImportRun) -> Words:
    """What the kind is called; its code where no app offers it any more."""
    kind = kind_of(run.kind)
    return kind.label if kind else run.kind


def state_chip(run: ImportRun) -> Chip:
    kind, icon = _CHIPS[run.state]
    return Chip(kind, run.get_state_display(), icon)


def row_chip(status: str) -> Chip:
    kind, icon = ROW_CHIPS[status]
    return Chip(kind, RowStatus(status).label, icon)


def lines_of(runs: Iterable[ImportRun]) -> list[Line]:
    return [Line(run, kind_words(run), state_chip(run)) for run in runs]


# --- Counts ---------------------------------------------------------------------------------------------------


def rows_to_write(run: ImportRun) -> int:
    return sum(run.counts.get(status, 0) for status in WRITING)


def rows_refused(run: ImportRun) -> int:
    return int(run.counts.get(RowStatus.REFUSED, 0))


def rows_questioned(run: ImportRun) -> int:
    return int(run.counts.get("questioned", 0))


# --- Steps ----------------------------------------------------------------------------------------------------

_TITLES = (
    pgettext_lazy("import step", "File"),
    pgettext_lazy("import step", "Columns"),
    pgettext_lazy("import step", "Check"),
    pgettext_lazy("import step", "Write"),
)
#: How far an import has come: the number of the step that is to be taken now.
_AT = {
    RunState.READING: 0,
    RunState.COLUMNS: 1,
    RunState.PREVIEW: 2,
    RunState.WRITTEN: 4,
    RunState.UNDONE: 4,
}
NOTHING_WRITTEN = gettext_lazy("Nothing is written yet")


def steps_of(run: ImportRun | None, at: int | None = None) -> list[Step]:
    """The strip over the pages of an import; ``at``: the step that the page is about, the run's own by default.

    None for an import that was thrown away: it leads nowhere.
    """
    if run is not None and run.state == RunState.DISCARDED:
        return []
    here = at if at is not None else _AT[RunState(run.state)] if run else 0
    texts = (_file_step(run), _columns_step(run, here), _check_step(run, here), _write_step(run))
    marks = ["done" if n < here else "now" if n == here else "" for n in range(4)]
    return [Step(title, text, mark) for title, text, mark in zip(_TITLES, texts, marks, strict=True)]


def _file_step(run: ImportRun | None) -> str:
    return filesizeformat(run.size) if run else _("xlsx, xls or csv")


def _columns_step(run: ImportRun | None, here: int) -> str:
    if run is None or here < 1:
        return _("What each column means")
    count = len(run.mapping)
    return ngettext("%(count)s column matched", "%(count)s columns matched", count) % {"count": count}


def _check_step(run: ImportRun | None, here: int) -> str:
    if run is None or here < 2:
        return _("Every row before it is written")
    return _("%(refused)s refused, %(questioned)s questioned") % {
        "refused": number(rows_refused(run)),
        "questioned": number(rows_questioned(run)),
    }


def _write_step(run: ImportRun | None) -> str:
    if run is None or run.state not in {RunState.WRITTEN, RunState.UNDONE}:
        return str(NOTHING_WRITTEN)
    if run.state == RunState.UNDONE:
        return pgettext("import step", "Written, then undone")
    count = rows_to_write(run)
    return ngettext("%(count)s row written", "%(count)s rows written", count) % {"count": number(count)}


# --- Rows that are no data ------------------------------------------------------------------------------------

UNREAD = "unread"
_ROLES: dict[str, Words] = {
    Role.TOTAL: pgettext_lazy("rows that are no data", "Totals"),
    Role.FOOT: pgettext_lazy("rows that are no data", "Foot lines"),
    Role.HEAD_AGAIN: pgettext_lazy("rows that are no data", "The head, repeated"),
    Role.NOTE: pgettext_lazy("rows that are no data", "Notes and headings in between"),
    Role.BLANK: pgettext_lazy("rows that are no data", "Blank"),
}


@dataclass(frozen=True)
class LeftOut:
    """Rows of one kind that were not read; ``rows``: the numbers of the first of them, blank ones not named."""

    role: Words
    count: int
    rows: Sequence[int]


def left_out(run: ImportRun) -> list[LeftOut]:
    counts: Mapping[str, int] = run.counts.get("left_out", {})
    rows = {role: [kept["row"] for kept in run.unread if kept["role"] == role] for role in counts}
    return [LeftOut(label, counts[role], rows[role]) for role, label in _ROLES.items() if counts.get(role)]


def unread_tab(run: ImportRun) -> Tab:
    """Behind the tabs of rows: what was taken for no data. Blank rows alone are nothing to look at."""
    found = sum(one.count for one in left_out(run) if one.rows)
    return Tab(UNREAD, pgettext_lazy("rows of an import", "No data"), found)


# --- Preview --------------------------------------------------------------------------------------------------

#: Tabs by how much they want to be looked at.
_FIRST = (RowStatus.REFUSED, "questioned", RowStatus.CHANGED, RowStatus.NEW)
_TABS = (*_FIRST, RowStatus.SAME, RowStatus.REPEATED, UNREAD, "all")
#: In these tabs a wide sheet shows but the columns that are remarked upon, and the first ones, to tell rows apart.
_REMARKED = frozenset({RowStatus.REFUSED, "questioned"})
_LEADING = 3
_ROOM = 7
_ONE_LINE = 14
_NUMBER = re.compile(r"[−-]?[0-9]{1,10}(\.[0-9]+)?")
_CELLS = {"refusal": "err", "question": "off"}


@dataclass(frozen=True)
class ShownColumn:
    """A column of the preview; ``css``: "num" where nothing but numbers stands in it."""

    letter: str
    label: str
    css: str


@dataclass(frozen=True)
class ShownCell:
    """``css`` marks what is remarked upon; ``before``: what the register says now, where that will change."""

    text: str
    label: str
    css: str
    before: str | None
    severity: str = ""


@dataclass(frozen=True)
class ShownRow:
    """A row of the preview; ``remarks`` say how to put it right."""

    number: int
    chip: Chip
    label: str
    cells: Sequence[ShownCell]
    remarks: Sequence[Sentence]


def in_order(tabs: Sequence[Tab]) -> list[Tab]:
    """What wants to be looked at first, everything last."""
    last = len(_TABS)
    return sorted(tabs, key=lambda tab: _TABS.index(tab.code) if tab.code in _TABS else last)


def tab_to_show(tabs: Sequence[Tab], asked: str) -> str:
    """The tab that was asked for, or the first that somebody should look at."""
    there = [tab.code for tab in tabs if tab.count]
    if asked in [tab.code for tab in tabs]:
        return asked
    return next((code for code in _FIRST if code in there), "all")


def columns_to_show(columns: Sequence[PreviewColumn], rows: Sequence[PreviewRow], tab: str) -> Sequence[PreviewColumn]:
    if tab not in _REMARKED or len(columns) <= _ROOM:
        return columns
    marked = {cell.letter for row in rows for cell in row.cells if cell.severity}
    wanted = [column.letter for column in columns[:_LEADING]]
    wanted += [column.letter for column in columns[_LEADING:] if column.letter in marked]
    wanted += [column.letter for column in columns if column.letter not in wanted][: max(0, _ROOM - len(wanted))]
    return [column for column in columns if column.letter in wanted]


def preview_lines(rows: Sequence[PreviewRow], columns: Sequence[ShownColumn]) -> list[ShownRow]:
    return [
        ShownRow(
            number=row.number,
            chip=row_chip(row.status),
            label="" if row.label in {cell.text for cell in row.cells} else row.label,
            cells=_cells(row, columns),
            remarks=sorted(row.remarks, key=lambda remark: remark.severity != "refusal"),
        )
        for row in rows
    ]


def shown_columns(columns: Sequence[PreviewColumn], rows: Sequence[PreviewRow]) -> list[ShownColumn]:
    """With numbers to the right, as far as the page goes."""
    texts: dict[str, set[str]] = {}
    for row in rows:
        for cell in row.cells:
            texts.setdefault(cell.letter, set()).add(cell.text)
    return [
        ShownColumn(column.letter, column.label, "num" if _are_numbers(texts.get(column.letter, set())) else "")
        for column in columns
    ]


def _are_numbers(texts: set[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and all(_NUMBER.fullmatch(text) for text in filled)


def _cells(row: PreviewRow, columns: Sequence[ShownColumn]) -> list[ShownCell]:
    there = {cell.letter: cell for cell in row.cells}
    return [_cell(there.get(column.letter), column) for column in columns]


def _cell(cell: PreviewCell | None, column: ShownColumn) -> ShownCell:
    label = f"{column.letter} {column.label}"
    if cell is None:
        return ShownCell("", label, column.css, None)
    short = "text-nowrap" if len(cell.text) + len(cell.before or "") <= _ONE_LINE else ""
    css = " ".join(part for part in (_CELLS.get(cell.severity), column.css, short) if part)
    return ShownCell(cell.text, label, css, cell.before, cell.severity)
