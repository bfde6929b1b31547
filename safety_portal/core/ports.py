"""Ports: how a register serves the rest of the portal without being imported.

A register offers its side once, in ``AppConfig.ready()``; whoever asks reads the registry here. If a page needs
more than a port gives, widen the port.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from django.utils.functional import Promise

from safety_portal.core.months import Month

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest, HttpResponseBase

    from safety_portal.accounts.models import User
    from safety_portal.core.deadlines import WorkingCalendar
    from safety_portal.core.exports import Table, Taken

Words = str | Promise
FactValue = int | Decimal | None
SOON = timedelta(days=2)  # a deadline that near is told from one that leaves time
Provider = TypeVar("Provider")


@dataclass(frozen=True)
class MetricDefinition:
    """One figure that a register counts.

    ``definition`` says in a sentence what is counted and in which month it falls (product.md, "Month").
    """

    code: str
    name: Words
    definition: Words
    unit: Words
    basis: str = ""


@dataclass(frozen=True)
class RecordRef:
    """A record behind a figure, as one user may see it. ``url`` is None where only the number may be shown."""

    number: str
    label: str
    url: str | None
    note: str = ""
    counted: bool = True


@dataclass(frozen=True)
class RecordPage:
    """The first records behind a figure, how many there are in all, and where the whole list is."""

    total: int
    records: Sequence[RecordRef]
    more_url: str | None


class FactsProvider(Protocol):
    """Facts port: each figure of a month for all units at once, one set-based query a figure."""

    metrics: Sequence[MetricDefinition]

    def monthly_facts(self, month: Month, unit_ids: Sequence[int]) -> Mapping[str, Mapping[int, FactValue]]:
        """``{metric code: {unit id: value}}``; every unit asked for appears under every metric."""
        ...

    def records(self, metric: str, month: Month, unit_id: int, user: User, limit: int = 20) -> RecordPage:
        """The very records that ``metric`` counted, filtered by what ``user`` may see."""
        ...


@dataclass(frozen=True)
class DueEntry:
    """Something that waits for a user. ``due_at`` None: no deadline; ``started_at``: when its clock began to run."""

    kind: Words
    title: str
    url: str
    due_at: datetime | None
    place: str = ""
    number: str = ""
    started_at: datetime | None = None


class DueProvider(Protocol):
    """Due port: what waits for this user, soonest first, and how many there are in all."""

    def due_for(self, user: User, now: datetime, limit: int) -> tuple[Sequence[DueEntry], int]: ...


@dataclass(frozen=True)
class Overdue:
    """What one register has open in one township. ``overdue`` (past its deadline) and ``soon`` (due within ``SOON``)
    are among ``open``; ``url`` is the register's list, of what is overdue if anything is.
    """

    label: Words
    open: int
    overdue: int
    soon: int
    url: str


class OverdueProvider(Protocol):
    """Overdue port: how a register stands in many townships at once, for whoever compares them."""

    def overdue_by_township(self, township_ids: Sequence[int], now: datetime) -> Mapping[int, Overdue]:
        """By township; every one asked for appears. The number of queries is the same for 1 and for 20."""
        ...


@dataclass(frozen=True)
class Hit:
    """A visible entry found by text."""

    kind: Words
    number: str
    title: str
    url: str


class SearchProvider(Protocol):
    """Search port: visible entries for a text."""

    def search(self, user: User, text: str, limit: int) -> Sequence[Hit]: ...


@dataclass(frozen=True)
class Tile:
    """One figure on the strip of the home page: its words, its value, the small facts under it, where it leads.

    ``value`` is written as it shall be read; ``is_hot``: somebody must act.
    """

    label: Words
    value: str
    url: str
    unit: Words = ""
    facts: Sequence[Words] = ()
    is_hot: bool = False
    order: int = 50


@dataclass(frozen=True)
class Panel:
    """A block of the home page: a template fragment (one ``sheet``) with its context; ``aside``: the right column."""

    template_name: str
    context: Mapping[str, object]
    order: int = 50
    aside: bool = False


class PanelProvider(Protocol):
    """Panels port: what an app shows a user on the home page; no tiles and None where it has nothing to show."""

    def tiles(self, user: User, now: datetime) -> Sequence[Tile]: ...

    def panel(self, user: User, now: datetime) -> Panel | None: ...


@dataclass(frozen=True)
class Paper:
    """An official document that was made for an entry; ``note``: that it is voided, or not issued yet."""

    number: str
    title: str
    url: str
    made_at: datetime
    note: Words = ""


@dataclass(frozen=True)
class Papers:
    """The documents of one entry, and the way to a new one (``new_url`` empty: not for this user, or not now)."""

    rows: Sequence[Paper]
    new_label: Words
    new_url: str


class PapersProvider(Protocol):
    """Papers port: the official documents of an entry, as one user may see them; None for what has none."""

    def papers_of(self, entry: Model, user: User) -> Papers | None: ...


@dataclass(frozen=True)
class News:
    """Things of one sort that happened since a moment: ``words`` say which and how many, ``url`` leads to them."""

    words: Words
    url: str
    order: int = 50


class NewsProvider(Protocol):
    """News port: what happened since a moment among what a user may see, own doings left out; one query a sort of
    object at most, nothing where nothing happened.
    """

    def news_for(self, user: User, since: datetime) -> Sequence[News]: ...


class LedgerProvider(Protocol):
    """Ledgers port: a register's entries of a month as they may leave the township for the district.

    No personal data: no names, phones, numbers of persons or addresses, no text that people write, no place below the
    community. What only its handlers may see gives its number and nothing of its content.
    """

    def ledger(self, month: Month, township_ids: Sequence[int]) -> Table:
        """What came in, ended or was open in the month, by township, community and day; the first two columns are
        township and community. The number of queries is the same for 1 and for 20 townships.
        """
        ...


class CalendarFollower(Protocol):
    """Calendar port: deadlines that were counted in working days and may move when the calendar changes."""

    def calendar_changed(self, calendar: WorkingCalendar) -> int:
        """Count open deadlines again, each move with a record in the trail; returns how many moved.

        Runs inside the transaction that changes the calendar.
        """
        ...


class ExportDesk(Protocol):
    """Exports port: whoever hands out lists, keeps files and starts jobs, lies above most lists."""

    def deliver(self, request: HttpRequest, table: Taken) -> HttpResponseBase:
        """The file that the request asks for, or the way to the job that makes it; who took what is recorded."""
        ...


class Registry(Generic[Provider]):
    """Providers by name of the app that offers them, in the order they came."""

    def __init__(self) -> None:
        self._providers: dict[str, Provider] = {}

    def offer(self, name: str, provider: Provider) -> None:
        self._providers[name] = provider

    def __iter__(self) -> Iterator[Provider]:
        return iter(self._providers.values())


facts: Registry[FactsProvider] = Registry()
ledgers: Registry[LedgerProvider] = Registry()
due: Registry[DueProvider] = Registry()
overdue: Registry[OverdueProvider] = Registry()
search: Registry[SearchProvider] = Registry()
calendar: Registry[CalendarFollower] = Registry()
panels: Registry[PanelProvider] = Registry()
exports: Registry[ExportDesk] = Registry()
papers: Registry[PapersProvider] = Registry()
news: Registry[NewsProvider] = Registry()


def facts_provider(metric: str) -> FactsProvider | None:
    """The register that counts ``metric``, or None where nobody does."""
    return next((one for one in facts if any(m.code == metric for m in one.metrics)), None)
