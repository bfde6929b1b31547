"""Two months of three communities, to compute by hand: September is published, October is a draft.

Rules "small": 60 points for disputes in time (target 95 %), 40 for publicity held as planned.

            September                        October
    first   10/10, 4/4   100.00   place 1    10/10, 2/4    80.00   place 3
    second   8/10, 4/4    90.53   place 2    10/10, 4/4   100.00   place 1
    third   10/10, 1/4    70.00   place 3     9/10, 4/4    96.84   place 2
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assessments.models import AssessmentMonth, MonthResult, SurveyResult
from assessments.models.filings import SurveyHalf
from assessments.publication.services import publish_month
from assessments.results.services import score_month
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit
from tests.assessments.reports.builders import at, make_month
from tests.assessments.results.builders import Town, make_town, open_reports
from tests.factories import user_as

AUGUST, SEPTEMBER, OCTOBER = (Month(2026, number) for number in (8, 9, 10))
Values = tuple[dict[str, int], ...]
NOW = at("11-23 09:00")
SEPTEMBERS: Values = ({}, {"disputes_on_time": 8}, {"publicity_activities": 1})
OCTOBERS: Values = ({"publicity_activities": 2}, {}, {"disputes_on_time": 9})
#: Valid answers in each community, and how many of them feel safe; the third's sample is thin.
SAFE = ((100, 95), (50, 45), (20, 15))


@dataclass
class Autumn:
    """A township with its leader, office and secretaries, and what was scored."""

    town: Town
    leader: User = field(init=False)
    secretary: User = field(init=False)
    district: User = field(init=False)
    months: dict[Month, AssessmentMonth] = field(default_factory=dict)
    results: dict[Month, MonthResult] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.unit.parent is not None
        self.leader = user_as(Role.LEADER, self.unit)
        self.secretary = user_as(Role.SECRETARY, self.units[0])
        self.district = user_as(Role.DISTRICT, self.unit.parent)

    @property
    def unit(self) -> Unit:
        return self.town.unit

    @property
    def units(self) -> list[Unit]:
        return self.town.communities

    def score(self, month: Month, values: Values, *, is_surveyed: bool = True) -> MonthResult:
        """Reports, survey and a draft."""
        if self.town.month.month != month:
            self.town.month = make_month(self.unit, month)
            open_reports(self.town)
        for index, changed in enumerate(values):
            self.town.set(index, **changed)
        if is_surveyed:
            self.survey()
        self.months[month] = self.town.month
        self.results[month] = score_month(month=self.town.month, by=self.town.office)
        return self.results[month]

    def survey(self) -> None:
        SurveyResult.objects.bulk_create(
            SurveyResult(
                month=self.town.month,
                unit=unit,
                half=half,
                best=safe,
                good=0,
                poor=valid - safe,
                bad=0,
                entered_by=self.town.office,
            )
            for unit, (valid, safe) in zip(self.units, SAFE, strict=False)
            for half in SurveyHalf
        )

    def publish(self, month: Month, draft: int = 1, reason: str = "") -> None:
        publish_month(month=self.months[month], draft=draft, by=self.leader, reason=reason)


def make_autumn() -> Autumn:
    """At ``NOW``."""
    autumn = Autumn(make_town(3, SEPTEMBER))
    autumn.score(SEPTEMBER, SEPTEMBERS)
    autumn.publish(SEPTEMBER)
    autumn.score(OCTOBER, OCTOBERS)
    return autumn
