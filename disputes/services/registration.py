"""Registering a dispute and correcting what was registered."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import policies
from disputes.models import Dispute, DisputeCategory, Party, RiskGrade, StageDeadline
from disputes.selectors.rules import level_of, setting_of
from disputes.services.deadlines import start_round
from disputes.services.locking import lock
from disputes.visibility import grid_ids
from safety_portal.accounts.models import User
from safety_portal.audit.trail import record
from safety_portal.core.crypto import blind_index
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from safety_portal.organization.models import Level, Unit
from safety_portal.work.numbers import next_number


@dataclass(frozen=True, kw_only=True)
class DisputeFacts:
    """What a form says about a dispute. ``unit`` is the community or the grid where it happened.

    ``responsible_unit`` None: the grid if a worker of that grid registers, else the community.
    """

    unit: Unit
    title: str
    category: DisputeCategory
    risk: RiskGrade
    source: str
    place: str
    scale: str = "01"
    people_involved: int = 2
    summary: str = ""
    occurred_on: date | None = None
    source_number: str = ""
    is_public: bool = True
    leader_label: str = ""
    responsible_unit: Unit | None = None


@dataclass(frozen=True)
class PartyFacts:
    """One party of a form. With ``pk``, an existing one: empty texts keep what is stored; ``leaves`` takes it out."""

    role: str
    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    pk: int | None = None
    leaves: bool = False


def register(
    facts: DisputeFacts,
    parties: Sequence[PartyFacts] = (),
    *,
    by: User,
    now: datetime,
    token: uuid.UUID | None = None,
) -> Dispute:
    """Register a dispute and start its clock. The same ``token`` again gives the same dispute, not a second one."""
    if not policies.can_register_at(by, facts.unit):
        raise NotAllowed(_("You may register disputes only for your own area."))
    token = token or uuid.uuid4()
    try:
        with transaction.atomic():
            return _registered_before(token, by) or _create(facts, parties, by=by, now=now, token=token)
    except IntegrityError:  # a second click was quicker by a hair
        if (twin := _registered_before(token, by)) is None:
            raise
        return twin


def update(
    dispute: Dispute, facts: DisputeFacts, parties: Sequence[PartyFacts] = (), *, by: User, now: datetime, version: int
) -> Dispute:
    """Correct facts and parties of an open dispute; its community and number stay."""
    with transaction.atomic():
        locked = lock(dispute, version=version)
        if not policies.can_edit(by, locked):
            raise NotAllowed(_("You may not edit this dispute."))
        if _community_of(facts.unit).pk != locked.community_id:
            raise Refused({"unit": _("The community stays. For another community, void this entry and register anew.")})
        changed = _changed_names(locked, facts)
        _write_facts(locked, facts, now)
        locked.version += 1
        locked.save()
        _write_parties(locked, parties)
        record("disputes.update", locked, by=by, township_id=locked.township_id, details={"fields": [*changed]})
    return locked


def _registered_before(token: uuid.UUID, by: User) -> Dispute | None:
    return Dispute.objects.filter(create_token=token, registered_by=by).first()


def _create(
    facts: DisputeFacts, parties: Sequence[PartyFacts], *, by: User, now: datetime, token: uuid.UUID
) -> Dispute:
    community = _community_of(facts.unit)
    unit = facts.responsible_unit or _default_responsible(facts.unit, by)
    if unit.township_id != community.township_id and unit.pk != community.township_id:
        raise Refused({"responsible_unit": _("This unit belongs to another township.")})
    dispute = Dispute(
        number=_number(community, now),
        township=community.township,
        community=community,
        responsible_unit=unit,
        level=level_of(unit),
        registered_at=now,
        registered_by=by,
        create_token=token,
    )
    _write_facts(dispute, facts, now)
    deadlines = start_round(dispute, at=now)
    dispute.save()
    StageDeadline.objects.bulk_create(deadlines)
    _write_parties(dispute, parties)
    record(
        "disputes.register",
        dispute,
        by=by,
        township_id=dispute.township_id,
        details={"source": dispute.source, "unit": dispute.responsible_unit.name, "level": dispute.level},
    )
    return dispute


def _community_of(unit: Unit) -> Unit:
    if unit.level == Level.COMMUNITY:
        return unit
    if unit.level == Level.GRID and unit.parent is not None:
        return unit.parent
    raise Refused({"unit": _("Choose a community or a grid.")})


def _default_responsible(unit: Unit, by: User) -> Unit:
    return unit if unit.pk in grid_ids(by) else _community_of(unit)


def _number(community: Unit, now: datetime) -> str:
    """``四岗〔2026〕10-07``: counted by short name and month, so that two places of one name never share a number."""
    month = Month.of(now)
    return number_text(community, month, next_number(number_series(community, month)))


def number_series(community: Unit, month: Month) -> str:
    return f"dispute:{_short_name(community)}:{month}"


def number_text(community: Unit, month: Month, running: int) -> str:
    return f"{_short_name(community)}〔{month.year}〕{month.number:02d}-{running:02d}"


def _short_name(community: Unit) -> str:
    return community.short_name or community.name.removesuffix("社区")


_PLAIN_FACTS = (
    "title", "category", "risk", "source", "place", "scale", "people_involved", "summary", "occurred_on",
    "source_number", "is_public", "leader_label",
)  # fmt: skip


def _write_facts(dispute: Dispute, facts: DisputeFacts, now: datetime) -> None:
    if facts.occurred_on and facts.occurred_on > timezone.localdate(now):
        raise Refused({"occurred_on": _("This day lies in the future. Check the date.")})
    dispute.grid = facts.unit if facts.unit.level == Level.GRID else None
    for name in _PLAIN_FACTS:
        setattr(dispute, name, getattr(facts, name))


def _changed_names(dispute: Dispute, facts: DisputeFacts) -> list[str]:
    grid = facts.unit if facts.unit.level == Level.GRID else None
    names = [name for name in _PLAIN_FACTS if getattr(dispute, name) != getattr(facts, name)]
    return names + (["grid"] if dispute.grid != grid else [])


def _write_parties(dispute: Dispute, parties: Sequence[PartyFacts]) -> None:
    stored = {party.pk: party for party in dispute.parties.all()}
    keeps_id = setting_of(dispute.township_id).asks_id_number
    for facts in parties:
        party = stored.get(facts.pk) if facts.pk else Party(dispute=dispute)
        if party is None:
            raise Refused(_("One of the parties was removed in the meantime. Look again."))
        if facts.leaves:
            _remove(party)
        else:
            _write_party(party, facts, keeps_id=keeps_id)


def _write_party(party: Party, facts: PartyFacts, *, keeps_id: bool) -> None:
    party.role = facts.role
    party.name = facts.name or party.name
    party.phone = facts.phone or party.phone
    party.address = facts.address or party.address
    if keeps_id:
        party.id_number = facts.id_number or party.id_number
    party.name_index = blind_index(party.name, "name")
    party.phone_index = blind_index(party.phone, "phone")
    party.save()


def _remove(party: Party) -> None:
    if party.return_visits.exists():
        raise Refused(_("A party that was visited stays in the file."))
    if party.pk:
        party.delete()
