"""The township's own place among the townships of its district, as the district announced it (product.md, A10)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.core.months import Month
from safety_portal.imports.models import ImportRun
from safety_portal.organization.models import Unit

_SURVEYS = ("safety", "satisfaction", "both")


class DistrictPlaceQuerySet(models.QuerySet["DistrictPlace"]):
    def visible_to(self, user: User) -> DistrictPlaceQuerySet:
        """The township's leader and office, and the district above it."""
        return self.filter(
            Q(township_id__in=user.unit_ids(Role.LEADER, Role.OFFICE))
            | Q(township__parent_id__in=user.unit_ids(Role.DISTRICT))
        )

    def that_count(self) -> DistrictPlaceQuerySet:
        """Without those that were struck out."""
        return self.filter(struck_out_at=None)


@keep_row_history()
class DistrictPlace(models.Model):
    """One announced place of a township: in a round of the district's survey, or in the district's own assessment.

    ``value``: a survey's index as announced, 0–100; in an assessment its points. ``sample``: valid answers in this
    township. A row that should never have been entered is struck out with a reason and stays in the trail.
    """

    class Kind(models.TextChoices):
        SAFETY = "safety", pgettext_lazy("place in the district", "Survey: sense of safety")
        SATISFACTION = "satisfaction", pgettext_lazy("place in the district", "Survey: satisfaction")
        BOTH = "both", pgettext_lazy("place in the district", "Survey: both halves together")
        ASSESSMENT = "assessment", pgettext_lazy("place in the district", "District assessment")

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    first_day = models.DateField(_("month"))
    kind = models.CharField(_("ranking"), max_length=12, choices=Kind)
    place = models.PositiveIntegerField(_("place"))
    of = models.PositiveIntegerField(_("number ranked"))
    value = models.DecimalField(_("index or points"), max_digits=8, decimal_places=4, null=True, blank=True)
    sample = models.PositiveIntegerField(_("valid answers"), null=True, blank=True)
    source = models.CharField(_("announced in"), max_length=120)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)
    run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("brought in by")
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    corrected_because = models.CharField(_("corrected because"), max_length=300, blank=True)
    struck_out_at = models.DateTimeField(_("struck out"), null=True)
    struck_out_because = models.CharField(_("struck out because"), max_length=300, blank=True)

    objects = DistrictPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in the district")
        verbose_name_plural = _("places in the district")
        ordering: ClassVar = ["first_day", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["township", "kind", "first_day"],
                condition=Q(struck_out_at=None),
                name="district_place_once",
            ),
            models.CheckConstraint(name="district_place_kind_known", condition=Q(kind__in=[*_SURVEYS, "assessment"])),
            models.CheckConstraint(name="district_place_starts_on_first", condition=Q(first_day__day=1)),
            models.CheckConstraint(name="district_place_in_range", condition=Q(place__gte=1) & Q(of__gte=F("place"))),
            models.CheckConstraint(
                name="district_place_value_sane",
                condition=Q(value=None) | (Q(value__gte=0) & (Q(kind="assessment") | Q(value__lte=100))),
            ),
            models.CheckConstraint(
                name="district_place_sample_is_a_surveys",
                condition=Q(sample=None) | (Q(sample__gte=1) & ~Q(kind="assessment")),
            ),
            models.CheckConstraint(
                name="district_place_struck_out_has_reason",
                condition=Q(struck_out_at=None, struck_out_because="")
                | (Q(struck_out_at__isnull=False) & ~Q(struck_out_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.township} {self.month} {self.place}/{self.of}"

    @property
    def month(self) -> Month:
        return Month.of(self.first_day)

    @property
    def is_survey(self) -> bool:
        return self.kind != self.Kind.ASSESSMENT
