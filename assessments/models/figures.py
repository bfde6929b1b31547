"""The catalogue of figures: what is asked each month, of whom, how it is defined, and what must hold."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit

CODE = RegexValidator(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")


@keep_row_history()
class Figure(models.Model):
    """One figure of the month. Its code is the metric's name in rule sets and facts.

    Names and definitions are domain data and stay in Chinese.
    """

    class Source(models.TextChoices):
        REGISTER = "register", _("Counted by a register")
        COMMUNITY = "community", _("Stated by the community")
        MEMBER_UNIT = "member_unit", _("Filed by a member unit")
        SURVEY = "survey", _("District survey")
        PORTAL = "portal", _("Derived by the portal")

    class Bound(models.TextChoices):
        HOUSEHOLDS = "households", _("Households of the community")
        POPULATION = "population", _("Population of the community")

    code = models.CharField(_("code"), max_length=60, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=40)
    catalogue = models.CharField(_("catalogue"), max_length=30)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    unit_label = models.CharField(_("counted in"), max_length=10, blank=True)
    definition = models.CharField(_("definition"), max_length=300)
    basis = models.CharField(_("basis"), max_length=120, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    minimum = models.DecimalField(_("at least"), max_digits=14, decimal_places=4, null=True, blank=True, default=0)
    maximum = models.DecimalField(_("at most"), max_digits=14, decimal_places=4, null=True, blank=True)
    bounded_by = models.CharField(
        _("at most the community's"), max_length=10, choices=Bound, blank=True, help_text=_("Empty: not bounded so.")
    )
    is_target = models.BooleanField(
        _("target"), default=False, help_text=_("A number to reach; it does not stand in the way of a nil report.")
    )
    is_neutral = models.BooleanField(
        _("neutral"), default=False, help_text=_("Shown as workload or trend, never as a lamp.")
    )
    is_townshipwide = models.BooleanField(
        _("one number for the whole township"), default=False, help_text=_("Not asked community by community.")
    )
    usual_owner = models.CharField(
        _("usually filed by"), max_length=40, blank=True, help_text=_("Endings of member units' names, best first.")
    )
    is_active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering: ClassVar = ["position", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="figure_source_known",
                condition=Q(source__in=["register", "community", "member_unit", "survey", "portal"]),
            ),
            models.CheckConstraint(
                name="figure_bound_known", condition=Q(bounded_by__in=["", "households", "population"])
            ),
            models.CheckConstraint(name="figure_decimals_few", condition=Q(decimals__lte=4)),
            models.CheckConstraint(
                name="figure_townshipwide_is_filed", condition=Q(is_townshipwide=False) | Q(source="member_unit")
            ),
            models.CheckConstraint(
                name="figure_range_sane", condition=Q(minimum=None) | Q(maximum=None) | Q(maximum__gte=F("minimum"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FigureCheck(models.Model):
    """A rule between two figures of one report that must hold before it can be submitted: ``left`` ≤ ``right``."""

    left = models.ForeignKey(Figure, on_delete=models.CASCADE, related_name="+", verbose_name=_("smaller figure"))
    right = models.ForeignKey(Figure, on_delete=models.CASCADE, related_name="+", verbose_name=_("larger figure"))

    class Meta:
        verbose_name = _("check between figures")
        verbose_name_plural = _("checks between figures")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["left", "right"], name="figure_check_once"),
            models.CheckConstraint(name="figure_check_two_figures", condition=~Q(left=F("right"))),
        ]

    def __str__(self) -> str:
        return f"{self.left} ≤ {self.right}"


class FigureOwner(models.Model):
    """Which member unit of a township files a figure (派出所 files the police figures)."""

    figure = models.ForeignKey(Figure, on_delete=models.CASCADE, related_name="owners", verbose_name=_("figure"))
    member_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="owned_figures", verbose_name=_("member unit")
    )
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))

    class Meta:
        verbose_name = _("owner of a figure")
        verbose_name_plural = _("owners of figures")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["figure", "township"], name="figure_one_owner_per_township")
        ]

    def __str__(self) -> str:
        return f"{self.figure} ← {self.member_unit}"
