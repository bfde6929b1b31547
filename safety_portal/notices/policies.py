"""Who sets the rules of notices, and who looks after the outbox."""

from __future__ import annotations

from django.db.models import QuerySet

from safety_portal.accounts.models import Role, User
from safety_portal.accounts.policies import administered_users
from safety_portal.notices.models import Delivery
from safety_portal.organization.models import Level, Unit
from safety_portal.organization.policies import administers


def governed_townships(user: User) -> QuerySet[Unit]:
    """Townships whose rules ``user`` sets: those of the office, and those that the administrator looks after."""
    own = Unit.objects.filter(pk__in=user.unit_ids(Role.OFFICE)) | Unit.objects.administered_by(user)
    return own.filter(level=Level.TOWNSHIP).order_by("code")


def can_set_policy(user: User, township: Unit) -> bool:
    return user.has_role_at(Role.OFFICE, township.pk) or administers(user, township)


def can_retry(user: User, delivery: Delivery) -> bool:
    """The administrator of the recipient."""
    return administered_users(user).filter(pk=delivery.notice.recipient_id).exists()
