"""A dispute, from registration to its end."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models.dictionaries import DisputeCategory, RiskGrade
from disputes.states import CONCLUDED_STATES, FINAL_STATES, OPEN_STATES, HandlingLevel, Outcome, State
from disputes.visibility import visible_disputes
from safety_portal.accounts.models import User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit


class Scale(models.TextChoices):
    """Scale by GB/T 31000-2015 (事件规模)."""

    INDIVIDUAL = "01", _("Individual")
    GROUP = "02", _("Ordinary group")
    MAJOR = "03", _("Major group")


class Source(models.TextChoices):
    """Where a dispute came from."""

    APPLICATION = "application", _("Application of a party")
    SCREENING = "screening", _("Screening round")
    PATROL = "patrol", _("Patrol of a grid worker")
    VISIT = "visit", _("Household visit")
    HOTLINE = "hotline", _("12345 hotline")
    LETTER = "letter", _("Letter")
    PETITION = "petition", _("Transfer from petitions")
    POLICE = "police", _("Transfer from the police")
    COURT = "court", _("Delegated by the court")
    DEPARTMENT = "department", _("Transfer from a department")


class Origin(models.TextChoices):
    """How an entry came into the register (docs/decisions/0008-imported-ledgers.md)."""

    PORTAL = "portal", _("Registered in the portal")
    LEDGER = "ledger", _("Imported ledger")
    OPENING = "opening", pgettext_lazy("dispute", "Opening balance")


class DisputeQuerySet(models.QuerySet["Dispute"]):
    """Disputes; every read by a person starts at ``visible_to``."""

    def visible_to(self, user: User) -> DisputeQuerySet:
        """What ``user`` may see: own area or assigned; closed mediations only for those who handle them."""
        return self.filter(visible_disputes(user))

    def with_names(self) -> DisputeQuerySet:
        """Everything a list row or a print names, in one query."""
        return self.select_related(
            "category__parent", "risk", "township", "community", "grid", "responsible_unit", "handler", "registered_by"
        )


# A grid belongs to one community, a community to one township: a rule over three tables, so a trigger keeps it.
_PLACE_FITS = """
    IF NOT EXISTS (SELECT 1 FROM organization_unit c
                   WHERE c.id = NEW.community_id AND c.level = 'community' AND c.township_id = NEW.township_id) THEN
        RAISE EXCEPTION 'community % is none of township %', NEW.community_id, NEW.township_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.grid_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM organization_unit g
                   WHERE g.id = NEW.grid_id AND g.level = 'grid' AND g.parent_id = NEW.community_id) THEN
        RAISE EXCEPTION 'grid % is none of community %', NEW.grid_id, NEW.community_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


