from __future__ import annotations

from collections.abc import Mapping, Sequence

from safety_portal.accounts.models import User
from safety_portal.imports.models import ImportRun


def match_columns(
    *,
    run: ImportRun,
    by: User,
    version: int,
    sheet_index: int,
    head_rows: Sequence[int] | None,
    mapping: Mapping[int, str],
    words: Mapping[str, Mapping[str, str]],
) -> ImportRun:
    """Say which column of the sheet is which (index from 0 → key of the kind's column), what rows the head is in (from
    0; None: find it), and what unknown words mean (vocabulary → word → code); then read again.
    """
    raise NotImplementedError
