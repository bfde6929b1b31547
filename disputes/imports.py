"""The dispute ledger (矛盾纠纷排查化解台账) as a kind of import; what is written and why: docs/decisions/0008."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disputes.ledger_columns import FIELDS, ledger_columns
from disputes.ledger_rows import Surroundings, read_row
from disputes.ledger_words import vocabularies
from disputes.models import Dispute, DisputeCategory, Origin, Party, RiskGrade, Stage, StageDeadline
from disputes.selectors import ledger as reads
from disputes.selectors.rules import stage_days
from disputes.services.ledger import LedgerEntry, LedgerImport, add_entries
from disputes.services.ledger_updates import update_entries
from disputes.states import State
from safety_portal.accounts.models import Role, User
from safety_portal.core.crypto import blind_index
from safety_portal.core.ports import Words
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import Plan, Row, Scope
from safety_portal.imports.reading.columns import Column, Remark, Severity, Value, Vocabulary
from safety_portal.imports.states import RowStatus
from safety_portal.organization.models import Unit


class DisputeLedger:
    """One row a dispute; writes what registering by hand writes (docs/decisions/0008-imported-ledgers.md)."""

    code = "disputes"
    label: Words = _("Ledger of disputes")
    hint: Words = _("One row a dispute: day, community, parties, category, result")
    icon = "journal-text"
    takes_month = False
    may_be_opening = True

    def may_import(self, user: User, township: Unit) -> bool:
        """The office for all communities, a secretary for the own."""
        return user.has_role(Role.OFFICE, township_id=township.pk) or bool(_own(user, township))

    def senders(self, scope: Scope) -> Sequence[str]:
        own = _own(scope.by, scope.township)
        communities = Unit.objects.communities().filter(township=scope.township).order_by("code")
        if not _is_office(scope):
            return list(communities.filter(pk__in=own).values_list("name", flat=True))
        return [scope.township.name, *communities.open_on(_today(scope)).values_list("name", flat=True)]

    def refusal(self, scope: Scope) -> Words | None:
        return None

    def columns(self, scope: Scope) -> Sequence[Column]:
        return ledger_columns()

    def vocabularies(self, scope: Scope) -> Mapping[str, Vocabulary]:
        return vocabularies(list(_categories().values()), list(RiskGrade.objects.all()))

    def plan(self, scope: Scope, rows: Sequence[Row]) -> Sequence[Plan]:
        around = _surroundings(scope)
        read = [read_row(row, around) for row in rows]
        known = _known(scope, [row.target_id for row in rows if row.target_id])
        twins = _twins(scope, [entry for row, (entry, _) in zip(rows, read, strict=True) if row.target_id is None])
        return [_plan(row, entry, remarks, known, twins) for row, (entry, remarks) in zip(rows, read, strict=True)]

    def lock(self, scope: Scope) -> None:
        """One import of a township after the other; whoever registers by hand goes on meanwhile."""
        Unit.objects.select_for_update(no_key=True).get(pk=scope.township.pk)

    def write(self, scope: Scope, rows: Sequence[Row], log: ChangeLog) -> Mapping[int, tuple[int, str]]:
        around, ledger = _surroundings(scope), _ledger(scope)
        entries = [(row.target_id, read_row(row, around)[0]) for row in rows]
        added = [entry for target, entry in entries if target is None]
        disputes = add_entries(added, ledger)
        log.created(disputes)
        written = {entry.row: (dispute.pk, dispute.number) for entry, dispute in zip(added, disputes, strict=True)}
        changed = {target: entry for target, entry in entries if target is not None}
        for dispute in update_entries(changed, ledger, log):
            written[changed[dispute.pk].row] = (dispute.pk, dispute.number)
        return written

    def finish(self, scope: Scope) -> None:
        """Every dispute has its line of the trail, the import has its own; no notice: who sent the ledger knows it."""

    def undo_fault(self, scope: Scope, model: str, keys: Sequence[int]) -> Words | None:
        if model != Dispute._meta.label_lower or (dispute := reads.in_use(keys)) is None:
            return None
        return gettext("Somebody has worked on %(number)s since.") % {"number": dispute.number}

    def address(self, scope: Scope) -> str:
        origin = Origin.OPENING if scope.is_opening else Origin.LEDGER
        return f"{reverse('disputes:list')}?{urlencode({'tab': 'all', 'origin': origin.value})}"


# --- What rows are read against -------------------------------------------------------------------------------


def _own(user: User, township: Unit) -> frozenset[int]:
    """Communities of the township whose secretary the user is."""
    scopes = [scope for scope in user.scopes if scope.role == Role.SECRETARY and scope.township_id == township.pk]
    return frozenset(scope.unit.pk for scope in scopes)


def _is_office(scope: Scope) -> bool:
    return scope.by.has_role(Role.OFFICE, township_id=scope.township.pk)


def _today(scope: Scope) -> date:
    return timezone.localdate(scope.now)


def _categories() -> dict[str, DisputeCategory]:
    return {row.code: row for row in DisputeCategory.objects.select_related("parent")}


def _surroundings(scope: Scope) -> Surroundings:
    communities = Unit.objects.communities().filter(township=scope.township)
    return Surroundings(
        communities={unit.code: unit for unit in communities},
        categories=_categories(),
        days=stage_days(scope.township.pk),
        now=scope.now,
        own=None if _is_office(scope) else _own(scope.by, scope.township),
        is_opening=scope.is_opening,
    )


def _ledger(scope: Scope) -> LedgerImport:
    return LedgerImport(
        township=scope.township, by=scope.by, now=scope.now, source=scope.source, is_opening=scope.is_opening
    )


# --- What becomes of a row -------------------------------------------------------------------------------------

_Twins = Mapping[reads.Sameness, Sequence[tuple[int, str]]]


@dataclass(frozen=True)
class _Known:
    """Entries that earlier imports made of the same rows, and who worked on them since."""

    disputes: Mapping[int, Dispute]
    worked_on: frozenset[int]
    clocks: Mapping[int, Mapping[str, StageDeadline]]
    parties: Mapping[int, Party]


def _known(scope: Scope, keys: Sequence[int]) -> _Known:
    disputes = {one.pk: one for one in Dispute.objects.filter(pk__in=keys, township=scope.township)}
    keys = list(disputes)
    return _Known(disputes, frozenset(reads.worked_on(keys)), reads.clocks_of(keys), reads.first_parties(keys))


def _twins(scope: Scope, entries: Sequence[LedgerEntry]) -> _Twins:
    moments = [entry.registered_at for entry in entries]
    if not moments:
        return {}
    names = {blind_index(party.name, "name") for entry in entries for party in entry.parties}
    first, last = min(moments) - timedelta(days=1), max(moments) + timedelta(days=1)
    return reads.registered_with(scope.township.pk, names, first, last)


def _plan(row: Row, entry: LedgerEntry, remarks: Sequence[Remark], known: _Known, twins: _Twins) -> Plan:
    dispute = known.disputes.get(row.target_id) if row.target_id else None
    if dispute is None:
        return Plan(RowStatus.NEW, [*remarks, *_maybe_same(entry, twins)])
    if row.is_same:
        return Plan(RowStatus.SAME, target_id=dispute.pk, label=dispute.number)
    before = _before(dispute, entry, known)
    is_withdrawn = not dispute.is_open and row.values.get("outcome") == "open"
    if not before and not is_withdrawn:
        return Plan(RowStatus.SAME, remarks, dispute.pk, dispute.number)
    if (fault := _why_not(dispute, known, is_withdrawn=is_withdrawn)) is not None:
        return Plan(RowStatus.REFUSED, [*remarks, fault], dispute.pk, dispute.number)
    return Plan(RowStatus.CHANGED, remarks, dispute.pk, dispute.number, before)


def _maybe_same(entry: LedgerEntry, twins: _Twins) -> list[Remark]:
    """A dispute of the same day and community with the same party, registered by hand or under another spelling."""
    day = timezone.localdate(entry.registered_at)
    for party in entry.parties:
        found = twins.get(reads.Sameness(entry.community.pk, day, blind_index(party.name, "name")), ())
        if found:
            _key, number = found[0]
            return [Remark("maybe_same", Severity.QUESTION, params={"number": number})]
    return []


def _why_not(dispute: Dispute, known: _Known, *, is_withdrawn: bool) -> Remark | None:
    """Why a ledger can't change this dispute any more."""
    params = {"number": dispute.number}
    if dispute.state == State.VOID:
        return Remark("voided_since", params=params)
    if dispute.pk in known.worked_on:
        return Remark("worked_on_since", params=params)
    if is_withdrawn:
        return Remark("result_withdrawn", column="outcome", params=params)
    return None


