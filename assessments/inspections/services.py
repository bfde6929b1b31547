"""Writing down what persons decided: points with a reason, and vetoes with their document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.inspections.policies import can_give_points, can_record_veto
from assessments.inspections.selectors import Grid, grid_of
from assessments.models import AssessmentMonth, ManualEntry, VetoDecision
from assessments.scoring import Item
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused


@dataclass(frozen=True)
class Given:
    """What the page holds for one community; ``points`` None takes an entry away."""

    unit_id: int
    points: Decimal | None
    reason: str = ""
    document: str = ""


def save_points(*, month: AssessmentMonth, item_code: str, given: Sequence[Given], by: User) -> int:
    """Make the entries of one manual item what the page says; returns how many changed. All or none.

    Raises ``Refused`` for an item that the month's rules don't give by hand, a community that is not scored in the
    month, points out of range or without a reason.
    """
    if not can_give_points(by, month):
        raise NotAllowed
    return write_points(month=month, item_code=item_code, given=given, by=by)


def write_points(*, month: AssessmentMonth, item_code: str, given: Sequence[Given], by: User) -> int:
    """The same for a caller that has checked the right: a decision about an objection may give points anew."""
    with transaction.atomic():
        AssessmentMonth.objects.select_for_update(no_key=True).get(pk=month.pk)
        grid = grid_of(month)
        item = next((one for one in grid.items if one.code == item_code), None) if grid else None
        if grid is None or item is None:
            raise Refused(_("The month's rules have no such item to be given by hand."))
        return sum(_save(month, grid, item, one, by) for one in given)


def _save(month: AssessmentMonth, grid: Grid, item: Item, given: Given, by: User) -> bool:
    """One cell; True where it changed."""
    unit = next((unit for unit in grid.units if unit.pk == given.unit_id), None)
    if unit is None:
        raise Refused(_("This community is not scored in the month."))
    entry = grid.entries.get((given.unit_id, item.code))
    if given.points is None:
        return entry is not None and _take_away(entry, by)
    _check(item, given, unit.name)
    entry = entry or ManualEntry(month=month, unit=unit, item_code=item.code)
    if entry.pk and (entry.points, entry.reason, entry.document) == (given.points, given.reason, given.document):
        return False
    entry.points, entry.reason, entry.document = given.points, given.reason, given.document
    entry.entered_by, entry.entered_at = by, timezone.now()
    entry.save()
    _record("inspection.enter", entry, by)
    return True


def _check(item: Item, given: Given, name: str) -> None:
    if given.points is not None and not item.low <= given.points <= item.high:
        raise Refused(_("%(unit)s: the points lie outside the item's range.") % {"unit": name})
    if not given.reason.strip():
        raise Refused(_("%(unit)s: give the reason.") % {"unit": name})


def _take_away(entry: ManualEntry, by: User) -> bool:
    _record("inspection.remove", entry, by)
    entry.delete()
    return True


def _record(action: str, entry: ManualEntry, by: User) -> None:
    details: dict[str, trail.JsonValue] = {"item": entry.item_code, "points": str(entry.points.normalize())}
    trail.record(action, entry, by=by, township_id=entry.month.township_id, details=details)


def record_veto(
    *, month: AssessmentMonth, unit_id: int, document: str, decided_by: str, decided_on: date, reason: str, by: User
) -> VetoDecision:
    """Write down a veto that was decided elsewhere, with the deciding document; one a community and month."""
    if not can_record_veto(by, month):
        raise NotAllowed
    with transaction.atomic():
        AssessmentMonth.objects.select_for_update(no_key=True).get(pk=month.pk)
        if not month.reports.filter(unit_id=unit_id).exists():
            raise Refused({"unit": [_("This community is not scored in the month.")]})
        if VetoDecision.objects.filter(month=month, unit_id=unit_id).exists():
            raise Refused({"unit": [_("A veto is recorded for this community already.")]})
        veto = VetoDecision.objects.create(
            month=month,
            unit_id=unit_id,
            document=document,
            decided_by=decided_by,
            decided_on=decided_on,
            reason=reason,
            entered_by=by,
        )
        trail.record("veto.record", veto, by=by, township_id=month.township_id, details={"document": document})
    return veto


def withdraw_veto(*, veto: VetoDecision, reason: str, by: User) -> None:
    """Take back a veto that was lifted or written down by mistake; the trail keeps it."""
    if not can_record_veto(by, veto.month):
        raise NotAllowed
    if not reason.strip():
        raise Refused({"reason": [_("Say why it is withdrawn.")]})
    with transaction.atomic():
        details: dict[str, trail.JsonValue] = {"document": veto.document}
        trail.record("veto.withdraw", veto, by=by, township_id=veto.month.township_id, reason=reason, details=details)
        veto.delete()
