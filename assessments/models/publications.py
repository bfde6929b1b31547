"""Publications: which result of a month is the township's word, since when and by whom; never changed afterwards."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.months import AssessmentMonth
from assessments.models.results import MonthResult
from safety_portal.accounts.models import Role, User

_FITS = """
    IF NOT EXISTS (SELECT 1 FROM assessments_monthresult WHERE id = NEW.result_id AND month_id = NEW.month_id) THEN
        RAISE EXCEPTION 'a month publishes its own results only';
    END IF;
    IF EXISTS (SELECT 1 FROM assessments_publication
               WHERE month_id = NEW.month_id AND number = NEW.number - 1 AND result_id = NEW.result_id) THEN
        RAISE EXCEPTION 'this result is published already';
    END IF;
    RETURN NEW;
"""


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: User) -> PublicationQuerySet:
        """The township's leader, office and secretaries, and the district above it."""
        townships = [
            scope.township_id for scope in user.scopes if scope.role in {Role.LEADER, Role.OFFICE, Role.SECRETARY}
        ]
        return self.filter(
            Q(month__township_id__in=townships) | Q(month__township__parent_id__in=user.unit_ids(Role.DISTRICT))
        )


class Publication(models.Model):
    """A result that a leader published. Number 1 is the first of the month, each later one a correction that stands
    beside it with its reason; one of them is current. A correction that is taken back publishes the earlier result
    again, under a new number.

    ``told``: what stood in the way of the draft and who let it pass, and which reports were not accepted or late.
    ``changes``: rules, communities and figures that differ from the publication before (selectors.Difference).
    """

    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, related_name="publications", verbose_name=_("month")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    result = models.ForeignKey(
        MonthResult, on_delete=models.PROTECT, related_name="publications", verbose_name=_("result")
    )
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by"))
    reason = models.CharField(_("reason of the correction"), max_length=500, blank=True)
    is_current = models.BooleanField(_("current"), default=True)
    told = models.JSONField(_("what stood in the way"), default=dict)
    changes = models.JSONField(_("changes"), default=dict)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "number"], name="publication_number_once"),
            models.UniqueConstraint(fields=["month"], condition=Q(is_current=True), name="publication_one_current"),
            models.CheckConstraint(
                name="publication_correction_has_reason",
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(name="fits", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_FITS),
            pgtrigger.Trigger(
                name="published_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["is_current"]),
                func="RAISE EXCEPTION 'what was published never changes';",
            ),
            pgtrigger.Trigger(
                name="superseded_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__is_current=False, new__is_current=True),
                func="RAISE EXCEPTION 'what was superseded does not come back';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} #{self.number}"

    def get_absolute_url(self) -> str:
        """What it changed against the publication before."""
        return self.month.page("publication", self.number)

    @property
    def township_id(self) -> int:
        return self.month.township_id

    @property
    def is_correction(self) -> bool:
        return self.number > 1
