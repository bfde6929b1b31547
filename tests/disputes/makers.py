"""Disputes for tests: a small township, its people, and disputes made by the services at a given time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from disputes import services
from disputes.models import Dispute, DisputeCategory, Party, ReturnVisit, RiskGrade
from disputes.services import DisputeFacts, PartyFacts
from disputes.states import Move, State
from safety_portal.accounts.models import Role, User
from safety_portal.core.deadlines import end_of
from safety_portal.core.months import SHANGHAI
from safety_portal.organization.models import Unit
from tests.factories import CommunityFactory, GridFactory, MemberUnitFactory, TownshipFactory, user_as

TWO_PARTIES = (
    PartyFacts(role=Party.Role.APPLICANT, name="张三", phone="13800001234", address="新海家园二期7幢502室"),
    PartyFacts(role=Party.Role.RESPONDENT, name="李四四", phone="13900005678"),
)


def at(text: str) -> datetime:
    """``2026-10-21 16:40`` in Shanghai."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def day_end(day: str) -> datetime:
    """24:00 of ``2026-10-28``: its last microsecond."""
    return end_of(date.fromisoformat(day))


MORNING = at("2026-10-21 09:00")


@dataclass
class Town:
    """One township with a community, a grid in it and a member unit, and a person for every role there."""

    township: Unit = field(default_factory=TownshipFactory)

    @cached_property
    def community(self) -> Unit:
        return CommunityFactory(parent=self.township)

    @cached_property
    def grid(self) -> Unit:
        return GridFactory(parent=self.community)

    @cached_property
    def police(self) -> Unit:
        return MemberUnitFactory(parent=self.township)

    def unit_of(self, role: Role) -> Unit:
        units = {
            Role.SECRETARY: self.community,
            Role.GRID_WORKER: self.grid,
            Role.UNIT: self.police,
            Role.DISTRICT: self.township.parent,
        }
        unit = units.get(role, self.township)
        assert unit is not None
        return unit

    def person(self, role: Role) -> User:
        """The same person each time, with rights loaded afresh."""
        made = self.__dict__.setdefault("_people", {})
        if role not in made:
            made[role] = user_as(role, self.unit_of(role))
        return User.objects.get(pk=made[role].pk)

    def with_everybody(self) -> Town:
        """All units and people made at once, so that rolling an attempt back takes none of them away."""
        for role in Role:
            self.person(role)
        return self

    @property
    def secretary(self) -> User:
        return self.person(Role.SECRETARY)

    @property
    def office(self) -> User:
        return self.person(Role.OFFICE)

    @property
    def worker(self) -> User:
        return self.person(Role.GRID_WORKER)

    @property
    def officer(self) -> User:
        return self.person(Role.UNIT)

    @property
    def leader(self) -> User:
        return self.person(Role.LEADER)


def facts_at(unit: Unit, **changes: Any) -> DisputeFacts:
    given: dict[str, Any] = {
        "unit": unit,
        "title": "7 幢漏水赔偿",
        "category": DisputeCategory.objects.get(code="0201"),
        "risk": RiskGrade.objects.get(code="yellow"),
        "source": "screening",
        "place": "新海家园二期 7 幢",
    }
    return DisputeFacts(**(given | changes))


def registered(
    town: Town,
    when: datetime = MORNING,
    *,
    by: User | None = None,
    parties: tuple[PartyFacts, ...] = (),
    unit: Unit | None = None,
    **changes: Any,
) -> Dispute:
    """Registered by the secretary (so handled at community level, three days), or by ``by``."""
    return services.register(facts_at(unit or town.community, **changes), parties, by=by or town.secretary, now=when)


def accepted(town: Town, when: datetime = MORNING, **changes: Any) -> Dispute:
    dispute = registered(town, when, **changes)
    handler = town.secretary if dispute.level != "township" else town.office
    return services.accept(dispute, handler=handler, by=town.office, now=when, version=dispute.version)


def concluded(
    town: Town, when: datetime = MORNING, *, result_at: datetime | None = None, outcome: str = "agreed", **changes: Any
) -> Dispute:
    dispute = accepted(town, when, **changes)
    return conclude(town, dispute, result_at or when, outcome)


def conclude(town: Town, dispute: Dispute, when: datetime, outcome: str = "agreed") -> Dispute:
    return services.conclude(
        dispute,
        outcome=outcome,
        note="双方达成一致",
        told_remedies=outcome == "failed",
        by=town.office,
        now=when,
        version=dispute.version,
    )


def visit_all(town: Town, dispute: Dispute, when: datetime, satisfaction: str = "satisfied") -> Dispute:
    for visit in ReturnVisit.objects.filter(dispute=dispute, round=dispute.round, visited_on=None):
        dispute = services.record_visit(
            visit,
            visited_on=when.date(),
            satisfaction=satisfaction,
            performance="kept",
            note="电话无人接听" if satisfaction == "unreached" else "",
            by=town.secretary,
            now=when,
            version=dispute.version,
        )
    return dispute


def in_state(town: Town, state: State, when: datetime = MORNING) -> Dispute:
    """A dispute of the community, brought into ``state`` by the services."""
    if state == State.REGISTERED:
        return registered(town, when)
    if state == State.HANDED_OVER:
        dispute = registered(town, when, by=town.worker, unit=town.grid)
        return services.escalate(
            dispute, to=town.community, reason="超出能力", by=town.office, now=when, version=dispute.version
        )
    if state in {State.CONCLUDED, State.CLOSED}:
        dispute = concluded(town, when)
        if state == State.CONCLUDED:
            return dispute
        return services.close(dispute, by=town.office, now=when, version=dispute.version)
    dispute = accepted(town, when)
    if state == State.MEDIATING:
        return services.start(dispute, is_public=True, by=town.office, version=dispute.version)
    if state == State.VOID:
        return services.void(dispute, reason="重复登记", by=town.office, now=when, version=dispute.version)
    return dispute


def attempt(town: Town, dispute: Dispute, move: Move, by: User, when: datetime = MORNING) -> Dispute:
    """Try a move with fitting data."""
    common: dict[str, Any] = {"by": by, "version": dispute.version}
    tries: dict[Move, Callable[[], Dispute]] = {
        Move.ACCEPT: lambda: services.accept(dispute, handler=town.secretary, now=when, **common),
        Move.START: lambda: services.start(dispute, is_public=True, **common),
        Move.ESCALATE: lambda: services.escalate(dispute, to=town.township, reason="超出能力", now=when, **common),
        Move.REFER: lambda: services.refer(dispute, to=town.grid, reason="在网格处理", **common),
        Move.CONCLUDE: lambda: services.conclude(dispute, outcome="oral", note="口头和解", now=when, **common),
        Move.VISIT: lambda: _visit(dispute, when, common),
        Move.CLOSE: lambda: services.close(dispute, now=when, **common),
        Move.REOPEN: lambda: services.reopen(dispute, reason="反复", now=when, **common),
        Move.VOID: lambda: services.void(dispute, reason="重复登记", now=when, **common),
    }
    return tries[move]()


def _visit(dispute: Dispute, when: datetime, common: dict[str, Any]) -> Dispute:
    party = Party.objects.get_or_create(dispute=dispute, role="applicant", name_index="x", defaults={"name": "王五"})[0]
    visit = ReturnVisit.objects.create(
        dispute=dispute, party=party, round=dispute.round, counted_from=when.date(), days=30, due_on="2099-01-01"
    )
    return services.record_visit(
        visit, visited_on=when.date(), satisfaction="satisfied", performance="kept", now=when, **common
    )
