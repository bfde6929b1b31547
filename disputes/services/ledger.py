"""Writing an imported ledger: entries as valid as registered by hand, but set by set (docs/decisions/0008)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from django.db.models import Model
from django.utils import timezone

from disputes.clocks import natural_due
from disputes.models import Dispute, Origin, Party, ReturnVisit, RiskGrade, Source, Stage, StageDeadline
from disputes.selectors.rules import stage_days
from disputes.services.registration import number_series, number_text
from disputes.states import HandlingLevel, Outcome, State
from safety_portal.accounts.models import User
from safety_portal.audit.trail import JsonValue, record_many
from safety_portal.core import bulk
from safety_portal.core.crypto import blind_index
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit
from safety_portal.work.numbers import reserve_numbers

DEFAULT_RISK = "yellow"
Fact = str | int | bool | date


@dataclass(frozen=True)
class LedgerParty:
    role: str
    name: str
    phone: str = ""


@dataclass(frozen=True)
class LedgerResult:
    """A result that the ledger states. ``at``: 0:00 of its day where the ledger gives no time."""

    outcome: str
    at: datetime
    agreement_number: str = ""


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
    """What one row of a ledger says of a dispute.

    ``facts``: fields of ``Dispute`` that the row fills; a blank cell fills none. ``limit_days``: natural days from the
    registration to the end of the ledger's own limit.
    """

    row: int
    community: Unit
    registered_at: datetime
    category_id: str
    title: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    parties: Sequence[LedgerParty] = ()
    limit_days: int | None = None
    result: LedgerResult | None = None


@dataclass(frozen=True, kw_only=True)
class LedgerImport:
    """Under what the entries are written: by whom, when, from which file, and whether they are an opening balance."""

    township: Unit
    by: User
    now: datetime
    source: str
    is_opening: bool

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)


def add_entries(entries: Sequence[LedgerEntry], ledger: LedgerImport) -> list[Dispute]:
    """Insert a dispute for each entry, with parties, clocks, visits owed and a line of the trail; in their order."""
    days = stage_days(ledger.township.pk)
    numbers = _numbers(entries)
    risk = default_risk()
    disputes = [_dispute(entry, number, risk, ledger) for entry, number in zip(entries, numbers, strict=True)]
    bulk.assign_keys(disputes)
    deadlines = [row for pair in zip(disputes, entries, strict=True) for row in _clocks(*pair, days, ledger)]
    parties = [party for pair in zip(disputes, entries, strict=True) for party in _parties(*pair)]
    for dispute in disputes:
        settle(dispute, days, ledger)
    bulk.assign_keys(parties)
    for rows in (disputes, deadlines, parties, visits_owed(parties, days)):
        bulk.insert(rows)
    tell("disputes.import", zip(disputes, entries, strict=True), ledger)
    return disputes


def default_risk() -> str:
    """The grade of a dispute that the ledger doesn't grade: ordinary; the lowest where the office has no such grade."""
    codes = list(RiskGrade.objects.order_by("height").values_list("code", flat=True))
    return DEFAULT_RISK if DEFAULT_RISK in codes else codes[0]


def tell(action: str, pairs: Iterable[tuple[Dispute, LedgerEntry]], ledger: LedgerImport) -> None:
    """One line of the trail a dispute: from which file and row it came."""
    lines: list[tuple[Model, Mapping[str, JsonValue]]] = [
        (dispute, {"file": ledger.source, "row": entry.row}) for dispute, entry in pairs
    ]
    record_many(action, lines, by=ledger.by, township_id=ledger.township.pk)


# --- Rows ------------------------------------------------------------------------------------------------------


def _numbers(entries: Sequence[LedgerEntry]) -> list[str]:
    """Numbers of the month of registration, in the order of the days; those given out are never given again."""
    months = {entry.row: Month.of(entry.registered_at) for entry in entries}
    series = {entry.row: number_series(entry.community, months[entry.row]) for entry in entries}
    firsts = reserve_numbers(Counter(series.values()))
    running = {name: count(first) for name, first in firsts.items()}
    numbers = {
        entry.row: number_text(entry.community, months[entry.row], next(running[series[entry.row]]))
        for entry in sorted(entries, key=lambda entry: (entry.registered_at, entry.row))
    }
    return [numbers[entry.row] for entry in entries]


