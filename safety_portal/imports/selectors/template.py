"""The empty workbook that needs no matching."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import override

from safety_portal.imports.kinds import ImportKind, Scope, kind_of
from safety_portal.imports.reading.columns import Column, Form
from safety_portal.imports.reading.template import make_template
from safety_portal.imports.selectors.units import unit_names


def template_of(scope: Scope, kind_code: str) -> tuple[str, bytes]:
    """An empty workbook with the kind's own columns: file name and content, in the language of the offices."""
    kind = kind_of(kind_code)
    if kind is None:
        raise LookupError(kind_code)
    columns = kind.columns(scope)
    with override(settings.LANGUAGE_CODE):
        title, notes = str(kind.label), [str(kind.hint)] if kind.hint else []
    return f"{title}.xlsx", make_template(title, columns, notes, _choices(kind, scope, columns))


def _choices(kind: ImportKind, scope: Scope, columns: Sequence[Column]) -> dict[str, Sequence[str]]:
    """What may be chosen in columns of closed lists."""
    words = {name: list(vocabulary.labels.values()) for name, vocabulary in kind.vocabularies(scope).items()}
    units = [names[0] for names in unit_names(scope.township).names.values()]
    found: dict[str, Sequence[str]] = {}
    for column in columns:
        found[column.key] = units if column.form is Form.UNIT else words.get(column.vocabulary, [])
    return found
