"""The moves of a dispute: one gate for all, and a verb for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.clocks import natural_days
from disputes.models import Dispute, ReturnVisit, StageDeadline
from disputes.policies import WHO_MAY
from disputes.selectors.handlers import possible_handlers
from disputes.selectors.rules import level_of, stage_days
from disputes.services.deadlines import hand_on, meet, start_round
from disputes.services.locking import lock
from disputes.states import MOVES, HandlingLevel, Move, Outcome, State
from safety_portal.accounts.models import User
from safety_portal.audit.trail import JsonValue, record
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.models import Unit

Details = Mapping[str, JsonValue]
Change = Callable[[Dispute], Details]


def move(dispute: Dispute, action: Move, *, by: User, version: int, change: Change, reason: str = "") -> Dispute:
    """Lock, check the form's age, the user and the table, change, save and record, all or nothing.

    ``NotAllowed``: not this user's business. ``Refused``: an old form, a state that has no such move, or bad data.
    """
    with transaction.atomic():
        locked = lock(dispute, version=version)
        if not WHO_MAY[action](by, locked):
            raise NotAllowed(_("This is for others to do."))
        if State(locked.state) not in MOVES[action].sources:
            raise Refused(_("In the state “%(state)s” this cannot be done.") % {"state": locked.get_state_display()})
        details = change(locked)
        locked.state = MOVES[action].target
        locked.version += 1
        locked.save()
        record(
            f"disputes.{action}", locked, by=by, township_id=locked.township_id, reason=reason, details=dict(details)
        )
    return locked


def accept(
    dispute: Dispute, *, handler: User, by: User, now: datetime, version: int, leader_label: str = ""
) -> Dispute:
    """The responsible unit takes the dispute on and names who handles it (责任到人)."""

    def change(locked: Dispute) -> Details:
        if not possible_handlers(locked, timezone.localdate(now)).filter(pk=handler.pk).exists():
            raise Refused({"handler": _("The handler must belong to the responsible unit.")})
        locked.handler = handler
        locked.assigned_at = locked.assigned_at or now
        locked.accepted_at = locked.accepted_at or now
        locked.leader_label = leader_label or locked.leader_label
        return {"unit": locked.responsible_unit.name, "handler": handler.name}

    return move(dispute, Move.ACCEPT, by=by, version=version, change=change)


def start(dispute: Dispute, *, is_public: bool, by: User, version: int) -> Dispute:
    """Both parties agree to mediate; they choose open or closed doors (人民调解法 17, 23)."""

    def change(locked: Dispute) -> Details:
        locked.is_public = is_public
        return {"open": is_public}

    return move(dispute, Move.START, by=by, version=version, change=change)


def escalate(dispute: Dispute, *, to: Unit, reason: str, by: User, now: datetime, version: int) -> Dispute:
    """Hand the dispute up to a unit of a higher level, to be accepted there."""

    def change(locked: Dispute) -> Details:
        level = level_of(to)
        if level.height <= HandlingLevel(locked.level).height:
            raise Refused({"to": _("Choose a unit of a higher level.")})
        details = _hand_over(locked, to)
        hand_on(locked, level, at=now)
        return {**details, "level": level}

    return move(dispute, Move.ESCALATE, by=by, version=version, change=change, reason=_needed(reason))


def refer(dispute: Dispute, *, to: Unit, reason: str, by: User, version: int) -> Dispute:
    """Hand the dispute to another unit without raising its level; its deadline stays. Also how a unit declines it."""

    def change(locked: Dispute) -> Details:
        if level_of(to).height > HandlingLevel(locked.level).height:
            raise Refused({"to": _("That unit is of a higher level: escalate instead.")})
        return _hand_over(locked, to)

    return move(dispute, Move.REFER, by=by, version=version, change=change, reason=_needed(reason))


def conclude(
    dispute: Dispute,
    *,
    outcome: str,
    note: str,
    by: User,
    now: datetime,
    version: int,
    told_remedies: bool = False,
    agreement_number: str = "",
) -> Dispute:
    """Record the result: clocks stop, and a return visit to each party falls due."""

    def change(locked: Dispute) -> Details:
        _check_result(outcome, told_remedies=told_remedies, agreement_number=agreement_number)
        locked.outcome, locked.outcome_note = outcome, note
        locked.told_remedies, locked.agreement_number = told_remedies, agreement_number
        locked.concluded_at = now
        meet(locked, at=now)
        _owe_return_visits(locked, now)
        return {"outcome": outcome}

    return move(dispute, Move.CONCLUDE, by=by, version=version, change=change)


def record_visit(
    visit: ReturnVisit,
    *,
    visited_on: date,
    satisfaction: str,
    performance: str,
    by: User,
    now: datetime,
    version: int,
    is_relapse: bool = False,
    note: str = "",
) -> Dispute:
    """Record the return visit to one party."""

    def change(locked: Dispute) -> Details:
        row = ReturnVisit.objects.get(pk=visit.pk, dispute=locked)
        if row.is_done or row.round != locked.round:
            raise Refused(_("This return visit is already recorded."))
        if not row.counted_from <= visited_on <= timezone.localdate(now):
            raise Refused({"visited_on": _("The visit lies between the day of the result and today.")})
        row.visited_on, row.visited_by = visited_on, by
        row.satisfaction, row.performance = satisfaction, performance
        row.is_relapse, row.note = is_relapse, note
        _check_note(row)
        row.save()
        return {"side": row.party.role, "satisfaction": satisfaction, "relapse": is_relapse}

    return move(visit.dispute, Move.VISIT, by=by, version=version, change=change)


def close(dispute: Dispute, *, by: User, now: datetime, version: int) -> Dispute:
    """Nothing more is owed: every party was visited."""

    def change(locked: Dispute) -> Details:
        if locked.return_visits.filter(visited_on=None).exists():
            raise Refused(_("Return visits are still owed. Record them first."))
        _stop(locked, now)
        return {}

    return move(dispute, Move.CLOSE, by=by, version=version, change=change)


def reopen(dispute: Dispute, *, reason: str, by: User, now: datetime, version: int) -> Dispute:
    """The dispute is back, or the result was none: a new round with clocks of its own; visits not yet made lapse."""

    def change(locked: Dispute) -> Details:
        details: Details = {"outcome": locked.outcome, "round": locked.round + 1}
        locked.return_visits.filter(visited_on=None).delete()
        locked.round += 1
        locked.outcome, locked.outcome_note, locked.agreement_number = "", "", ""
        locked.told_remedies, locked.concluded_at, locked.closed_at = False, None, None
        StageDeadline.objects.bulk_create(start_round(locked, at=now))
        return details

    return move(dispute, Move.REOPEN, by=by, version=version, change=change, reason=_needed(reason))


def void(dispute: Dispute, *, reason: str, by: User, now: datetime, version: int) -> Dispute:
    """Take a wrong or double entry out of every figure; the entry and its reason stay readable."""

    def change(locked: Dispute) -> Details:
        locked.void_reason = reason
        _stop(locked, now)
        return {}

    return move(dispute, Move.VOID, by=by, version=version, change=change, reason=_needed(reason))


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refused({"reason": _("Give a reason.")})
    return reason.strip()


def _hand_over(dispute: Dispute, to: Unit) -> Details:
    if dispute.township_id not in {to.pk, to.township_id}:
        raise Refused({"to": _("This unit belongs to another township.")})
    if to.pk == dispute.responsible_unit_id:
        raise Refused({"to": _("The dispute already lies with this unit.")})
    details: Details = {"from": dispute.responsible_unit.name, "to": to.name}
    dispute.responsible_unit, dispute.handler = to, None
    return details


def _check_result(outcome: str, *, told_remedies: bool, agreement_number: str) -> None:
    if outcome == Outcome.FAILED and not told_remedies:
        raise Refused(
            {"told_remedies": _("Tell the parties of arbitration, administrative and court ways (人民调解法 26).")}
        )
    if agreement_number and outcome != Outcome.AGREED:
        raise Refused({"agreement_number": _("Only a written agreement has a number.")})


def _owe_return_visits(dispute: Dispute, now: datetime) -> None:
    days = stage_days(dispute.township_id)["return_visit"]
    due = natural_days(now, days)
    ReturnVisit.objects.bulk_create(
        ReturnVisit(
            dispute=dispute,
            party=party,
            round=dispute.round,
            counted_from=due.start_day,
            days=days,
            due_on=due.last_day,
        )
        for party in dispute.parties.all()
    )
    dispute.counted_from, dispute.due_at = now, due.due_at


def _check_note(visit: ReturnVisit) -> None:
    if not visit.note and (visit.is_relapse or visit.satisfaction == "unreached"):
        raise Refused({"note": _("Say what happened.")})


def _stop(dispute: Dispute, now: datetime) -> None:
    dispute.closed_at, dispute.counted_from, dispute.due_at = now, None, None
