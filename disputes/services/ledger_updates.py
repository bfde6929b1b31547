"""A later ledger says more of entries that an earlier one brought: the result, a corrected summary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.clocks import natural_due
from disputes.models import Dispute, Party, ReturnVisit, Stage, StageDeadline
from disputes.selectors.ledger import clocks_of, first_parties, worked_on
from disputes.selectors.rules import stage_days
from disputes.services.ledger import (
    LedgerEntry,
    LedgerImport,
    LedgerResult,
    set_days,
    set_result,
    settle,
    tell,
    visits_owed,
)
from disputes.states import State
from safety_portal.core import bulk
from safety_portal.core.crypto import blind_index
from safety_portal.core.errors import Refused
from safety_portal.imports.changes import ChangeLog

#: Fields that a ledger may change, besides those that it states itself (``LedgerEntry.facts``).
_RESULT_FIELDS = (
    "title", "assigned_at", "accepted_at", "state", "outcome", "concluded_at", "agreement_number", "told_remedies",
    "closed_at", "counted_from", "due_at", "version",
)  # fmt: skip


@dataclass(frozen=True)
class _Held:
    """A dispute and what hangs on it, as far as a ledger may change it."""

    dispute: Dispute
    entry: LedgerEntry
    clocks: Mapping[str, StageDeadline]
    party: Party | None
    visits: Sequence[ReturnVisit]


def update_entries(entries: Mapping[int, LedgerEntry], ledger: LedgerImport, log: ChangeLog) -> list[Dispute]:
    """Bring disputes (by key) up to what their entries say; blank cells change nothing, and no result is taken back.

    ``Refused`` if somebody has worked on one of them in the portal: then its file is there, not in the ledger.
    """
    days = stage_days(ledger.township.pk)
    held = _held(entries)
    log.will_change([one.dispute for one in held])
    log.will_change([clock for one in held for clock in one.clocks.values()])
    log.will_change([one.party for one in held if one.party])
    log.will_change([visit for one in held for visit in one.visits])
    newly_concluded = [one for one in held if _update(one, days, ledger)]
    _save(held)
    visits = _visits(newly_concluded, days)
    log.changed([one.dispute for one in held])
    log.changed([clock for one in held for clock in one.clocks.values()])
    log.changed([one.party for one in held if one.party])
    log.changed([visit for one in held for visit in one.visits])
    log.created(visits)
    tell("disputes.import_update", ((one.dispute, one.entry) for one in held), ledger)
    return [one.dispute for one in held]


def _held(entries: Mapping[int, LedgerEntry]) -> list[_Held]:
    disputes = list(Dispute.objects.select_for_update(of=("self",)).filter(pk__in=entries).order_by("pk"))
    worked = worked_on(entries.keys())
    for dispute in disputes:
        if dispute.pk in worked:
            raise Refused(_("Somebody has worked on %(number)s since.") % {"number": dispute.number})
    clocks, parties = clocks_of(entries.keys()), first_parties(entries.keys())
    visits: dict[int, list[ReturnVisit]] = defaultdict(list)
    for visit in ReturnVisit.objects.filter(dispute__in=entries.keys()):
        visits[visit.dispute_id].append(visit)
    return [_Held(one, entries[one.pk], clocks[one.pk], parties.get(one.pk), visits[one.pk]) for one in disputes]


def _update(held: _Held, days: Mapping[str, int], ledger: LedgerImport) -> bool:
    """Whether the dispute now has a result that it had not."""
    dispute, entry = held.dispute, held.entry
    if "summary" in entry.facts and entry.facts["summary"] != dispute.summary:
        dispute.title = entry.title
    for name, value in entry.facts.items():
        setattr(dispute, name, value)
    if dispute.handler_label:
        dispute.assigned_at = dispute.assigned_at or dispute.registered_at
    if held.party and (phone := next((party.phone for party in entry.parties if party.phone), "")):
        held.party.phone, held.party.phone_index = phone, blind_index(phone, "phone")
    dispute.version += 1
    if entry.limit_days:
        set_days(held.clocks[Stage.COMMUNITY], entry.limit_days, ledger)
        if dispute.is_open:
            dispute.due_at = held.clocks[Stage.COMMUNITY].due_at
    return bool(entry.result) and _conclude(held, entry.result, days, ledger)  # type: ignore[arg-type]


def _conclude(held: _Held, result: LedgerResult, days: Mapping[str, int], ledger: LedgerImport) -> bool:
    dispute, was_open = held.dispute, held.dispute.is_open
    set_result(dispute, result)
    for clock in held.clocks.values():
        clock.met_at = result.at
    if was_open:
        settle(dispute, days, ledger)
    elif dispute.state == State.CONCLUDED:
        dispute.counted_from, dispute.due_at = result.at, natural_due(result.at, days["return_visit"])
        for visit in held.visits:
            visit.counted_from = timezone.localdate(result.at)
            visit.due_on = timezone.localdate(natural_due(result.at, visit.days))
    return was_open


def _visits(newly_concluded: Sequence[_Held], days: Mapping[str, int]) -> list[ReturnVisit]:
    disputes = {one.dispute.pk: one.dispute for one in newly_concluded}
    parties = list(Party.objects.filter(dispute__in=disputes).only("pk", "dispute"))
    for party in parties:
        party.dispute = disputes[party.dispute_id]
    visits = visits_owed(parties, days)
    bulk.insert(visits)
    return visits


def _save(held: Sequence[_Held]) -> None:
    stated = {name for one in held for name in one.entry.facts}
    bulk.update([one.dispute for one in held], {*_RESULT_FIELDS, *(name.removesuffix("_id") for name in stated)})
    bulk.update([clock for one in held for clock in one.clocks.values()], ["days", "due_at", "counts", "met_at"])
    bulk.update([one.party for one in held if one.party], ["phone", "phone_index"])
    bulk.update([visit for one in held for visit in one.visits], ["counted_from", "due_on"])
