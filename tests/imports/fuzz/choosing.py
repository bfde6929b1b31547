"""Which row or cell a mutation spoils: one that nothing has spoilt before."""

from __future__ import annotations

import random

from tests.imports.fuzz.sheets import Line, Sheet

NUMBERS = {
    "survey": ("valid", "safety_best", "safety_good", "safety_poor", "safety_bad", "safety_unknown",
               "satisfaction_best", "satisfaction_good", "satisfaction_bad", "satisfaction_unknown"),
    "filing": ("burglary", "bikes", "pickpockets", "robbery", "fraud", "gambling"),
    "disputes": ("people",),
}  # fmt: skip


def any_line(sheet: Sheet, rng: random.Random) -> Line:
    return rng.choice(sheet.lines)


def line_as_made(sheet: Sheet, rng: random.Random, column: str) -> Line | None:
    """A line whose ``column`` is as it was made: a mutation that rewrites it would heal what another one spoilt."""
    left = [line for line in sheet.lines if line.cells[column] == line.made[column]]
    return rng.choice(left) if left else None


def any_number(sheet: Sheet, rng: random.Random) -> tuple[Line, str, int]:
    """A line and one of its whole numbers that nothing has touched yet."""
    return rng.choice(numbers(sheet))


def numbers(sheet: Sheet) -> list[tuple[Line, str, int]]:
    return [
        (line, column, value)
        for line in sheet.lines
        for column in NUMBERS[sheet.kind]
        if isinstance(value := line.cells[column], int) and not isinstance(value, bool)
    ]
