"""The tree of units — district, township, community, grid, member units — with its dated history; working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Protocol

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.audit.row_history import keep_row_history


class Level(models.TextChoices):
    """Where a unit stands. A member unit (成员单位) hangs under its township."""

    DISTRICT = "district", _("District")
    TOWNSHIP = "township", _("Township")
    COMMUNITY = "community", _("Community")
    GRID = "grid", _("Grid")
    MICRO_GRID = "micro_grid", _("Micro-grid")
    MEMBER_UNIT = "member_unit", _("Member unit")


#: The levels that a unit of each level may hang under; None: under nothing.
PARENT_LEVELS: dict[Level, frozenset[Level | None]] = {
    Level.DISTRICT: frozenset({None}),
    Level.TOWNSHIP: frozenset({Level.DISTRICT}),
    Level.COMMUNITY: frozenset({Level.TOWNSHIP}),
    Level.GRID: frozenset({Level.COMMUNITY, Level.TOWNSHIP}),
    Level.MICRO_GRID: frozenset({Level.GRID}),
    Level.MEMBER_UNIT: frozenset({Level.TOWNSHIP}),
}
#: Digits of official codes (GB/T 2260, GB/T 10114; grids add three).
CODE_LENGTHS: dict[Level, int] = {Level.DISTRICT: 6, Level.TOWNSHIP: 9, Level.COMMUNITY: 12, Level.GRID: 15}


class Held(Protocol):
    """A role held at a unit. (Roles live in accounts, which lies above: here they are codes.)"""

    @property
    def role(self) -> str: ...

    @property
    def unit(self) -> Unit: ...

    @property
    def township_id(self) -> int | None: ...


class Member(Protocol):
    """Whoever holds roles at units: a signed-in user."""

    @property
    def scopes(self) -> Sequence[Held]: ...


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units, all through history unless narrowed."""

    def visible_to(self, user: Member) -> UnitQuerySet:
        """Units of one's own township, whatever one does there; for the district's people, of the whole district."""
        return self._in_area_of(user.scopes)

    def administered_by(self, user: Member) -> UnitQuerySet:
        """Units of the townships and districts whose administrator the user is."""
        return self._in_area_of([scope for scope in user.scopes if scope.role == "admin"])

    def _in_area_of(self, scopes: Sequence[Held]) -> UnitQuerySet:
        townships = {scope.township_id for scope in scopes if scope.township_id}
        districts = {scope.unit.pk for scope in scopes if scope.unit.level == Level.DISTRICT}
        return self.filter(
            Q(pk__in=townships | districts)
            | Q(township__in=townships)
            | Q(parent__in=districts)
            | Q(township__parent__in=districts)
        )

    def open_on(self, day: date) -> UnitQuerySet:
        """Units that existed on ``day``."""
        return self.filter(Q(opened_on=None) | Q(opened_on__lte=day)).filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def communities(self) -> UnitQuerySet:
        return self.filter(level=Level.COMMUNITY)

    def under(self, unit: Unit) -> UnitQuerySet:
        """``unit`` itself and everything beneath it."""
        return self.filter(Q(pk=unit.pk) | Q(parent=unit) | Q(parent__parent=unit) | Q(parent__parent__parent=unit))


@keep_row_history()
class Unit(models.Model):
    """A unit as it is today; ``UnitPeriod`` holds its earlier names and parents.

    ``township`` is the township a community, grid or member unit belongs to (a township's own is itself), so that
    everything that grows can be cut by township without walking the tree.
    """

    code = models.CharField(_("code"), max_length=18, unique=True)
    code_is_official = models.BooleanField(
        _("official code"), default=True, help_text=_("Unticked: a placeholder, shown as such.")
    )
    level = models.CharField(_("level"), max_length=12, choices=Level)
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=12, blank=True, help_text=_("Used in register numbers."))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    township = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("township")
    )
    group = models.CharField(_("ranking group"), max_length=20, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering: ClassVar = ["code"]
        indexes: ClassVar = [models.Index(fields=["township", "level", "code"], name="unit_township_level")]
        constraints: ClassVar = [
            models.CheckConstraint(name="unit_level_known", condition=Q(level__in=Level.values)),
            models.CheckConstraint(
                name="unit_closed_after_opened",
                condition=Q(opened_on=None) | Q(closed_on=None) | Q(closed_on__gt=models.F("opened_on")),
            ),
            models.CheckConstraint(name="unit_has_parent", condition=Q(level=Level.DISTRICT) | Q(parent__isnull=False)),
            models.CheckConstraint(
                name="unit_has_township", condition=Q(level__in=["district", "township"]) | Q(township__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization:unit", args=[self.pk])

    @property
    def own_township_id(self) -> int | None:
        """The township this unit is or belongs to; None for a district."""
        return self.pk if self.level == Level.TOWNSHIP else self.township_id


class UnitPeriod(models.Model):
    """What a unit was called and where it belonged, for a span of days; spans of one unit never overlap."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="periods", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=60)
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parent")
    )
    valid = DateRangeField(_("valid"))
    document = models.CharField(_("deciding document"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("period of a unit")
        verbose_name_plural = _("periods of units")
        ordering: ClassVar = ["unit", "valid"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="unit_periods_apart",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.valid}"


class UnitSuccession(models.Model):
    """A merge or a split: one row for each pair of an old and a new unit."""

    class Kind(models.TextChoices):
        SPLIT = "split", _("Split")
        MERGE = "merge", _("Merge")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    on = models.DateField(_("date"))
    predecessor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="successions_out", verbose_name=_("from unit")
    )
    successor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="successions_in", verbose_name=_("to unit")
    )
    document = models.CharField(_("deciding document"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("merge or split")
        verbose_name_plural = _("merges and splits")
        ordering: ClassVar = ["-on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="succession_kind_known", condition=Q(kind__in=["split", "merge"])),
            models.CheckConstraint(name="succession_two_units", condition=~Q(predecessor=models.F("successor"))),
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} {self.on}"


@keep_row_history()
class CalendarDay(models.Model):
    """A day that differs from the plain week: a public holiday, or a working Saturday or Sunday (调休).

    Source: the yearly notices of the State Council's General Office; editable, since each year's comes late.
    """

    class Kind(models.TextChoices):
        OFF = "off", pgettext_lazy("kind of day", "Holiday")
        MAKE_UP_WORKDAY = "make_up_workday", _("Make-up working day")

    day = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    name = models.CharField(_("holiday"), max_length=30)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.CheckConstraint(name="calendar_kind_known", condition=Q(kind__in=["off", "make_up_workday"]))
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


@keep_row_history()
class CalendarYear(models.Model):
    """A year whose holidays are officially fixed. Deadlines past the last such year are provisional."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("confirmed year")
        verbose_name_plural = _("confirmed years")
        ordering: ClassVar = ["year"]

    def __str__(self) -> str:
        return str(self.year)