@keep_row_history()
class Dispute(models.Model):
    """One dispute (矛盾纠纷). States and moves: ``disputes.states``; deadlines: docs/decisions/0003.

    ``counted_from`` and ``due_at`` are the clock that runs now: the stage's while the dispute is open, the return
    visits' once it is concluded, none at the end. ``version`` rises with every write and catches stale forms.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    title = models.CharField(_("matter"), max_length=120)
    summary = models.TextField(_("course of events"), max_length=2000, blank=True)
    category = models.ForeignKey(
        DisputeCategory, on_delete=models.PROTECT, related_name="+", verbose_name=_("category")
    )
    scale = models.CharField(_("scale"), max_length=2, choices=Scale, default=Scale.INDIVIDUAL)
    people_involved = models.PositiveIntegerField(_("people involved"), default=2)
    occurred_on = models.DateField(_("happened on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200)
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    community = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    grid = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("grid")
    )
    source = models.CharField(_("source"), max_length=12, choices=Source)
    source_number = models.CharField(_("number at the source"), max_length=40, blank=True)
    risk = models.ForeignKey(RiskGrade, on_delete=models.PROTECT, related_name="+", verbose_name=_("risk"))
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.PORTAL)
    is_public = models.BooleanField(
        _("open mediation"), default=True, help_text=_("The parties may ask for closed doors (人民调解法 23).")
    )

    responsible_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("responsible unit")
    )
    handler = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handler")
    )
    assigned_at = models.DateTimeField(_("handler named"), null=True)
    handler_label = models.CharField(_("handler by the ledger"), max_length=40, blank=True)
    leader_label = models.CharField(_("responsible leader"), max_length=40, blank=True)
    level = models.CharField(_("level of handling"), max_length=9, choices=HandlingLevel)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.REGISTERED)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    registered_at = models.DateTimeField(_("registered"))
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("registered by"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    counted_from = models.DateTimeField(_("counted from"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)

    outcome = models.CharField(_("result"), max_length=8, choices=Outcome, blank=True)
    outcome_note = models.TextField(_("how it ended"), max_length=2000, blank=True)
    told_remedies = models.BooleanField(_("told of the other remedies"), default=False)
    agreement_number = models.CharField(_("agreement number"), max_length=60, blank=True)
    concluded_at = models.DateTimeField(_("concluded"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    void_reason = models.CharField(_("reason for voiding"), max_length=200, blank=True)

    version = models.PositiveIntegerField(default=1)
    create_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering: ClassVar = ["-registered_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["township", "state", "due_at"], name="dispute_township_state"),
            models.Index(fields=["community", "registered_at"], name="dispute_registered"),
            models.Index(fields=["community", "concluded_at"], name="dispute_concluded"),
            models.Index(fields=["responsible_unit", "state"], name="dispute_responsible"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="dispute_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="dispute_level_known", condition=Q(level__in=HandlingLevel.values)),
            models.CheckConstraint(name="dispute_scale_known", condition=Q(scale__in=Scale.values)),
            models.CheckConstraint(name="dispute_source_known", condition=Q(source__in=Source.values)),
            models.CheckConstraint(name="dispute_origin_known", condition=Q(origin__in=Origin.values)),
            models.CheckConstraint(name="dispute_people_sane", condition=Q(people_involved__gte=0)),
            models.CheckConstraint(
                name="dispute_closed_iff_closed",
                condition=Q(state__in=sorted(FINAL_STATES), closed_at__isnull=False)
                | (~Q(state__in=sorted(FINAL_STATES)) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="dispute_result_iff_concluded",
                condition=Q(state__in=sorted(CONCLUDED_STATES), concluded_at__isnull=False, outcome__in=Outcome.values)
                | Q(state__in=sorted(OPEN_STATES), concluded_at=None, outcome="")
                | Q(state=State.VOID, concluded_at=None, outcome="")
                | Q(state=State.VOID, concluded_at__isnull=False, outcome__in=Outcome.values),
            ),
            models.CheckConstraint(
                name="dispute_clock_iff_unfinished",
                condition=Q(state__in=sorted(FINAL_STATES), due_at=None, counted_from=None)
                | (
                    ~Q(state__in=sorted(FINAL_STATES))
                    & Q(due_at__isnull=False, counted_from__isnull=False, due_at__gt=F("counted_from"))
                ),
            ),
            models.CheckConstraint(
                name="dispute_times_in_order",
                condition=(Q(accepted_at=None) | Q(accepted_at__gte=F("registered_at")))
                & (Q(concluded_at=None) | Q(concluded_at__gte=F("registered_at")))
                & (Q(closed_at=None) | Q(closed_at__gte=F("registered_at"))),
            ),
            models.CheckConstraint(
                name="dispute_void_has_reason",
                condition=(Q(state=State.VOID) & ~Q(void_reason="")) | (~Q(state=State.VOID) & Q(void_reason="")),
            ),
            # 人民调解法 26: who fails must tell the parties of arbitration, administrative and court ways.
            models.CheckConstraint(
                name="dispute_failed_told_remedies", condition=~Q(outcome=Outcome.FAILED) | Q(told_remedies=True)
            ),
            models.CheckConstraint(
                name="dispute_number_of_agreement", condition=Q(agreement_number="") | Q(outcome=Outcome.AGREED)
            ),
            models.CheckConstraint(
                name="dispute_handler_since", condition=Q(handler=None) | Q(assigned_at__isnull=False)
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="place_fits",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("township_id", "community_id", "grid_id"),  # type: ignore[no-untyped-call]
                func=_PLACE_FITS,
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("disputes:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_final(self) -> bool:
        return self.state in FINAL_STATES
