"""Register numbers without gaps between two people: one locked row a series."""

from __future__ import annotations

from collections.abc import Mapping

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


def reserve_numbers(counts: Mapping[str, int]) -> dict[str, int]:
    """Take so many numbers of each series at once; returns the first of each. In the transaction that uses them."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("reserve_numbers() needs the transaction of the records it numbers")
    Counter.objects.bulk_create([Counter(series=series) for series in sorted(counts)], ignore_conflicts=True)
    # One order for everybody, so that two imports never wait for each other in a circle.
    rows = list(Counter.objects.select_for_update().filter(series__in=counts).order_by("series"))
    firsts = {row.series: row.last + 1 for row in rows}
    for row in rows:
        row.last += counts[row.series]
    Counter.objects.bulk_update(rows, ["last"])
    return firsts
