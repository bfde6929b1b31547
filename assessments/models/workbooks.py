"""Workbooks that a district has its townships fill in, and which figure of the month goes where in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit


class DistrictTemplateQuerySet(models.QuerySet["DistrictTemplate"]):
    def visible_to(self, user: User) -> DistrictTemplateQuerySet:
        """A township's, for its governance office and leaders."""
        return self.filter(township__in=user.unit_ids(Role.OFFICE, Role.LEADER))


class DistrictTemplate(models.Model):
    """One version of a workbook that the district wants filled; the file lies encrypted and never changes.

    Versions of one ``title`` follow each other; none current: the township fills it no more.
    """

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    title = models.CharField(_("what the district calls it"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to="workbooks/templates/")
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    is_current = models.BooleanField(_("current"), default=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = DistrictTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of the district")
        verbose_name_plural = _("templates of the district")
        ordering: ClassVar = ["title", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["township", "title", "version"], name="district_template_version_once"),
            models.UniqueConstraint(
                fields=["township", "title"], condition=Q(is_current=True), name="district_template_one_current"
            ),
            models.CheckConstraint(name="district_template_has_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:workbook_template", args=[self.pk])


@keep_row_history()
class TemplatePlace(models.Model):
    """A row, a column or a single cell of a template: what stands there, and what it means.

    Rows and columns cross: where one names a unit and the other a value, that unit's value goes in. A cell takes a
    value of the township. ``value`` is a code of ``assessments.workbook.values``; "" with ``is_settled``: left as it
    is. Not settled: somebody has to say first. Rows and columns count from 1, as a spreadsheet does.
    """

    class Axis(models.TextChoices):
        ROW = "row", _("Row")
        COLUMN = "column", _("Column")
        CELL = "cell", _("Cell")

    class Asks(models.TextChoices):
        UNIT = "unit", _("Which community")
        VALUE = "value", _("Which figure")

    template = models.ForeignKey(
        DistrictTemplate, on_delete=models.CASCADE, related_name="places", verbose_name=_("template")
    )
    sheet = models.CharField(_("sheet"), max_length=31)
    axis = models.CharField(_("row, column or cell"), max_length=6, choices=Axis)
    row = models.PositiveIntegerField(_("row"), null=True)
    column = models.PositiveIntegerField(_("column"), null=True)
    asks = models.CharField(_("what is asked"), max_length=5, choices=Asks)
    words = models.CharField(_("what stands there"), max_length=200, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("community"))
    value = models.CharField(_("what goes in"), max_length=80, blank=True)
    is_settled = models.BooleanField(_("settled"), default=True)
    overwrites = models.BooleanField(
        _("over formulas"), default=False, help_text=_("Else a cell with a formula keeps it.")
    )

    class Meta:
        verbose_name = _("place in a template")
        verbose_name_plural = _("places in templates")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["template", "sheet", "axis", "row", "column"], name="template_place_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="template_place_where",
                condition=Q(axis="row", row__gte=1, column=None)
                | Q(axis="column", row=None, column__gte=1)
                | Q(axis="cell", row__gte=1, column__gte=1),
            ),
            models.CheckConstraint(
                name="template_place_what", condition=Q(asks="unit", value="") | Q(asks="value", unit=None)
            ),
            models.CheckConstraint(name="template_place_cell_has_value", condition=~Q(axis="cell", asks="unit")),
            models.CheckConstraint(
                name="template_place_open_is_empty", condition=Q(is_settled=True) | Q(unit=None, value="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.axis} {self.row or ''} {self.column or ''}".strip()
