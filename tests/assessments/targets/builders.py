"""A town with plans taken on, its months scored and counts filed for the whole township."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from assessments.models import AssessmentMonth, Figure, FigureOwner, FiledFigure, Filing, Publication, Target
from assessments.results.services import score_month
from assessments.targets.boards import Board, Standing
from assessments.targets.selectors import board_of
from assessments.targets.services import install_plan
from safety_portal.accounts.models import Role
from safety_portal.audit.trail import SYSTEM
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit
from tests.assessments.reports.builders import OCTOBER, make_month
from tests.assessments.results.builders import Town, make_town
from tests.factories import MemberUnitFactory, user_as


@dataclass
class Targets:
    """The town, its police station, and the boards that its people see."""

    town: Town
    police: Unit

    @property
    def now(self) -> datetime:
        return self.town.month.lock_at

    def take_on(self, code: str, since: Month = OCTOBER) -> None:
        install_plan(township=self.town.unit, code=code, from_month=since, by=SYSTEM)

    def own(self, *codes: str) -> None:
        """The police station files these figures."""
        figures = Figure.objects.filter(code__in=codes)
        FigureOwner.objects.bulk_create(
            FigureOwner(figure=one, member_unit=self.police, township=self.town.unit) for one in figures
        )

    def file(self, month: Month = OCTOBER, *, state: str = "submitted", **values: int | None) -> None:
        """``police_theft=3`` for ``police.theft``, of the whole township."""
        row = AssessmentMonth.objects.filter(township=self.town.unit, first_day=month.first_day).first()
        row = row or make_month(self.town.unit, month)
        submitted = row.due_at if state == "submitted" else None
        filing, _made = Filing.objects.get_or_create(
            month=row, member_unit=self.police, defaults={"state": state, "submitted_at": submitted}
        )
        for name, value in values.items():
            figure = Figure.objects.get(code=name.replace("_", ".", 1))
            FiledFigure.objects.create(filing=filing, unit=self.town.unit, figure=figure, value=value)

    def score(self, *, publish: bool = False) -> None:
        result = score_month(month=self.town.month, by=self.town.office)
        if publish:
            leader = user_as(Role.LEADER, self.town.unit)
            Publication.objects.create(month=self.town.month, number=1, result=result, published_by=leader)

    def board(self, month: Month = OCTOBER, **options: Any) -> Board:
        return board_of(self.town.unit, month, self.now, **options)

    def standing(self, code: str, month: Month = OCTOBER, **options: Any) -> Standing:
        return next(one for one in self.board(month, **options).standings if one.target.code == code)

    def target(self, code: str) -> Target:
        return Target.objects.select_related("plan__township").get(plan__township=self.town.unit, code=code)


def num(value: Decimal | None) -> float | None:
    """As tests write it: 10, 0.75."""
    return None if value is None else float(value)


def make_targets(communities: int = 2) -> Targets:
    town = make_town(communities)
    return Targets(town, MemberUnitFactory(parent=town.unit, name="大兴派出所"))