def _dispute(entry: LedgerEntry, number: str, risk: str, ledger: LedgerImport) -> Dispute:
    defaults: dict[str, Fact] = {
        "people_involved": max(2, len(entry.parties)),
        "source": Source.SCREENING.value,
        "risk_id": risk,
        "place": entry.community.name,
    }
    dispute = Dispute(
        number=number,
        title=entry.title,
        category_id=entry.category_id,
        township_id=ledger.township.pk,
        community_id=entry.community.pk,
        responsible_unit_id=entry.community.pk,
        level=HandlingLevel.COMMUNITY,
        origin=Origin.OPENING if ledger.is_opening else Origin.LEDGER,
        registered_at=entry.registered_at,
        registered_by_id=ledger.by.pk,
        create_token=uuid.uuid4(),
        **(defaults | dict(entry.facts)),
    )
    if dispute.handler_label:
        dispute.assigned_at = entry.registered_at
    if entry.result:
        set_result(dispute, entry.result)
    return dispute


def set_result(dispute: Dispute, result: LedgerResult) -> None:
    """The result's own fields; clocks and visits are the caller's."""
    dispute.outcome, dispute.concluded_at = result.outcome, result.at
    dispute.agreement_number = result.agreement_number
    dispute.told_remedies = result.outcome == Outcome.FAILED
    dispute.accepted_at = dispute.accepted_at or dispute.registered_at


def settle(dispute: Dispute, days: Mapping[str, int], ledger: LedgerImport) -> None:
    """After a result: visits are owed while they can still be made in time; an older one is closed.

    Nobody could make a visit in time that was over before the entry came.
    """
    if dispute.concluded_at is None:
        return
    due_at = natural_due(dispute.concluded_at, days["return_visit"])
    if due_at >= ledger.now:
        dispute.state, dispute.counted_from, dispute.due_at = State.CONCLUDED, dispute.concluded_at, due_at
    else:
        dispute.state, dispute.counted_from, dispute.due_at = State.CLOSED, None, None
        dispute.closed_at = ledger.now


def _clocks(dispute: Dispute, entry: LedgerEntry, days: Mapping[str, int], ledger: LedgerImport) -> list[StageDeadline]:
    """The community's clock, by the ledger's own limit where it has one, and the ceiling's."""
    level = StageDeadline(dispute_id=dispute.pk, stage=Stage.COMMUNITY, started_at=entry.registered_at)
    ceiling = StageDeadline(dispute_id=dispute.pk, stage=Stage.CEILING, started_at=entry.registered_at)
    set_days(level, entry.limit_days or days[Stage.COMMUNITY], ledger)
    set_days(ceiling, days[Stage.CEILING], ledger)
    for clock in (level, ceiling):
        clock.met_at = dispute.concluded_at
    dispute.counted_from, dispute.due_at = level.started_at, level.due_at
    return [level, ceiling]


def set_days(clock: StageDeadline, days: int, ledger: LedgerImport) -> None:
    """A new portal doesn't judge what it didn't clock: what fell before an opening balance came counts nowhere."""
    clock.days, clock.due_at = days, natural_due(clock.started_at, days)
    is_judged = not ledger.is_opening or clock.due_at >= ledger.now
    clock.counts = clock.stage != Stage.CEILING and is_judged


def _parties(dispute: Dispute, entry: LedgerEntry) -> list[Party]:
    return [
        Party(
            dispute=dispute,
            role=party.role,
            name=party.name,
            phone=party.phone,
            name_index=blind_index(party.name, "name"),
            phone_index=blind_index(party.phone, "phone"),
        )
        for party in entry.parties
    ]


def visits_owed(parties: Iterable[Party], days: Mapping[str, int]) -> list[ReturnVisit]:
    """One visit a party of disputes that are concluded and not closed."""
    term = days["return_visit"]
    return [
        ReturnVisit(
            dispute_id=party.dispute.pk,
            party_id=party.pk,
            round=party.dispute.round,
            counted_from=timezone.localdate(party.dispute.concluded_at),
            days=term,
            due_on=timezone.localdate(natural_due(party.dispute.concluded_at, term)),
        )
        for party in parties
        if party.dispute.state == State.CONCLUDED and party.dispute.concluded_at
    ]
