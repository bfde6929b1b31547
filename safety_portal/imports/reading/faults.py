"""What may be wrong with a file as a whole, as codes with parameters; the words are said by those who show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FileKind = Literal["xlsx", "xls", "csv"]

Code = Literal[
    "empty",
    "too_large",
    "unknown_type",
    "web_page",
    "xml_sheet",
    "binary_workbook",
    "old_workbook",
    "protected",
    "broken",
    "unpacks_too_large",
    "too_many_parts",
    "odd_names",
    "macros",
    "external_links",
    "embedded_objects",
    "data_connections",
    "xml_entities",
    "too_many_sheets",
    "no_sheets",
    "too_many_cells",
    "spread_too_far",
    "too_much_text",
    "text_encoding",
    "text_control_signs",
    "text_quotes",
    "text_too_long",
]


class FileRefused(Exception):
    """The file isn't read at all. ``params`` fill the sentence that ``code`` stands for; never data of a cell."""

    def __init__(self, code: Code, **params: str | int) -> None:
        super().__init__(code, params)
        self.code: Code = code
        self.params = params


@dataclass(frozen=True)
class Limits:
    """How much is read. Bytes, unless the name says something else."""

    file: int = 30 * 1024**2
    unpacked: int = 600 * 1024**2
    #: Times that a part of a workbook may grow when unpacked, once it is larger than ``ratio_from``.
    ratio: int = 400
    ratio_from: int = 20 * 1024**2
    parts: int = 5_000
    sheets: int = 200
    #: Cells with something in them, in one sheet.
    cells: int = 3_000_000
    #: Cells of the rectangles from A1 to the last used row and column, in all sheets together: what is kept in memory.
    rectangle: int = 5_000_000
    #: Characters of all cells together: one long text may be shown by each of a million cells.
    text: int = 400 * 1024**2
    #: Characters in one cell, of a text file; a workbook holds no longer ones.
    cell_text: int = 32_767


DEFAULT_LIMITS = Limits()
