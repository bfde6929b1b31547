"""Deadlines of the stages of a dispute, kept for good: what a month counted stays countable."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from disputes.models.disputes import Dispute


class Stage(models.TextChoices):
    """What a deadline is for."""

    GRID = "grid", _("Grid level")
    COMMUNITY = "community", _("Community level")
    TOWNSHIP = "township", _("Township level")
    CEILING = "ceiling", _("Ceiling of a mediation")


class StageDeadline(models.Model):
    """One deadline of one round: ``started_at`` + ``days`` natural days = ``due_at``.

    At most one row of a round *counts* for the month's figure: the level's at which the dispute was handled when
    its deadline fell. Natural days depend on no holiday calendar, so a row is never recomputed.
    """

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="deadlines", verbose_name=_("dispute"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    stage = models.CharField(_("stage"), max_length=9, choices=Stage)
    started_at = models.DateTimeField(_("counted from"))
    days = models.PositiveSmallIntegerField(_("natural days"))
    due_at = models.DateTimeField(_("due"))
    met_at = models.DateTimeField(_("met"), null=True)
    handed_on_at = models.DateTimeField(_("handed on in time"), null=True)
    counts = models.BooleanField(_("counts for the month"), default=False)
    is_provisional = models.BooleanField(_("provisional"), default=False)

    class Meta:
        verbose_name = _("deadline of a stage")
        verbose_name_plural = _("deadlines of stages")
        ordering: ClassVar = ["round", "due_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(counts=True), name="stage_deadline_counting"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="stage_deadline_stage_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(name="stage_deadline_due_after_start", condition=Q(due_at__gt=F("started_at"))),
            models.CheckConstraint(
                name="stage_deadline_ends_after_start",
                condition=(Q(met_at=None) | Q(met_at__gte=F("started_at")))
                & (Q(handed_on_at=None) | Q(handed_on_at__gte=F("started_at"))),
            ),
            models.CheckConstraint(
                name="stage_deadline_ceiling_never_counts", condition=~Q(stage=Stage.CEILING, counts=True)
            ),
            models.CheckConstraint(
                name="stage_deadline_handed_on_counts_not", condition=Q(handed_on_at=None) | Q(counts=False)
            ),
            models.UniqueConstraint(fields=["dispute", "round", "stage"], name="stage_deadline_once"),
            models.UniqueConstraint(
                fields=["dispute", "round"], condition=Q(counts=True), name="stage_deadline_one_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.stage} {self.due_at:%Y-%m-%d %H:%M}"
