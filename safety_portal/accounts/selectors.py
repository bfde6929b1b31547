"""Reads over users for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from safety_portal.accounts.models import Appointment, Deputation, User


@dataclass(frozen=True)
class Days:
    """A span of days as people say it: both ends included; ``last`` None: no end is set."""

    first: date | None
    last: date | None

    @classmethod
    def of(cls, row: Appointment | Deputation) -> Days:
        upper = row.valid.upper
        return cls(row.valid.lower, upper - timedelta(days=1) if upper else None)

    def cover(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Holding:
    """An appointment on a page: its days, whether they run, and who stands in."""

    appointment: Appointment
    days: Days
    is_current: bool
    is_over: bool
    deputies: list[tuple[Deputation, Days]]


def with_current_appointments(users: QuerySet[User]) -> QuerySet[User]:
    """Each user with ``current``: what they hold today, in one query more for the whole list."""
    held = Appointment.objects.filter(valid__contains=timezone.localdate()).select_related("unit")
    return users.prefetch_related(Prefetch("appointments", queryset=held, to_attr="current"))


def holdings(user: User, today: date) -> list[Holding]:
    """All appointments of a user with their deputies, those that run first; three queries."""
    rows = user.appointments.select_related("unit__parent").prefetch_related(
        Prefetch("deputations", queryset=Deputation.objects.select_related("deputy"))
    )
    found = [_holding(row, today) for row in rows]
    return sorted(found, key=lambda one: (one.is_over, not one.is_current, one.appointment.pk))


def _holding(row: Appointment, today: date) -> Holding:
    days = Days.of(row)
    return Holding(
        appointment=row,
        days=days,
        is_current=days.cover(today),
        is_over=days.last is not None and days.last < today,
        deputies=[(one, Days.of(one)) for one in row.deputations.all() if one.valid.upper > today],
    )


def stands_in_for(user: User, today: date) -> list[tuple[Deputation, Days]]:
    """Where ``user`` is somebody's deputy, now or later."""
    rows = user.deputations.filter(valid__endswith__gt=today)
    rows = rows.select_related("appointment__user", "appointment__unit")
    return [(row, Days.of(row)) for row in rows]
