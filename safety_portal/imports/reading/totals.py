"""Whether the sums that a sheet states are the sums of its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from safety_portal.imports.reading.columns import Column, Form
from safety_portal.imports.reading.figures import worth
from safety_portal.imports.reading.lines import Role, is_mean
from safety_portal.imports.reading.raw import Raw
from safety_portal.imports.reading.text import is_void

if TYPE_CHECKING:
    from safety_portal.imports.reading.body import Line

_NUMBERS = frozenset({Form.INTEGER, Form.DECIMAL})
_CLOSE = Decimal("0.000001")


class Mismatch(NamedTuple):
    """A sum that row ``number`` states for a column of the sheet (mapped to ``key``), and what its rows add up to."""

    number: int
    key: str
    stated: Decimal
    summed: Decimal


class TotalCheck:
    """Take every line in order; ``faults`` are the stated sums that are wrong.

    A sum may be one of all rows so far or of those since the last sum. Means, rates and sums that were never
    calculated are not compared, nor is a column with a cell that cannot be read.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.keys = [c.key for c in columns if c.form in _NUMBERS and c.counted_in not in {"%", "‰"}]
        self.faults: list[Mismatch] = []
        self._all: dict[int, Decimal] = defaultdict(Decimal)
        self._section: dict[int, Decimal] = defaultdict(Decimal)
        self._unknown: set[int] = set()

    def take(self, line: Line) -> None:
        if line.role is Role.DATA:
            for key in self.keys:
                self._add(line.cells.get(key, ()))
        elif line.role is Role.TOTAL and not is_mean(line.text):
            cells = ((key, cell) for key in self.keys for cell in line.cells.get(key, ()))
            self.faults += [fault for key, cell in cells if (fault := self._compared(line.number, key, *cell))]
            self._section.clear()

    def _add(self, cells: Iterable[tuple[int, Raw]]) -> None:
        for index, raw in cells:
            value = worth(raw)
            if value is not None:
                self._all[index] += value
                self._section[index] += value
            elif raw is not None and not (isinstance(raw, str) and is_void(raw)):
                self._unknown.add(index)

    def _compared(self, number: int, key: str, index: int, raw: Raw) -> Mismatch | None:
        stated = worth(raw)
        if stated is None or index in self._unknown:
            return None
        if any(abs(stated - summed) <= _CLOSE for summed in (self._all[index], self._section[index])):
            return None
        return Mismatch(number, key, stated, self._all[index])


class RunningSums:
    """What the columns of a sheet add up to, to know a line of sums that has no name."""

    def __init__(self, columns: Sequence[int]) -> None:
        self.columns = columns
        self.rows = 0
        self.sums: dict[int, Decimal] = dict.fromkeys(columns, Decimal(0))

    def add(self, filled: Mapping[int, Raw]) -> None:
        self.rows += 1
        for column in self.columns:
            value = worth(filled.get(column))
            if value is not None:
                self.sums[column] += value

    def are(self, filled: Mapping[int, Raw]) -> bool:
        """Whether a row states the sums of the two or more rows above, and at least one that is not nought."""
        stated = {column: worth(filled[column]) for column in self.columns if column in filled}
        return (
            self.rows > 1
            and any(stated.values())
            and all(value is not None and abs(value - self.sums[column]) <= _CLOSE for column, value in stated.items())
        )
