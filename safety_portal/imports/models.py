"""An import from upload to undo: the run, its rows, what it changed, and what was learnt of its sender.

Cells of a sender's workbook may hold personal data: the file and the values of the rows are encrypted, and both go
once ``settings.IMPORT_KEEP_DAYS`` are over; counts, reasons and digests stay.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.core.crypto import EncryptedTextField
from safety_portal.core.months import Month
from safety_portal.imports.states import RowStatus, RunState
from safety_portal.organization.models import Unit


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: User) -> ImportRunQuerySet:
        """One's own, and all of a township for its governance office and leaders."""
        return self.filter(Q(created_by=user.pk) | Q(township__in=user.unit_ids(Role.OFFICE, Role.LEADER)))


class ImportRun(models.Model):
    """One workbook on its way into one register.

    ``mapping``: column of the sheet (0-based, as text) → key of the kind's column; ``words``: what the user said words
    of this sheet mean, vocabulary → word → code; ``heads``: what was found above the data; ``remarks``: what is to be
    known of the whole sheet (another month in its title, a total that does not add up).
    """

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    kind = models.CharField(_("kind"), max_length=40)
    first_day = models.DateField(_("month"), null=True, blank=True)
    sender = models.CharField(_("sender"), max_length=40)
    is_opening = models.BooleanField(_("opening balance"), default=False)
    reason = models.CharField(_("filed on behalf because"), max_length=200, blank=True)

    file = models.FileField(_("file"), upload_to="imports/%Y/%m", blank=True)
    file_name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)

    sheet_index = models.PositiveSmallIntegerField(_("sheet"), null=True)
    sheet_name = models.CharField(_("sheet name"), max_length=100, blank=True)
    heads = models.JSONField(_("head"), default=dict)
    mapping = models.JSONField(_("columns"), default=dict)
    words = models.JSONField(_("words"), default=dict)
    remarks = models.JSONField(_("remarks"), default=list)
    counts = models.JSONField(_("counts"), default=dict)
    unread = models.JSONField(_("rows that are no data"), default=list)

    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.READING)
    version = models.PositiveIntegerField(_("version"), default=1)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written"), null=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True)
    undo_reason = models.CharField(_("undone because"), max_length=200, blank=True)
    emptied_at = models.DateTimeField(_("values erased"), null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["township", "kind", "state"], name="import_township_kind")]
        constraints: ClassVar = [
            models.CheckConstraint(name="import_state_known", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(
                name="import_written_iff_written",
                condition=Q(state__in=["written", "undone"], written_at__isnull=False, written_by__isnull=False)
                | (~Q(state__in=["written", "undone"]) & Q(written_at=None, written_by=None)),
            ),
            models.CheckConstraint(
                name="import_undone_iff_undone",
                condition=(Q(state="undone", undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason=""))
                | (~Q(state="undone") & Q(undone_at=None, undone_by=None, undo_reason="")),
            ),
            models.CheckConstraint(
                name="import_month_starts_on_first", condition=Q(first_day=None) | Q(first_day__day=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"  # names of files may hold names of people, and this goes into the trail

    def get_absolute_url(self) -> str:
        return reverse("imports:run", args=[self.pk])

    @property
    def month(self) -> Month | None:
        return Month.of(self.first_day) if self.first_day else None


class ImportRow(models.Model):
    """One row of the sheet: what was read, what is to be said of it, what becomes of it.

    ``key`` tells which matter the row is about, ``content`` what it says of it: keyed hashes (blind indexes), so that
    the same row is found again in any later file without its values. ``target_id``: the entry it is about.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("row"))
    status = models.CharField(_("status"), max_length=8, choices=RowStatus)
    is_questioned = models.BooleanField(_("questioned"), default=False)
    values = EncryptedTextField(_("values"), blank=True)
    remarks = models.JSONField(_("remarks"), default=list)
    key = models.CharField(max_length=64, blank=True)
    content = models.CharField(max_length=64, blank=True)
    target_id = models.BigIntegerField(null=True)
    target_label = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["key"], condition=~Q(key=""), name="import_row_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="import_row_once"),
            models.CheckConstraint(name="import_row_status_known", condition=Q(status__in=RowStatus.values)),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class ImportChange(models.Model):
    """What one batch of an import did to entries of one model, as far as undoing it needs to know.

    ``before``: for changed entries their fields before, a JSON list in the order of ``keys``; empty for new ones.
    ``after``: digest of each entry as the import left it; an entry that has another digest by now was changed since.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes", verbose_name=_("import"))
    model = models.CharField(_("model"), max_length=80)
    keys = ArrayField(models.BigIntegerField(), verbose_name=_("entries"))
    before = EncryptedTextField(_("before"), blank=True)
    after = ArrayField(models.CharField(max_length=64), verbose_name=_("after"))

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.model}"


@keep_row_history()
class SenderMemory(models.Model):
    """What was learnt of one sender's workbooks: heading → column, vocabulary → word → code (units among them)."""

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    kind = models.CharField(_("kind"), max_length=40)
    sender = models.CharField(_("sender"), max_length=40)
    columns = models.JSONField(_("columns"), default=dict)
    words = models.JSONField(_("words"), default=dict)
    updated_at = models.DateTimeField(_("updated"), default=timezone.now)

    class Meta:
        verbose_name = _("memory of a sender")
        verbose_name_plural = _("memories of senders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["township", "kind", "sender"], name="import_memory_once")
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.kind}"
