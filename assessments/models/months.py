"""The month of one township, and the timetable it follows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


@keep_row_history()
class AssessmentPolicy(models.Model):
    """How one township runs its months: rule set and days of the following month (product.md, "Month").

    Each day ends at 24:00 in Asia/Shanghai.
    """

    township = models.OneToOneField(
        Unit, on_delete=models.PROTECT, related_name="assessment_policy", verbose_name=_("township")
    )
    rule_code = models.CharField(_("rule set"), max_length=40, default="daxing-2022")
    report_due_day = models.PositiveSmallIntegerField(_("report due on day"), default=3)
    lock_day = models.PositiveSmallIntegerField(_("locked after day"), default=4)
    objection_day = models.PositiveSmallIntegerField(_("objections until day"), default=7)
    publish_day = models.PositiveSmallIntegerField(_("published by day"), default=10)

    class Meta:
        verbose_name = _("assessment timetable")
        verbose_name_plural = _("assessment timetables")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="policy_days_in_order",
                condition=Q(report_due_day__gte=1)
                & Q(lock_day__gte=F("report_due_day"))
                & Q(objection_day__gte=F("lock_day"))
                & Q(publish_day__gte=F("objection_day"))
                & Q(publish_day__lte=28),
            )
        ]

    def __str__(self) -> str:
        return str(self.township)


class AssessmentMonthQuerySet(models.QuerySet["AssessmentMonth"]):
    def visible_to(self, user: User) -> AssessmentMonthQuerySet:
        """Months of the townships a user works in or under; a district viewer sees those of the district."""
        townships = [s.township_id for s in user.scopes if s.role not in {Role.ADMIN, Role.AUDITOR, Role.DISTRICT}]
        return self.filter(Q(township_id__in=townships) | Q(township__parent_id__in=user.unit_ids(Role.DISTRICT)))


@keep_row_history()
class AssessmentMonth(models.Model):
    """One month of one township, opened on the first day of the next month; its dates can be moved with a reason."""

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    first_day = models.DateField(_("month"))
    due_at = models.DateTimeField(_("reports due"))
    lock_at = models.DateTimeField(_("locked"))
    objections_until = models.DateTimeField(_("objections until"))
    publish_by = models.DateTimeField(_("published by"))
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)

    objects = AssessmentMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment month")
        verbose_name_plural = _("assessment months")
        ordering: ClassVar = ["-first_day", "township"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["township", "first_day"], name="month_once_per_township"),
            models.CheckConstraint(name="month_starts_on_first", condition=Q(first_day__day=1)),
            models.CheckConstraint(
                name="month_dates_in_order",
                condition=Q(lock_at__gte=F("due_at"))
                & Q(objections_until__gte=F("lock_at"))
                & Q(publish_by__gte=F("objections_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.township} {self.month}"

    @property
    def month(self) -> Month:
        return Month.of(self.first_day)

    @property
    def slug(self) -> str:
        """``2026-10``, as in URLs."""
        return str(self.month)

    def page(self, name: str, *arguments: object, **query: str) -> str:
        """The address of a page of this month ("ranking"); the township says which, for those who see several."""
        pairs = urlencode({"township": self.township.code, **query})
        return f"{reverse(f'assessments:{name}', args=[self.slug, *arguments])}?{pairs}"
