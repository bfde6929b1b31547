"""Places of months before the portal's first, brought in from the books: trends and runs begin with them."""

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


class PastRankQuerySet(models.QuerySet["PastRank"]):
    def visible_to(self, user: User) -> PastRankQuerySet:
        """As scores are: all of the township for its leader and office and for the district; one's own community's."""
        return self.filter(
            Q(township_id__in=user.unit_ids(Role.LEADER, Role.OFFICE))
            | Q(township__parent_id__in=user.unit_ids(Role.DISTRICT))
            | Q(unit_id__in=user.unit_ids(Role.SECRETARY))
        )


@keep_row_history()
class PastRank(models.Model):
    """The place of one community in one ranking of a month that the portal did not score itself (opening balance).

    ``of``: how many were ranked; ``sample``: valid answers behind a place in the survey's ranking.
    """

    class Kind(models.TextChoices):
        SURVEY = "survey", pgettext_lazy("ranking", "District survey")
        SCORE = "score", pgettext_lazy("ranking", "Total score")

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    first_day = models.DateField(_("month"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    kind = models.CharField(_("ranking"), max_length=8, choices=Kind)
    rank = models.PositiveIntegerField(_("rank"))
    of = models.PositiveIntegerField(_("number ranked"), null=True)
    total = models.DecimalField(_("total"), max_digits=10, decimal_places=4, null=True)
    sample = models.PositiveIntegerField(_("valid answers"), null=True)
    source = models.CharField(_("source"), max_length=120)
    run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("brought in by")
    )
    created_at = models.DateTimeField(_("entered"), default=timezone.now)

    objects = PastRankQuerySet.as_manager()

    class Meta:
        verbose_name = _("past rank")
        verbose_name_plural = _("past ranks")
        ordering: ClassVar = ["first_day", "kind", "rank", "unit__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["township", "first_day", "unit", "kind"], name="past_rank_once"),
            models.CheckConstraint(name="past_rank_kind_known", condition=Q(kind__in=["survey", "score"])),
            models.CheckConstraint(name="past_rank_starts_on_first", condition=Q(first_day__day=1)),
            models.CheckConstraint(
                name="past_rank_in_range", condition=Q(rank__gte=1) & (Q(of=None) | Q(of__gte=F("rank")))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.month} {self.rank}"

    @property
    def month(self) -> Month:
        return Month.of(self.first_day)
