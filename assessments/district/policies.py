"""Who compares townships, and who sees and keeps a township's place among them (product.md, "Who sees what")."""

from __future__ import annotations

from django.db.models import QuerySet

from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit


def districts_of(user: User) -> QuerySet[Unit]:
    """Districts whose townships the user compares; nobody else compares any."""
    return Unit.objects.filter(pk__in=user.unit_ids(Role.DISTRICT)).order_by("code")


def townships_followed(user: User) -> QuerySet[Unit]:
    """Townships whose place in the district the user follows: as their leader or office."""
    return Unit.objects.filter(pk__in=user.unit_ids(Role.LEADER, Role.OFFICE)).order_by("code")


def can_keep_places(user: User, township: Unit) -> bool:
    """The governance office enters what the district announced."""
    return user.has_role(Role.OFFICE, township_id=township.pk)
