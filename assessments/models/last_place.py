"""What "last" means in one township: the trigger that a consequence reads (scoring.md, "Last place")."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit


class LastPlacePolicyQuerySet(models.QuerySet["LastPlacePolicy"]):
    def visible_to(self, user: User) -> LastPlacePolicyQuerySet:
        """For those who draft and confirm consequences."""
        return self.filter(township_id__in=user.unit_ids(Role.LEADER, Role.OFFICE))


@keep_row_history()
class LastPlacePolicy(models.Model):
    """Which ranking, and what makes a last place there; the defaults read plan daxing-2022 三、2（1） as it stands.

    ``weight_*`` are the points of each answer in the weighted index, 0–100 (assessment.md §G: typical, not official).
    """

    class Ranking(models.TextChoices):
        SURVEY_SAFETY = "survey_safety", _("District survey: sense of safety")
        SURVEY_SATISFACTION = "survey_satisfaction", _("District survey: satisfaction")
        SURVEY_BOTH = "survey_both", _("District survey: mean of both halves")
        SCORE = "score", _("Total score")

    class Scope(models.TextChoices):
        OVERALL = "overall", _("Whole township")
        GROUP = "group", _("Within each group")

    class Shared(models.TextChoices):
        NOBODY = "nobody", _("Nobody counts as last")
        ALL = "all", _("All who share it count")

    class MissingMonth(models.TextChoices):
        SKIP = "skip", _("Skipped: neither breaks nor continues a run")
        BREAK = "break", _("Breaks a run")

    class Index(models.TextChoices):
        SHARE = "share", _("Share of positive answers")
        WEIGHTED = "weighted", _("Weighted index")

    township = models.OneToOneField(
        Unit, on_delete=models.PROTECT, related_name="last_place_policy", verbose_name=_("township")
    )
    ranking = models.CharField(_("ranking"), max_length=20, choices=Ranking, default=Ranking.SURVEY_BOTH)
    index = models.CharField(_("survey index"), max_length=10, choices=Index, default=Index.SHARE)
    scope = models.CharField(_("compared within"), max_length=10, choices=Scope, default=Scope.OVERALL)
    shared = models.CharField(_("shared last place"), max_length=10, choices=Shared, default=Shared.NOBODY)
    counts_vetoed = models.BooleanField(_("vetoed communities count"), default=True)
    minimum_sample = models.PositiveSmallIntegerField(_("least valid answers"), default=30)
    missing_month = models.CharField(
        _("month without the ranking"), max_length=10, choices=MissingMonth, default=MissingMonth.SKIP
    )
    weight_best = models.PositiveSmallIntegerField(
        _("weight: safe / satisfied"), default=100, validators=[MaxValueValidator(100)]
    )
    weight_good = models.PositiveSmallIntegerField(
        _("weight: fairly safe / fairly satisfied"), default=80, validators=[MaxValueValidator(100)]
    )
    weight_unknown = models.PositiveSmallIntegerField(
        _("weight: don't know"), default=60, validators=[MaxValueValidator(100)]
    )
    weight_poor = models.PositiveSmallIntegerField(
        _("weight: not very safe / not very satisfied"), default=30, validators=[MaxValueValidator(100)]
    )
    weight_bad = models.PositiveSmallIntegerField(
        _("weight: unsafe / dissatisfied"), default=0, validators=[MaxValueValidator(100)]
    )

    objects = LastPlacePolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("definition of last place")
        verbose_name_plural = _("definitions of last place")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="last_place_choices_known",
                condition=Q(ranking__in=["survey_safety", "survey_satisfaction", "survey_both", "score"])
                & Q(index__in=["share", "weighted"])
                & Q(scope__in=["overall", "group"])
                & Q(shared__in=["nobody", "all"])
                & Q(missing_month__in=["skip", "break"]),
            ),
            models.CheckConstraint(name="last_place_needs_a_sample", condition=Q(minimum_sample__gte=1)),
            models.CheckConstraint(
                name="last_place_weights_in_order",
                condition=Q(weight_best__lte=100)
                & Q(weight_best__gt=F("weight_bad"))
                & Q(weight_best__gte=F("weight_good"))
                & Q(weight_good__gte=F("weight_poor"))
                & Q(weight_poor__gte=F("weight_bad"))
                & Q(weight_unknown__lte=F("weight_best"))
                & Q(weight_unknown__gte=F("weight_bad")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.township)
