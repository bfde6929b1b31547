"""In which order the townships stand: any column, either way; who has no figure stands last, equals by code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assessments.district.comparison import Row

Key = Any  # one kind of value in a column

DEFAULT = "township"
#: What a column is ordered by; None: no figure. Totals are taken apart by rule set first (``ordered``).
COLUMNS: Mapping[str, Callable[[Row], Key | None]] = {
    "township": lambda row: row.township.code,
    "published": lambda row: row.publication.published_at if row.publication else None,
    "filed": lambda row: row.turnout.filed_share if row.turnout else None,
    "on_time": lambda row: row.turnout.on_time_share if row.turnout else None,
    "safety": lambda row: row.safety.estimate.value if row.safety else None,
    "satisfaction": lambda row: row.satisfaction.estimate.value if row.satisfaction else None,
    "median": lambda row: row.totals.median if row.totals else None,
    "disputes": lambda row: row.disputes.share if row.disputes else None,
    "overdue": lambda row: row.overdue_count,
    "record": lambda row: row.record.share,
}
TOTALS = frozenset({"median"})


def ordered(rows: Sequence[Row], order: str) -> list[Row]:
    """``order``: a column, with ``-`` before it from the highest down; anything else is the order by code.

    By totals, townships of one rule set stay together, the set most of them follow first: totals of different rules
    are not one scale.
    """
    name, is_down = order.removeprefix("-"), order.startswith("-")
    value = COLUMNS.get(name, COLUMNS[DEFAULT])
    by_code = sorted(rows, key=lambda row: row.township.code)
    known = [(figure, row) for row in by_code if (figure := value(row)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=is_down)
    found = [row for _figure, row in known]
    if name in TOTALS:
        found.sort(key=lambda row: (-row.totals.rules.scored, row.totals.rules.name) if row.totals else (0, ""))
    return found + [row for row in by_code if value(row) is None]
