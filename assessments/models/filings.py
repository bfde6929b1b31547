"""Figures that come from outside the community: member units' and the district's survey."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.figures import Figure
from assessments.models.months import AssessmentMonth
from assessments.states import FilingState
from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit


class FilingQuerySet(models.QuerySet["Filing"]):
    def visible_to(self, user: User) -> FilingQuerySet:
        """A member unit's own; the township's for leader and office."""
        return self.filter(
            Q(member_unit_id__in=user.unit_ids(Role.UNIT))
            | Q(month__township_id__in=user.unit_ids(Role.LEADER, Role.OFFICE))
        )


@keep_row_history()
class Filing(models.Model):
    """What one member unit files for one month: its figures for every community at once."""

    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, related_name="filings", verbose_name=_("month")
    )
    member_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="filings", verbose_name=_("member unit")
    )
    state = models.CharField(_("state"), max_length=10, choices=FilingState, default=FilingState.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("submitted by")
    )
    on_behalf_reason = models.CharField(_("filed on behalf because"), max_length=200, blank=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        ordering: ClassVar = ["-month__first_day", "member_unit__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "member_unit"], name="filing_once_per_month"),
            models.CheckConstraint(
                name="filing_submitted_iff_submitted",
                condition=Q(state="submitted", submitted_at__isnull=False) | Q(state="draft", submitted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_unit} {self.month.month}"


@keep_row_history()
class FiledFigure(models.Model):
    """One figure of one community, as its member unit filed it. Null: not applicable."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="figures", verbose_name=_("filing"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="+", verbose_name=_("figure"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True)

    class Meta:
        verbose_name = _("filed figure")
        verbose_name_plural = _("filed figures")
        ordering: ClassVar = ["unit__code", "figure__position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["filing", "unit", "figure"], name="filed_figure_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.figure}"


class SurveyHalf(models.TextChoices):
    """The two halves of the district's survey (双提升)."""

    SAFETY = "safety", _("Sense of safety")
    SATISFACTION = "satisfaction", _("Satisfaction with law and order services")


@keep_row_history()
class SurveyResult(models.Model):
    """Counts per answer of one half of the survey in one community (assessment.md §G: raw counts are kept).

    "Don't know" stays in the denominator, as in the published indexes.
    """

    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, related_name="survey_results", verbose_name=_("month")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    half = models.CharField(_("half"), max_length=12, choices=SurveyHalf)
    best = models.PositiveIntegerField(_("safe / satisfied"))
    good = models.PositiveIntegerField(_("fairly safe / fairly satisfied"))
    poor = models.PositiveIntegerField(_("not very safe / not very satisfied"))
    bad = models.PositiveIntegerField(_("unsafe / dissatisfied"))
    unknown = models.PositiveIntegerField(_("don't know"), default=0)
    source = models.CharField(_("source"), max_length=120, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)

    class Meta:
        verbose_name = _("survey result")
        verbose_name_plural = _("survey results")
        ordering: ClassVar = ["unit__code", "half"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "unit", "half"], name="survey_once"),
            models.CheckConstraint(name="survey_half_known", condition=Q(half__in=SurveyHalf.values)),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.half}"

    @property
    def valid(self) -> int:
        """Size of the valid sample."""
        return self.best + self.good + self.poor + self.bad + self.unknown

    @property
    def positive(self) -> int:
        return self.best + self.good
