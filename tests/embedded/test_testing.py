"""The servers the tests themselves run on."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_database_knows_chinese_trigrams() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT cardinality(show_trgm('平安建设'))")
        assert cursor.fetchone() == (5,)
