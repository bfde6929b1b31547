"""Every write to an objection: filing it, and the moves of ``OBJECTION_MOVES`` with what they correct.

Filing and moving hold the month's lock, as a run does: whoever decides sees the run that is under way ended, and the
next run reads the correction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.inspections.services import Given, write_points
from assessments.models import AssessmentMonth, Objection, ObjectionClaim
from assessments.objections import telling
from assessments.objections.corrections import Values, check_values, correct, other_than_scored, withdraw_corrections
from assessments.objections.policies import WHO_MAY, can_file, can_file_on_behalf, is_author, is_office
from assessments.objections.selectors import Target, target_of, target_when_filed
from assessments.results.services import start_run_after
from assessments.states import OBJECTION_MOVES, ObjectionState, Remedy
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.work.attachments import attach_file
from safety_portal.work.numbers import next_number


@dataclass(frozen=True)
class Claim:
    """What a community objects: the reason, what it holds to be right, and a first piece of evidence."""

    reason: str
    values: Mapping[str, Decimal] = field(default_factory=dict)
    points: Decimal | None = None
    evidence: Sequence[UploadedFile[Any]] = ()


@dataclass(frozen=True)
class Correction:
    """What an accepted objection changes: figures (None: not applicable), points given by hand, or nothing here
    because it is corrected ``place``, where the figure comes from.
    """

    remedy: Remedy
    values: Values = field(default_factory=dict)
    points: Decimal | None = None
    place: str = ""


@dataclass(frozen=True)
class Act:
    """Who moves an objection, when and why; ``correction`` where it is accepted."""

    by: User
    now: datetime
    reason: str = ""
    correction: Correction | None = None


# --- Filing ---------------------------------------------------------------------------------------------------


def file_objection(
    *,
    month: AssessmentMonth,
    unit_id: int,
    item_code: str,
    claim: Claim,
    by: User,
    on_behalf_reason: str = "",
    now: datetime | None = None,
) -> Objection:
    """Object to one line of the current draft: by the community's secretary inside the window, or by the office on
    its behalf, also later, with the reason for that.

    Raises ``NotAllowed``; ``Refused`` without a reason, outside the window, where there is no such line, where an open
    objection to it exists, and for figures or points that can't be.
    """
    now = now or timezone.now()
    with transaction.atomic():
        locked = _lock_month(month.pk)
        on_behalf = _check_filer(by, locked, unit_id, on_behalf_reason, now)
        target = target_of(locked, unit_id, item_code)
        if target is None:
            raise Refused(_("The current draft has no such line."))
        _check_claim(claim, target)
        _check_alone(locked, unit_id, item_code)
        objection = _store(locked, target, claim, Act(by, now, on_behalf))
        trail.record("objection.file", objection, by=by, township_id=locked.township_id, details={"item": item_code})
        for upload in claim.evidence:
            attach_file(target=objection, upload=upload, by=by)
        telling.filed(objection)
    return objection


def _lock_month(pk: int) -> AssessmentMonth:
    months = AssessmentMonth.objects.select_for_update(no_key=True, of=("self",)).select_related("township")
    return months.get(pk=pk)


def _check_filer(by: User, month: AssessmentMonth, unit_id: int, reason: str, now: datetime) -> str:
    """The reason to keep where somebody else files for the community; empty for its own secretary."""
    if can_file(by, month, unit_id, now):
        return ""
    if can_file_on_behalf(by, month, now):
        _need(reason, "on_behalf", _("Say why the office files this objection."))
        return reason.strip()[:200]
    if is_author(by, unit_id) or is_office(by, month):
        raise Refused(_("Objections can be filed from the lock to the end of their time, later by the office only."))
    raise NotAllowed


def _check_claim(claim: Claim, target: Target) -> None:
    _need(claim.reason, "reason", _("Say why the points are not right."))
    check_values(claim.values, target)
    _check_points(claim.points, target)


def _check_points(points: Decimal | None, target: Target) -> None:
    if points is None:
        return
    if Remedy.POINTS not in target.remedies or not target.line.lowest <= points <= target.line.highest:
        raise Refused({"points": _("The points lie outside the item's range.")})


def _check_alone(month: AssessmentMonth, unit_id: int, item_code: str) -> None:
    other = Objection.objects.open().filter(month=month, unit=unit_id, item_code=item_code).first()
    if other is not None:
        raise Refused(_("Objection %(number)s to this item is still to be decided.") % {"number": other.number})


def _store(month: AssessmentMonth, target: Target, claim: Claim, act: Act) -> Objection:
    objection = Objection.objects.create(
        number=_next_number(month),
        month=month,
        unit=target.score.unit,
        item_code=target.item.code,
        item_name=target.item.name[:80],
        line=target.line,
        reason=claim.reason.strip()[:1000],
        lowest=target.line.lowest,
        highest=target.line.highest,
        claimed_points=claim.points,
        filed_at=act.now,
        filed_by=act.by,
        on_behalf_reason=act.reason,
        is_late=act.now > month.objections_until,
    )
    ObjectionClaim.objects.bulk_create(
        ObjectionClaim(objection=objection, metric=code, value=value) for code, value in claim.values.items()
    )
    return objection


def _next_number(month: AssessmentMonth) -> str:
    """``大兴异议〔2026〕10-03``: the third about October 2026 of a township of this name."""
    place = month.township.short_name or month.township.name
    prefix = f"{place}异议〔{month.first_day:%Y}〕{month.first_day:%m}-"
    return f"{prefix}{next_number(prefix):02}"


# --- Moves ----------------------------------------------------------------------------------------------------


def withdraw(*, objection: Objection, by: User, version: int | None = None, now: datetime | None = None) -> Objection:
    """The community no longer objects."""
    return move(objection=objection, action="withdraw", act=Act(by, now or timezone.now()), version=version)


def accept(
    *,
    objection: Objection,
    correction: Correction,
    reason: str,
    by: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Objection:
    """The community is right: correct what was wrong, and start a run that shows what follows from it."""
    act = Act(by, now or timezone.now(), reason, correction)
    return move(objection=objection, action="accept", act=act, version=version)


def reject(
    *, objection: Objection, reason: str, by: User, version: int | None = None, now: datetime | None = None
) -> Objection:
    """The line stays as it is, for the reason given."""
    return move(objection=objection, action="reject", act=Act(by, now or timezone.now(), reason), version=version)


def reopen(
    *, objection: Objection, reason: str, by: User, version: int | None = None, now: datetime | None = None
) -> Objection:
    """Have it decided again, once. Corrected figures no longer count; points given by hand stay until they are
    decided anew.
    """
    return move(objection=objection, action="reopen", act=Act(by, now or timezone.now(), reason), version=version)


def move(*, objection: Objection, action: str, act: Act, version: int | None = None) -> Objection:
    """One move of ``OBJECTION_MOVES``: lock, check version, table and policy, save, record, tell, and run the scores
    again where figures change.
    """
    with transaction.atomic():
        _lock_month(objection.month_id)
        rows = Objection.objects.select_for_update(of=("self",)).select_related("month__township", "unit")
        locked = rows.get(pk=objection.pk)
        _check_move(locked, action, act, version)
        must_run = _EFFECTS[action](locked, act)
        before, locked.state = locked.state, OBJECTION_MOVES[action][1]
        locked.version += 1
        locked.save()
        trail.record(
            f"objection.{action}",
            locked,
            by=act.by,
            township_id=locked.township_id,
            reason=act.reason,
            details={"from": before, "to": str(locked.state), "remedy": locked.remedy},
        )
        telling.moved(locked, action)
        if must_run:
            start_run_after(month=locked.month, change=f"objection-{locked.pk}.{locked.version}")
    return locked


def _check_move(objection: Objection, action: str, act: Act, version: int | None) -> None:
    if not WHO_MAY[action](act.by, objection):
        raise NotAllowed
    if version not in {None, objection.version} or ObjectionState(objection.state) not in OBJECTION_MOVES[action][0]:
        raise Refused(_("Somebody else has acted on this objection meanwhile. Look at it again."))
    if action != "withdraw":
        _need(act.reason, "reason", _("Give a reason."))


def _withdraw(objection: Objection, act: Act) -> bool:
    objection.withdrawn_at = act.now
    return False


def _reject(objection: Objection, act: Act) -> bool:
    objection.decided_at, objection.decided_by, objection.decision = act.now, act.by, act.reason.strip()[:500]
    return False


def _accept(objection: Objection, act: Act) -> bool:
    correction, target = act.correction, target_when_filed(objection)
    if correction is None or correction.remedy not in target.remedies:
        raise Refused({"remedy": _("Say what is corrected.")})
    _reject(objection, act)  # decided, by whom and why
    objection.remedy = correction.remedy
    _APPLY[correction.remedy](objection, act, correction, target)
    return True


def _reopen(objection: Objection, act: Act) -> bool:
    was_accepted = objection.state == ObjectionState.ACCEPTED
    withdraw_corrections(objection, by=act.by, now=act.now)
    objection.decided_at, objection.decided_by, objection.decision = None, None, ""
    objection.remedy, objection.decided_points, objection.source_place = "", None, ""
    objection.rescored, objection.reopened_at = None, act.now
    return was_accepted


_EFFECTS: dict[str, Callable[[Objection, Act], bool]] = {
    "withdraw": _withdraw,
    "accept": _accept,
    "reject": _reject,
    "reopen": _reopen,
}


# --- What is corrected ----------------------------------------------------------------------------------------


def _apply_figures(objection: Objection, act: Act, correction: Correction, target: Target) -> None:
    if not correction.values:
        raise Refused({"remedy": _("Give the corrected figure.")})
    check_values(correction.values, target)
    values = other_than_scored(correction.values, target.figures)
    if not values:
        raise Refused({"remedy": _("These are the figures that were scored. Give the right ones.")})
    correct(objection, values, reason=objection.decision, by=act.by, now=act.now)


def _apply_points(objection: Objection, act: Act, correction: Correction, target: Target) -> None:
    if correction.points is None:
        raise Refused({"points": _("Give the points.")})
    _check_points(correction.points, target)
    objection.decided_points = correction.points
    given = Given(objection.unit_id, correction.points, objection.decision[:300], objection.number)
    write_points(month=objection.month, item_code=objection.item_code, given=[given], by=act.by)


def _apply_nothing(objection: Objection, _act: Act, correction: Correction, _target: Target) -> None:
    _need(correction.place, "place", _("Say where it was corrected."))
    objection.source_place = correction.place.strip()[:120]


_APPLY: dict[Remedy, Callable[[Objection, Act, Correction, Target], None]] = {
    Remedy.FIGURE: _apply_figures,
    Remedy.POINTS: _apply_points,
    Remedy.SOURCE: _apply_nothing,
}


def _need(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise Refused({field: message})
