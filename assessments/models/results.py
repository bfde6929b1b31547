"""Frozen facts, results and their lines.

``FrozenFacts.text`` and ``MonthResult.text`` are the canonical JSON to the byte; the rows beside them are the same
figures spread out for lists and pages. A month's drafts may be many, one of them is current.
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.months import AssessmentMonth
from assessments.models.rules import RuleSet
from assessments.states import LineState
from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit


class FrozenFacts(models.Model):
    """The facts of a month as they were when a run began. Same facts, same row; a later run over the same values
    may know better where they came from, so only the provenance may be written again.
    """

    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, related_name="frozen_facts", verbose_name=_("month")
    )
    text = models.TextField(_("facts"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    provenance = models.JSONField(
        _("provenance"),
        default=dict,
        help_text=_("Unit code → metric → where the value came from; not part of the checksum."),
    )
    frozen_at = models.DateTimeField(_("frozen"), default=timezone.now)

    class Meta:
        verbose_name = _("frozen facts")
        verbose_name_plural = _("frozen facts")
        constraints: ClassVar = [models.UniqueConstraint(fields=["month", "sha256"], name="facts_once")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("month", "text", "sha256"),
                func="RAISE EXCEPTION 'frozen facts never change';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.sha256[:8]}"


class MonthResultQuerySet(models.QuerySet["MonthResult"]):
    def that_count(self) -> MonthResultQuerySet:
        """One a month at most: the published one, or the current draft of a month that nobody has published."""
        published = AssessmentMonth.objects.filter(publications__is_current=True)
        is_draft = Q(is_current=True) & ~Q(month__in=published.values("pk"))
        return self.filter(Q(publications__is_current=True) | is_draft)

    def published(self) -> MonthResultQuerySet:
        """One a month at most: that of its current publication."""
        return self.filter(publications__is_current=True)


class MonthResult(models.Model):
    """One scoring of one month. A run over the same facts and rules finds the row that is there."""

    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, related_name="results", verbose_name=_("month")
    )
    facts = models.ForeignKey(FrozenFacts, on_delete=models.PROTECT, related_name="+", verbose_name=_("facts"))
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+", verbose_name=_("rule set"))
    number = models.PositiveSmallIntegerField(_("draft number"))
    fingerprint = models.CharField(_("fingerprint"), max_length=80)
    text = models.TextField(_("result"))
    computed_at = models.DateTimeField(_("computed"), default=timezone.now)
    computed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("computed by")
    )
    is_current = models.BooleanField(_("current"), default=False)

    objects = MonthResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of a month")
        verbose_name_plural = _("results of months")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "fingerprint"], name="result_once_per_fingerprint"),
            models.UniqueConstraint(fields=["month", "number"], name="result_number_once"),
            models.UniqueConstraint(fields=["month"], condition=Q(is_current=True), name="result_one_current"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="text_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("text", "fingerprint", "facts", "rule_set", "number"),
                func="RAISE EXCEPTION 'a computed result never changes';",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month} #{self.number}"

    @property
    def short_fingerprint(self) -> str:
        """``9f3c…a17e``: enough to compare by eye."""
        digest = self.fingerprint.removeprefix("sha256:")
        return f"{digest[:4]}…{digest[-4:]}"


class UnitScoreQuerySet(models.QuerySet["UnitScore"]):
    def visible_to(self, user: User) -> UnitScoreQuerySet:
        """All of the township for its leader and office, and for the district what was published of it; a secretary's
        own community.
        """
        districts = user.unit_ids(Role.DISTRICT)
        published = MonthResult.objects.filter(month__township__parent__in=districts, publications__isnull=False)
        return self.filter(
            Q(result__month__township_id__in=user.unit_ids(Role.LEADER, Role.OFFICE))
            | Q(result__in=published.values("pk"))
            | Q(unit_id__in=user.unit_ids(Role.SECRETARY))
        )


class UnitScore(models.Model):
    """A unit's sums and places in one result. ``rank`` null: every base item was not applicable."""

    result = models.ForeignKey(MonthResult, on_delete=models.CASCADE, related_name="scores", verbose_name=_("result"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scores", verbose_name=_("community"))
    group = models.CharField(_("ranking group"), max_length=20, blank=True)
    base = models.DecimalField(_("base"), max_digits=10, decimal_places=4)
    bonus = models.DecimalField(_("bonus"), max_digits=10, decimal_places=4)
    deduction = models.DecimalField(_("deduction"), max_digits=10, decimal_places=4)
    total = models.DecimalField(_("total"), max_digits=10, decimal_places=4)
    rescaled = models.CharField(_("rescaled by"), max_length=40, blank=True)
    is_vetoed = models.BooleanField(_("vetoed"), default=False)
    missing = models.PositiveSmallIntegerField(_("missing lines"), default=0)
    rank = models.PositiveIntegerField(_("rank"), null=True)
    group_rank = models.PositiveIntegerField(_("rank in group"), null=True)

    objects = UnitScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score of a unit")
        verbose_name_plural = _("scores of units")
        ordering: ClassVar = [F("rank").asc(nulls_last=True), "unit__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "unit"], name="unit_score_once"),
            models.CheckConstraint(name="unit_score_signs", condition=Q(bonus__gte=0) & Q(deduction__lte=0)),
            models.CheckConstraint(
                name="unit_score_ranks_together",
                condition=Q(rank=None, group_rank=None) | Q(rank__gte=1, group_rank__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.total}"


class ScoreLine(models.Model):
    """The points of one item, within the item's range, with the arithmetic as a code and its numbers."""

    score = models.ForeignKey(UnitScore, on_delete=models.CASCADE, related_name="lines", verbose_name=_("score"))
    item_code = models.CharField(_("item"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))
    points = models.DecimalField(_("points"), max_digits=10, decimal_places=4)
    lowest = models.DecimalField(_("at least"), max_digits=10, decimal_places=4)
    highest = models.DecimalField(_("at most"), max_digits=10, decimal_places=4)
    state = models.CharField(_("state"), max_length=16, choices=LineState)
    because = models.JSONField(_("because"))

    class Meta:
        verbose_name = _("score line")
        verbose_name_plural = _("score lines")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["score", "item_code"], name="score_line_once"),
            models.CheckConstraint(name="score_line_state_known", condition=Q(state__in=LineState.values)),
            models.CheckConstraint(
                name="score_line_in_range", condition=Q(points__gte=F("lowest")) & Q(points__lte=F("highest"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_code} {self.points}"
