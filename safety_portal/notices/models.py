"""Notices to users, and the outbox from which they are sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.accounts.models import User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.notices.hours import DAYTIME, DEFAULT, Hours
from safety_portal.organization.models import Unit


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
        WAITING = "waiting", pgettext_lazy("mail", "Waiting")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        UNCERTAIN = "uncertain", pgettext_lazy("mail", "Uncertain")
        FAILED = "failed", pgettext_lazy("mail", "Failed")

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


def _in_daytime(first: str, last: str) -> Q:
    return Q(**{f"{first}__gte": DAYTIME.first, f"{last}__gt": models.F(first), f"{last}__lte": DAYTIME.last})


@keep_row_history()
class NoticePolicy(models.Model):
    """When mail goes to the people of a township, and when its leader hears of what the office lets lie.

    Townships without a row: ``hours.DEFAULT``, and the leader hears nothing.
    """

    township = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    mail_from = models.TimeField(_("mail from"), default=DEFAULT.first)
    mail_until = models.TimeField(_("mail until"), default=DEFAULT.last)
    escalate_after = models.PositiveSmallIntegerField(
        _("leader told after days overdue"), null=True, blank=True, help_text=_("Empty: the leader is not told.")
    )

    class Meta:
        verbose_name = _("rule for notices")
        verbose_name_plural = _("rules for notices")
        constraints: ClassVar = [
            models.CheckConstraint(name="notice_policy_by_day", condition=_in_daytime("mail_from", "mail_until")),
            models.CheckConstraint(
                name="notice_policy_escalates_later",
                condition=Q(escalate_after=None) | Q(escalate_after__range=(1, 60)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.township)

    @property
    def hours(self) -> Hours:
        return Hours(self.mail_from, self.mail_until)


class MailPreference(models.Model):
    """How one user wants mail. Without hours of their own, the township's hold; in the portal they see all at once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("user"))
    mail_from = models.TimeField(_("mail from"), null=True, blank=True)
    mail_until = models.TimeField(_("mail until"), null=True, blank=True)
    is_digest = models.BooleanField(_("several notices in one mail"), default=True)
    wants_news = models.BooleanField(
        _("mail also what asks nothing of me"), default=True, help_text=_("What is to be done is always mailed.")
    )

    class Meta:
        verbose_name = _("mail setting")
        verbose_name_plural = _("mail settings")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mail_preference_by_day",
                condition=Q(mail_from=None, mail_until=None)
                | (Q(mail_from__isnull=False, mail_until__isnull=False) & _in_daytime("mail_from", "mail_until")),
            )
        ]

    def __str__(self) -> str:
        return str(self.user_id)

    @property
    def hours(self) -> Hours | None:
        return Hours(self.mail_from, self.mail_until) if self.mail_from and self.mail_until else None
