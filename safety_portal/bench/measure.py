"""Repeating something and keeping the times; counting its queries once."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

Act = Callable[[], object]


@dataclass(frozen=True)
class Times:
    """Milliseconds of each repetition."""

    taken: tuple[float, ...]

    @property
    def middle(self) -> float:
        return median(self.taken)

    @property
    def p95(self) -> float:
        """The smallest time that 95 of 100 repetitions keep (nearest rank)."""
        ordered = sorted(self.taken)
        return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]


@dataclass(frozen=True)
class Measured:
    """One line of the table. ``lean``: the same data by one bare query and a small template."""

    name: str
    size: str
    queries: int
    times: Times
    lean: Times | None = None

    @property
    def ratio(self) -> float | None:
        return self.times.middle / self.lean.middle if self.lean else None


def repeated(act: Act, times: int) -> Times:
    """One warm-up, then ``times`` repetitions without the collector."""
    act()
    taken = []
    gc.collect()
    gc.disable()
    try:
        for _turn in range(times):
            start = time.perf_counter()
            act()
            taken.append((time.perf_counter() - start) * 1000)
    finally:
        gc.enable()
    return Times(tuple(taken))


def queries_of(act: Act) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def undone(act: Act) -> Act:
    """``act`` in a transaction that is rolled back, so that each repetition writes anew."""

    def run() -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    return run


def measured(name: str, size: str, act: Act, times: int, lean: Act | None = None) -> Measured:
    return Measured(name, size, queries_of(act), repeated(act, times), repeated(lean, times) if lean else None)
