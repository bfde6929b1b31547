"""Kinds of imports: what a register says of itself once, in ``AppConfig.ready()``, so that any workbook can be read
into it. The engine reads, asks, shows and keeps; a kind plans and writes, set by set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from safety_portal.accounts.models import User
from safety_portal.core.months import Month
from safety_portal.core.ports import Words
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.reading.columns import Column, Remark, Value, Vocabulary
from safety_portal.imports.states import RowStatus
from safety_portal.organization.models import Unit


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What one import is about; ``by`` is who acts now, ``now`` the moment, ``run_id`` and ``source`` the import itself
    ("区测评结果.xlsx, 区平安办").
    """

    township: Unit
    by: User
    now: datetime
    sender: str = ""
    month: Month | None = None
    is_opening: bool = False
    reason: str = ""
    run_id: int = 0
    source: str = ""


@dataclass(frozen=True)
class Row:
    """A row that was understood: its number in the sheet and a value for each mapped column.

    ``key`` and ``content`` as in ``ImportRow``; ``target_id``: the entry that an earlier import made of the same key.
    """

    number: int
    values: Mapping[str, Value]
    key: str = ""
    content: str = ""
    target_id: int | None = None
    is_same: bool = False


@dataclass(frozen=True)
class Plan:
    """What will become of a row. ``label`` names the entry it is about; ``before``: what its columns say there now, for
    rows that change something.
    """

    status: RowStatus
    remarks: Sequence[Remark] = ()
    target_id: int | None = None
    label: str = ""
    before: Mapping[str, Value] = field(default_factory=dict)


class ImportKind(Protocol):
    """One register's side. Every method looks at many rows at once; none asks the database once a row."""

    code: str
    label: Words
    hint: Words
    icon: str
    takes_month: bool  # all rows belong to one month, chosen at the upload
    may_be_opening: bool  # can bring in an opening balance

    def may_import(self, user: User, township: Unit) -> bool: ...

    def senders(self, scope: Scope) -> Sequence[str]:
        """Who sends such workbooks, the usual one first; the choice is free."""
        ...

    def refusal(self, scope: Scope) -> Words | None:
        """Why nothing of this kind can be imported now (month not open, figures submitted), None if it can.

        Asked before the file is taken, before every preview and inside the writing transaction.
        """
        ...

    def columns(self, scope: Scope) -> Sequence[Column]: ...

    def vocabularies(self, scope: Scope) -> Mapping[str, Vocabulary]: ...

    def plan(self, scope: Scope, rows: Sequence[Row]) -> Sequence[Plan]:
        """One plan a row, in their order. ``rows`` were read without refusal and are no repetitions in the file."""
        ...

    def write(self, scope: Scope, rows: Sequence[Row], log: ChangeLog) -> Mapping[int, tuple[int, str]]:
        """Write rows that were planned NEW or CHANGED; every entry made or changed goes through ``log``.

        Inside the transaction of the whole import, locks taken by ``lock``. Returns row number → (entry's key, label).
        """
        ...

    def lock(self, scope: Scope) -> None:
        """Take the locks under which plan and write see the same state; first thing in the transaction."""
        ...

    def finish(self, scope: Scope) -> None:
        """After all rows: the trail's line of the register, notices, rescoring."""
        ...

    def undo_fault(self, scope: Scope, model: str, keys: Sequence[int]) -> Words | None:
        """Why these entries cannot be taken back though they are unchanged (a visit was recorded), None if they can."""
        ...

    def address(self, scope: Scope) -> str:
        """Where the written entries are to be seen."""
        ...


@runtime_checkable
class MonthlyKind(Protocol):
    """What the form of an upload asks kinds that take a month."""

    def months(self, scope: Scope) -> Sequence[Month]:
        """Months of which something can be brought in, the one that waits first."""
        ...

    def asks_reason(self, scope: Scope) -> bool:
        """Whether ``scope.by`` files in the sender's stead, and has to say why."""
        ...


@runtime_checkable
class OpeningKind(Protocol):
    """A kind of nothing but opening balances: nobody is asked, its imports are marked so."""

    only_opening: bool


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    _kinds[kind.code] = kind


def kind_of(code: str) -> ImportKind | None:
    return _kinds.get(code)


def kinds_for(user: User, township: Unit) -> list[ImportKind]:
    """What ``user`` may import into the registers of ``township``."""
    return [kind for kind in _kinds.values() if kind.may_import(user, township)]
