"""Past months as a leader published them, in time; one was corrected afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from assessments.inspections.services import Given, save_points
from assessments.models import AssessmentMonth, ManualEntry, MonthResult
from assessments.publication.services import publish_month
from assessments.results.selectors import current_draft
from assessments.results.services import score_month
from safety_portal.audit.trail import SYSTEM
from safety_portal.demo.people import People
from safety_portal.demo.places import Township
from safety_portal.demo.plan import Plan

_MARK = "（演示数据）"
ITEM = "innovation-town"
#: From the end of the last day to the afternoon of the day before it, and to the morning of the fifth day after.
BEFORE = timedelta(days=1, hours=8) - timedelta(microseconds=1)
AFTER = timedelta(days=4, hours=10, microseconds=1)


def publish_past(plan: Plan, month: AssessmentMonth, people: People) -> None:
    """A month whose day of publication has come, through the portal's own service."""
    draft = current_draft(month)
    if _is_behind(plan, month):
        return
    if month.month == plan.open_month or month.publish_by > plan.now or draft is None:
        return
    leader = people.leaders[month.township_id]
    publish_month(month=month, draft=draft.number, by=leader, now=month.publish_by - BEFORE)


def _is_behind(plan: Plan, month: AssessmentMonth) -> bool:
    """Whether this is the newest due month of the neighbour that keeps the district waiting."""
    neighbour = plan.neighbour(month.township.name)
    newest = AssessmentMonth.objects.filter(township=month.township, publish_by__lte=plan.now).order_by("-first_day")
    return neighbour is not None and neighbour.is_behind and newest.first() == month


def correct_one(months: Sequence[AssessmentMonth], township: Township, people: People) -> None:
    """The newest published month of a township: an innovation was recognised late, so version 2 stands beside 1."""
    published = [row for row in months if row.township_id == township.unit.pk and row.publications.exists()]
    if not published:
        return
    month = max(published, key=lambda row: row.first_day)
    corrected_at = month.publish_by + AFTER
    _recognise(month, township, people)
    result = score_month(month=month, by=SYSTEM)
    MonthResult.objects.filter(pk=result.pk).update(computed_at=corrected_at - timedelta(hours=2))
    ManualEntry.objects.filter(month=month, entered_at__gt=corrected_at).update(
        entered_at=corrected_at - timedelta(hours=3)
    )
    publish_month(
        month=month,
        draft=result.number,
        by=people.leaders[month.township_id],
        reason=f"镇创新做法认定文件发布后才送达，补记加分。{_MARK}",
        now=corrected_at,
    )


def _recognise(month: AssessmentMonth, township: Township, people: People) -> None:
    """By a community in the middle of the table that has no such bonus yet."""
    has_one = ManualEntry.objects.filter(month=month, item_code=ITEM).values("unit")
    result = MonthResult.objects.that_count().get(month=month)
    scores = list(result.scores.exclude(unit__in=has_one).order_by("rank"))
    given = Given(scores[len(scores) // 2].unit_id, Decimal(2), f"红袖标积分做法在全镇推广。{_MARK}")
    save_points(month=month, item_code=ITEM, given=[given], by=people.offices[township.unit.pk])
