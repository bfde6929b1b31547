"""Telling the planner how large tables have become, without waiting for autovacuum's next round."""

from django.db import connection
from django.db.models import Model


def analyze(*models: type[Model]) -> None:
    """Refresh the statistics of these tables, or of all."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
