"""Letting a publication pass an obstacle: a leader's decision, with a reason, for one draft."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import AssessmentMonth, MonthResult, PublicationWaiver
from assessments.objections.obstacles import obstacles_of
from assessments.objections.policies import can_waive
from assessments.states import ObstacleKind
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused


def waive_obstacle(
    *, month: AssessmentMonth, kind: ObstacleKind, by: User, reason: str, draft: int, now: datetime | None = None
) -> PublicationWaiver:
    """Let the draft of number ``draft`` pass one obstacle. A new draft needs a new look, so it needs a new waiver.

    Raises ``NotAllowed``; ``Refused`` without a reason, where there is nothing to waive, and where another draft has
    become the current one meanwhile.
    """
    now = now or timezone.now()
    if not can_waive(by, month):
        raise NotAllowed(_("Only a leader of the township may do this."))
    if not reason.strip():
        raise Refused({"reason": _("Give a reason.")})
    with transaction.atomic():
        AssessmentMonth.objects.select_for_update(no_key=True).get(pk=month.pk)
        found = next((one for one in obstacles_of(month, now) if one.kind == kind and one.is_waivable), None)
        if found is None or found.waiver is not None:
            raise Refused(_("This does not stand in the way any more. Look at it again."))
        result = MonthResult.objects.defer("text").get(month=month, is_current=True)
        if result.number != draft:
            raise Refused(_("There is a new draft meanwhile. Look at it first."))
        waiver = PublicationWaiver.objects.create(
            month=month, kind=kind, result=result, reason=reason.strip()[:300], waived_by=by, waived_at=now
        )
        details: dict[str, trail.JsonValue] = {"obstacle": str(kind), "number": result.number}
        trail.record("waiver.give", waiver, by=by, township_id=month.township_id, reason=reason, details=details)
    return waiver
