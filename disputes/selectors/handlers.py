"""Whom and where a dispute can be given."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from disputes.models import Dispute
from disputes.states import HandlingLevel
from disputes.visibility import HANDLING_ROLES
from safety_portal.accounts.models import User
from safety_portal.organization.models import Level, Unit


def possible_handlers(dispute: Dispute, day: date) -> QuerySet[User]:
    """People who act for the responsible unit on ``day``; a grid's disputes may also be taken by the secretary."""
    units = [dispute.responsible_unit_id]
    if dispute.responsible_unit_id == dispute.grid_id:
        units.append(dispute.community_id)
    of_unit = Q(appointments__unit__in=units) | Q(
        appointments__unit__parent__in=units, appointments__unit__level="micro_grid"
    )
    rows = User.objects.filter(of_unit, appointments__role__in=HANDLING_ROLES, appointments__valid__contains=day)
    return rows.filter(is_active=True).distinct()


def escalation_targets(dispute: Dispute, day: date) -> QuerySet[Unit]:
    """Units of a higher level: the community (from a grid), the township and its member units."""
    upper = Q(pk=dispute.township_id) | Q(level=Level.MEMBER_UNIT, township=dispute.township_id)
    if dispute.level == HandlingLevel.GRID:
        upper |= Q(pk=dispute.community_id)
    elif dispute.level == HandlingLevel.TOWNSHIP:
        return Unit.objects.none()
    return Unit.objects.open_on(day).filter(upper).order_by("level", "code")


def referral_targets(dispute: Dispute, day: date) -> QuerySet[Unit]:
    """Units of the same or a lower level than the one at which the dispute is handled."""
    targets = Q(pk=dispute.community_id) | Q(level=Level.GRID, parent=dispute.community_id)
    if dispute.level == HandlingLevel.GRID:
        targets = Q(level=Level.GRID, parent=dispute.community_id)
    elif dispute.level == HandlingLevel.TOWNSHIP:
        targets |= Q(pk=dispute.township_id) | Q(level=Level.MEMBER_UNIT, township=dispute.township_id)
    rows = Unit.objects.open_on(day).filter(targets).exclude(pk=dispute.responsible_unit_id)
    return rows.order_by("level", "code")