def _before(dispute: Dispute, entry: LedgerEntry, known: _Known) -> dict[str, Value]:
    """What the columns say now, of those that the row says otherwise."""
    fields = {column: (getattr(dispute, name), entry.facts.get(name)) for column, name in FIELDS.items()}
    pairs: dict[str, tuple[Value, object]] = {**fields, **_before_of_result(dispute, entry)}
    if "is_public" in entry.facts:
        pairs["doors"] = (_doors(dispute.is_public), _doors(bool(entry.facts["is_public"])))
    if entry.limit_days:
        now = known.clocks[dispute.pk][Stage.COMMUNITY].days
        pairs["limit"] = (str(now), str(entry.limit_days))
    party, phone = known.parties.get(dispute.pk), next((one.phone for one in entry.parties if one.phone), "")
    if party and phone and blind_index(phone, "phone") != party.phone_index:
        pairs["phone"] = (party.phone, phone)
    return {column: was for column, (was, said) in pairs.items() if said is not None and was != said}


def _before_of_result(dispute: Dispute, entry: LedgerEntry) -> dict[str, tuple[Value, object]]:
    if entry.result is None:
        return {}
    was_on = timezone.localdate(dispute.concluded_at) if dispute.concluded_at else None
    return {
        "outcome": (dispute.outcome or "open", str(entry.result.outcome)),
        "concluded_on": (was_on, timezone.localdate(entry.result.at)),
        "agreement_number": (dispute.agreement_number, entry.result.agreement_number or None),
    }


def _doors(is_public: bool) -> str:
    return "open" if is_public else "closed"
