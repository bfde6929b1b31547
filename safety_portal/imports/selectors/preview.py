"""Rows of an import in the words of the reader, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.core.formats import english_unit_name, month_label, speaks_chinese
from safety_portal.core.masking import mask_id, mask_name, mask_phone
from safety_portal.core.ports import Words
from safety_portal.core.xlsx import column_letters
from safety_portal.imports.kinds import kind_of
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.imports.reading.columns import Column, Form, Remark, Severity, Value, Vocabulary
from safety_portal.imports.selectors.runs import scope_of
from safety_portal.imports.selectors.shapes import PreviewCell, PreviewColumn, PreviewRow, Sentence, Tab
from safety_portal.imports.states import RowStatus
from safety_portal.imports.values import Sealed, plain_value, remark_from_json, unseal
from safety_portal.imports.wording import remark_words
from safety_portal.organization.models import Unit

ALL, QUESTIONED = "all", "questioned"
_TABS: tuple[tuple[str, Words], ...] = (
    (ALL, pgettext_lazy("rows of an import", "All")),
    (RowStatus.NEW, RowStatus.NEW.label),
    (RowStatus.CHANGED, RowStatus.CHANGED.label),
    (RowStatus.SAME, RowStatus.SAME.label),
    (QUESTIONED, _("Questioned")),
    (RowStatus.REPEATED, RowStatus.REPEATED.label),
    (RowStatus.REFUSED, RowStatus.REFUSED.label),
)


def tabs(run: ImportRun) -> list[Tab]:
    """The parts of the preview, with how many rows each has."""
    return [Tab(code, label, int(run.counts.get("rows" if code == ALL else code, 0))) for code, label in _TABS]


def rows_for(run: ImportRun, tab: str) -> QuerySet[ImportRow]:
    """The rows of one tab, in the order of the sheet."""
    rows = run.rows.order_by("number")
    if tab == QUESTIONED:
        return rows.filter(is_questioned=True)
    return rows.filter(status=tab) if tab in RowStatus.values else rows


# --- Columns --------------------------------------------------------------------------------------------------


def columns_of(run: ImportRun) -> dict[str, Column]:
    """The columns of the run's kind by their keys; none where its app is gone."""
    kind = kind_of(run.kind)
    scope = scope_of(run, by=run.created_by, now=run.created_at)
    return {column.key: column for column in kind.columns(scope)} if kind else {}


def preview_columns(run: ImportRun) -> list[PreviewColumn]:
    """The columns of the preview, in the order of the sheet; columns that are summed up stand at the first of them."""
    columns, letters = columns_of(run), letters_of(run)
    return [PreviewColumn(key, columns[key].label, letter) for key, letter in letters.items() if key in columns]


def letters_of(run: ImportRun) -> dict[str, str]:
    """Key of a column → letter of the (first) column of the sheet that is mapped to it."""
    return {key: column_letters(index) for key, index in first_indexes(run).items()}


def first_indexes(run: ImportRun) -> dict[str, int]:
    """Key of a column → (first) column of the sheet, from 0, in the order of the sheet."""
    found: dict[str, int] = {}
    for index, key in sorted((int(index), key) for index, key in run.mapping.items()):
        found.setdefault(key, index)
    return found


# --- Rows -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Speaker:
    """Says values of a run's columns; personal ones masked."""

    columns: Mapping[str, Column]
    vocabularies: Mapping[str, Vocabulary]
    units: Mapping[str, str]

    def text(self, key: str, value: Value) -> str:
        column = self.columns.get(key)
        if column is None or value is None:
            return ""
        text = self._plain(column, value)
        return masked(text, column) if column.is_personal else text

    def _plain(self, column: Column, value: Value) -> str:
        if column.form is Form.UNIT:
            return self.units.get(str(value), str(value))
        if column.form is Form.WORD and column.vocabulary in self.vocabularies:
            return self.vocabularies[column.vocabulary].labels.get(str(value), str(value))
        if isinstance(value, datetime):
            moment = timezone.localtime(value) if timezone.is_aware(value) else value
            return f"{moment:%Y-%m-%d %H:%M}"
        if isinstance(value, date) and column.form is Form.MONTH:
            return month_label(value)
        return plain_value(value)


def masked(text: str, column: Column) -> str:
    """A personal value as lists show it; what may be a number of a person is masked as one."""
    if column.form is Form.PHONE:
        return mask_phone(text)
    digits = sum(sign.isdigit() for sign in text)
    if digits >= 15:
        return mask_id(text)
    return mask_phone(text) if digits >= 7 else mask_name(text)


def preview_rows(run: ImportRun, rows: Sequence[ImportRow]) -> list[PreviewRow]:
    """Rows in the words of the reader; personal columns are always masked. One query, however many rows."""
    kept = [unseal(row.values) for row in rows]
    speaker, letters = _speaker(run, kept), letters_of(run)
    return [_preview_row(row, sealed, speaker, letters) for row, sealed in zip(rows, kept, strict=True)]


def _speaker(run: ImportRun, kept: Sequence[Sealed]) -> _Speaker:
    columns, kind = columns_of(run), kind_of(run.kind)
    of_units = {key for key, column in columns.items() if column.form is Form.UNIT}
    codes = {str(part[key]) for row in kept for part in (row.values, row.before) for key in of_units & part.keys()}
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    if not speaks_chinese():
        names = {code: english_unit_name(name) for code, name in names.items()}
    scope = scope_of(run, by=run.created_by, now=run.created_at)
    return _Speaker(columns, kind.vocabularies(scope) if kind else {}, names)


def _preview_row(row: ImportRow, sealed: Sealed, speaker: _Speaker, letters: Mapping[str, str]) -> PreviewRow:
    remarks = [remark_from_json(kept) for kept in row.remarks]
    return PreviewRow(
        number=row.number,
        status=row.status,
        is_questioned=row.is_questioned,
        label=row.target_label,
        cells=[_preview_cell(key, letter, sealed, speaker, remarks) for key, letter in letters.items()],
        remarks=[sentence_of(remark, row.number, letters) for remark in remarks],
    )


def _preview_cell(key: str, letter: str, sealed: Sealed, speaker: _Speaker, remarks: Sequence[Remark]) -> PreviewCell:
    """What was understood; where nothing could be, what stands in the sheet."""
    value = sealed.values.get(key)
    severities = [remark.severity for remark in remarks if remark.column == key]
    severity = Severity.REFUSAL if Severity.REFUSAL in severities else severities[0] if severities else None
    column = speaker.columns.get(key)
    text = speaker.text(key, value)
    if value is None and key in sealed.texts and column is not None:
        text = masked(sealed.texts[key], column) if column.is_personal else sealed.texts[key]
    differs = key in sealed.before and sealed.before[key] != value
    before = speaker.text(key, sealed.before[key]) if differs else None
    return PreviewCell(text, key, letter, severity.value if severity else "", before)


def sentence_of(remark: Remark, number: int, letters: Mapping[str, str]) -> Sentence:
    """A remark on a row, with the cell it is about as the spreadsheet calls it."""
    return Sentence(f"{letters.get(remark.column, '')}{number}", remark_words(remark), remark.severity.value)
