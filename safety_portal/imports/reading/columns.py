"""What a register expects of a workbook, and what was read from it: the shapes that reading, engine and kinds share.

Plain Python: faults are codes with parameters, worded in ``imports/wording.py`` when shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

#: What a cell was understood as. A unit and a word of a vocabulary are given by their code.
Value = str | int | Decimal | date | datetime | None


class Form(Enum):
    """How the cells of a column are read."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DAY = "day"
    MOMENT = "moment"  # a day, with the time of day where the cell has one
    WORD = "word"  # one word of a vocabulary
    UNIT = "unit"  # a community of the township, under any of its names
    PHONE = "phone"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column that a register understands.

    ``words``: other headings that senders use; ``above``: headings over it in heads of two rows, which tell two columns
    of one name apart (安全感评价 / 满意度 over 不了解). ``carries``: the value stands in the first row of a block only.
    ``adds``: several columns of a sheet may be mapped to it and are summed up. ``counted_in``: what a number is counted
    in (万元), so that a heading in another scale (元) is converted and an unknown one is questioned.
    """

    key: str
    label: str
    form: Form
    words: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    hint: str = ""
    example: str = ""
    is_required: bool = False
    is_identity: bool = False
    is_personal: bool = False
    carries: bool = False
    adds: bool = False
    vocabulary: str = ""
    counted_in: str = ""
    decimals: int = 0
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int = 0


class Severity(Enum):
    """What a remark does to its row: a question is written and marked, a refusal keeps the row out."""

    QUESTION = "question"
    REFUSAL = "refusal"


@dataclass(frozen=True)
class Remark:
    """Something about a cell, or about the whole row where ``column`` is empty.

    ``params`` never quote a cell of a personal column.
    """

    code: str
    severity: Severity = Severity.REFUSAL
    column: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """Words of a closed list: what each code is called, and the other words for it (normalised when matched)."""

    labels: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitNames:
    """The communities of a township: code → every name it has or had, today's first; ``aliases``: what a sender calls
    them → code; ``within``: what they lie in (大兴镇, 瑶海区, 合肥市), which may stand in front of a name.
    """

    names: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str] = field(default_factory=dict)
    within: tuple[str, ...] = ()
