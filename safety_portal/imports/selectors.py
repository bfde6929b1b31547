"""What the pages of an import show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from safety_portal.accounts.models import User
from safety_portal.core.ports import Words
from safety_portal.imports.kinds import Scope
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.work.models import Job


@dataclass(frozen=True)
class Tab:
    """One part of the preview: ``code`` is a row's status, "questioned" or "all"."""

    code: str
    label: Words
    count: int


@dataclass(frozen=True)
class Sentence:
    """A remark in words. ``place``: where it stands, as the spreadsheet calls it (D12, or 12 for the row)."""

    place: str
    text: str
    severity: str  # "question" or "refusal"


@dataclass(frozen=True)
class PreviewColumn:
    """A column of the preview: the register's name for it and the sheet's letter."""

    key: str
    label: str
    letter: str


@dataclass(frozen=True)
class PreviewCell:
    """A value as it was understood; ``before``: what the register says now, where that differs."""

    text: str
    key: str
    letter: str
    severity: str = ""
    before: str | None = None


@dataclass(frozen=True)
class PreviewRow:
    """One row of the sheet, in words. ``label`` names the entry it is about, if any."""

    number: int
    status: str
    is_questioned: bool
    label: str
    cells: Sequence[PreviewCell]
    remarks: Sequence[Sentence]


@dataclass(frozen=True)
class HeadChoice:
    """One column of the sheet on the page where columns are matched.

    ``path``: what stands over it, top down; ``key``: what it is taken for ("" for nothing); ``is_unsure``: ask;
    ``samples``: some of its values, personal ones masked.
    """

    index: int
    letter: str
    path: str
    key: str
    is_unsure: bool
    samples: Sequence[str]


@dataclass(frozen=True)
class ColumnOption:
    """A column of the register that can be chosen."""

    key: str
    label: str
    is_required: bool
    adds: bool
    hint: str = ""


@dataclass(frozen=True)
class SheetOption:
    index: int
    name: str
    is_hidden: bool
    rows: int


@dataclass(frozen=True)
class UnknownWord:
    """A word of the sheet that nobody understood, how often it stands there, and what it could mean."""

    vocabulary: str
    word: str
    count: int


@dataclass(frozen=True)
class Matching:
    """Everything of the page where columns are matched. ``top``: the first rows as they stand, for who must say where
    the head is; ``head_rows`` from 0.
    """

    sheets: Sequence[SheetOption]
    sheet_index: int
    head_rows: Sequence[int]
    choices: Sequence[HeadChoice]
    options: Sequence[ColumnOption]
    top: Sequence[tuple[int, Sequence[str]]] = ()
    words: Sequence[UnknownWord] = ()
    meanings: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


def scope_of(run: ImportRun, *, by: User, now: datetime) -> Scope:
    """What the kind is told of the import."""
    return Scope(
        township=run.township,
        by=by,
        now=now,
        sender=run.sender,
        month=run.month,
        is_opening=run.is_opening,
        reason=run.reason,
        run_id=run.pk,
        source=", ".join(part for part in (run.file_name, run.sender) if part),
    )


def open_job(run: ImportRun) -> Job | None:
    """The job that reads or writes the import just now."""
    return Job.objects.filter(key__startswith=f"import:{run.pk}:", finished_at=None).first()


def tabs(run: ImportRun) -> list[Tab]:
    """The parts of the preview, with how many rows each has."""
    raise NotImplementedError


def rows_for(run: ImportRun, tab: str) -> QuerySet[ImportRow]:
    """The rows of one tab, in the order of the sheet."""
    raise NotImplementedError


def preview_columns(run: ImportRun) -> list[PreviewColumn]:
    """The columns of the preview, in the order of the sheet."""
    raise NotImplementedError


def preview_rows(run: ImportRun, rows: Sequence[ImportRow]) -> list[PreviewRow]:
    """Rows in the words of the reader; personal columns are always masked."""
    raise NotImplementedError


def run_sentences(run: ImportRun) -> list[Sentence]:
    """What is to be known of the whole sheet; a question among them needs to be acknowledged."""
    raise NotImplementedError


def needs_acknowledging(run: ImportRun) -> bool:
    raise NotImplementedError


def matching(run: ImportRun, *, by: User, now: datetime, sheet_index: int | None = None) -> Matching:
    """What the page shows on which columns are matched."""
    raise NotImplementedError


def template_of(scope: Scope, kind_code: str) -> tuple[str, bytes]:
    """An empty workbook with the kind's own columns: file name and content."""
    raise NotImplementedError
