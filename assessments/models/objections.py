"""Objections to a line of a draft, the figures they corrected, and what a leader let pass before publication."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.months import AssessmentMonth
from assessments.models.results import MonthResult, ScoreLine
from assessments.states import WAIVABLE, ObjectionState, Remedy
from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit

_DECIDED = Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")
_UNDECIDED = Q(decided_at=None, decided_by=None, decision="", remedy="")


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: User) -> ObjectionQuerySet:
        """Own community's for a secretary; the township's for leader and office. Nobody else reads objections."""
        return self.filter(
            Q(unit_id__in=user.unit_ids(Role.SECRETARY))
            | Q(month__township_id__in=user.unit_ids(Role.LEADER, Role.OFFICE))
        )

    def open(self) -> ObjectionQuerySet:
        return self.filter(state=ObjectionState.OPEN)

    def unscored(self) -> ObjectionQuerySet:
        """Accepted, and no run since then."""
        return self.filter(state=ObjectionState.ACCEPTED, rescored=None)


@keep_row_history()
class Objection(models.Model):
    """A community objects to the points of one item of its draft. ``line`` holds them as they were then, with their
    arithmetic; drafts are never thrown away.
    """

    number = models.CharField(_("number"), max_length=60, unique=True)
    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, related_name="objections", verbose_name=_("month")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="objections", verbose_name=_("community"))
    item_code = models.CharField(_("item"), max_length=60)
    item_name = models.CharField(_("name of the item"), max_length=80)
    line = models.ForeignKey(ScoreLine, on_delete=models.PROTECT, related_name="+", verbose_name=_("line as scored"))
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    version = models.PositiveIntegerField(_("version"), default=1)
    reason = models.CharField(_("reason"), max_length=1000)
    lowest = models.DecimalField(_("at least"), max_digits=10, decimal_places=4)
    highest = models.DecimalField(_("at most"), max_digits=10, decimal_places=4)
    claimed_points = models.DecimalField(_("points claimed"), max_digits=10, decimal_places=4, null=True)
    filed_at = models.DateTimeField(_("filed"), default=timezone.now)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("filed by"))
    on_behalf_reason = models.CharField(_("filed on behalf because"), max_length=200, blank=True)
    is_late = models.BooleanField(_("after the window"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("objection", "decided by"),
    )
    decision = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    remedy = models.CharField(_("remedy"), max_length=8, choices=Remedy, blank=True)
    decided_points = models.DecimalField(_("points decided"), max_digits=10, decimal_places=4, null=True)
    source_place = models.CharField(_("corrected where"), max_length=120, blank=True)
    rescored = models.ForeignKey(
        MonthResult, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("draft after the decision")
    )
    reopened_at = models.DateTimeField(_("reopened"), null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering: ClassVar = ["-filed_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="objection_state_known", condition=Q(state__in=ObjectionState.values)),
            models.CheckConstraint(name="objection_remedy_known", condition=Q(remedy__in=["", *Remedy.values])),
            models.CheckConstraint(name="objection_has_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                fields=["month", "unit", "item_code"], condition=Q(state="open"), name="objection_one_open_per_line"
            ),
            models.CheckConstraint(
                name="objection_decided_iff_decided",
                condition=(Q(state__in=["accepted", "rejected"]) & _DECIDED)
                | (Q(state__in=["open", "withdrawn"]) & _UNDECIDED),
            ),
            models.CheckConstraint(
                name="objection_remedy_iff_accepted",
                condition=(Q(state="accepted") & ~Q(remedy="")) | (~Q(state="accepted") & Q(remedy="", rescored=None)),
            ),
            models.CheckConstraint(
                name="objection_points_iff_remedy",
                condition=Q(remedy="points", decided_points__isnull=False)
                | (~Q(remedy="points") & Q(decided_points=None)),
            ),
            models.CheckConstraint(
                name="objection_source_has_place", condition=~Q(remedy="source") | ~Q(source_place="")
            ),
            models.CheckConstraint(
                name="objection_withdrawn_iff_withdrawn",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at=None)),
            ),
            models.CheckConstraint(
                name="objection_late_on_behalf", condition=Q(is_late=False) | ~Q(on_behalf_reason="")
            ),
            models.CheckConstraint(
                name="objection_points_in_range",
                condition=(
                    Q(claimed_points=None) | Q(claimed_points__gte=F("lowest"), claimed_points__lte=F("highest"))
                )
                & (Q(decided_points=None) | Q(decided_points__gte=F("lowest"), decided_points__lte=F("highest"))),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("assessments:objection", args=[self.pk])

    @property
    def township_id(self) -> int:
        return self.month.township_id

    @property
    def is_open(self) -> bool:
        return self.state == ObjectionState.OPEN


@keep_row_history()
class ObjectionClaim(models.Model):
    """What a figure behind the line should be, as the community sees it."""

    objection = models.ForeignKey(
        Objection, on_delete=models.CASCADE, related_name="claims", verbose_name=_("objection")
    )
    metric = models.CharField(_("figure"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)

    class Meta:
        verbose_name = _("figure claimed")
        verbose_name_plural = _("figures claimed")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["objection", "metric"], name="objection_claim_once"),
            models.CheckConstraint(name="objection_claim_sane", condition=Q(value__gte=-(10**9)) & Q(value__lte=10**9)),
        ]

    def __str__(self) -> str:
        return f"{self.objection} {self.metric}"


@keep_row_history()
class FactCorrection(models.Model):
    """A figure of one community in one month that an accepted objection put right. It counts instead of what reports,
    registers and filings say, in every run, until it is withdrawn. Null: not applicable.
    """

    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("month")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    metric = models.CharField(_("figure"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True)
    reason = models.CharField(_("reason"), max_length=500)
    objection = models.ForeignKey(
        Objection, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("objection")
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=pgettext_lazy("objection", "decided by")
    )
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawn by")
    )

    class Meta:
        verbose_name = _("corrected figure")
        verbose_name_plural = _("corrected figures")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["month", "unit", "metric"], condition=Q(withdrawn_at=None), name="correction_one_in_force"
            ),
            models.CheckConstraint(name="correction_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="correction_withdrawn_by_somebody",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.metric} ← {self.objection}"


@keep_row_history()
class PublicationWaiver(models.Model):
    """A leader lets a draft be published in spite of one obstacle, with a reason; for this draft only."""

    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, related_name="waivers", verbose_name=_("month")
    )
    kind = models.CharField(
        _("obstacle"), max_length=10, choices=[(kind.value, kind.label) for kind in sorted(WAIVABLE)]
    )
    result = models.ForeignKey(MonthResult, on_delete=models.PROTECT, related_name="waivers", verbose_name=_("draft"))
    reason = models.CharField(_("reason"), max_length=300)
    waived_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("waived by"))
    waived_at = models.DateTimeField(_("waived"), default=timezone.now)

    class Meta:
        verbose_name = _("waived obstacle")
        verbose_name_plural = _("waived obstacles")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="waiver_kind_known", condition=Q(kind__in=sorted(WAIVABLE))),
            models.CheckConstraint(name="waiver_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.kind}"
