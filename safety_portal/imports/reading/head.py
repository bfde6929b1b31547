"""Finding the head of a sheet wherever it stands, and which of its columns mean what."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from safety_portal.imports.reading.columns import Column
from safety_portal.imports.reading.figures import counts_money, unit_of
from safety_portal.imports.reading.headings import EXACT, SHARED, SURE, Heading, Matcher, is_beside
from safety_portal.imports.reading.raw import Area, Raw, Table
from safety_portal.imports.reading.stored import is_note_head
from safety_portal.imports.reading.text import cleaned, plain, squeezed
from safety_portal.imports.reading.titles import months_named

__all__ = ["Head", "HeadCell", "choose_sheet", "find_head", "head_at", "months_named"]

SEARCHED_ROWS = 40
DEEPEST = 3
#: A heading whose column was said before counts as more than one that is merely well known.
_REMEMBERED = EXACT + 1

_FORM_LINE = re.compile(r"(?:单位|日期|时间|部门|人|月份|年度|盖章|电话)[)]?[:：](.*)")
_TITLE = re.compile(r"\d{4} ?年|统计表|情况表|台账$|一览表|汇总表|名册|登记表|住户册")
_SCALE_LINE = re.compile(r"单位[:：] ?((?:亿|千万|百万|万|千)?元)")
_AMOUNT = re.compile(r"金额|损失|资金|经费|款")


@dataclass(frozen=True)
class HeadCell:
    """One column's heading: its own name, the names over it, what its numbers are counted in (万元).

    ``path`` is by what a mapping is remembered: "可防性案件（起） / 入室盗窃".
    """

    index: int
    own: str
    above: tuple[str, ...] = ()
    counted_in: str = ""
    path: str = ""


@dataclass(frozen=True)
class Head:
    """Where the head stands (rows from 0) and what its columns seem to mean (column of the sheet → key).

    ``unsure``: columns of the sheet that a person must look at. ``title_texts``: all that stands above.
    """

    rows: tuple[int, ...]
    first_row: int
    heads: tuple[HeadCell, ...]
    suggestion: dict[int, str] = field(default_factory=dict)
    unsure: frozenset[int] = frozenset()
    title_texts: tuple[str, ...] = ()
    score: int = 0

    @property
    def counted_in(self) -> dict[int, str]:
        return {cell.index: cell.counted_in for cell in self.heads if cell.counted_in}

    @property
    def keys(self) -> set[str]:
        return set(self.suggestion.values())


Grid = list[tuple[Raw, ...]]


def find_head(sheet: Table, columns: Sequence[Column], remembered: Mapping[str, str] | None = None) -> Head | None:
    """The head in the first rows of ``sheet``, None if nothing looks like one.

    ``remembered``: path of a heading → key of its column, empty for a column that is to be left out.
    """
    top = _Top(sheet)
    judge = _Judge(columns, {_path_key(path): key for path, key in (remembered or {}).items()})
    best: Head | None = None
    for first in range(min(SEARCHED_ROWS, len(top.rows))):
        for depth in range(1, DEEPEST + 1):
            rows = range(first, first + depth)
            if rows.stop > len(top.rows) or not top.may_be_head(rows):
                continue
            head = judge.judged(top, rows)
            if best is None or (head.score, -depth) > (best.score, -len(best.rows)):
                best = head
    enough = min(2, len(columns))
    if best is not None and len(best.keys) >= enough:
        return best
    return _by_its_looks(top, judge) or best


def head_at(
    sheet: Table, rows: Sequence[int], columns: Sequence[Column], remembered: Mapping[str, str] | None = None
) -> Head | None:
    """The head in the rows that a person pointed at (from 0), None where nothing stands in them."""
    top = _Top(sheet)
    block = range(min(rows, default=0), min(max(rows, default=-1) + 1, len(top.rows)))
    if not block or not any(top.texts(row) for row in block):
        return None
    judge = _Judge(columns, {_path_key(path): key for path, key in (remembered or {}).items()})
    return judge.judged(top, block)


def choose_sheet(
    sheets: Sequence[Table], columns: Sequence[Column], remembered: Mapping[str, str] | None = None
) -> tuple[int, Head | None, tuple[str, ...]]:
    """The sheet whose head fits best, its head, and the names of further sheets that could hold such data too."""
    found = [(index, head) for index, sheet in enumerate(sheets) if (head := find_head(sheet, columns, remembered))]
    if not found:
        return 0, None, ()
    required = {column.key for column in columns if column.is_required}

    def rank(entry: tuple[int, Head]) -> tuple[int, int, int]:
        index, head = entry
        return len(head.keys & required), head.score, -index

    chosen, head = max(found, key=rank)
    others = tuple(
        sheets[index].name
        for index, other in found
        if index != chosen and other.keys >= (required & head.keys or head.keys) and other.keys and other.score
        if sheets[index].height > other.first_row
    )
    return chosen, head, others


class _Top:
    """The first rows of a sheet, with its merged areas."""

    def __init__(self, sheet: Table) -> None:
        self.rows: Grid = list(islice(sheet.rows(), SEARCHED_ROWS + DEEPEST + 1))
        self.width = max((len(row) for row in self.rows), default=0)
        self.areas = [area for area in sheet.merged if area.top < len(self.rows)]
        self.area_at = {
            (row, column): area
            for area in self.areas
            for row in range(area.top, min(area.bottom + 1, len(self.rows)))
            for column in range(area.left, min(area.right + 1, self.width))
        }

    def text(self, row: int, column: int) -> str:
        """The text shown there, through a merged area."""
        area = self.area_at.get((row, column))
        at_row, at_column = (area.top, area.left) if area else (row, column)
        cells = self.rows[at_row]
        value = cells[at_column] if at_column < len(cells) else None
        return cleaned(value) if isinstance(value, str) else ""

    def texts(self, row: int) -> list[str]:
        return [cleaned(value) for value in self.rows[row] if isinstance(value, str) and value.strip()]

    def is_text_only(self, row: int) -> bool:
        return all(value is None or isinstance(value, str) for value in self.rows[row])

    def may_be_head(self, rows: range) -> bool:
        """Rows of names that are whole: no merged area reaches over them, nothing of the head is left below."""
        texts = [self.texts(row) for row in rows]
        return (
            all(texts)
            and len({text for row in texts for text in row}) > 1
            and all(self.is_text_only(row) for row in rows)
            and not any(self._is_title(row, names) for row, names in zip(rows, texts, strict=True))
            and not any(self._crosses(area, rows) for area in self.areas)
            and not self._goes_on(rows)
        )

    def _is_title(self, row: int, texts: list[str]) -> bool:
        form_lines = [found for text in texts if (found := _FORM_LINE.search(plain(text)))]
        if form_lines and (len(texts) <= DEEPEST or any(found[1] for found in form_lines)):
            return True
        if len(set(texts)) > 1:
            return False
        area = next((area for area in self.areas if area.top == row and area.right > area.left), None)
        is_group = area is not None and area.left > 0 and len(texts[0]) <= 15
        return not is_group or bool(_TITLE.search(texts[0]))

    @staticmethod
    def _crosses(area: Area, rows: range) -> bool:
        is_inside = area.top < rows.stop and area.bottom >= rows.start
        return is_inside and (area.top < rows.start or area.bottom >= rows.stop)

    def _goes_on(self, rows: range) -> bool:
        """Whether the row below still names parts of what stands in the last row."""
        last, below = rows.stop - 1, rows.stop
        if below >= len(self.rows) or not self.is_text_only(below) or len(self.texts(below)) < 2:
            return False
        names = [self.text(last, column) for column in range(self.width)]
        parts = [self.text(below, column) for column in range(self.width)]
        groups = [area for area in self.areas if area.bottom == last and area.right > area.left and area.left > 0]
        if any(len({parts[c] for c in range(a.left, min(a.right + 1, self.width))} - {""}) > 1 for a in groups):
            first = next((column for column, name in enumerate(names) if name), 0)
            return not parts[first] or parts[first] == names[first]
        is_new = any(part and not name for name, part in zip(names, parts, strict=True))
        first = next((column for column, name in enumerate(names) if name), 0)
        return is_new and not parts[first]

    def cells(self, rows: range) -> list[HeadCell]:
        """The headings of a block of rows, column by column."""
        levels = [self._level(row, is_last=row == rows.stop - 1) for row in rows]
        cells, seen = [], Counter[str]()
        for column in range(self.width):
            names = [name for name in dict.fromkeys(level[column] for level in levels) if name]
            if not names or is_note_head(names[-1]) or not self._is_own(rows, column, names[-1]):
                continue
            *above, own = names
            path = " / ".join(" ".join(name.split()) for name in names)
            seen[path] += 1
            path = path if seen[path] == 1 else f"{path} #{seen[path]}"
            cells.append(HeadCell(column, own, tuple(above), Heading.of(own, above).counted_in, path))
        return cells

    def _level(self, row: int, *, is_last: bool) -> list[str]:
        """The names of one row; the name of a group stands over all its columns even where nothing is merged."""
        names = [self.text(row, column) for column in range(self.width)]
        if is_last:
            return names
        for column in range(1, self.width):
            is_open = not names[column] and (row, column) not in self.area_at and (row, column - 1) not in self.area_at
            if is_open and self.text(row + 1, column) and self.text(row + 1, column - 1) and names[column - 1]:
                names[column] = names[column - 1]
        return names

    def _is_own(self, rows: range, column: int, name: str) -> bool:
        """A name over several columns with nothing below it is the heading of the first of them."""
        row = max((row for row in rows if self.text(row, column) == name), default=rows.start)
        area = self.area_at.get((row, column))
        return area is None or area.left == column

    def titles(self, above: int) -> tuple[str, ...]:
        return tuple(text for row in range(above) for text in self.texts(row))


class _Judge:
    """What the headings of a block mean to the columns of a register."""

    def __init__(self, columns: Sequence[Column], remembered: Mapping[str, str]) -> None:
        self.columns = {column.key: column for column in columns}
        self.matcher = Matcher(columns)
        self.remembered = {path: key for path, key in remembered.items() if not key or key in self.columns}

    def judged(self, top: _Top, rows: range) -> Head:
        cells = top.cells(rows)
        titles = top.titles(rows.start)
        fits: dict[int, tuple[int, str]] = {}
        for cell in cells:
            said = self.remembered.get(_path_key(cell.path))
            fits[cell.index] = (_REMEMBERED, said) if said is not None else self.matcher.best(_heading(cell))
        fits |= self._left_over(fits, cells)
        suggestion, unsure = self._settled(fits, {cell.index: _heading(cell) for cell in cells})
        unsure |= self._unknown(cells, suggestion, fits)
        cells = [self._scaled(cell, suggestion.get(cell.index), titles) for cell in cells]
        unsure |= {cell.index for cell in cells if self._needs_scale(cell, suggestion, fits)}
        return Head(
            rows=tuple(rows),
            first_row=rows.stop,
            heads=tuple(cells),
            suggestion=suggestion,
            unsure=frozenset(unsure),
            title_texts=titles,
            score=_score(suggestion, fits),
        )

    def _unknown(
        self, cells: Iterable[HeadCell], suggestion: Mapping[int, str], fits: Mapping[int, tuple[int, str]]
    ) -> set[int]:
        """Headings that nobody knows, as long as a column of the register is missing: one may be the other."""
        if set(suggestion.values()) >= set(self.columns):
            return set()
        return {
            cell.index
            for cell in cells
            if cell.index not in suggestion and fits[cell.index][0] != _REMEMBERED and not is_beside(_heading(cell))
        }

    def _left_over(self, fits: Mapping[int, tuple[int, str]], cells: Iterable[HeadCell]) -> dict[int, tuple[int, str]]:
        """A name that columns of several groups share is of the only group in the sheet, or of the one that has no
        other heading for it.
        """
        taken = {key for level, key in fits.values() if key and level >= SURE}
        groups = {name for key in taken for name in self.columns[key].above}
        found: dict[int, tuple[int, str]] = {}
        for cell in (cell for cell in cells if fits[cell.index] == (SHARED, "")):
            sharers = [key for key in self.matcher.sharers(_heading(cell)) if key not in taken]
            left = [key for key in sharers if not groups.isdisjoint(self.columns[key].above)]
            if len(left) == 1:
                found[cell.index] = SURE, left[0]
        return found

    def _settled(
        self, fits: Mapping[int, tuple[int, str]], headings: Mapping[int, Heading]
    ) -> tuple[dict[int, str], set[int]]:
        """One column of the sheet for a column of the register, unless it adds; the doubtful ones beside."""
        claims: dict[str, list[int]] = defaultdict(list)
        unsure = {index for index, (level, key) in fits.items() if level and not key}
        for index, (level, key) in fits.items():
            if key and level:
                claims[key].append(index)
        suggestion: dict[int, str] = {}
        for key, indexes in claims.items():
            if self.columns[key].adds:
                kept, doubtful = self._added(indexes, fits, headings)
            else:
                kept, doubtful = self._single(indexes, fits)
            suggestion.update(dict.fromkeys(kept, key))
            unsure.update(doubtful)
        return dict(sorted(suggestion.items())), {index for index in unsure if fits[index][0] != _REMEMBERED}

    @staticmethod
    def _single(indexes: list[int], fits: Mapping[int, tuple[int, str]]) -> tuple[list[int], list[int]]:
        """The column that fits best; in doubt where it is but like the name, or another fits as well."""
        best = max(fits[index][0] for index in indexes)
        strongest = [index for index in indexes if fits[index][0] == best]
        return strongest[:1], strongest if len(strongest) > 1 or best < SURE else []

    def _added(
        self, indexes: list[int], fits: Mapping[int, tuple[int, str]], headings: Mapping[int, Heading]
    ) -> tuple[list[int], list[int]]:
        """All kinds of one figure. Where their sum stands beside them, the sum alone.

        A person has to look at sums, at kinds of more than one group (立案, 破案), and at what is not known as a kind.
        """
        if all(fits[index][0] == _REMEMBERED for index in indexes):
            return indexes, []
        sure = [index for index in indexes if fits[index][0] >= SURE]
        doubtful = [index for index in indexes if index not in sure]
        sums = [index for index in sure if self.matcher.is_sum(headings[index], fits[index][1])]
        if sums and len(indexes) > 1:
            return sums[:1], indexes
        groups = {headings[index].above for index in sure}
        return sure or doubtful[:1], indexes if len(groups) > 1 else doubtful

    def _scaled(self, cell: HeadCell, key: str | None, titles: Iterable[str]) -> HeadCell:
        """An amount without a scale of its own takes that of the line above the table (单位：元)."""
        if cell.counted_in:
            return cell
        is_amount = counts_money(self.columns[key].counted_in) if key else bool(_AMOUNT.search(cell.own))
        found = next((found for text in titles if (found := _SCALE_LINE.search(plain(text)))), None)
        return replace(cell, counted_in=found[1]) if is_amount and found else cell

    def _needs_scale(self, cell: HeadCell, suggestion: Mapping[int, str], fits: Mapping[int, tuple[int, str]]) -> bool:
        """Whether a person must say that an amount without a scale is in ours."""
        key = suggestion.get(cell.index)
        if not key or not counts_money(self.columns[key].counted_in) or fits[cell.index][0] == _REMEMBERED:
            return False
        return unit_of(cell.counted_in) is None


def _score(suggestion: Mapping[int, str], fits: Mapping[int, tuple[int, str]]) -> int:
    """How much of the register a head names; more columns of one figure count little."""
    best: dict[str, int] = defaultdict(int)
    for index, key in suggestion.items():
        best[key] = max(best[key], min(fits[index][0], EXACT))
    return sum(best.values()) * 10 + len(suggestion)


def _heading(cell: HeadCell) -> Heading:
    return Heading.of(cell.own, cell.above)


def _path_key(path: str) -> str:
    return squeezed(path)


def _by_its_looks(top: _Top, judge: _Judge) -> Head | None:
    """A head that names nothing we know: the first whole row of names over a row that is filled as far."""
    for first in range(min(SEARCHED_ROWS, len(top.rows) - 1)):
        for depth in range(1, DEEPEST + 1):
            rows = range(first, first + depth)
            if rows.stop >= len(top.rows) or not top.may_be_head(rows):
                continue
            head = judge.judged(top, rows)
            filled = sum(value is not None for value in top.rows[rows.stop])
            if len(head.heads) >= 2 and filled * 2 >= len(head.heads):
                return replace(head, unsure=frozenset(cell.index for cell in head.heads))
    return None
