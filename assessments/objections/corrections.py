"""Figures that an accepted objection puts right: checked like any other figure, one in force at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import FactCorrection, FigureCheck, Objection
from assessments.objections.selectors import Claimable, Target
from assessments.reports.checks import range_fault
from assessments.results.selectors import read_frozen
from safety_portal.accounts.models import User
from safety_portal.core.errors import Refused
from safety_portal.core.formats import number

Values = Mapping[str, Decimal | None]


def check_values(values: Values, target: Target) -> None:
    """Refuse figures that aren't the line's, or can't be; faults stand at the figure's code."""
    figures = {figure.code: figure for figure in target.figures}
    faults = {code: text for code, value in values.items() if (text := _fault(value, figures.get(code)))}
    faults = faults or _between(values, target)
    if faults:
        raise Refused({code: [text] for code, text in faults.items()})


def _fault(value: Decimal | None, claimable: Claimable | None) -> str:
    if claimable is None:
        return _("This figure does not stand behind the line.")
    if value is None or claimable.figure is None:
        return ""
    return range_fault(value, claimable.figure)


def _between(values: Values, target: Target) -> dict[str, str]:
    """Which figure would be larger than another that it is a part of."""
    frozen = read_frozen(target.score.result.facts).facts.get(target.score.unit.code, {})
    known = {code: Decimal(value) for code, value in frozen.items() if value is not None} | dict(values)
    checks = FigureCheck.objects.filter(Q(left__code__in=values) | Q(right__code__in=values))
    faults = {}
    for check in checks.select_related("left", "right"):
        left, right = known.get(check.left.code), known.get(check.right.code)
        if left is not None and right is not None and left > right:
            words = _("“%(left)s” can't be more than “%(name)s”, which is %(value)s.")
            code = check.left.code if check.left.code in values else check.right.code
            faults[code] = words % {"left": check.left.name, "name": check.right.name, "value": number(right)}
    return faults


def correct(objection: Objection, values: Values, *, reason: str, by: User, now: datetime) -> None:
    """Put the figures in force for the objection's month and community; they replace those of earlier objections."""
    earlier = FactCorrection.objects.filter(
        month=objection.month_id, unit=objection.unit_id, metric__in=values, withdrawn_at=None
    )
    earlier.update(withdrawn_at=now, withdrawn_by=by)
    FactCorrection.objects.bulk_create(
        FactCorrection(
            month=objection.month,
            unit=objection.unit,
            metric=code,
            value=value,
            reason=reason,
            objection=objection,
            decided_by=by,
            decided_at=now,
        )
        for code, value in values.items()
    )


def withdraw_corrections(objection: Objection, *, by: User, now: datetime) -> int:
    """What the objection had put right no longer counts; returns how many figures."""
    return objection.corrections.filter(withdrawn_at=None).update(withdrawn_at=now, withdrawn_by=by)


def other_than_scored(values: Values, figures: Sequence[Claimable]) -> Values:
    """Of these figures, those that say something else than what was scored."""
    scored = {one.code: (one.is_known, None if one.value is None else Decimal(one.value)) for one in figures}
    return {code: value for code, value in values.items() if scored[code] != (True, value)}
