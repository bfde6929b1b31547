"""What a person decides, with a reason: points of manual items, and vetoes decided elsewhere."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.months import AssessmentMonth
from safety_portal.accounts.models import User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit


@keep_row_history()
class ManualEntry(models.Model):
    """The points a person gave one community in a manual item: absolute, with a reason (scoring.md, ``manual``)."""

    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, related_name="manual_entries", verbose_name=_("month")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    item_code = models.CharField(_("item"), max_length=60)
    points = models.DecimalField(_("points"), max_digits=8, decimal_places=4)
    reason = models.CharField(_("reason"), max_length=300)
    document = models.CharField(_("document"), max_length=80, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)

    class Meta:
        verbose_name = _("manual points")
        verbose_name_plural = _("manual points")
        ordering: ClassVar = ["unit__code", "item_code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "unit", "item_code"], name="manual_once"),
            models.CheckConstraint(name="manual_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.item_code} {self.points}"


@keep_row_history()
class VetoDecision(models.Model):
    """一票否决, decided outside the portal: recorded with the deciding document, never decided here."""

    month = models.ForeignKey(AssessmentMonth, on_delete=models.PROTECT, related_name="vetoes", verbose_name=_("month"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    document = models.CharField(_("deciding document"), max_length=80)
    decided_by = models.CharField(_("decided by"), max_length=80)
    decided_on = models.DateField(_("decided on"))
    reason = models.CharField(_("reason"), max_length=300)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered"), default=timezone.now)

    class Meta:
        verbose_name = _("veto")
        verbose_name_plural = _("vetoes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "unit"], name="veto_once"),
            models.CheckConstraint(
                name="veto_has_document", condition=~Q(document="") & ~Q(decided_by="") & ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.document}"
