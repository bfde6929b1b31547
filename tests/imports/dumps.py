"""The whole database as text, to compare before and after."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

#: What may differ after an import was undone: the trail, row history, jobs, notices, number counters, and imports.
_LEFT_OUT = frozenset({"audit", "imports", "notices", "pghistory"})
_LEFT_OUT_TABLES = frozenset({"work_job", "work_counter", "django_session", "django_migrations"})


def business_tables() -> list[str]:
    """Tables of all apps that hold what people entered."""
    return sorted(
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.label not in _LEFT_OUT
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not hasattr(model, "pgh_tracked_model")
        if model._meta.db_table not in _LEFT_OUT_TABLES
    )


def dump() -> dict[str, list[str]]:
    """Table → its rows as the database writes them, encrypted fields to the byte."""
    found = {}
    with connection.cursor() as cursor:
        for table in business_tables():
            cursor.execute(f'SELECT to_json(t)::text FROM "{table}" t ORDER BY 1')  # noqa: S608 - names of models
            found[table] = [text for (text,) in cursor.fetchall()]
    return found
