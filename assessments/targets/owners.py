"""Which member unit of a township files a figure."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Figure, FigureOwner
from assessments.targets.policies import can_set_owners, can_set_targets
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.models import Level, Unit


def set_owner(
    *, figure: Figure, township: Unit, member_unit: Unit | None, by: User | trail.System, reason: str
) -> FigureOwner | None:
    """Let ``member_unit`` file ``figure`` from the next month that is opened, or nobody (None). What was filed stays.

    Raises ``NotAllowed``; ``Refused`` without a reason, for a figure that no member unit files, or for a unit that is
    no member unit of the township.
    """
    if isinstance(by, User) and not (can_set_owners(by, township) or can_set_targets(by, township)):
        raise NotAllowed
    if not reason.strip():
        raise Refused({"reason": _("Say why it changes.")})
    if figure.source != Figure.Source.MEMBER_UNIT:
        raise Refused(_("This figure is not filed by a member unit."))
    if member_unit is not None and (member_unit.level, member_unit.township_id) != (Level.MEMBER_UNIT, township.pk):
        raise Refused(_("Only a member unit of the township can file figures."))
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=township.pk)
        row = FigureOwner.objects.filter(figure=figure, township=township).select_related("member_unit").first()
        before = row.member_unit.name if row else "—"
        if (row.member_unit_id if row else None) == (member_unit.pk if member_unit else None):
            return row
        owner = _store(row, figure, township, member_unit)
        after = member_unit.name if member_unit else "—"
        details: dict[str, trail.JsonValue] = {"figure": figure.name, "unit": f"{before} → {after}"}
        trail.record("figure.own", figure, by=by, township_id=township.pk, reason=reason, details=details)
    return owner


def _store(row: FigureOwner | None, figure: Figure, township: Unit, member_unit: Unit | None) -> FigureOwner | None:
    if member_unit is None:
        if row is not None:
            row.delete()
        return None
    owner, _is_new = FigureOwner.objects.update_or_create(
        figure=figure, township=township, defaults={"member_unit": member_unit}
    )
    return owner
