"""Notices to users, and the outbox from which they are sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def visible_to(self, user: User) -> NoticeQuerySet:
        """Nobody reads another's."""
        return self.filter(recipient=user.pk)


class Notice(models.Model):
    """Something a user is told. ``kind`` and ``params`` are worded when shown, in the reader's language
    (notices/wording.py); they hold numbers and unit names, never personal data.

    ``dedupe`` makes a reminder that is raised twice one notice.
    """

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", verbose_name=_("recipient"))
    kind = models.CharField(_("kind"), max_length=40)
    params = models.JSONField(_("parameters"), default=dict)
    url = models.CharField(_("link"), max_length=300)
    dedupe = models.CharField(max_length=120)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-id"], name="notice_recipient"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["recipient", "dedupe"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient}"


class Delivery(models.Model):
    """Outbox row: one notice on its way by one channel. Claimed with a lease, so a dead worker's row comes back."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Uncertain")
        FAILED = "failed", _("Failed")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("notice"))
    channel = models.CharField(_("channel"), max_length=10, default="email")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    error = models.CharField(_("error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["not_before"], condition=Q(state="waiting"), name="delivery_waiting")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="delivery_state_known", condition=Q(state__in=["waiting", "sent", "uncertain", "failed"])
            ),
            models.CheckConstraint(
                name="delivery_sent_iff_sent",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_per_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel} {self.state}"
