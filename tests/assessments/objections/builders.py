"""A scored October with its window open, and objections in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assessments.models import MonthResult, Objection, UnitScore
from assessments.objections import services
from assessments.objections.services import Claim, Correction
from assessments.results.services import score_month
from assessments.states import Remedy
from safety_portal.accounts.models import Role, User
from tests.assessments.reports.builders import at
from tests.assessments.results.builders import Town, make_town
from tests.factories import user_as

IN_WINDOW = at("11-05 10:00")
TOO_LATE = at("11-08 09:00")
BEFORE_LOCK = at("11-04 09:00")


@dataclass
class Case:
    """Three communities with 100.00, 90.53 and 71.58; the second objects."""

    town: Town
    secretary: User
    leader: User

    @property
    def office(self) -> User:
        return self.town.office

    @property
    def unit_id(self) -> int:
        return self.town.communities[1].pk

    def file(
        self, item: str = "on-time", *, by: User | None = None, now: datetime = IN_WINDOW, **claim: object
    ) -> Objection:
        values = {code: Decimal(str(value)) for code, value in dict(claim.get("values", {})).items()}  # type: ignore[call-overload]
        points = claim.get("points")
        return services.file_objection(
            month=self.town.month,
            unit_id=self.unit_id,
            item_code=item,
            claim=Claim(str(claim.get("reason", "漏录两件")), values, None if points is None else Decimal(str(points))),
            by=by or self.secretary,
            on_behalf_reason=str(claim.get("on_behalf", "")),
            now=now,
        )

    def accept(self, objection: Objection, *, by: User | None = None, **values: object) -> Objection:
        """``disputes_on_time=10`` for ``disputes.on_time``."""
        figures = {name.replace("_", ".", 1): None if v is None else Decimal(str(v)) for name, v in values.items()}
        return services.accept(
            objection=objection,
            correction=Correction(Remedy.FIGURE, figures),
            reason="卷宗属实",
            by=by or self.office,
            now=IN_WINDOW,
        )

    def run(self) -> MonthResult:
        """What the job does that a decision starts."""
        return score_month(month=self.town.month, by=self.office)

    @property
    def score(self) -> UnitScore:
        return UnitScore.objects.get(result__month=self.town.month, result__is_current=True, unit=self.unit_id)


def make_case() -> Case:
    town = make_town(3)
    town.set(1, disputes_on_time=8)
    town.set(2, disputes_on_time=5)
    score_month(month=town.month, by=town.office)
    return Case(town, user_as(Role.SECRETARY, town.communities[1]), user_as(Role.LEADER, town.unit))
