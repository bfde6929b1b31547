"""The ladder of a township (what follows from which last place), and what was proposed, confirmed and done by it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.consequences.states import (
    BY_FIGURES,
    NUMBERED,
    TO_DECIDE,
    Action,
    ConsequenceState,
    ExitResult,
    Ground,
    Trigger,
)
from assessments.models.months import AssessmentMonth
from assessments.models.publications import Publication
from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit


class LadderStepQuerySet(models.QuerySet["LadderStep"]):
    def visible_to(self, user: User) -> LadderStepQuerySet:
        """For those who draft and confirm consequences."""
        return self.filter(township_id__in=user.unit_ids(Role.LEADER, Role.OFFICE))

    def current(self) -> LadderStepQuerySet:
        return self.filter(is_current=True)


@keep_row_history()
class LadderStep(models.Model):
    """One step of a township's ladder, in one version. A change makes a new version; consequences keep the one they
    were drafted by. Without rows the plan holds as it is shipped (consequences/ladder.py).

    ``times``: for how many months running, for last places only; ``repeats``: drafted again each month that the run
    goes on. ``exit_not_last`` and ``exit_plan`` are the parts of the exit condition that the portal can check itself.
    """

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    code = models.SlugField(_("step"), max_length=30)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_current = models.BooleanField(_("current"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("step"), max_length=40)
    action = models.CharField(_("what follows"), max_length=12, choices=Action)
    addressee = models.CharField(_("who is meant"), max_length=40, blank=True)
    trigger = models.CharField(_("trigger"), max_length=12, choices=Trigger)
    times = models.PositiveSmallIntegerField(_("months running"), null=True, blank=True)
    repeats = models.BooleanField(_("again each further month"), default=True)
    basis = models.CharField(_("basis"), max_length=80)
    clause = models.CharField(_("text of the clause"), max_length=300, blank=True)
    days = models.PositiveSmallIntegerField(_("days to carry it out"), null=True, blank=True)
    exit_condition = models.CharField(_("exit condition"), max_length=200)
    exit_not_last = models.BooleanField(_("not last in a later published survey month"), default=False)
    exit_plan = models.BooleanField(_("improvement plan checked"), default=False)
    reason = models.CharField(_("reason for the change"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("changed by")
    )

    objects = LadderStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of the ladder")
        verbose_name_plural = _("steps of the ladder")
        ordering: ClassVar = ["position", "code", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["township", "code", "version"], name="ladder_version_once"),
            models.UniqueConstraint(
                fields=["township", "code"], condition=Q(is_current=True), name="ladder_one_current"
            ),
            models.CheckConstraint(
                name="ladder_choices_known",
                condition=Q(action__in=Action.values) & Q(trigger__in=Trigger.values),
            ),
            # ``isnull`` is said beside the bounds: a comparison with nothing is neither true nor false, and would pass.
            models.CheckConstraint(
                name="ladder_times_iff_last_place",
                condition=Q(trigger=Trigger.LAST_PLACE, times__isnull=False, times__gte=1, times__lte=12)
                | (~Q(trigger=Trigger.LAST_PLACE) & Q(times=None)),
            ),
            models.CheckConstraint(
                name="ladder_decided_elsewhere_iff_recorded",
                condition=Q(trigger=Trigger.RECORDED, action__in=[Action.PRIORITY, Action.VETO], days=None)
                | (
                    ~Q(trigger=Trigger.RECORDED)
                    & Q(action__in=[Action.INTERVIEW, Action.BULLETIN, Action.SUPERVISION])
                    & Q(days__isnull=False, days__gte=1, days__lte=180)
                ),
            ),
            models.CheckConstraint(
                name="ladder_not_last_needs_figures",
                condition=Q(exit_not_last=False) | Q(trigger__in=sorted(BY_FIGURES)),
            ),
            models.CheckConstraint(name="ladder_has_basis", condition=~Q(basis="") & ~Q(exit_condition="")),
            models.CheckConstraint(
                name="ladder_change_has_reason", condition=Q(version=1) | (~Q(reason="") & Q(changed_by__isnull=False))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ConsequenceQuerySet(models.QuerySet["Consequence"]):
    def visible_to(self, user: User) -> ConsequenceQuerySet:
        """All of the township for its leader and office; for the unit itself what was confirmed about it. Nobody else
        reads them: the district hears how many there are (selectors.counts_of).
        """
        return self.filter(
            Q(township_id__in=user.unit_ids(Role.LEADER, Role.OFFICE))
            | Q(unit_id__in=user.unit_ids(Role.SECRETARY, Role.UNIT), state__in=sorted(NUMBERED))
        )

    def to_decide(self, now: datetime) -> ConsequenceQuerySet:
        """What waits for the leader: proposals, and what was postponed until a day that has come."""
        today = timezone.localdate(now)
        return self.filter(
            Q(state=ConsequenceState.PROPOSED) | Q(state=ConsequenceState.POSTPONED, postponed_until__lte=today)
        )


_KEPT = Q(state__in=["withdrawn", "revoked"])
_NUMBERED = Q(state__in=sorted(NUMBERED))


@keep_row_history()
class Consequence(models.Model):
    """What may follow, or follows, from a place in a ranking or a choice of the office: proposed, decided by a leader,
    carried out, closed when its exit condition is met (product.md, A7).

    ``evidence`` is frozen when it is drafted (consequences/evidence.py); ``version`` grows with every move, so that
    nobody decides on what has changed meanwhile.
    """

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="consequences", verbose_name=_("unit"))
    step = models.ForeignKey(LadderStep, on_delete=models.PROTECT, related_name="+", verbose_name=_("step"))
    step_code = models.SlugField(_("step"), max_length=30)
    action = models.CharField(_("what follows"), max_length=12, choices=Action)
    trigger = models.CharField(_("trigger"), max_length=12, choices=Trigger)
    #: The month, the first month of the quarter, or the day of the decision that is recorded.
    first_day = models.DateField(_("period"))
    month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, null=True, related_name="consequences", verbose_name=_("month")
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, related_name="consequences", verbose_name=_("publication")
    )
    evidence = models.JSONField(_("evidence"), default=dict)
    reason = models.CharField(_("why it was chosen"), max_length=500, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=ConsequenceState, default=ConsequenceState.PROPOSED)
    version = models.PositiveIntegerField(_("version"), default=1)
    number = models.CharField(_("number"), max_length=40, blank=True)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("proposed by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("consequence", "decided by"),
    )
    decision = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    postponed_until = models.DateField(_("postponed until"), null=True)

    document = models.CharField(_("deciding document"), max_length=80, blank=True)
    decided_elsewhere = models.CharField(_("decided by which body"), max_length=80, blank=True)

    due_at = models.DateTimeField(_("to be carried out by"), null=True)
    held_on = models.DateField(_("carried out on"), null=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    chaired_by = models.CharField(_("chaired by (post)"), max_length=80, blank=True)
    summary = models.TextField(_("what was said and agreed"), max_length=2000, blank=True)
    carried_out_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    exit_result = models.CharField(_("exit condition"), max_length=8, choices=ExitResult, blank=True, default="")
    exit_month = models.ForeignKey(
        AssessmentMonth, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by the ranking of")
    )
    finding = models.CharField(_("how the exit condition is met"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("closed by")
    )

    ground = models.CharField(_("ground"), max_length=8, choices=Ground, default=Ground.STANDS)
    ground_publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("correction")
    )
    ended_at = models.DateTimeField(_("withdrawn or revoked"), null=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawn or revoked by")
    )
    ended_because = models.CharField(_("why it was withdrawn or revoked"), max_length=500, blank=True)

    objects = ConsequenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("consequence")
        verbose_name_plural = _("consequences")
        ordering: ClassVar = ["-proposed_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["township", "state", "first_day"], name="consequence_township_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="consequence_choices_known",
                condition=Q(state__in=ConsequenceState.values)
                & Q(action__in=Action.values)
                & Q(trigger__in=Trigger.values)
                & Q(ground__in=Ground.values)
                & Q(exit_result__in=ExitResult.values),
            ),
            # Drafting a month twice, or by two at once, makes one proposal; what was declined doesn't come again.
            models.UniqueConstraint(
                fields=["unit", "step_code", "first_day"],
                condition=~Q(state__in=["withdrawn", "revoked"]),
                name="consequence_once_per_unit_step_period",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="consequence_number_once"),
            models.CheckConstraint(
                name="consequence_numbered_iff_confirmed",
                condition=(_NUMBERED & ~Q(number="")) | (~_NUMBERED & Q(number="")),
            ),
            models.CheckConstraint(
                name="consequence_figures_bring_evidence",
                condition=Q(
                    trigger__in=sorted(BY_FIGURES), month__isnull=False, publication__isnull=False, proposed_by=None
                )
                & ~Q(evidence={})
                | (Q(trigger__in=["chosen", "recorded"], proposed_by__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="consequence_recorded_has_document",
                condition=~Q(trigger="recorded") | (~Q(document="") & ~Q(decided_elsewhere="") & _NUMBERED),
            ),
            models.CheckConstraint(
                name="consequence_decided_iff_decided",
                condition=(_NUMBERED | Q(state__in=["declined", "postponed"]))
                & Q(decided_at__isnull=False, decided_by__isnull=False)
                | Q(state__in=["proposed", "withdrawn"], decided_at=None, decided_by=None),
            ),
            models.CheckConstraint(
                name="consequence_refusal_has_reason",
                condition=~Q(state__in=["declined", "postponed"]) | ~Q(decision=""),
            ),
            models.CheckConstraint(
                name="consequence_postponed_iff_until",
                condition=Q(state="postponed", postponed_until__isnull=False)
                | (~Q(state="postponed") & Q(postponed_until=None)),
            ),
            models.CheckConstraint(
                name="consequence_confirmed_has_deadline", condition=~Q(state="confirmed") | Q(due_at__isnull=False)
            ),
            models.CheckConstraint(
                name="consequence_carried_out_how",
                condition=~Q(state__in=["carried_out", "closed"])
                | Q(trigger="recorded")
                | (Q(held_on__isnull=False, carried_out_by__isnull=False) & ~Q(summary="")),
            ),
            models.CheckConstraint(
                name="consequence_closed_iff_closed",
                condition=(Q(state="closed", closed_at__isnull=False, closed_by__isnull=False) & ~Q(finding=""))
                | Q(state="revoked")
                | (~Q(state__in=["closed", "revoked"]) & Q(closed_at=None, closed_by=None)),
            ),
            # Four eyes: whoever carried it out doesn't find that it has done its work.
            models.CheckConstraint(
                name="consequence_closed_by_another",
                condition=Q(closed_by=None) | Q(carried_out_by=None) | ~Q(closed_by=F("carried_out_by")),
            ),
            models.CheckConstraint(
                name="consequence_ended_iff_ended",
                condition=(_KEPT & Q(ended_at__isnull=False) & ~Q(ended_because=""))
                | (~_KEPT & Q(ended_at=None, ended_by=None, ended_because="")),
            ),
            models.CheckConstraint(
                name="consequence_revoked_by_somebody", condition=~Q(state="revoked") | Q(ended_by__isnull=False)
            ),
            models.CheckConstraint(
                name="consequence_changed_ground_by_correction",
                condition=Q(ground="stands") | Q(ground_publication__isnull=False),
            ),
            models.CheckConstraint(
                name="consequence_exit_by_ranking",
                condition=Q(exit_result="", exit_month=None) | (~Q(exit_result="") & Q(exit_month__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.step} {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:consequence", args=[self.pk])

    @property
    def is_to_decide(self) -> bool:
        return ConsequenceState(self.state) in TO_DECIDE

    @property
    def is_confirmed(self) -> bool:
        """A leader has confirmed it, whatever came of it; until then everything says *proposed*."""
        return ConsequenceState(self.state) in NUMBERED

    @property
    def is_recorded(self) -> bool:
        return self.trigger == Trigger.RECORDED
