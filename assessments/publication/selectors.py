"""What a leader looks at before publishing, and what was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from assessments.models import AssessmentMonth, MonthResult, Publication, Report
from assessments.objections.obstacles import Obstacle, obstacles_of
from assessments.publication.differences import Difference, difference_of
from assessments.reports.lateness import is_late
from assessments.reports.policies import is_locked
from assessments.results.selectors import inputs_changed_since
from assessments.results.services import facts_changed
from assessments.states import ReportState
from safety_portal.core.errors import Refused


@dataclass(frozen=True)
class LateReport:
    """A community's report that is not accepted, or came after its day."""

    report: Report
    is_late: bool

    @property
    def is_accepted(self) -> bool:
        return self.report.state == ReportState.ACCEPTED


@dataclass(frozen=True)
class Readiness:
    """Whether the current draft may be published now. ``is_stale``: figures or rules changed since it was computed;
    ``is_early``: reports are still coming in.
    """

    draft: MonthResult
    current: Publication | None
    obstacles: Sequence[Obstacle]
    is_stale: bool
    is_early: bool

    @property
    def is_published(self) -> bool:
        """The draft is what was published last: there is nothing new."""
        return self.current is not None and self.current.result_id == self.draft.pk

    @property
    def open_obstacles(self) -> list[Obstacle]:
        return [one for one in self.obstacles if one.waiver is None]

    @property
    def is_settled(self) -> bool:
        """Something stood in the way, and all of it may pass."""
        return bool(self.obstacles) and not self.open_obstacles

    @property
    def is_ready(self) -> bool:
        return not (self.is_published or self.is_stale or self.is_early or self.open_obstacles)


def readiness_of(month: AssessmentMonth, draft: MonthResult, current: Publication | None, now: datetime) -> Readiness:
    """``draft``: the month's current one."""
    return Readiness(draft, current, obstacles_of(month, now), is_stale(month, draft), not is_locked(month, now))


def is_stale(month: AssessmentMonth, draft: MonthResult) -> bool:
    """Something came in since the draft, or a run now would freeze other facts or follow other rules. Also where only
    the origin of a figure changed: the explanation that is published shows it.
    """
    if inputs_changed_since(month, draft.computed_at):
        return True
    try:
        return facts_changed(draft)
    except Refused:
        return True  # the run itself says what is wrong


def odd_reports(month: AssessmentMonth) -> list[LateReport]:
    """Reports that were not accepted, or came late; in the order of the communities' codes."""
    odd = ~Q(state=ReportState.ACCEPTED) | Q(first_submitted_at__gt=month.due_at)
    rows = Report.objects.filter(odd, month=month).select_related("unit").order_by("unit__code")
    return [LateReport(row, is_late(row.first_submitted_at, month.due_at)) for row in rows]


def draft_before(draft: MonthResult) -> MonthResult | None:
    """The draft with the next lower number."""
    earlier = MonthResult.objects.filter(month=draft.month_id, number__lt=draft.number)
    return earlier.select_related("facts", "rule_set").defer("text").order_by("-number").first()


def published_result(publication: Publication) -> MonthResult:
    """With all that a comparison reads."""
    return MonthResult.objects.select_related("facts", "rule_set").defer("text").get(pk=publication.result_id)


def changes_of(publication: Publication) -> Difference | None:
    """Against the publication before; None for the first."""
    before = Publication.objects.filter(month=publication.month_id, number=publication.number - 1).first()
    return difference_of(published_result(before), published_result(publication)) if before else None
