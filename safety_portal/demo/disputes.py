"""Stores drawn cases as the register would have: disputes, clocks, parties, visits, rounds and their trail.

In bulk, since a district has 100 000 of them; the database's own constraints and triggers hold as ever.
"""

from __future__ import annotations

import uuid
from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from disputes.clocks import natural_days
from disputes.models import Dispute, Party, ReturnVisit, ScreeningRound, Stage, StageDeadline
from disputes.selectors.rules import stage_days
from disputes.states import HandlingLevel, Outcome, Performance, Satisfaction, State
from safety_portal.accounts.models import User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.crypto import blind_index
from safety_portal.core.deadlines import end_of
from safety_portal.core.months import Month
from safety_portal.demo.analyze import analyze
from safety_portal.demo.cases import Case, draw_cases
from safety_portal.demo.course import Form
from safety_portal.demo.people import People
from safety_portal.demo.places import Township
from safety_portal.demo.plan import Plan
from safety_portal.organization.models import Unit
from safety_portal.work.models import Counter

Course = dict[int, dict[Month, Form]]
_BATCH = 2000


def make_disputes(plan: Plan, townships: list[Township], people: People, course: Course) -> None:
    """All disputes and screening rounds up to the demo's day."""
    numbers: Tally[str] = Tally()
    for township in townships:
        maker = _Maker(plan, township, people, numbers)
        for community in township.communities:
            for month, form in course[community.pk].items():
                for case in draw_cases(plan, community.code, month, form, len(township.grids[community.pk])):
                    maker.add(community, case)
            _add_running_month(plan, maker, township, community, course)
        maker.save()
    Counter.objects.bulk_create(Counter(series=series, last=last) for series, last in numbers.items())
    _make_rounds(plan, townships, people, course)


def _add_running_month(plan: Plan, maker: _Maker, township: Township, community: Unit, course: Course) -> None:
    """The month that still runs: not reported yet, but on everybody's desk."""
    running = Month.of(plan.today)
    form = course[community.pk][plan.open_month]
    for case in draw_cases(plan, community.code, running, form, len(township.grids[community.pk])):
        maker.add(community, case)


@dataclass(frozen=True)
class _Step:
    """One line of a dispute's trail."""

    action: str
    at: datetime
    by: User


