"""What the office brings up: key units that it chooses, and decisions that another body has taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.consequences import telling
from assessments.consequences.grounds import quarter_of
from assessments.consequences.ladder import install_ladder
from assessments.consequences.numbering import next_consequence_number
from assessments.consequences.policies import can_propose
from assessments.consequences.states import ConsequenceState, Trigger
from assessments.models import Consequence, LadderStep
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.deadlines import end_of
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class Elsewhere:
    """A decision taken by another body, with the document that says so; ``until``: how long it holds, if limited."""

    document: str
    body: str
    decided_on: date
    until: date | None = None


def choose(
    *, step: LadderStep, unit: Unit, reason: str, by: User, month: Month | None = None, now: datetime | None = None
) -> Consequence:
    """Propose a key unit under a step whose units the office chooses, in the quarter of ``month`` (default: today's).

    Raises ``NotAllowed``; ``Refused`` without a reason, for a step or unit that doesn't fit, or one chosen already.
    """
    now = now or timezone.now()
    if not can_propose(by, step.township_id):
        raise NotAllowed
    _need(reason, "reason", _("Say why this unit is chosen."))
    first_day = quarter_of(month or Month.of(now))[0].first_day
    with transaction.atomic():
        held = _held_step(step, Trigger.CHOSEN)
        _check_unit(held, unit)
        _check_alone(held, unit, first_day)
        row = Consequence.objects.create(
            **_common(held, unit), first_day=first_day, reason=reason.strip()[:500], proposed_at=now, proposed_by=by
        )
        _record("choose", row, by, reason, step=held.name)
        telling.chosen(row)
    return row


def record_elsewhere(
    *, step: LadderStep, unit: Unit, decision: Elsewhere, reason: str, by: User, now: datetime | None = None
) -> Consequence:
    """Put on record what another body has decided (重点管理, 一票否决): the portal proposes and decides nothing here.

    Raises ``NotAllowed``; ``Refused`` without document, body or reason, or for a day that lies ahead.
    """
    now = now or timezone.now()
    if not can_propose(by, step.township_id):
        raise NotAllowed
    _need(decision.document, "document", _("Name the document."))
    _need(decision.body, "body", _("Say which body decided."))
    _need(reason, "reason", _("Say what was decided and why."))
    if decision.decided_on > timezone.localdate(now):
        raise Refused({"decided_on": _("This day has not come yet.")})
    with transaction.atomic():
        held = _held_step(step, Trigger.RECORDED)
        _check_unit(held, unit)
        _check_alone(held, unit, decision.decided_on)
        row = Consequence.objects.create(
            **_common(held, unit),
            first_day=decision.decided_on,
            reason=reason.strip()[:500],
            state=ConsequenceState.CARRIED_OUT,
            number=next_consequence_number(held.township, now),
            proposed_at=now,
            proposed_by=by,
            decided_at=end_of(decision.decided_on),
            decided_by=by,
            document=decision.document.strip()[:80],
            decided_elsewhere=decision.body.strip()[:80],
            due_at=end_of(decision.until) if decision.until else None,
        )
        _record("record", row, by, reason, step=held.name, document=row.document)
        telling.recorded(row)
    return row


def _held_step(step: LadderStep, trigger: Trigger) -> LadderStep:
    """The current version, saved, with the township locked: two who choose the same wait for each other."""
    steps = {one.code: one for one in install_ladder(step.township)}
    held = steps.get(step.code)
    if held is None or not held.is_active or held.trigger != trigger:
        raise Refused({"step": _("This step is not in use for that.")})
    return held


def _check_unit(step: LadderStep, unit: Unit) -> None:
    if unit.township_id != step.township_id:
        raise Refused({"unit": _("Only units of the township.")})


def _check_alone(step: LadderStep, unit: Unit, first_day: date) -> None:
    gone = [ConsequenceState.WITHDRAWN, ConsequenceState.REVOKED]
    same = Consequence.objects.filter(unit=unit, step_code=step.code, first_day=first_day).exclude(state__in=gone)
    if same.exists():
        raise Refused({"unit": _("This unit has been entered under this step already.")})


def _common(step: LadderStep, unit: Unit) -> dict[str, object]:
    return {
        "township": step.township,
        "unit": unit,
        "step": step,
        "step_code": step.code,
        "action": step.action,
        "trigger": step.trigger,
    }


def _need(text: str, name: str, message: str) -> None:
    if not text.strip():
        raise Refused({name: message})


def _record(action: str, row: Consequence, by: User, reason: str, **details: str) -> None:
    trail.record(
        f"consequence.{action}",
        row,
        by=by,
        township_id=row.township_id,
        reason=reason,
        details={**details, "unit": row.unit.name},
    )
