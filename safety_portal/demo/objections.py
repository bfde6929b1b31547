"""Objections in the month that is open: one waits, one was accepted and rescored, one was not accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from assessments.models import AssessmentMonth, MonthResult, Objection
from assessments.objections import services
from assessments.objections.policies import in_window
from assessments.objections.selectors import target_of
from assessments.objections.services import Claim, Correction
from assessments.results.services import score_month
from assessments.states import Remedy
from safety_portal.audit.trail import SYSTEM
from safety_portal.demo.people import People
from safety_portal.demo.places import Township
from safety_portal.demo.plan import Plan
from safety_portal.organization.models import Unit
from safety_portal.work.models import Job

_MARK = "（演示数据）"
#: Tried in this order: item, its figure, how much more it should be, why.
_CLAIMS = (
    ("disputes-on-time", "disputes.on_time", 1, "有一件已在期限内调解成功，结果漏录，附调解协议。"),
    ("disputes-return-visits", "disputes.return_visits_done", 1, "有一件已回访双方，回访记录漏录，附回访记录。"),
    ("police-fraud", "police.fraud", -1, "有一件案发地在外区，不应计入本社区，附报案回执。"),
    ("screening-rounds", "screening.rounds", 1, "月底夜间排查一轮，次月才补录，附签到表。"),
)


def make_objections(plan: Plan, month: AssessmentMonth, township: Township, people: People) -> None:
    """In a township's open month, where its window is open by ``plan.now``; through the portal's own services."""
    filed_at = plan.now - timedelta(hours=3)
    if not in_window(month, filed_at):
        return
    office = people.offices[township.unit.pk]
    first, second, *others = township.communities
    _file(month, first, people, filed_at)
    if accepted := _file(month, second, people, filed_at):
        values = dict(accepted.claims.values_list("metric", "value"))
        services.accept(
            objection=accepted,
            correction=Correction(Remedy.FIGURE, values),
            reason=f"查阅卷宗属实，予以更正。{_MARK}",
            by=office,
            now=plan.now - timedelta(hours=1),
        )
    if rejected := _file_by_hand(month, others, people, filed_at) or _file(month, others[0], people, filed_at):
        services.reject(
            objection=rejected,
            reason=f"记录和照片俱在，按细则计分无误。{_MARK}",
            by=office,
            now=plan.now - timedelta(hours=1),
        )
    _score_again(plan, month)


def _file(month: AssessmentMonth, unit: Unit, people: People, now: datetime) -> Objection | None:
    """To the first line that can be objected to in a way that makes sense."""
    for item, metric, more, reason in _CLAIMS:
        target = target_of(month, unit.pk, item)
        scored = {one.code: one.value for one in target.figures} if target else {}
        if target is None or target.line.points == target.line.highest or scored.get(metric) is None:
            continue
        claim = Claim(f"{reason}{_MARK}", {metric: Decimal(str(scored[metric])) + more})
        return _filed(month, unit, item, claim, people, now)
    return None


def _file_by_hand(month: AssessmentMonth, units: Sequence[Unit], people: People, now: datetime) -> Objection | None:
    """By the first community that an inspection took points from."""
    targets = [(unit, target_of(month, unit.pk, "inspection")) for unit in units]
    for unit, target in targets:
        if target is not None and target.line.points < target.line.highest:
            claim = Claim(f"检查当天楼道已清理完毕，请按整改后的情况计分。{_MARK}", points=target.line.highest)
            return _filed(month, unit, "inspection", claim, people, now)
    return None


def _filed(month: AssessmentMonth, unit: Unit, item: str, claim: Claim, people: People, now: datetime) -> Objection:
    by = people.secretaries[unit.pk]
    return services.file_objection(month=month, unit_id=unit.pk, item_code=item, claim=claim, by=by, now=now)


def _score_again(plan: Plan, month: AssessmentMonth) -> None:
    """The run that a decision asks for, made here."""
    result = score_month(month=month, by=SYSTEM)
    MonthResult.objects.filter(pk=result.pk).update(computed_at=plan.now)
    Job.objects.filter(township=month.township, state="queued").update(
        state="done", finished_at=plan.now, done=2, total=2
    )