class _Maker:
    """Turns the cases of one township into rows, and saves them table by table."""

    def __init__(self, plan: Plan, township: Township, people: People, numbers: Tally[str]) -> None:
        self.plan, self.township, self.people, self.numbers = plan, township, people, numbers
        self.days = stage_days(township.unit.pk)
        self.disputes: list[Dispute] = []
        self.clocks: list[StageDeadline] = []
        self.parties: list[Party] = []
        self.visits: list[ReturnVisit] = []
        self.steps: list[tuple[Dispute, _Step]] = []

    def add(self, community: Unit, case: Case) -> None:
        secretary = self.people.secretaries[community.pk]
        member = self.township.member_units[case.matter.taken_over_by]
        grid = self.township.grids[community.pk][case.grid] if case.grid is not None else None
        handed = case.escalated_at is not None
        at_grid = case.level == HandlingLevel.GRID and grid is not None
        dispute = Dispute(
            number=self._number(community, case.registered_at),
            title=case.title,
            summary=f"{case.title}，涉及 {case.people} 人，双方请求调解。（演示数据）",
            category_id=case.matter.category,
            scale="01" if case.people < 5 else "02",
            people_involved=case.people,
            occurred_on=case.registered_at.date() - timedelta(days=1),
            place=f"{community.name}{case.place}",
            township=self.township.unit,
            community=community,
            grid=grid,
            source=case.source,
            risk_id=case.matter.risk,
            responsible_unit=member if handed else grid if at_grid else community,
            handler=self._handler(case, secretary, member),
            assigned_at=case.registered_at if case.has_handler else None,
            level=HandlingLevel.TOWNSHIP if handed else case.level,
            state=_state_of(case),
            registered_at=case.registered_at,
            registered_by=secretary,
            accepted_at=case.accepted_at,
            outcome=case.outcome or "",
            told_remedies=case.outcome == Outcome.FAILED,
            concluded_at=case.concluded_at,
            create_token=uuid.UUID(int=self.plan.dice("token", community.code, len(self.disputes)).getrandbits(128)),
        )
        if case.outcome == Outcome.AGREED:
            dispute.agreement_number = f"（{case.registered_at.year}）人调字第{len(self.disputes) + 1}号"
        self.disputes.append(dispute)
        self._add_clocks(dispute, case)
        self._add_people(dispute, case, secretary)
        self.steps += [(dispute, step) for step in self._trail(case, secretary, self.people.member_users[member.pk])]

    def _number(self, community: Unit, registered: datetime) -> str:
        month = Month.of(registered)
        series = f"dispute:{community.short_name}:{month}"
        self.numbers[series] += 1
        return f"{community.short_name}〔{month.year}〕{month.number:02d}-{self.numbers[series]:02d}"

    def _handler(self, case: Case, secretary: User, member: Unit) -> User | None:
        if not case.has_handler:
            return None
        return self.people.member_users[member.pk] if case.escalated_at else secretary

    def _add_clocks(self, dispute: Dispute, case: Case) -> None:
        """The level's clock and the ceiling's; handing on in time starts the township's (services/deadlines.py)."""
        own = self._clock(dispute, Stage(case.level), case)
        ceiling = self._clock(dispute, Stage.CEILING, case)
        counting = own
        if case.escalated_at:
            counting = self._clock(dispute, Stage.TOWNSHIP, case)
            own.handed_on_at = case.escalated_at
            self.clocks.append(counting)
        counting.counts = True
        for clock in (counting, ceiling):
            clock.met_at = case.concluded_at
        self.clocks += [own, ceiling]
        dispute.counted_from, dispute.due_at = counting.started_at, counting.due_at

    def _clock(self, dispute: Dispute, stage: Stage, case: Case) -> StageDeadline:
        days = self.days[stage]
        due = natural_days(case.registered_at, days).due_at
        return StageDeadline(dispute=dispute, stage=stage, started_at=case.registered_at, days=days, due_at=due)

    def _add_people(self, dispute: Dispute, case: Case, secretary: User) -> None:
        """Two parties named by letter, and the visits owed to them once there is a result."""
        number = len(self.disputes)
        done: list[datetime] = []
        for role, letter, days in zip(("applicant", "respondent"), "甲乙", case.visit_days, strict=True):
            name, phone = f"演示{letter}{number}", f"1990000{number % 10000:04d}"
            party = Party(dispute=dispute, role=role, name=name, phone=phone)
            party.name_index, party.phone_index = blind_index(name, "name"), blind_index(phone, "phone")
            self.parties.append(party)
            if case.concluded_at:
                self.visits.append(self._visit(dispute, party, case.concluded_at, days, secretary))
                if self.visits[-1].visited_on:
                    done.append(case.concluded_at + timedelta(days=days, hours=1))
        self._settle(dispute, case, done, secretary)

    def _visit(self, dispute: Dispute, party: Party, concluded: datetime, days: int, secretary: User) -> ReturnVisit:
        start, term = concluded.date(), self.days["return_visit"]
        visit = ReturnVisit(
            dispute=dispute, party=party, counted_from=start, days=term, due_on=start + timedelta(days=term)
        )
        if start + timedelta(days=days) < self.plan.today:
            dice = self.plan.dice("visit", dispute.number, party.role)
            visit.visited_on, visit.visited_by = start + timedelta(days=days), secretary
            visit.satisfaction = dice.choices([Satisfaction.SATISFIED, Satisfaction.FAIRLY], [70, 30])[0]
            visit.performance = Performance.KEPT if dispute.outcome == Outcome.AGREED else Performance.NONE
        return visit

    def _settle(self, dispute: Dispute, case: Case, done: list[datetime], secretary: User) -> None:
        """Where the dispute stands once result and visits are in: visits owed, or closed."""
        if not case.concluded_at:
            return
        due = case.concluded_at.date() + timedelta(days=self.days["return_visit"])
        dispute.counted_from, dispute.due_at = case.concluded_at, end_of(due)
        if len(done) == 2 and max(done) < self.plan.now:
            dispute.state, dispute.closed_at = State.CLOSED, max(done)
            dispute.counted_from = dispute.due_at = None
            self.steps.append((dispute, _Step("disputes.close", max(done), secretary)))

    def _trail(self, case: Case, secretary: User, member: User) -> Iterator[_Step]:
        yield _Step("disputes.register", case.registered_at, secretary)
        if case.accepted_at:
            yield _Step("disputes.accept", case.accepted_at, secretary)
        if case.escalated_at:
            yield _Step("disputes.escalate", case.escalated_at, secretary)
        if case.concluded_at:
            yield _Step("disputes.conclude", case.concluded_at, member if case.escalated_at else secretary)

    def save(self) -> None:
        """Table by table; children learn their parents' keys between.

        The planner is told of each size at once: a foreign-key check planned for an empty table scans the full one.
        """
        Dispute.objects.bulk_create(self.disputes, batch_size=_BATCH)
        analyze(Dispute)
        _relink(self.clocks)
        StageDeadline.objects.bulk_create(self.clocks, batch_size=_BATCH)
        _relink(self.parties)
        Party.objects.bulk_create(self.parties, batch_size=_BATCH)
        analyze(Party)
        _relink(self.visits)
        for visit in self.visits:
            visit.party_id = visit.party.pk
        ReturnVisit.objects.bulk_create(self.visits, batch_size=_BATCH)
        steps = sorted(self.steps, key=lambda pair: pair[1].at)
        AuditEntry.objects.bulk_create((self._entry(*pair) for pair in steps), batch_size=_BATCH)

    def _entry(self, dispute: Dispute, step: _Step) -> AuditEntry:
        return AuditEntry(
            at=step.at,
            kind=AuditEntry.Kind.CHANGE,
            action=step.action,
            actor_id=step.by.pk,
            actor_label=step.by.name,
            object_type=Dispute._meta.label_lower,
            object_id=str(dispute.pk),
            object_label=str(dispute)[:200],
            township_id=self.township.unit.pk,
        )


