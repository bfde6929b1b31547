"""Saying what a sheet means where headings and words do not say it surely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import Refused
from safety_portal.imports.kinds import ImportKind, Scope
from safety_portal.imports.models import ImportRun
from safety_portal.imports.reading.columns import Column
from safety_portal.imports.reading.places import UNIT_WORDS
from safety_portal.imports.selectors.runs import open_job, scope_of
from safety_portal.imports.selectors.units import unit_names
from safety_portal.imports.services.moves import kind_for, lock
from safety_portal.imports.services.reading import begin_reading
from safety_portal.imports.states import Move, RunState
from safety_portal.imports.tables import missing_columns

Words = Mapping[str, Mapping[str, str]]


def match_columns(
    *,
    run: ImportRun,
    by: User,
    version: int,
    sheet_index: int,
    head_rows: Sequence[int] | None,
    mapping: Mapping[int, str],
    words: Words,
) -> ImportRun:
    """Say which column of the sheet is which (index from 0 → key of the kind's column), what rows the head is in (from
    0; None: find it), and what unknown words mean (vocabulary → word → code); then read again.

    An empty mapping points at sheet and head only: what its headings suggest is shown then, or read if it is sure.
    """
    with transaction.atomic():
        locked = lock(run, Move.MATCH, by=by, version=version)
        if open_job(locked) is not None:
            raise Refused(_("A worker is at work on this import. Wait until it has ended."))
        scope = scope_of(locked, by=by, now=timezone.now())
        kind = kind_for(locked)
        if mapping:
            _check_mapping(mapping, kind.columns(scope))
        _check_words(words, kind, scope)
        _keep(locked, sheet_index, head_rows, mapping, words)
        details: dict[str, trail.JsonValue] = {"kind": locked.kind, "columns": len(mapping)}
        trail.record("import.match", locked, by=by, township_id=locked.township_id, details=details)
        begin_reading(run=locked, by=by)
    locked.refresh_from_db()
    return locked


def _keep(
    run: ImportRun, sheet_index: int, head_rows: Sequence[int] | None, mapping: Mapping[int, str], words: Words
) -> None:
    run.sheet_index = sheet_index
    run.heads = {"chosen" if mapping else "pointed": list(head_rows or [])}
    run.mapping = {str(index): key for index, key in mapping.items() if key}
    for vocabulary, meanings in words.items():
        run.words[vocabulary] = run.words.get(vocabulary, {}) | meanings
    run.rows.all().delete()
    run.state, run.version, run.counts, run.remarks = RunState.COLUMNS, run.version + 1, {}, []
    run.save()


def _check_mapping(mapping: Mapping[int, str], columns: Sequence[Column]) -> None:
    known = {column.key: column for column in columns}
    counts = Counter(key for key in mapping.values() if key)
    if unknown := sorted(key for key in counts if key not in known):
        raise Refused(_("There is no such column: %(names)s.") % {"names": ", ".join(unknown)})
    twice = [known[key].label for key, count in counts.items() if count > 1 and not known[key].adds]
    if twice:
        raise Refused(_("Only one column of the sheet can be %(names)s.") % {"names": "、".join(twice)})
    if missing := missing_columns(mapping, columns):
        names = "、".join(column.label for column in missing)
        raise Refused(_("Say which columns of the sheet are %(names)s.") % {"names": names})


def _check_words(words: Words, kind: ImportKind, scope: Scope) -> None:
    codes = {name: set(vocabulary.labels) for name, vocabulary in kind.vocabularies(scope).items()}
    codes[UNIT_WORDS] = set(unit_names(scope.township).names)
    for vocabulary, meanings in words.items():
        if not set(meanings.values()) <= codes.get(vocabulary, set()):
            raise Refused(_("What a word is to mean must be chosen from the list."))
