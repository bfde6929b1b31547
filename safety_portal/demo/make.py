"""The whole of the demo, in the order in which things depend on each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.db import transaction

from assessments.models import AssessmentMonth, MonthResult
from assessments.results.services import score_month
from safety_portal.audit.trail import SYSTEM
from safety_portal.demo.analyze import analyze
from safety_portal.demo.consequences import follow_up
from safety_portal.demo.course import course_of
from safety_portal.demo.disputes import make_disputes
from safety_portal.demo.district_places import make_district_places
from safety_portal.demo.months import make_months
from safety_portal.demo.objections import make_objections
from safety_portal.demo.papers import make_bulletins, make_papers
from safety_portal.demo.people import make_people
from safety_portal.demo.places import Township, make_places
from safety_portal.demo.plan import Plan
from safety_portal.demo.publications import correct_one, publish_past
from safety_portal.demo.targets import make_targets
from safety_portal.demo.visits import make_visits
from safety_portal.demo.workbooks import make_workbook_template
from safety_portal.notices.models import Notice
from safety_portal.organization.models import Unit


class NotEmpty(Exception):
    """The database holds units already: demo data never mixes with what is there."""


def make_demo(plan: Plan, say: Callable[[str], None]) -> None:
    """Everything in one transaction: all of it, or nothing."""
    if Unit.objects.exists():
        raise NotEmpty
    with transaction.atomic():
        say("units and people")
        district, townships = make_places(plan)
        people = make_people(plan, district, townships)
        course = {unit.pk: course_of(plan, unit) for township in townships for unit in township.communities}
        say("disputes")
        make_disputes(plan, townships, people, course)
        analyze()
        say("monthly reports")
        call_command("install_rules", verbosity=0, stdout=StringIO())
        months = make_months(plan, townships, people, course)
        make_targets(plan, townships, people, months)
        say("scores and publications")
        for month in months:
            _score(month)
            publish_past(plan, month, people)
            if month.township_id == townships[0].unit.pk:
                follow_up(plan, month, people)
        make_bulletins(plan, months, townships[0], people)
        correct_one(months, townships[0], people)
        make_workbook_template(townships[0], people)
        make_district_places(plan, townships[0], people)
        say("objections")
        make_objections(plan, _open_month(months, townships[0]), townships[0], people)
        _read_old_notices(plan)
        make_visits(plan)
        say("official documents")
        make_papers(plan, months, townships[0], people)
    analyze()


def _open_month(months: list[AssessmentMonth], township: Township) -> AssessmentMonth:
    return max((row for row in months if row.township_id == township.unit.pk), key=lambda row: row.first_day)


def _read_old_notices(plan: Plan) -> None:
    """Everybody has read what earlier months told; only the last month's notices are new."""
    Notice.objects.exclude(dedupe__contains=str(plan.open_month)).update(read_at=plan.now)


def _score(month: AssessmentMonth) -> None:
    """Through the portal's own service, so that the demo's results are real ones; only the date is the month's."""
    result = score_month(month=month, by=SYSTEM)
    MonthResult.objects.filter(pk=result.pk).update(computed_at=month.lock_at + timedelta(hours=1))
