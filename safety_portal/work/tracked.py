"""Things owed: issued, answered, checked by another, cleared or returned (product.md, "Things owed")."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.models import Level, Unit
from safety_portal.work.models import TrackedItem
from safety_portal.work.numbers import next_number
from safety_portal.work.policies import can_issue, may_move
from safety_portal.work.states import TRACKED_MOVES, TrackedState

#: The word of each kind in its numbers: 大兴督办〔2026〕12.
NUMBER_WORDS = {
    TrackedItem.Kind.SUPERVISION_ORDER: "督办",
    TrackedItem.Kind.MEETING_DECISION: "议定",
    TrackedItem.Kind.RECTIFICATION: "整改",
    TrackedItem.Kind.FORUM_ITEM: "恳谈",
    TrackedItem.Kind.PLAN_TASK: "任务",
}


@transaction.atomic
def issue_item(
    *,
    kind: TrackedItem.Kind,
    title: str,
    owed_by: Unit,
    due_at: datetime,
    by: User,
    requirement: str = "",
    source_number: str = "",
) -> TrackedItem:
    """Put on record what a unit owes. ``title`` and ``requirement`` must hold no personal data."""
    township = _township_of(owed_by)
    if not can_issue(by, township):
        raise NotAllowed(_("Only the office and the leader of the township may do this."))
    now = timezone.now()
    if due_at < now:
        raise Refused({"due_at": _("The deadline has already passed.")})
    item = TrackedItem.objects.create(
        number=_next_number(kind, township, now),
        kind=kind,
        title=title,
        requirement=requirement,
        source_number=source_number,
        township=township,
        owed_by=owed_by,
        issued_by=by,
        issued_at=now,
        due_at=due_at,
    )
    trail.record("tracked.issue", item, by=by, township_id=township.pk, details={"owed_by": owed_by.name})
    return item


def reply_item(*, item: TrackedItem, reply: str, by: User) -> TrackedItem:
    """Answer for the unit that owes it; the last check no longer counts."""
    _require("reply", reply, _("Say what has been done."))
    return _move(
        item, "reply", by=by, reply=reply, replied_by=by, replied_at=timezone.now(), verdict="", checked_by=None
    )


def return_item(*, item: TrackedItem, reason: str, by: User) -> TrackedItem:
    """Not good enough: back to the unit, with the reason."""
    _require("reason", reason, _("Give a reason."))
    return _move(item, "return", by=by, reason=reason, verdict=reason, checked_by=by)


def clear_item(*, item: TrackedItem, by: User, verdict: str = "") -> TrackedItem:
    """Checked and done. Whoever replied can't clear it."""
    return _move(item, "clear", by=by, reason=verdict, verdict=verdict, checked_by=by, closed_at=timezone.now())


def void_item(*, item: TrackedItem, reason: str, by: User) -> TrackedItem:
    """Issued by mistake, or overtaken by events: closed without being done, with the reason."""
    _require("reason", reason, _("Give a reason."))
    return _move(item, "void", by=by, reason=reason, verdict=reason, closed_at=timezone.now())


@transaction.atomic
def _move(
    item: TrackedItem, action: str, *, by: User, reason: str = "", **changes: str | User | datetime | None
) -> TrackedItem:
    """Lock → table → policy → save → audit."""
    locked = TrackedItem.objects.select_for_update(of=("self",)).select_related("owed_by").get(pk=item.pk)
    sources, target = TRACKED_MOVES[action]
    if TrackedState(locked.state) not in sources:
        raise Refused(_("“%(state)s” by now; this is no longer possible.") % {"state": locked.get_state_display()})
    if not may_move(by, locked, action):
        raise NotAllowed(_("You may not do this with this item."))
    before = locked.state
    for name, value in ({"state": target} | changes).items():
        setattr(locked, name, value)
    locked.save(update_fields=["state", *changes])
    trail.record(
        f"tracked.{action}",
        locked,
        by=by,
        township_id=locked.township_id,
        reason=reason,
        details={"from": before, "to": str(target)},
    )
    return locked


def _require(field: str, text: str, complaint: str) -> None:
    if not text.strip():
        raise Refused({field: complaint})


def _township_of(unit: Unit) -> Unit:
    township = unit if unit.level == Level.TOWNSHIP else unit.township
    if township is None:
        raise Refused({"owed_by": _("Only units of a township can owe something.")})
    return township


def _next_number(kind: TrackedItem.Kind, township: Unit, now: datetime) -> str:
    prefix = f"{township.short_name or township.name}{NUMBER_WORDS[kind]}〔{timezone.localtime(now).year}〕"
    return f"{prefix}{next_number(prefix)}"
