"""What the pages of an import are told, in the words of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from safety_portal.core.ports import Words


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
