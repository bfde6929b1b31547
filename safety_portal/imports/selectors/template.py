"""The empty workbook that needs no matching."""

from __future__ import annotations

from safety_portal.imports.kinds import Scope, kind_of


def template_of(scope: Scope, kind_code: str) -> tuple[str, bytes]:
    """An empty workbook with the kind's own columns: file name and content."""
    kind = kind_of(kind_code)
    if kind is None:
        raise LookupError(kind_code)
    raise NotImplementedError
