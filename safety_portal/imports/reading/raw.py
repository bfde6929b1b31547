"""What stands in the cells of a sheet, before anybody tries to understand it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A formula whose value was never calculated; ``text`` is the formula without its equals sign."""

    text: str


@dataclass(frozen=True, slots=True)
class Broken:
    """An error in the place of a value (#REF!, #DIV/0!)."""

    text: str


@dataclass(frozen=True, slots=True)
class Mangled:
    """A number of more than 15 digits typed as a number: the spreadsheet has rounded its last digits away."""

    text: str


Raw = None | str | int | float | bool | datetime | date | time | timedelta | Unfilled | Broken | Mangled


class Area(NamedTuple):
    """A merged area, rows and columns from 0, both ends inclusive."""

    top: int
    left: int
    bottom: int
    right: int


class Table(Protocol):
    """A sheet as the understanding layer sees it; rows are absolute, the first is row 0."""

    @property
    def name(self) -> str: ...
    @property
    def height(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def merged(self) -> tuple[Area, ...]: ...
    def rows(self) -> Iterator[tuple[Raw, ...]]: ...
