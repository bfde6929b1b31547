"""The moves of ``CONSEQUENCE_MOVES``; consequences come from drafting (by figures) and proposing (by the office)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.consequences import telling
from assessments.consequences.numbering import next_consequence_number
from assessments.consequences.policies import WHO_MAY
from assessments.consequences.selectors import exit_of
from assessments.consequences.states import CONSEQUENCE_MOVES, Action, ConsequenceState, Ground
from assessments.models import Consequence
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.audit.trail import SYSTEM, Actor
from safety_portal.core.deadlines import end_of
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.work.models import TrackedItem
from safety_portal.work.tracked import issue_item


@dataclass(frozen=True)
class Plan:
    """What the unit owes as a result: an improvement plan, or what a supervision order asks for."""

    requirement: str
    due_on: date


@dataclass(frozen=True)
class Holding:
    """How it was carried out. No names of people: posts only. ``plan`` None: nothing is owed."""

    held_on: date
    summary: str
    place: str = ""
    chaired_by: str = ""
    plan: Plan | None = None


@dataclass(frozen=True)
class Act:
    """Who moves a consequence, when and why; ``day``: until when, or by when."""

    by: Actor
    now: datetime
    reason: str = ""
    day: date | None = None
    holding: Holding | None = None

    @property
    def user(self) -> User:
        """Moves that name a person are never the portal's own."""
        if not isinstance(self.by, User):
            raise NotAllowed
        return self.by

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)


# --- Moves ----------------------------------------------------------------------------------------------------


