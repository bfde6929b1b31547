"""What many registers share: jobs with progress, exports, tracked items, attachments, links, number counters."""

from __future__ import annotations

import uuid
from hashlib import sha256
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.core.crypto import EncryptedTextField
from safety_portal.organization.models import Unit
from safety_portal.work.states import JobState, TrackedState

#: Whoever works at a unit answers for what it owes.
OWING_ROLES = (Role.UNIT, Role.SECRETARY, Role.GRID_WORKER, Role.OFFICE, Role.LEADER)
TO_ANSWER = (TrackedState.OPEN, TrackedState.RETURNED)


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs."""

    def visible_to(self, user: User) -> JobQuerySet:
        """One's own jobs, and all of a township whose leader or governance office one is."""
        townships = user.unit_ids(Role.OFFICE, Role.LEADER)
        return self.filter(Q(created_by=user.pk) | Q(township__in=townships))


class Job(models.Model):
    """Long work that a user can watch, leave and come back to.

    ``key`` names the work ("score:340102100:2026-10"): at most one open job holds it. A worker owns a job as long
    as its lease runs; when a worker dies the lease runs out and another takes the job over (work/jobs.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("key"), max_length=120)
    params = models.JSONField(_("parameters"), default=dict)
    township = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("township")
    )
    state = models.CharField(_("state"), max_length=8, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0)
    step = models.CharField(_("step"), max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    owner = models.UUIDField(_("owner"), null=True)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    result_url = models.CharField(_("result"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("started by")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["key", "-created_at"], name="job_key")]
        constraints: ClassVar = [
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=JobState.values)),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=["queued", "running"]), name="job_one_open_per_key"
            ),
            models.CheckConstraint(
                name="job_finished_iff_closed",
                condition=Q(state__in=["queued", "running"], finished_at=None)
                | Q(state__in=["done", "failed"], finished_at__isnull=False),
            ),
            models.CheckConstraint(name="job_progress_sane", condition=Q(total=0) | Q(done__lte=F("total"))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("work:job", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in {JobState.QUEUED, JobState.RUNNING}


class ExportQuerySet(models.QuerySet["Export"]):
    """Long lists taken away."""

    def visible_to(self, user: User) -> ExportQuerySet:
        """One's own, as long as one may act as what one was then: the file holds what one could see."""
        return self.filter(job__created_by=user.pk, rights=rights_of(user))


def rights_of(user: User) -> str:
    """What a user may act as today, in 32 digits: equal as long as nothing was given or taken."""
    held = sorted((scope.role, scope.unit.pk, scope.is_discipline_contact) for scope in user.scopes)
    return sha256(repr(held).encode()).hexdigest()[:32]


class Export(models.Model):
    """A list too long to wait for: which page it is, and the file that a job makes of it.

    ``query`` may hold a name that somebody searched for: it is encrypted, and erased with the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="export", verbose_name=_("job"))
    title = models.CharField(_("list"), max_length=120)
    path = models.CharField(_("address"), max_length=200)
    query = EncryptedTextField(_("conditions"), blank=True)
    ending = models.CharField(_("format"), max_length=4)
    rights = models.CharField(max_length=32)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    file = models.FileField(_("file"), upload_to="exports/%Y/%m/", blank=True)
    made_at = models.DateTimeField(_("made"), null=True)
    erased_at = models.DateTimeField(_("erased"), null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("exported list")
        verbose_name_plural = _("exported lists")
        constraints: ClassVar = [
            models.CheckConstraint(name="export_ending_known", condition=Q(ending__in=["xlsx", "csv"])),
            models.CheckConstraint(name="export_file_when_made", condition=Q(file="") | Q(made_at__isnull=False)),
            models.CheckConstraint(name="export_erased_has_no_file", condition=Q(erased_at=None) | Q(file="")),
        ]

    def __str__(self) -> str:
        return self.title


class TrackedItemQuerySet(models.QuerySet["TrackedItem"]):
    """Tracked items."""

    def visible_to(self, user: User) -> TrackedItemQuerySet:
        """All of a township for its office and leader; otherwise what one's own unit, or a grid of it, owes."""
        return self.filter(
            Q(township__in=user.unit_ids(Role.OFFICE, Role.LEADER))
            | Q(owed_by__in=user.unit_ids(*OWING_ROLES))
            | Q(owed_by__parent__in=user.unit_ids(Role.SECRETARY))
        )

    def waiting_for(self, user: User) -> TrackedItemQuerySet:
        """What ``user`` has to answer, or to check (never an own reply)."""
        to_answer = Q(state__in=TO_ANSWER, owed_by__in=user.unit_ids(*OWING_ROLES))
        to_check = Q(state=TrackedState.REPLIED, township__in=user.unit_ids(Role.OFFICE, Role.LEADER))
        return self.filter(to_answer | (to_check & ~Q(replied_by=user.pk)))


