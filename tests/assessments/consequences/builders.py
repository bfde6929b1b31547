"""A township whose months are surveyed, scored and published through the portal's own services, by a test clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import time_machine

from assessments.figures import install_catalogue
from assessments.models import AssessmentMonth, AssessmentPolicy, Consequence, Publication, Report, SurveyResult
from assessments.publication.services import publish_month
from assessments.results.services import score_month
from assessments.rules.services import install_rule_set
from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import SYSTEM
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit
from tests.assessments.fairness.towns import Sample, survey
from tests.assessments.reports.builders import make_month
from tests.assessments.rules.samples import rule_text
from tests.factories import CommunityFactory, TownshipFactory, user_as

#: What the default ladder drafts, by step.
INTERVIEW, BULLETIN = "last-once", "last-twice"


def published_at(month: Month) -> datetime:
    """In the morning of the tenth of the next month: the window for objections is over."""
    return month.end + timedelta(days=9, hours=10)


@dataclass
class World:
    """A township with its leader and office, its communities by name, and the months published so far."""

    township: Unit
    leader: User
    office: User
    units: dict[str, Unit]
    months: dict[Month, AssessmentMonth] = field(default_factory=dict)

    def publish(self, month: Month, samples: Mapping[str, Sample | None]) -> Publication:
        """``samples``: (positive, valid) of each community that there is; None: it was not surveyed."""
        with time_machine.travel(published_at(month)):
            row = self.months[month] = make_month(self.township, month)
            units = [self.units[name] for name in samples]
            now = row.due_at
            Report.objects.bulk_create(
                Report(
                    month=row, unit=unit, state="accepted", first_submitted_at=now, submitted_at=now, accepted_at=now
                )
                for unit in units
            )
            survey(row, units, list(samples.values()), self.office)
            return self._publish(row, "")

    def correct(
        self, month: Month, samples: Mapping[str, Sample], *, at: datetime, reason: str = "测评数据录入有误"
    ) -> Publication:
        """The answers of these communities were others; a leader publishes the month again."""
        row = self.months[month]
        with time_machine.travel(at):
            for name, (positive, valid) in samples.items():
                rows = SurveyResult.objects.filter(month=row, unit=self.units[name])
                rows.update(best=positive, poor=valid - positive, entered_at=at)
            return self._publish(row, reason)

    def _publish(self, row: AssessmentMonth, reason: str) -> Publication:
        result = score_month(month=row, by=self.office)
        return publish_month(month=row, draft=result.number, by=self.leader, reason=reason)

    def proposal(self, name: str, month: Month, step: str = INTERVIEW) -> Consequence:
        """The newest of a community under a step, in a month."""
        rows = Consequence.objects.filter(unit=self.units[name], first_day=month.first_day, step_code=step)
        return rows.latest("pk")


def make_world(*names: str) -> World:
    install_catalogue()
    township = TownshipFactory(short_name="大兴")
    AssessmentPolicy.objects.create(township=township, rule_code="small")
    install_rule_set(body=rule_text(items=_survives_without_figures(), effective_from="2025-01"), by=SYSTEM)
    units = {name: CommunityFactory(parent=township, name=name) for name in names}
    return World(township, user_as(Role.LEADER, township), user_as(Role.OFFICE, township), units)


def _survives_without_figures() -> list[dict[str, object]]:
    """One item that asks for nothing: what a month scores does not matter here, only the survey."""
    return [
        {
            "code": "manual",
            "name": "基础分",
            "catalogue": "基础",
            "basis": "测试",
            "kind": "base",
            "points": "100",
            "formula": {"type": "manual"},
        }
    ]
