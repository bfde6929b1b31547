"""The page on which columns are matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import islice

from django.db import connection

from safety_portal.accounts.models import User
from safety_portal.core.masking import mask_id, mask_phone
from safety_portal.core.xlsx import column_letters
from safety_portal.imports.kinds import ImportKind, Scope, kind_of
from safety_portal.imports.models import ImportRun
from safety_portal.imports.reading.book import Book, Sheet, open_book
from safety_portal.imports.reading.columns import Column, Form
from safety_portal.imports.reading.figures import shown
from safety_portal.imports.reading.head import Head, find_head
from safety_portal.imports.reading.places import UNIT_WORDS
from safety_portal.imports.reading.raw import Raw
from safety_portal.imports.selectors.preview import masked
from safety_portal.imports.selectors.runs import memory_of, scope_of
from safety_portal.imports.selectors.shapes import ColumnOption, HeadChoice, Matching, SheetOption, UnknownWord
from safety_portal.imports.selectors.units import unit_names
from safety_portal.imports.storage import content_of
from safety_portal.imports.tables import find_table

TOP_ROWS = 12
SAMPLES, SAMPLED_ROWS = 3, 30
MOST_WORDS = 100
_LONGEST_SAMPLE = 40
_MASKED_DIGITS, _ID_DIGITS = 11, 15  # of phones and identity cards


def matching(run: ImportRun, *, by: User, now: datetime, sheet_index: int | None = None) -> Matching:
    """What the page shows on which columns are matched. ``LookupError``: there is no such sheet or kind."""
    kind = kind_of(run.kind)
    if kind is None:
        raise LookupError(run.kind)
    scope = scope_of(run, by=by, now=now)
    columns = {column.key: column for column in kind.columns(scope)}
    book = open_book(content_of(run), run.file_name)
    index, head, mapping, is_chosen = _table(run, book, list(columns.values()), sheet_index)
    return Matching(
        sheets=[SheetOption(info.index, info.name, info.is_hidden, info.height) for info in book.sheets],
        sheet_index=index,
        head_rows=head.rows if head else (),
        choices=_choices(book.sheet(index), head, mapping, columns, is_chosen=is_chosen),
        options=[_option(column) for column in columns.values()],
        top=[(number, [_sample(raw, None) for raw in row]) for number, row in _top(book.sheet(index))],
        words=unknown_words(run, columns),
        meanings=_meanings(kind, scope),
    )


def _table(
    run: ImportRun, book: Book, columns: Sequence[Column], sheet_index: int | None
) -> tuple[int, Head | None, Mapping[int, str], bool]:
    if sheet_index is not None and sheet_index != run.sheet_index:
        if sheet_index not in range(len(book.sheets)):
            raise LookupError(sheet_index)
        head = find_head(book.sheet(sheet_index), columns, memory_of(run).columns)
        return sheet_index, head, head.suggestion if head else {}, False
    if (run.sheet_index or 0) not in range(len(book.sheets)):
        raise LookupError(run.sheet_index)
    found = find_table(run, book, columns, memory_of(run))
    return found.index, found.head, found.mapping, found.is_chosen


def _top(sheet: Sheet) -> list[tuple[int, tuple[Raw, ...]]]:
    return list(enumerate(islice(sheet.rows(), TOP_ROWS)))


def _option(column: Column) -> ColumnOption:
    return ColumnOption(column.key, column.label, column.is_required, column.adds, column.hint)


# --- Columns of the sheet -------------------------------------------------------------------------------------


def _choices(
    sheet: Sheet, head: Head | None, mapping: Mapping[int, str], columns: Mapping[str, Column], *, is_chosen: bool
) -> list[HeadChoice]:
    """Columns with a heading, and those without one in which something stands."""
    if head is None:
        return []
    rows = list(islice(sheet.rows(), head.first_row, head.first_row + SAMPLED_ROWS))
    paths = {cell.index: cell.path for cell in head.heads}
    found = []
    for index in range(sheet.width):
        key = mapping.get(index, "")
        samples = _samples([row[index] for row in rows], columns.get(key))
        is_unsure = index in head.unsure and not is_chosen
        if index in paths or samples:
            found.append(HeadChoice(index, column_letters(index), paths.get(index, ""), key, is_unsure, samples))
    return found


def _samples(raws: Sequence[Raw], column: Column | None) -> list[str]:
    texts = (_sample(raw, column) for raw in raws if raw is not None)
    return list(islice(dict.fromkeys(text for text in texts if text), SAMPLES))


def _sample(raw: Raw, column: Column | None) -> str:
    """A cell as it stands; numbers of persons are masked also before anybody has said that they are."""
    text = shown(raw)[:_LONGEST_SAMPLE]
    if column is not None and column.is_personal:
        return masked(text, column)
    digits = sum(sign.isdigit() for sign in text)
    if column is not None or digits < _MASKED_DIGITS or isinstance(raw, date):
        return text
    return mask_phone(text) if digits < _ID_DIGITS else mask_id(text)


# --- Words ----------------------------------------------------------------------------------------------------


def unknown_words(run: ImportRun, columns: Mapping[str, Column]) -> list[UnknownWord]:
    """Words that kept rows out, the most frequent first; those of personal columns are not kept, and not here."""
    query = """
        SELECT remark->>'column', remark->'params'->>'word', count(*)
        FROM imports_importrow, jsonb_array_elements(remarks) remark
        WHERE run_id = %s AND status = 'refused' AND remark->>'code' IN ('unknown_word', 'unknown_unit')
          AND remark->'params'->>'word' <> ''
        GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT %s
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [run.pk, MOST_WORDS])
        rows = cursor.fetchall()
    return [
        UnknownWord(UNIT_WORDS if column.form is Form.UNIT else column.vocabulary, word, count)
        for key, word, count in rows
        if (column := columns.get(key)) is not None
    ]


def _meanings(kind: ImportKind, scope: Scope) -> dict[str, Sequence[tuple[str, str]]]:
    found: dict[str, Sequence[tuple[str, str]]] = {
        name: list(vocabulary.labels.items()) for name, vocabulary in kind.vocabularies(scope).items()
    }
    units = unit_names(scope.township).names
    return found | {UNIT_WORDS: [(code, names[0]) for code, names in units.items()]}
