"""Reading notices, and finding whom to tell."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from safety_portal.accounts.models import Role, User
from safety_portal.notices.models import Notice


def unread_count(user: User) -> int:
    """How many notices ``user`` has not read."""
    return Notice.objects.visible_to(user).filter(read_at=None).count()


def people_with_roles(day: date, *roles: Role, unit_ids: Collection[int] | None = None) -> QuerySet[User]:
    """Everybody who acts as one of ``roles`` (any, if none is named) on ``day``, deputies included.

    With ``unit_ids``: at one of these units.
    """
    held = Q(appointments__valid__contains=day)
    stood_in = Q(deputations__valid__contains=day, deputations__appointment__valid__contains=day)
    if roles:
        held &= Q(appointments__role__in=roles)
        stood_in &= Q(deputations__appointment__role__in=roles)
    if unit_ids is not None:
        held &= Q(appointments__unit__in=unit_ids)
        stood_in &= Q(deputations__appointment__unit__in=unit_ids)
    users = User.objects.filter(is_active=True)
    found = users.filter(held).values("pk").union(users.filter(stood_in).values("pk"))
    return users.filter(pk__in=found).order_by("pk")
