"""Townships of one district with published months whose figures are worked out by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from assessments.models import AssessmentMonth, FrozenFacts, MonthResult, Publication, Report, RuleSet, UnitScore
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit
from tests.assessments.reports.builders import OCTOBER, make_month
from tests.factories import CommunityFactory, DistrictFactory, TownshipFactory, user_as


@dataclass(frozen=True)
class Facts:
    """What one community counted; None: no such figure."""

    safety: tuple[int, int] | None = None
    satisfaction: tuple[int, int] | None = None
    disputes: tuple[int, int] | None = None
    total: str = "90"

    @property
    def metrics(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for half, sample in (("safety", self.safety), ("satisfaction", self.satisfaction)):
            if sample:
                found |= {f"survey.{half}_positive": sample[0], f"survey.{half}_valid": sample[1]}
        if self.disputes:
            found |= {"disputes.on_time": self.disputes[0], "disputes.due": self.disputes[1]}
        return found


@dataclass
class District:
    unit: Unit
    viewer: User
    townships: list[Unit]


def make_district(townships: int, communities: int = 1) -> District:
    unit = DistrictFactory()
    made = [TownshipFactory(parent=unit) for _ in range(townships)]
    for one in made:
        CommunityFactory.create_batch(communities, parent=one)
    return District(unit, user_as(Role.DISTRICT, unit), sorted(made, key=lambda one: one.code))


def rules_of(body: str = "{}", code: str = "daxing-2022", township: Unit | None = None) -> RuleSet:
    rules, _new = RuleSet.objects.get_or_create(
        code=code, version=1, township=township, defaults={"name": code, "effective_from": "2026-01-01", "body": body}
    )
    return rules


def draft(
    township: Unit, facts: list[Facts], month: Month = OCTOBER, rules: RuleSet | None = None, late: int = 0
) -> MonthResult:
    """A scored month, one report a community, the first ``late`` of them late."""
    row = make_month(township, month)
    units = list(Unit.objects.communities().filter(township=township).order_by("code"))
    text = json.dumps(
        {"units": [{"code": unit.code, "facts": one.metrics} for unit, one in zip(units, facts, strict=True)]}
    )
    frozen = FrozenFacts.objects.create(month=row, text=text, sha256="0" * 64)
    result = MonthResult.objects.create(
        month=row, facts=frozen, rule_set=rules or rules_of(), number=1, fingerprint="x", text="{}", is_current=True
    )
    for index, (unit, one) in enumerate(zip(units, facts, strict=True)):
        UnitScore.objects.create(result=result, unit=unit, base=one.total, bonus=0, deduction=0, total=one.total)
        _report(row, unit, is_late=index < late)
    return result


def _report(month: AssessmentMonth, unit: Unit, *, is_late: bool) -> None:
    came = month.due_at + timedelta(days=1) if is_late else month.due_at
    Report.objects.create(
        month=month, unit=unit, state="accepted", first_submitted_at=came, submitted_at=came, accepted_at=timezone.now()
    )


def publish(result: MonthResult, *, is_late: bool = False) -> Publication:
    """On the last day, or on the day after it."""
    by = user_as(Role.LEADER, result.month.township)
    at = result.month.publish_by + timedelta(days=1) if is_late else result.month.publish_by
    return Publication.objects.create(month=result.month, number=1, result=result, published_by=by, published_at=at)
