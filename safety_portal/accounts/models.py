"""Users, what they may act as, and who stands in for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Level, Unit


class Role(models.TextChoices):
    """The eight roles of product.md, "Who uses it"."""

    DISTRICT = "district", _("District viewer")
    LEADER = "leader", _("Leader")
    OFFICE = "office", _("Governance office")
    UNIT = "unit", _("Member unit")
    SECRETARY = "secretary", _("Community secretary")
    GRID_WORKER = "grid_worker", _("Grid worker")
    ADMIN = "admin", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


#: The level of unit that each role is held at.
LEVELS_OF_ROLE: dict[Role, frozenset[Level]] = {
    Role.DISTRICT: frozenset({Level.DISTRICT}),
    Role.LEADER: frozenset({Level.TOWNSHIP}),
    Role.OFFICE: frozenset({Level.TOWNSHIP}),
    Role.UNIT: frozenset({Level.MEMBER_UNIT}),
    Role.SECRETARY: frozenset({Level.COMMUNITY}),
    Role.GRID_WORKER: frozenset({Level.GRID, Level.MICRO_GRID}),
    Role.ADMIN: frozenset({Level.DISTRICT, Level.TOWNSHIP}),
    Role.AUDITOR: frozenset({Level.DISTRICT, Level.TOWNSHIP}),
}


@dataclass(frozen=True)
class Scope:
    """One thing a user may act as today: a role at a unit, by appointment or as somebody's deputy."""

    role: Role
    unit: Unit
    is_discipline_contact: bool
    deputizing_for: str = ""

    @property
    def township_id(self) -> int | None:
        return self.unit.pk if self.unit.level == Level.TOWNSHIP else self.unit.township_id


class UserManager(BaseUserManager["User"]):
    """Makes users; the plain way in is ``accounts.services``."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@keep_row_history(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person with a log-in. What they may do follows from their appointments, never from the user itself."""

    username = models.CharField(_("user name"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=40)
    post = models.CharField(_("post"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    date_joined = models.DateTimeField(_("created"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_label(self) -> str:
        """Who acts, with whom they stand in for today: ``甲（代 乙）``."""
        stands_in = sorted({scope.deputizing_for for scope in self.scopes if scope.deputizing_for})
        return f"{self.name}（代 {'、'.join(stands_in)}）" if stands_in else self.name

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """Everything this user may act as today, in one query; kept for the life of the object (a request)."""
        return tuple(self.scopes_on(timezone.localdate()))

    def scopes_on(self, day: date) -> list[Scope]:
        """Own appointments and those of principals this user deputizes for on ``day``."""
        if not self.pk or not self.is_active:
            return []
        rows = Appointment.objects.filter(valid__contains=day, user__is_active=True).select_related("unit", "user")
        stands_in = Q(deputations__deputy=self, deputations__valid__contains=day)
        return [
            Scope(
                role=Role(row.role),
                unit=row.unit,
                is_discipline_contact=row.is_discipline_contact and row.user_id == self.pk,
                deputizing_for="" if row.user_id == self.pk else row.user.name,
            )
            for row in rows.filter(Q(user=self) | stands_in).distinct().order_by("pk")
        ]

    def has_role(self, *roles: Role, township_id: int | None = None) -> bool:
        """Whether the user may act as one of ``roles``; with ``township_id``, in that township."""
        return any(
            scope.role in roles and (township_id is None or scope.township_id == township_id) for scope in self.scopes
        )

    def has_role_at(self, role: Role, unit_id: int | None) -> bool:
        """Whether the user holds ``role`` at that very unit."""
        return any(scope.role == role and scope.unit.pk == unit_id for scope in self.scopes)

    def unit_ids(self, *roles: Role) -> list[int]:
        """Ids of the units at which the user holds one of ``roles``."""
        return [scope.unit.pk for scope in self.scopes if scope.role in roles]


@keep_row_history()
class Appointment(models.Model):
    """A role held by a user at a unit for a span of days (open end: until further notice)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("unit"))
    valid = DateRangeField(_("valid"))
    is_discipline_contact = models.BooleanField(
        _("discipline contact"), default=False, help_text=_("May see sealed accusations. Never passes to a deputy.")
    )

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering: ClassVar = ["user", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="appointment_role_known", condition=Q(role__in=Role.values)),
            ExclusionConstraint(
                name="appointment_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"


@keep_row_history()
class Deputation(models.Model):
    """A deputy standing in for one appointment on dated days."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="deputations", verbose_name=_("appointment")
    )
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputations", verbose_name=_("deputy"))
    valid = DateRangeField(_("valid"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("deputation")
        verbose_name_plural = _("deputations")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="deputation_one_at_a_time",
                expressions=[("appointment", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            # An open-ended deputation would be an appointment in disguise.
            models.CheckConstraint(name="deputation_dated", condition=Q(valid__endswith__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.appointment}"
