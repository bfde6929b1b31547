"""The monthly report of a community, line by line: what the register says, what the community claims, and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.figures import Figure
from assessments.models.months import AssessmentMonth
from assessments.states import EDITABLE, ReportState
from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """Own community's for a secretary; the township's for leader and office. Nobody else reads reports."""
        return self.filter(
            Q(unit_id__in=user.unit_ids(Role.SECRETARY))
            | Q(month__township_id__in=user.unit_ids(Role.LEADER, Role.OFFICE))
        )


@keep_row_history()
class Report(models.Model):
    """One community's report of one month."""

    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, related_name="reports", verbose_name=_("month")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports", verbose_name=_("community"))
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    version = models.PositiveIntegerField(
        _("version"), default=1, help_text=_("Grows with every move and whenever another person begins to type.")
    )
    typed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("last typed by")
    )
    is_nil = models.BooleanField(_("nil report"), default=False)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    prefilled_at = models.DateTimeField(_("prefilled"), null=True)
    first_submitted_at = models.DateTimeField(_("first submitted"), null=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("submitted by")
    )
    on_behalf_reason = models.CharField(_("filed on behalf because"), max_length=200, blank=True)
    times_returned = models.PositiveSmallIntegerField(_("times returned"), default=0)
    return_reason = models.CharField(_("returned because"), max_length=500, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("accepted by")
    )
    unlocked_until = models.DateTimeField(_("unlocked until"), null=True)
    unlock_reason = models.CharField(_("unlocked because"), max_length=200, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        ordering: ClassVar = ["-month__first_day", "unit__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "unit"], name="report_once_per_month"),
            models.CheckConstraint(name="report_state_known", condition=Q(state__in=ReportState.values)),
            models.CheckConstraint(
                name="report_accepted_iff_accepted",
                condition=Q(state="accepted", accepted_at__isnull=False) | (~Q(state="accepted") & Q(accepted_at=None)),
            ),
            models.CheckConstraint(
                name="report_submitted_has_time",
                condition=Q(state__in=["draft", "returned"]) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_returned_has_reason", condition=~Q(state="returned") | ~Q(return_reason="")
            ),
            models.CheckConstraint(
                name="report_unlock_has_reason", condition=Q(unlocked_until=None) | ~Q(unlock_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.month.month}"

    @property
    def is_editable(self) -> bool:
        """By state; the lock is a matter of the clock and judged in ``reports.policies``."""
        return self.state in EDITABLE


@keep_row_history()
class ReportLine(models.Model):
    """One figure of one report. ``claimed_value`` null: not applicable to this community (chip, not zero).

    ``typed`` keeps what was typed and could not be read as a number, until it is put right.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="lines", verbose_name=_("report"))
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="+", verbose_name=_("figure"))
    register_value = models.DecimalField(
        _("register value"), max_digits=14, decimal_places=4, null=True, help_text=_("Null: no register counts this.")
    )
    is_counted = models.BooleanField(
        _("counted by a register"), default=False, help_text=_("Then an empty register value means not applicable.")
    )
    claimed_value = models.DecimalField(_("claimed value"), max_digits=14, decimal_places=4, null=True)
    is_filled = models.BooleanField(
        _("filled"), default=False, help_text=_("Tells a figure not yet given from one that is not applicable.")
    )
    typed = models.CharField(_("typed"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("report line")
        verbose_name_plural = _("report lines")
        ordering: ClassVar = ["figure__position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "figure"], name="report_line_once"),
            models.CheckConstraint(
                name="report_line_empty_or_filled", condition=Q(is_filled=True) | Q(claimed_value=None)
            ),
            models.CheckConstraint(name="report_line_typed_is_open", condition=Q(typed="") | Q(is_filled=False)),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.figure}"

    @property
    def differs(self) -> bool:
        """The claim is not what the register says."""
        counted = self.is_counted or self.register_value is not None
        return self.is_filled and counted and self.claimed_value != self.register_value
