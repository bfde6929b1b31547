"""Taking a plan's targets on, amending them, ending them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Figure, Target, TargetFigure, TargetPlan
from assessments.targets.owners import set_owner
from assessments.targets.policies import can_set_targets
from assessments.targets.shipped import ShippedPlan, ShippedTarget, shipped_plans
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit

_VALUED = frozenset({Target.Kind.SHARE, Target.Kind.INDEX, Target.Kind.AMONG_FIRST})


def install_plan(
    *,
    township: Unit,
    code: str,
    from_month: Month,
    by: User | trail.System,
    owners: Mapping[str, Unit] | None = None,
    now: datetime | None = None,
) -> TargetPlan:
    """Take on the targets of the shipped plan ``code`` from ``from_month`` on.

    ``owners``: who files figures that nobody files yet, by figure code; figures that somebody files stay with them.
    Again it adds what a newer version of the plan has, and leaves every target that is there as it is. Raises
    ``NotAllowed``, and ``Refused`` for a plan that does not ship or an owner that is no member unit of the township.
    """
    if isinstance(by, User) and not can_set_targets(by, township):
        raise NotAllowed
    shipped = shipped_plans().get(code)
    if shipped is None:
        raise Refused({"code": _("No such plan ships with the portal.")})
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=township.pk)
        plan, _is_new = TargetPlan.objects.get_or_create(
            township=township,
            code=code,
            defaults={
                "name": shipped.name,
                "from_day": from_month.first_day,
                "installed_at": now or timezone.now(),
                "installed_by": by if isinstance(by, User) else None,
            },
        )
        added = _add_targets(plan, shipped)
        if added:
            details: dict[str, trail.JsonValue] = {"targets": len(added), "from_day": f"{plan.from_day:%Y-%m}"}
            trail.record("targets.install", plan, by=by, township_id=township.pk, details=details)
        unowned = Figure.objects.filter(code__in=owners or {}).exclude(owners__township=township)
        for figure in unowned.order_by("position"):
            set_owner(
                figure=figure, township=township, member_unit=(owners or {})[figure.code], by=by, reason=plan.name
            )
    return plan


def _add_targets(plan: TargetPlan, shipped: ShippedPlan) -> list[Target]:
    known = set(plan.targets.values_list("code", flat=True))
    missing = [one for one in shipped.targets if one.code not in known]
    targets = Target.objects.bulk_create(_row(plan, one) for one in missing)
    figures = {row.code: row for row in Figure.objects.filter(code__in=shipped.figures)}
    TargetFigure.objects.bulk_create(
        TargetFigure(target=target, figure=figures[code], part=part, position=position)
        for target, one in zip(targets, missing, strict=True)
        for part, codes in (
            (TargetFigure.Part.NUMERATOR, one.numerator),
            (TargetFigure.Part.DENOMINATOR, one.denominator),
        )
        for position, code in enumerate(codes)
    )
    return targets


def _row(plan: TargetPlan, shipped: ShippedTarget) -> Target:
    return Target(plan=plan, from_day=plan.from_day, until_day=plan.until_day, **shipped.columns)


# --- Amending -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Amendment:
    """What a target shall be from now on. ``value`` counts only for kinds that have one."""

    value: Decimal | None
    definition: str
    from_day: date
    until_day: date | None


def amend_target(*, target: Target, given: Amendment, reason: str, by: User, version: int) -> Target:
    """Set the value, the definition or the months of a target; what the plan left open is settled by it.

    What the plan says stays beside it, word for word. Raises ``NotAllowed``; ``Refused`` without a reason, where
    somebody was quicker, where nothing changes, or for values that don't fit.
    """
    if not can_set_targets(by, target.plan.township):
        raise NotAllowed
    if not reason.strip():
        raise Refused({"reason": _("Say why it changes.")})
    with transaction.atomic():
        row = Target.objects.select_for_update(of=("self",)).select_related("plan__township").get(pk=target.pk)
        if row.version != version:
            raise Refused(_("Somebody else has changed this target meanwhile. Look at it again."))
        changes = _change(row, given)
        if not changes:
            raise Refused(_("Nothing changed."))
        _check(row)
        row.version += 1
        row.save()
        trail.record("target.amend", row, by=by, township_id=row.plan.township_id, reason=reason, details={**changes})
    return row


def _change(row: Target, given: Amendment) -> dict[str, str]:
    """Write the amendment into the row; what changed, as "before → after"."""
    wanted: dict[str, object] = {
        "definition": given.definition.strip(),
        "from_day": given.from_day,
        "until_day": given.until_day,
    }
    if row.kind in _VALUED:
        wanted["value"] = given.value
    changes = {
        name: f"{_plain(getattr(row, name))} → {_plain(value)}"
        for name, value in wanted.items()
        if getattr(row, name) != value
    }
    for name in changes:
        setattr(row, name, wanted[name])
    is_settled = row.pending == Target.Pending.DEFINITION or (row.pending and row.value is not None)
    if is_settled:
        changes["pending"] = f"{row.get_pending_display()} → —"
        row.pending = ""
    return changes


def _plain(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def _check(row: Target) -> None:
    if row.kind in _VALUED and row.value is None and not row.pending:
        raise Refused({"value": _("This target needs a value.")})
    if row.until_day is not None and row.until_day < row.from_day:
        raise Refused({"until_day": _("The last month lies before the first.")})
    if row.kind in {Target.Kind.SHARE, Target.Kind.INDEX} and row.value is not None and not 0 < row.value <= 1:
        raise Refused({"value": _("A share lies above 0 and is at most 100 %.")})
    if row.kind == Target.Kind.AMONG_FIRST and row.value is not None and row.value < 1:
        raise Refused({"value": _("The best place is 1.")})
    try:
        row.full_clean(exclude=["plan"], validate_unique=False)
    except ValidationError as error:
        raise Refused(error.message_dict) from error


def end_plan(*, plan: TargetPlan, until: Month | None, reason: str, by: User) -> TargetPlan:
    """Set the last month in which the plan's targets hold; None lets them go on. Earlier months keep their boards.

    Raises ``NotAllowed``; ``Refused`` without a reason, or for a month before the plan's first.
    """
    if not can_set_targets(by, plan.township):
        raise NotAllowed
    if not reason.strip():
        raise Refused({"reason": _("Say why it changes.")})
    with transaction.atomic():
        row = TargetPlan.objects.select_for_update(of=("self",)).select_related("township").get(pk=plan.pk)
        day = until.first_day if until else None
        if day is not None and day < row.from_day:
            raise Refused({"until": _("The last month lies before the first.")})
        if row.until_day == day:
            raise Refused(_("Nothing changed."))
        change = f"{_plain(row.until_day)} → {_plain(day)}"
        row.until_day = day
        row.save(update_fields=["until_day"])
        trail.record(
            "targets.end", row, by=by, township_id=row.township_id, reason=reason, details={"until_day": change}
        )
    return row