def confirm(
    *,
    consequence: Consequence,
    due_on: date,
    by: User,
    reason: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Consequence:
    """The leader confirms; it gets its number, and the unit hears of it. To be carried out by 24:00 of ``due_on``."""
    return move(consequence=consequence, action="confirm", act=_act(by, now, reason, day=due_on), version=version)


def decline(
    *, consequence: Consequence, reason: str, by: User, version: int | None = None, now: datetime | None = None
) -> Consequence:
    """The leader does not follow the proposal, for the reason given; it doesn't come again."""
    return move(consequence=consequence, action="decline", act=_act(by, now, reason), version=version)


def postpone(
    *,
    consequence: Consequence,
    until: date,
    reason: str,
    by: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Consequence:
    """The leader decides later: on ``until`` it waits for a decision again."""
    return move(consequence=consequence, action="postpone", act=_act(by, now, reason, day=until), version=version)


def withdraw(
    *, consequence: Consequence, reason: str, by: User, version: int | None = None, now: datetime | None = None
) -> Consequence:
    """The office takes back a unit that it had chosen."""
    return move(consequence=consequence, action="withdraw", act=_act(by, now, reason), version=version)


def carry_out(
    *, consequence: Consequence, holding: Holding, by: User, version: int | None = None, now: datetime | None = None
) -> Consequence:
    """Put down how it was carried out; what the unit owes as a result becomes a thing owed, checked by another."""
    act = Act(by, now or timezone.now(), holding=holding)
    return move(consequence=consequence, action="carry_out", act=act, version=version)


def extend(
    *,
    consequence: Consequence,
    due_on: date,
    reason: str,
    by: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Consequence:
    """More time to carry it out or, where it is carried out, to meet the exit condition."""
    return move(consequence=consequence, action="extend", act=_act(by, now, reason, day=due_on), version=version)


def repeat(
    *,
    consequence: Consequence,
    due_on: date,
    reason: str,
    by: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Consequence:
    """The exit condition is not met: it is carried out once more. What was put down stays in the course."""
    return move(consequence=consequence, action="repeat", act=_act(by, now, reason, day=due_on), version=version)


def close(
    *, consequence: Consequence, finding: str, by: User, version: int | None = None, now: datetime | None = None
) -> Consequence:
    """The exit condition is met, found by somebody else than who carried it out."""
    return move(consequence=consequence, action="close", act=_act(by, now, finding), version=version)


def uphold(
    *, consequence: Consequence, reason: str, by: User, version: int | None = None, now: datetime | None = None
) -> Consequence:
    """A correction took the ground away; the leader keeps it all the same, with a reason."""
    return move(consequence=consequence, action="uphold", act=_act(by, now, reason), version=version)


def revoke(
    *, consequence: Consequence, reason: str, by: User, version: int | None = None, now: datetime | None = None
) -> Consequence:
    """The leader takes a confirmed one back; its number stays with it."""
    return move(consequence=consequence, action="revoke", act=_act(by, now, reason), version=version)


def resume_postponed(*, now: datetime) -> int:
    """Bring back what was postponed until a day that has come, and tell the leaders; returns how many."""
    due = Consequence.objects.to_decide(now).filter(state=ConsequenceState.POSTPONED)
    for row in due:
        move(consequence=row, action="resume", act=Act(SYSTEM, now))
    return len(due)


def _act(by: User, now: datetime | None, reason: str = "", day: date | None = None) -> Act:
    return Act(by, now or timezone.now(), reason, day)


def move(*, consequence: Consequence, action: str, act: Act, version: int | None = None) -> Consequence:
    """One move: lock the row → table → policy → change → save → trail → tell, in one transaction.

    Raises ``NotAllowed``; ``Refused`` where somebody else was faster (``version``, or the state), and as the move says.
    """
    with transaction.atomic():
        rows = Consequence.objects.select_for_update(of=("self",)).select_related("unit", "township", "step")
        locked = rows.get(pk=consequence.pk)
        if _is_second_click(locked, action, act, version):
            return locked
        _check_move(locked, action, act, version)
        before, (_sources, target) = locked.state, CONSEQUENCE_MOVES[action]
        _EFFECTS[action](locked, act)
        locked.state = target or locked.state
        locked.version += 1
        locked.save()
        if action == "carry_out":
            _issue_plan(locked, act)
        _record(action, locked, act, **{"from": before, "to": str(locked.state)})
        telling.moved(locked, action)
    return locked


def _is_second_click(row: Consequence, action: str, act: Act, version: int | None) -> bool:
    """The same person has just made this very move from the same page."""
    if version is None or row.version != version + 1 or row.state != CONSEQUENCE_MOVES[action][1]:
        return False
    made_by = {
        ConsequenceState.CARRIED_OUT: row.carried_out_by_id,
        ConsequenceState.CLOSED: row.closed_by_id,
        ConsequenceState.WITHDRAWN: row.ended_by_id,
        ConsequenceState.REVOKED: row.ended_by_id,
    }
    return act.by.pk is not None and made_by.get(ConsequenceState(row.state), row.decided_by_id) == act.by.pk


def _check_move(row: Consequence, action: str, act: Act, version: int | None) -> None:
    if isinstance(act.by, User) and not WHO_MAY[action](act.by, row):
        raise NotAllowed
    if version not in {None, row.version} or ConsequenceState(row.state) not in CONSEQUENCE_MOVES[action][0]:
        raise Refused(_("Something has changed here meanwhile. Look at it again."))
    if row.is_recorded and action in {"repeat", "uphold"}:
        raise NotAllowed
    if action in _NEEDS_REASON:
        _need(act.reason, "reason", _("Give a reason."))


_NEEDS_REASON = frozenset({"decline", "postpone", "withdraw", "extend", "repeat", "close", "uphold", "revoke"})


def _confirm(row: Consequence, act: Act) -> None:
    row.due_at = _from_today(act)
    row.number = next_consequence_number(row.township, act.now)
    _decide(row, act)


def _decline(row: Consequence, act: Act) -> None:
    _decide(row, act)


def _postpone(row: Consequence, act: Act) -> None:
    if act.day is None or act.day <= act.today:
        raise Refused({"day": _("Give a day that lies ahead.")})
    _decide(row, act)
    row.postponed_until = act.day


def _decide(row: Consequence, act: Act) -> None:
    row.decided_at, row.decided_by, row.decision = act.now, act.user, act.reason.strip()[:500]
    row.postponed_until = None


def _resume(row: Consequence, _act: Act) -> None:
    row.decided_at, row.decided_by, row.decision, row.postponed_until = None, None, "", None


def _take_back(row: Consequence, act: Act) -> None:
    _resume(row, act)
    _end(row, act)


def _end(row: Consequence, act: Act) -> None:
    row.ended_at, row.ended_by, row.ended_because = act.now, act.user, act.reason.strip()[:500]


def _carry_out(row: Consequence, act: Act) -> None:
    holding = act.holding
    if holding is None or not holding.summary.strip():
        raise Refused({"summary": _("Say what was said, agreed or done.")})
    if not timezone.localdate(row.decided_at) <= holding.held_on <= act.today:
        raise Refused({"held_on": _("This day lies before the decision or ahead of today.")})
    if row.action == Action.INTERVIEW:
        _need(holding.place, "place", _("Say where it was."))
        _need(holding.chaired_by, "chaired_by", _("Say which post chaired it."))
    if row.step.exit_plan and holding.plan is None:
        raise Refused(
            {"requirement": _("The exit condition asks for an improvement plan: say what is owed, and when.")}
        )
    row.held_on, row.summary, row.carried_out_by = holding.held_on, holding.summary.strip()[:2000], act.user
    row.place, row.chaired_by = holding.place.strip()[:80], holding.chaired_by.strip()[:80]


def _issue_plan(row: Consequence, act: Act) -> None:
    """As something owed, with its reply and its check by another (safety_portal.work.tracked)."""
    plan = act.holding.plan if act.holding else None
    if plan is None:
        return
    _need(plan.requirement, "requirement", _("Say what is owed."))
    is_order = row.action == Action.SUPERVISION
    issue_item(
        kind=TrackedItem.Kind.SUPERVISION_ORDER if is_order else TrackedItem.Kind.RECTIFICATION,
        title=f"{row.step.name}整改" if not is_order else row.step.name,
        owed_by=row.unit,
        due_at=end_of(plan.due_on),
        by=act.user,
        requirement=plan.requirement.strip()[:2000],
        source_number=row.number,
    )


def _extend(row: Consequence, act: Act) -> None:
    due_at = _from_today(act)
    if row.due_at is not None and due_at <= row.due_at:
        raise Refused({"day": _("Give a day after the one set so far.")})
    row.due_at = due_at


def _repeat(row: Consequence, act: Act) -> None:
    row.due_at = _from_today(act)
    row.held_on, row.place, row.chaired_by, row.summary, row.carried_out_by = None, "", "", "", None


def _close(row: Consequence, act: Act) -> None:
    if not exit_of(row).is_met:
        raise Refused(_("The exit condition is not met yet: extend the time, or have it carried out again."))
    row.finding, row.closed_at, row.closed_by = act.reason.strip()[:500], act.now, act.user


def _uphold(row: Consequence, act: Act) -> None:
    row.ground = Ground.UPHELD


_EFFECTS: dict[str, Callable[[Consequence, Act], None]] = {
    "confirm": _confirm,
    "decline": _decline,
    "postpone": _postpone,
    "resume": _resume,
    "withdraw": _take_back,
    "carry_out": _carry_out,
    "extend": _extend,
    "repeat": _repeat,
    "close": _close,
    "uphold": _uphold,
    "revoke": _end,
}


def _from_today(act: Act) -> datetime:
    if act.day is None or act.day < act.today:
        raise Refused({"day": _("Give today or a day that lies ahead.")})
    return end_of(act.day)


def _need(text: str, name: str, message: str) -> None:
    if not text.strip():
        raise Refused({name: message})


def _record(action: str, row: Consequence, act: Act, **details: str) -> None:
    trail.record(
        f"consequence.{action}", row, by=act.by, township_id=row.township_id, reason=act.reason, details={**details}
    )