@keep_row_history()
class TrackedItem(models.Model):
    """Something owed — supervision order, meeting decision, rectification, forum item, plan task — with one life:
    owed by, due, reply, check by another, cleared or returned (product.md, "Things owed").
    """

    class Kind(models.TextChoices):
        SUPERVISION_ORDER = "supervision_order", _("Supervision order")
        MEETING_DECISION = "meeting_decision", _("Meeting decision")
        RECTIFICATION = "rectification", _("Rectification")
        FORUM_ITEM = "forum_item", _("Forum item")
        PLAN_TASK = "plan_task", _("Plan task")

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("matter"), max_length=120)
    requirement = models.TextField(_("requirement"), max_length=2000, blank=True)
    source_number = models.CharField(_("arises from"), max_length=40, blank=True)
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    owed_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="owed_items", verbose_name=_("owed by"))
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by"))
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=10, choices=TrackedState, default=TrackedState.OPEN)
    reply = models.TextField(_("reply"), max_length=2000, blank=True)
    replied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("replied by")
    )
    replied_at = models.DateTimeField(_("replied"), null=True)
    verdict = models.TextField(_("check"), max_length=2000, blank=True)
    checked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("checked by")
    )
    closed_at = models.DateTimeField(_("closed"), null=True)

    objects = TrackedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("tracked item")
        verbose_name_plural = _("tracked items")
        ordering: ClassVar = ["due_at", "id"]
        indexes: ClassVar = [models.Index(fields=["township", "state", "due_at"], name="tracked_township_state")]
        constraints: ClassVar = [
            models.CheckConstraint(name="tracked_state_known", condition=Q(state__in=TrackedState.values)),
            models.CheckConstraint(
                name="tracked_closed_iff_closed",
                condition=Q(state__in=["cleared", "void"], closed_at__isnull=False)
                | Q(state__in=["open", "replied", "returned"], closed_at=None),
            ),
            models.CheckConstraint(name="tracked_due_after_issue", condition=Q(due_at__gte=F("issued_at"))),
            # Four eyes: whoever answered may not be who cleared it.
            models.CheckConstraint(
                name="tracked_checked_by_another",
                condition=Q(checked_by=None) | Q(replied_by=None) | ~Q(checked_by=F("replied_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("work:tracked_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Attachment(models.Model):
    """A file kept with an entry of any register. Who may fetch it is decided by the entry's own ``visible_to``."""

    target_type = models.CharField(_("entry type"), max_length=64, help_text="app.model")
    target_id = models.BigIntegerField(_("entry"))
    file = models.FileField(_("file"), upload_to="attachments/%Y/%m/")
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    removed_at = models.DateTimeField(_("removed"), null=True)
    removed_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["target_type", "target_id"], name="attachment_target")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="attachment_removed_with_reason", condition=Q(removed_at=None) | ~Q(removed_reason="")
            )
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """Two entries that belong together, by register number: the one neutral join between registers."""

    from_number = models.CharField(_("from"), max_length=40, db_index=True)
    to_number = models.CharField(_("to"), max_length=40, db_index=True)
    kind = models.CharField(_("kind"), max_length=20)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["from_number", "to_number", "kind"], name="link_once"),
            models.CheckConstraint(name="link_two_ends", condition=~Q(from_number=F("to_number"))),
        ]

    def __str__(self) -> str:
        return f"{self.from_number} → {self.to_number}"


class Counter(models.Model):
    """The last number given out in one series; locked while the next is taken (work/numbers.py)."""

    series = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.series} {self.last}"
