"""What the office configures: categories, risk grades, days of each stage, monthly quota."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit


class DisputeCategory(models.Model):
    """Two-level category of GB/T 31000-2015 (事件类别). A code without children is picked itself."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children", verbose_name=_("parent")
    )

    class Meta:
        verbose_name = _("dispute category")
        verbose_name_plural = _("dispute categories")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="category_two_levels",
                condition=Q(code__regex=r"^[0-9]{2}$", parent=None)
                | Q(code__regex=r"^[0-9]{4}$", parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """``0201 邻里纠纷 · 用水排水通行通风采光``; needs ``parent`` loaded."""
        return f"{self.code} {self.parent.name} · {self.name}" if self.parent else f"{self.code} {self.name}"

    @property
    def top(self) -> DisputeCategory:
        return self.parent or self


@keep_row_history()
class RiskGrade(models.Model):
    """How serious a dispute may become; places use three or four colours, so grades are data.

    The default follows 修水县 (blue hidden, yellow ordinary, orange watched, red key).
    """

    class Look(models.TextChoices):
        INFO = "info", _("Blue")
        WARN = "warn", _("Yellow")
        LATE = "late", _("Orange")
        BAD = "bad", _("Red")

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    name = models.CharField(_("name"), max_length=20)
    look = models.CharField(_("colour"), max_length=4, choices=Look)
    height = models.PositiveSmallIntegerField(_("height"), unique=True, help_text=_("The higher, the more serious."))

    class Meta:
        verbose_name = _("risk grade")
        verbose_name_plural = _("risk grades")
        ordering: ClassVar = ["-height"]
        constraints: ClassVar = [
            models.CheckConstraint(name="risk_look_known", condition=Q(look__in=["info", "warn", "late", "bad"])),
        ]

    def __str__(self) -> str:
        return self.name


@keep_row_history()
class StageRule(models.Model):
    """Natural days a stage may take; a township's own row goes before the default (township empty).

    No law fixes these days: 人民调解法 sets none, local rules do (docs/decisions/0003-dispute-deadlines.md).
    """

    class Kind(models.TextChoices):
        GRID = "grid", _("Grid level")
        COMMUNITY = "community", _("Community level")
        TOWNSHIP = "township", _("Township level")
        CEILING = "ceiling", _("Ceiling of a mediation")
        RETURN_VISIT = "return_visit", _("Return visit")

    township = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("township")
    )
    kind = models.CharField(_("stage"), max_length=12, choices=Kind)
    days = models.PositiveSmallIntegerField(_("natural days"))
    basis = models.CharField(_("basis"), max_length=200)

    class Meta:
        verbose_name = _("days of a stage")
        verbose_name_plural = _("days of stages")
        ordering: ClassVar = ["township", "kind"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="stage_rule_kind_known",
                condition=Q(kind__in=["grid", "community", "township", "ceiling", "return_visit"]),
            ),
            models.CheckConstraint(name="stage_rule_days_positive", condition=Q(days__gte=1)),
            models.UniqueConstraint(fields=["township", "kind"], nulls_distinct=False, name="stage_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


@keep_row_history()
class RegisterSetting(models.Model):
    """Other choices of a township; the row without a township is the default."""

    township = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("township")
    )
    screening_rounds = models.PositiveSmallIntegerField(_("screening rounds a month"), default=4)
    asks_id_number = models.BooleanField(
        _("ask for ID numbers"),
        default=False,
        help_text=_("Off unless the office needs them: collect no more than needed."),
    )
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("setting of the register")
        verbose_name_plural = _("settings of the register")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["township"], nulls_distinct=False, name="register_setting_once")
        ]

    def __str__(self) -> str:
        return str(self.township or _("default"))
