"""A township's month that can be scored, with figures to compute by hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from assessments.figures import install_catalogue
from assessments.models import (
    AssessmentMonth,
    AssessmentPolicy,
    Figure,
    FrozenFacts,
    MonthResult,
    Publication,
    Report,
    ReportLine,
    RuleSet,
)
from assessments.rules.services import install_rule_set
from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import SYSTEM
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit
from tests.assessments.reports.builders import OCTOBER, make_month
from tests.assessments.rules.samples import rule_text
from tests.factories import CommunityFactory, TownshipFactory, user_as


@dataclass
class Town:
    """A township with its office, one month, and its communities in the order of their codes."""

    unit: Unit
    office: User
    month: AssessmentMonth
    communities: list[Unit]

    def report(self, index: int) -> Report:
        return Report.objects.get(month=self.month, unit=self.communities[index])

    def set(self, index: int, **values: int | None) -> None:
        """``disputes_due=12`` for ``disputes.due``, claimed in the accepted report."""
        for name, value in values.items():
            figure = Figure.objects.get(code=name.replace("_", ".", 1))
            ReportLine.objects.update_or_create(
                report=self.report(index),
                figure=figure,
                defaults={"claimed_value": value, "register_value": value, "is_counted": True, "is_filled": True},
            )


def make_town(communities: int = 3, month: Month = OCTOBER, rules: str = "", groups: tuple[str, ...] = ("",)) -> Town:
    """Every community with an accepted report and full marks: 10 of 10 in time, 4 of 4 activities."""
    install_catalogue()
    town = TownshipFactory()
    AssessmentPolicy.objects.create(township=town, rule_code="small")
    install_rule_set(body=rules or rule_text(), by=SYSTEM)
    units = [CommunityFactory(parent=town, group=groups[index % len(groups)]) for index in range(communities)]
    made = Town(town, user_as(Role.OFFICE, town), make_month(town, month), sorted(units, key=lambda one: one.code))
    open_reports(made)
    return made


def open_reports(town: Town) -> None:
    """Accepted reports of the town's month, with full marks."""
    now = timezone.now()
    for index, unit in enumerate(town.communities):
        Report.objects.create(
            month=town.month,
            unit=unit,
            state="accepted",
            first_submitted_at=town.month.due_at,
            submitted_at=now,
            accepted_at=now,
        )
        town.set(index, disputes_on_time=10, disputes_due=10, publicity_activities=4, publicity_planned=4)


def publish_current(month: AssessmentMonth, by: User) -> Publication:
    """The current draft as the month's publication, whatever stands in the way."""
    draft = MonthResult.objects.get(month=month, is_current=True)
    return Publication.objects.create(month=month, number=1, result=draft, published_by=by)


def bare_result(town: Unit) -> MonthResult:
    """A row that says that October was scored; its texts are empty."""
    month = make_month(town)
    facts = FrozenFacts.objects.create(month=month, text="{}", sha256="0" * 64)
    rules = RuleSet.objects.create(code="x", version=1, name="x", effective_from="2026-01-01", body="{}")
    return MonthResult.objects.create(month=month, facts=facts, rule_set=rules, number=1, fingerprint="x", text="{}")
