"""Screening rounds (大排查): a round that found nothing is reported too, as a nil report."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disputes.visibility import visible_rounds
from safety_portal.accounts.models import User
from safety_portal.organization.models import Unit


class ScreeningRoundQuerySet(models.QuerySet["ScreeningRound"]):
    """Rounds; every read by a person starts at ``visible_to``."""

    def visible_to(self, user: User) -> ScreeningRoundQuerySet:
        return self.filter(visible_rounds(user))


class ScreeningRound(models.Model):
    """One round of a community: when, what kind, how many disputes it found (0: nil report)."""

    class Kind(models.TextChoices):
        ROUTINE = "routine", _("Routine round")
        SPECIAL = "special", _("Special protection period")
        TOPIC = "topic", _("Round on one topic")

    community = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    held_on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.ROUTINE)
    found = models.PositiveIntegerField(_("disputes found"))
    is_nil_report = models.BooleanField(_("nil report"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("reported by"))
    reported_at = models.DateTimeField(_("reported"))
    create_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = ScreeningRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening round")
        verbose_name_plural = _("screening rounds")
        ordering: ClassVar = ["-held_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["community", "held_on"], name="screening_community_day")]
        constraints: ClassVar = [
            models.CheckConstraint(name="screening_kind_known", condition=Q(kind__in=["routine", "special", "topic"])),
            # A nil report is a statement, not an empty cell: exactly the rounds that found nothing carry it.
            models.CheckConstraint(
                name="screening_nil_iff_zero",
                condition=Q(is_nil_report=True, found=0) | Q(is_nil_report=False, found__gte=1),
            ),
            # One round of a kind a day: two would be the same round typed twice.
            models.UniqueConstraint(fields=["community", "held_on", "kind"], name="screening_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.community} {self.held_on}"
