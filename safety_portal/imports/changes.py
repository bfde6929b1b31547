"""What an import did to entries, kept so that it can be taken back as a whole.

PostgreSQL itself writes rows as JSON and reads them back, to the microsecond and to the byte of an encrypted field, so
that an undone import leaves tables as they were. The digest of an entry covers what hangs on it (rows that would go
with it): an entry to which somebody has added something since is not the one that the import left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db import connection
from django.db.models import CASCADE, SET_NULL, ForeignObjectRel, Model
from psycopg2 import sql

from safety_portal.core.bulk import as_text, names_of
from safety_portal.imports.models import ImportChange, ImportRun

BATCH = 2000


class ChangeLog:
    """Kinds tell it of every entry they make or change; rows that hang on an entry and go with it (CASCADE) need no
    telling.
    """

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self._before: dict[type[Model], dict[int, str]] = defaultdict(dict)

    def will_change(self, entries: Sequence[Model]) -> None:
        """Before they are changed: remember the stored fields of ``entries``, all of one model."""
        if entries:
            model = type(entries[0])
            self._before[model] |= stored_rows(model, _keys(entries))

    def changed(self, entries: Sequence[Model]) -> None:
        """After ``entries`` (told to ``will_change`` before) were saved."""
        if entries:
            self._keep_changed(type(entries[0]), _keys(entries))

    def created(self, entries: Sequence[Model]) -> None:
        """After ``entries``, all of one model, were inserted."""
        for keys in _batches(_keys(entries)):
            ImportChange.objects.create(run=self.run, model=entries[0]._meta.label_lower, keys=keys, after=[])

    def seal(self) -> None:
        """Once all rows are written: remember how the import left each entry."""
        for model, rows in self._before.items():
            self._keep_changed(model, list(rows))  # announced, and never told of again
        for change in self.run.changes.filter(after=[]).defer("before").iterator(chunk_size=50):
            digests = digests_of(model_of(change), change.keys)
            change.after = [digests[key] for key in change.keys]
            change.save(update_fields=["after"])

    def _keep_changed(self, model: type[Model], keys: Sequence[int]) -> None:
        for some in _batches(keys):
            rows = [self._before[model].pop(key) for key in some]
            label = model._meta.label_lower
            ImportChange.objects.create(run=self.run, model=label, keys=some, before=f"[{','.join(rows)}]", after=[])


def _keys(entries: Sequence[Model]) -> list[int]:
    if len({type(entry) for entry in entries}) > 1:
        raise TypeError("entries of one model at a time")
    return [int(entry.pk) for entry in entries]


def _batches(keys: Sequence[int]) -> Iterator[list[int]]:
    return (list(keys[start : start + BATCH]) for start in range(0, len(keys), BATCH))


def model_of(change: ImportChange) -> type[Model]:
    return apps.get_model(change.model)


# --- Rows as the database writes them --------------------------------------------------------------------------


def stored_rows(model: type[Model], keys: Sequence[int]) -> dict[int, str]:
    """Key → the whole row as JSON, encrypted fields as they are stored."""
    query = sql.SQL("SELECT t.{key}, row_to_json(t)::text FROM {table} t WHERE t.{key} = ANY(%s)")
    return _by_key(query.format(**names_of(model)), keys)


def digests_of(model: type[Model], keys: Sequence[int]) -> dict[int, str]:
    """Key → digest (SHA-256 in hex) of the row and of what hangs on it; what is gone is left out."""
    hanging = [_hanging(model, child, column) for child, column in _children(model)]
    text = sql.SQL(" || ").join([sql.SQL("row_to_json(t)::text"), *hanging])
    query = sql.SQL(
        "SELECT t.{key}, encode(sha256(convert_to({text}, 'UTF8')), 'hex') FROM {table} t WHERE t.{key} = ANY(%s)"
    )
    return _by_key(query.format(text=text, **names_of(model)), keys)


def _by_key(query: sql.Composed, keys: Sequence[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(as_text(query), [list(keys)])
        return dict(cursor.fetchall())


def _children(model: type[Model]) -> list[tuple[type[Model], str]]:
    """Tables whose rows go with an entry of ``model``, or lose it; not its row history, which outlives it."""
    relations = [one for one in model._meta.get_fields(include_hidden=True) if isinstance(one, ForeignObjectRel)]
    found = [
        (relation.related_model, str(relation.field.column))
        for relation in relations
        if not relation.many_to_many and relation.on_delete in {CASCADE, SET_NULL}
    ]
    return sorted(found, key=lambda pair: (pair[0]._meta.db_table, pair[1]))


def _hanging(model: type[Model], child: type[Model], column: str) -> sql.Composed:
    query = sql.SQL(
        "coalesce((SELECT string_agg(row_to_json(c)::text, ',' ORDER BY c.{child_key})"
        " FROM {child} c WHERE c.{column} = t.{key}), '')"
    )
    return query.format(
        child=sql.Identifier(child._meta.db_table),
        child_key=sql.Identifier(child._meta.pk.column),
        column=sql.Identifier(column),
        **names_of(model),
    )
