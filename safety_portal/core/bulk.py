"""Many rows in one statement, several times as fast as ``bulk_create`` and a hundred times as ``bulk_update``.

The rows go as one JSON text that PostgreSQL reads back by the table's own types; constraints, triggers and row history
hold as ever. Model defaults apply, since the rows are instances; ``save()`` and signals do not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, GeneratedField, Model
from psycopg2 import sql

from safety_portal.core.crypto import EncryptedTextField

BATCH = 2000


def assign_keys(rows: Sequence[Model]) -> None:
    """Take a key from the table's sequence for each new row, so that others can refer to it before it is inserted."""
    if not rows:
        return
    model = type(rows[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of one model; those without a key get one."""
    if not rows:
        return
    assign_keys([row for row in rows if row.pk is None])
    model = type(rows[0])
    fields = list(model._meta.local_concrete_fields)
    query = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json)"
    )
    _run(query.format(**names_of(model), columns=_list(fields, "{}")), rows, fields)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Write the fields ``names`` of stored rows of one model."""
    if not rows:
        return
    model = type(rows[0])
    fields = [model._meta.get_field(name) for name in sorted(set(names))]
    _run(_update(model, fields), rows, [model._meta.pk, *fields])


def write_back(model: type[Model], rows: str) -> None:
    """Write whole rows, a JSON list as PostgreSQL itself writes them, over the stored rows of the same keys."""
    fields = [
        field
        for field in model._meta.local_concrete_fields
        if not field.primary_key and not isinstance(field, GeneratedField)
    ]
    with connection.cursor() as cursor:
        cursor.execute(as_text(_update(model, fields)), [rows])


def _update(model: type[Model], fields: Sequence[Any]) -> sql.Composed:
    query = sql.SQL(
        "UPDATE {table} t SET {sets} FROM json_populate_recordset(NULL::{table}, %s::json) r WHERE t.{key} = r.{key}"
    )
    return query.format(**names_of(model), sets=_list(fields, "{0} = r.{0}"))


def _run(query: sql.Composed, rows: Sequence[Model], fields: Sequence[Any]) -> None:
    readers = [(field.column, field.attname, _stored(field)) for field in fields]
    with connection.cursor() as cursor:
        text = as_text(query)
        for some in _batches(rows):
            values = [
                {
                    column: getattr(row, name) if stored is None else stored(getattr(row, name))
                    for column, name, stored in readers
                }
                for row in some
            ]
            cursor.execute(text, [json.dumps(values, ensure_ascii=False, default=_plain)])


def _stored(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What turns a value into what is stored, where that is another."""
    return field.get_prep_value if isinstance(field, EncryptedTextField) else None


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"no plain form of {type(value).__name__}")


def _batches(rows: Sequence[Model]) -> Iterator[Sequence[Model]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def as_text(query: sql.Composed) -> str:
    """Row history looks into every statement of a request, and knows text only."""
    connection.ensure_connection()
    return str(query.as_string(connection.connection))


def names_of(model: type[Model]) -> dict[str, sql.Composable]:
    """Table and key column of a model, for statements."""
    return {"table": sql.Identifier(model._meta.db_table), "key": sql.Identifier(model._meta.pk.column)}


def _list(fields: Sequence[Any], form: str) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL(form).format(sql.Identifier(field.column)) for field in fields)