def _relink(rows: Iterable[StageDeadline | Party | ReturnVisit]) -> None:
    for row in rows:
        row.dispute_id = row.dispute.pk


def _state_of(case: Case) -> State:
    if case.concluded_at:
        return State.CONCLUDED
    if case.escalated_at:
        return State.HANDED_OVER
    return State.MEDIATING if case.accepted_at else State.REGISTERED


def _make_rounds(plan: Plan, townships: list[Township], people: People, course: Course) -> None:
    """Four screening rounds a month where all goes well, on four different days."""
    rounds = []
    for township in townships:
        for community in township.communities:
            for month in [*course[community.pk], Month.of(plan.today)]:
                form = course[community.pk].get(month) or course[community.pk][plan.open_month]
                rounds += list(_rounds_of(plan, community, month, form, people.secretaries[community.pk]))
    ScreeningRound.objects.bulk_create(rounds, batch_size=_BATCH)


def _rounds_of(plan: Plan, community: Unit, month: Month, form: Form, by: User) -> Iterator[ScreeningRound]:
    dice = plan.dice("rounds", community.code, month)
    for day in sorted(dice.sample(range(1, 28), 4)):
        held = month.first_day + timedelta(days=day)
        if held >= plan.today or dice.random() > 0.6 + 0.4 * form.quality:
            continue
        found = dice.choice([0, 0, 1, 1, 2, 3])
        yield ScreeningRound(
            community=community,
            held_on=held,
            found=found,
            is_nil_report=found == 0,
            reported_by=by,
            reported_at=end_of(held) - timedelta(hours=6),
            create_token=uuid.UUID(int=dice.getrandbits(128)),
        )
