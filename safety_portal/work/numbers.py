"""Register numbers without gaps between two people: one locked row a series."""

from django.db import transaction

from safety_portal.work.models import Counter


def next_number(series: str) -> int:
    """The next number of ``series``, starting at 1. Must run inside the transaction that uses the number."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("next_number() needs the transaction of the record it numbers")
    Counter.objects.get_or_create(series=series)
    row = Counter.objects.select_for_update().get(series=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
