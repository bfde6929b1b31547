"""What followed from earlier rankings in the demo: most of it decided, carried out and closed; the newest is left open.

Through the portal's own moves, each on the day on which it would have been made.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from assessments.consequences import services
from assessments.consequences.selectors import to_close
from assessments.consequences.services import Holding
from assessments.consequences.services import Plan as Owed
from assessments.consequences.states import Action, ConsequenceState
from assessments.models import AssessmentMonth, Consequence
from assessments.results.selectors import publication_of
from safety_portal.core.deadlines import end_of
from safety_portal.demo.people import People
from safety_portal.demo.plan import Plan
from safety_portal.work.models import TrackedItem
from safety_portal.work.tracked import clear_item, reply_item

_MARK = "（演示数据）"
#: From the publication: the leader's decision, the talk, the end of the plan, the finding that it may be closed.
DECIDED, HELD, PLANNED, CLOSED = timedelta(days=1), timedelta(days=5), timedelta(days=20), timedelta(days=2)
#: How many months back from the open one: left to the leader, confirmed just now, postponed, declined.
LEFT, CONFIRMED, POSTPONED, NOT_FOLLOWED = 1, 2, 3, 7


def follow_up(plan: Plan, month: AssessmentMonth, people: People) -> None:
    """Call after each publication, the oldest month first: exit conditions are followed by the next one."""
    publication = publication_of(month)
    if publication is None:
        return
    leader = people.leaders[month.township_id]
    for row in to_close(Consequence.objects.filter(township=month.township_id)):
        finding = f"整改事项已核查，此后测评月未再排名最后。{_MARK}"
        services.close(consequence=row, finding=finding, by=leader, now=publication.published_at + CLOSED)
    back = plan.months[::-1].index(month.month)
    proposals = Consequence.objects.filter(month=month, state=ConsequenceState.PROPOSED)
    for row in proposals.select_related("step").order_by("step__position", "pk"):
        if back > POSTPONED and back != NOT_FOLLOWED:
            _work_through(row, publication.published_at, people)
        elif back == NOT_FOLLOWED:
            why = f"与相邻社区无显著差别，改为工作提醒。{_MARK}"
            services.decline(consequence=row, reason=why, by=leader, now=publication.published_at + DECIDED)
        elif back == POSTPONED:
            until = timezone.localdate(plan.now) + timedelta(days=10)
            why = f"待下月测评结果公布后一并研究。{_MARK}"
            services.postpone(consequence=row, until=until, reason=why, by=leader, now=plan.now - DECIDED)
        elif back == CONFIRMED and row.action == Action.INTERVIEW:
            services.confirm(
                consequence=row, due_on=plan.today + timedelta(days=8), by=leader, now=plan.now - timedelta(days=2)
            )


def _work_through(row: Consequence, published_at: datetime, people: People) -> None:
    """Confirmed, carried out, and its plan checked: whether it can be closed a later ranking says."""
    office, leader = people.offices[row.township_id], people.leaders[row.township_id]
    due_on = timezone.localdate(published_at + timedelta(days=row.step.days or 10))
    row = services.confirm(consequence=row, due_on=due_on, by=leader, now=published_at + DECIDED)
    # Nothing is owed by a day that has gone: the item is dated back once it is made.
    owed = Owed(f"十日内报整改方案，逐项明确责任人和完成时间。{_MARK}", timezone.localdate() + PLANNED)
    holding = Holding(
        held_on=timezone.localdate(published_at + HELD),
        summary=f"通报测评情况，分析失分原因，明确整改事项和时限。{_MARK}",
        place="镇三楼会议室" if row.action == Action.INTERVIEW else "",
        chaired_by="镇党委副书记" if row.action == Action.INTERVIEW else "",
        plan=owed if row.step.exit_plan else None,
    )
    services.carry_out(consequence=row, holding=holding, by=office, now=published_at + HELD)
    for item in TrackedItem.objects.filter(source_number=row.number):
        reply_item(item=item, reply=f"整改事项已逐项完成。{_MARK}", by=people.secretaries[row.unit_id])
        clear_item(item=TrackedItem.objects.get(pk=item.pk), by=office, verdict=f"现场核查属实。{_MARK}")
        done = published_at + PLANNED
        TrackedItem.objects.filter(pk=item.pk).update(
            issued_at=published_at + HELD, replied_at=done, due_at=end_of(done.date()), closed_at=done
        )
