"""The append-only trail: who did or saw what, when and why.

Actors and objects are snapshots (ids and labels, no foreign keys), so that the trail lies under every other app and
outlives what it speaks of. Insertion is the only thing the database allows (triggers below).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.audit.wording import words_for
from safety_portal.core.ports import Words


class ReaderScope(Protocol):
    """A role at a unit. Both live in apps above: a role is a code here, a unit whatever has children."""

    @property
    def role(self) -> str: ...

    @property
    def unit(self) -> Any: ...

    @property
    def township_id(self) -> int | None: ...


class Reader(Protocol):
    """Whoever reads the trail: a signed-in user."""

    @property
    def scopes(self) -> Sequence[ReaderScope]: ...


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Lines of the trail."""

    def visible_to(self, user: Reader) -> AuditEntryQuerySet:
        """The auditor's township, or all of the district; what concerns no township (calendar, unknown log-ins) too."""
        held = [scope for scope in user.scopes if scope.role == "auditor"]
        townships = [scope.township_id for scope in held if scope.township_id]
        for scope in held:
            if not scope.township_id:
                townships += scope.unit.children.values_list("pk", flat=True)
        return self.filter(Q(township_id__in=townships) | Q(township_id=None)) if held else self.none()


class AuditEntry(models.Model):
    """One line of the trail."""

    class Kind(models.TextChoices):
        CHANGE = "change", _("Change")
        READ = "read", _("Read")
        SIGN_IN = "sign_in", _("Sign-in")

    at = models.DateTimeField(_("time"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    action = models.CharField(_("action"), max_length=64)
    action_id = models.UUIDField(
        _("user action"), default=uuid.uuid4, help_text=_("Joins all rows of one user action.")
    )
    actor_id = models.BigIntegerField(_("actor number"), null=True)
    actor_label = models.CharField(_("actor"), max_length=200)
    object_type = models.CharField(_("object type"), max_length=64)
    object_id = models.CharField(_("object number"), max_length=40)
    object_label = models.CharField(_("object"), max_length=200)
    township_id = models.BigIntegerField(_("township"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    details = models.JSONField(_("details"), default=dict)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id", "id"], name="audit_object"),
            models.Index(fields=["township_id", "-id"], name="audit_township"),
            models.Index(fields=["actor_id", "-id"], name="audit_actor"),
            BrinIndex(fields=["at"], name="audit_at"),  # rows come in the order of time: a small index will do
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="audit_kind_known", condition=models.Q(kind__in=["change", "read", "sign_in"])),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'the audit trail only grows';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.action} {self.object_label}"

    @property
    def words(self) -> Words:
        """What was done, as people say it."""
        return words_for(self.action)
