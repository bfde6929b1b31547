"""A key unit that the office has chosen, and everybody who has to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessments.consequences import proposing, services
from assessments.consequences.ladder import ladder_of
from assessments.consequences.services import Holding, Plan
from assessments.models import Consequence, LadderStep
from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit
from safety_portal.work.models import TrackedItem
from tests.factories import CommunityFactory, TownshipFactory, user_as


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@dataclass
class Case:
    """``row`` is the proposal; ``move`` makes a move of it with everything that the move asks for."""

    township: Unit
    unit: Unit
    leader: User
    other_leader: User
    office: User
    colleague: User
    secretary: User
    row: Consequence

    def step(self, code: str) -> LadderStep:
        return next(step for step in ladder_of(self.township) if step.code == code)

    def choose(self, unit: Unit, *, by: User | None = None) -> Consequence:
        return proposing.choose(
            step=self.step("quarter-interview"), unit=unit, reason="群众反映集中", by=by or self.office
        )

    def confirm(self, **values: object) -> Consequence:
        given: dict[str, object] = {"due_on": in_days(9), "by": self.leader} | values
        self.row = services.confirm(consequence=self.row, **given)  # type: ignore[arg-type]
        return self.row

    def carry_out(self, *, by: User | None = None, version: int | None = None) -> Consequence:
        plan = Plan("十日内报整改方案", in_days(9))
        holding = Holding(in_days(0), "已约谈", "镇会议室", "镇长", plan)
        self.row = services.carry_out(consequence=self.row, holding=holding, by=by or self.office, version=version)
        return self.row

    def clear_plan(self) -> None:
        """The plan was checked by somebody else: what its own service does, in one write."""
        now = timezone.now()
        replied = {"reply": "已整改", "replied_by": self.secretary, "replied_at": now}
        TrackedItem.objects.filter(source_number=self.row.number).update(
            state="cleared", **replied, checked_by=self.colleague, closed_at=now
        )

    def now_is(self) -> str:
        self.row.refresh_from_db()
        return self.row.state


@pytest.fixture
def case(db: None) -> Case:
    township = TownshipFactory(short_name="大兴")
    unit = CommunityFactory(parent=township)
    found = Case(
        township=township,
        unit=unit,
        leader=user_as(Role.LEADER, township),
        other_leader=user_as(Role.LEADER, township),
        office=user_as(Role.OFFICE, township),
        colleague=user_as(Role.OFFICE, township),
        secretary=user_as(Role.SECRETARY, unit),
        row=Consequence(),
    )
    found.row = found.choose(unit)
    return found
