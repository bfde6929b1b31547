"""What the pages of an import show."""

from safety_portal.imports.selectors.matching import matching
from safety_portal.imports.selectors.preview import preview_columns, preview_rows, rows_for, tabs
from safety_portal.imports.selectors.runs import memory_of, needs_acknowledging, open_job, run_sentences, scope_of
from safety_portal.imports.selectors.shapes import (
    ColumnOption,
    HeadChoice,
    Matching,
    PreviewCell,
    PreviewColumn,
    PreviewRow,
    Sentence,
    SheetOption,
    Tab,
    UnknownWord,
)
from safety_portal.imports.selectors.template import template_of

__all__ = [
    "ColumnOption",
    "HeadChoice",
    "Matching",
    "PreviewCell",
    "PreviewColumn",
    "PreviewRow",
    "Sentence",
    "SheetOption",
    "Tab",
    "UnknownWord",
    "matching",
    "memory_of",
    "needs_acknowledging",
    "open_job",
    "preview_columns",
    "preview_rows",
    "rows_for",
    "run_sentences",
    "scope_of",
    "tabs",
    "template_of",
]
