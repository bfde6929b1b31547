"""Who administers whom."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from safety_portal.accounts.models import Appointment, Role, User
from safety_portal.audit.trail import Actor, System
from safety_portal.organization.models import Unit
from safety_portal.organization.policies import administers


def lasting_q(day: date) -> Q:
    """Appointments and deputations that are held on ``day``, or later."""
    return Q(valid__upper_inf=True) | Q(valid__endswith__gt=day)


def administered_users(user: User) -> QuerySet[User]:
    """Users whose appointments (ended ones aside) all lie in the administrator's area, and those without any."""
    own = Unit.objects.administered_by(user)
    lasting = Appointment.objects.filter(lasting_q(timezone.localdate()))
    foreign = lasting.filter(user=OuterRef("pk")).exclude(unit__in=own)
    return User.objects.filter(~Exists(foreign)) if user.has_role(Role.ADMIN) else User.objects.none()


def can_administer(by: Actor, user: User) -> bool:
    """Whether ``by`` may change, reset or close ``user``."""
    if isinstance(by, System):
        return True
    return isinstance(by, User) and administered_users(by).filter(pk=user.pk).exists()


def can_appoint(by: Actor, user: User, role: Role, unit: Unit) -> bool:
    """An administrator, inside the own area; never oneself to anything else (administrators see no cases)."""
    if by == user and role != Role.ADMIN:
        return False
    return administers(by, unit)


def can_deputize(by: Actor, appointment: Appointment) -> bool:
    """The holder of the appointment, or the administrator."""
    return by == appointment.user or administers(by, appointment.unit)


def colleagues(user: User) -> QuerySet[User]:
    """Who may stand in for ``user``: others who hold an appointment today in one of the same townships."""
    townships = [scope.township_id for scope in user.scopes if scope.township_id]
    today = Appointment.objects.filter(valid__contains=timezone.localdate())
    same_place = today.filter(Q(unit__township__in=townships) | Q(unit__in=townships))
    same_place |= today.filter(unit__in=user.unit_ids(Role.DISTRICT, Role.ADMIN, Role.AUDITOR))
    return User.objects.filter(is_active=True, pk__in=same_place.values("user")).exclude(pk=user.pk)
