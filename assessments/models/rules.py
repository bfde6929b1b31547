"""Rule sets as versioned data (scoring.md)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.states import RuleState
from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def visible_to(self, user: User) -> RuleSetQuerySet:
        """Shipped rule sets for everyone; a township's own for its people; drafts only for office and leader."""
        townships = [scope.township_id for scope in user.scopes if scope.township_id]
        makers = user.unit_ids(Role.OFFICE, Role.LEADER)
        known = (
            Q(township=None) | Q(township_id__in=townships) | Q(township__parent_id__in=user.unit_ids(Role.DISTRICT))
        )
        return self.filter(known & (Q(state=RuleState.PUBLISHED) | Q(township_id__in=makers)))


class RuleSet(models.Model):
    """One version of a rule set. ``body`` is its JSON text exactly as imported; once in force it never changes."""

    township = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("township")
    )
    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=80)
    effective_from = models.DateField(_("in force from"))
    body = models.TextField(_("rules"))
    state = models.CharField(_("state"), max_length=10, choices=RuleState, default=RuleState.DRAFT)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    published_at = models.DateTimeField(_("put in force"), null=True)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("put in force by")
    )

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering: ClassVar = ["code", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["township", "code", "version"], name="rule_set_version_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="rule_set_version_positive", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="rule_set_published_iff_published",
                condition=Q(state="published", published_at__isnull=False) | Q(state="draft", published_at=None),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="in_force_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.version}"
