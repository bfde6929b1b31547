"""What stands between a month's draft and its publication (scoring.md, "Facts"; product.md, "Month").

Publishing asks ``may_publish``. A leader's waiver holds for the draft it was given for, and for no objection that came
after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import AssessmentMonth, MonthResult, Objection, PublicationWaiver
from assessments.objections.policies import can_waive, is_township
from assessments.states import WAIVABLE, ObstacleKind
from safety_portal.accounts.models import User
from safety_portal.core.formats import short_datetime


@dataclass(frozen=True)
class Obstacle:
    """One of them, in words; ``waiver``: who let it pass for the current draft, and why; ``count``: of what there is
    more than one.
    """

    kind: ObstacleKind
    words: str
    waiver: PublicationWaiver | None = None
    count: int = 1

    @property
    def is_waivable(self) -> bool:
        return self.kind in WAIVABLE


def obstacles_of(month: AssessmentMonth, now: datetime | None = None) -> list[Obstacle]:
    """In the order of the page, waived ones too; empty: nothing stands in the way. Three queries."""
    now = now or timezone.now()
    result = MonthResult.objects.filter(month=month, is_current=True).only("number", "month").first()
    if result is None:
        return [Obstacle(ObstacleKind.NO_DRAFT, _("The month has not been scored yet."))]
    rows = PublicationWaiver.objects.filter(result=result).select_related("waived_by")
    waivers = {ObstacleKind(waiver.kind): waiver for waiver in rows}
    return list(_found(month, result, waivers, now))


def shown_obstacles(user: User, month: AssessmentMonth) -> dict[str, object]:
    """What ``assessments/objections/_obstacles.html`` shows the township's leader and office; nothing for others."""
    if not is_township(user, month):
        return {}
    return {"obstacles": obstacles_of(month), "can_waive": can_waive(user, month)}


def may_publish(month: AssessmentMonth, now: datetime | None = None) -> bool:
    """There is a draft, and whatever stands in its way has been waived by a leader."""
    return all(obstacle.waiver is not None for obstacle in obstacles_of(month, now))


def _found(
    month: AssessmentMonth, result: MonthResult, waivers: dict[ObstacleKind, PublicationWaiver], now: datetime
) -> Iterator[Obstacle]:
    unsettled = Objection.objects.filter(month=month)
    open_ones = list(
        unsettled.open().annotate(came_at=Greatest("filed_at", "reopened_at")).values_list("came_at", flat=True)
    )
    if open_ones:
        waiver = waivers.get(ObstacleKind.OBJECTIONS)
        if waiver is not None and max(open_ones) > waiver.waived_at:
            waiver = None
        words = ngettext(
            "%(count)s objection is to be decided", "%(count)s objections are to be decided", len(open_ones)
        )
        yield Obstacle(ObstacleKind.OBJECTIONS, words % {"count": len(open_ones)}, waiver, len(open_ones))
    if unscored := unsettled.unscored().count():
        words = ngettext(
            "%(count)s accepted objection waits for the next run",
            "%(count)s accepted objections wait for the next run",
            unscored,
        )
        yield Obstacle(ObstacleKind.RESCORING, words % {"count": unscored}, count=unscored)
    if now <= month.objections_until:
        words = _("Communities may object until %(until)s") % {
            "until": short_datetime(month.objections_until, timezone.localdate(now))
        }
        yield Obstacle(ObstacleKind.WINDOW, words, waivers.get(ObstacleKind.WINDOW))
    if missing := result.scores.aggregate(lines=Sum("missing"))["lines"]:
        words = ngettext("%(count)s line lacks its figures", "%(count)s lines lack their figures", missing)
        yield Obstacle(ObstacleKind.MISSING, words % {"count": missing}, waivers.get(ObstacleKind.MISSING), missing)
