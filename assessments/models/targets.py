"""Targets that a plan sets: what must be reached or must not happen, with the sentence that says so."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.figures import Figure
from safety_portal.accounts.models import Role, User
from safety_portal.audit.row_history import keep_row_history
from safety_portal.organization.models import Unit


class TargetPlanQuerySet(models.QuerySet["TargetPlan"]):
    def visible_to(self, user: User) -> TargetPlanQuerySet:
        """Leader and office of the township, who set its targets."""
        return self.filter(township_id__in=user.unit_ids(Role.LEADER, Role.OFFICE))


@keep_row_history()
class TargetPlan(models.Model):
    """A plan whose targets a township has taken on, from one month to another. The text of the plan ships with the
    portal (``data/targets/<code>.json``); what the township changed of it stands in the rows of ``Target``.
    """

    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("township"))
    code = models.CharField(_("plan"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    from_day = models.DateField(_("from month"))
    until_day = models.DateField(_("until month"), null=True, blank=True)
    installed_at = models.DateTimeField(_("installed"))
    installed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("installed by")
    )

    objects = TargetPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan with targets")
        verbose_name_plural = _("plans with targets")
        ordering: ClassVar = ["township", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["township", "code"], name="target_plan_once"),
            models.CheckConstraint(
                name="target_plan_months_in_order",
                condition=Q(from_day__day=1) & (Q(until_day=None) | Q(until_day__day=1, until_day__gte=F("from_day"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user: User) -> TargetQuerySet:
        """Leader and office of the township and the district above it; of what a secretary sees, ``selectors`` says
        more: the own community's part of shares.
        """
        townships = [
            scope.township_id for scope in user.scopes if scope.role in {Role.LEADER, Role.OFFICE, Role.SECRETARY}
        ]
        return self.filter(
            Q(plan__township_id__in=townships) | Q(plan__township__parent_id__in=user.unit_ids(Role.DISTRICT))
        )


@keep_row_history()
class Target(models.Model):
    """One target of an installed plan: what it measures, against what, over which time, and where it is written.

    ``value``: the fraction a share or an index must reach (1 = 100 %), the most of what must not happen (0), the place
    to be among. ``is_neutral``: shown as a count or a trend, never judged (product.md, "What is left out").
    ``pending``: the plan leaves the value or the definition open or its text is damaged, so nothing is judged before
    the office has set it.
    """

    class Kind(models.TextChoices):
        SHARE = "share", _("Share to be reached")
        ZERO = "zero", _("Must not happen")
        FEWER = "fewer", _("Fewer than in the same months of last year")
        NOT_MORE = "steady_falling", _("No more than in the same months of last year")
        INDEX = "at_least", _("Survey index to be reached")
        BETTER_PLACE = "better_place", _("Better place in the district")
        AMONG_FIRST = "among_first", _("Among the first of the district")
        COUNT = "count", _("Count without a target")

    class Board(models.TextChoices):
        SEVEN = "seven", _("Seven 100 %")
        EIGHT = "eight", _("Eight that must not happen")
        OTHER = "other", _("Other targets")

    class Period(models.TextChoices):
        MONTH = "month", pgettext_lazy("period", "Month")
        QUARTER = "quarter", pgettext_lazy("period", "Quarter")
        YEAR = "year", pgettext_lazy("period", "Year to date")

    class Pending(models.TextChoices):
        VALUE = "value", _("The value must be set")
        DEFINITION = "definition", _("The definition must be set")

    plan = models.ForeignKey(TargetPlan, on_delete=models.CASCADE, related_name="targets", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    board = models.CharField(_("board"), max_length=8, choices=Board, default=Board.OTHER)
    line = models.PositiveSmallIntegerField(_("line"))
    period = models.CharField(_("period"), max_length=8, choices=Period, default=Period.MONTH)
    value = models.DecimalField(_("target value"), max_digits=10, decimal_places=4, null=True, blank=True)
    per = models.CharField(_("divided by"), max_length=10, choices=Figure.Bound, blank=True)
    takes_peak = models.BooleanField(
        _("highest month counts"),
        default=False,
        help_text=_("Months can't be added up since the same household counts in each."),
    )
    is_neutral = models.BooleanField(_("neutral"), default=False)
    pending = models.CharField(_("to be set first"), max_length=10, choices=Pending, blank=True)
    sentence = models.CharField(_("sentence"), max_length=10)
    clause = models.CharField(_("clause"), max_length=60)
    text = models.CharField(_("text of the plan"), max_length=300)
    definition = models.CharField(_("how it is counted"), max_length=400)
    from_day = models.DateField(_("from month"))
    until_day = models.DateField(_("until month"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering: ClassVar = ["plan", "board", "line", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "code"], name="target_once_per_plan"),
            models.CheckConstraint(
                name="target_choices_known",
                condition=Q(
                    kind__in=[
                        "share",
                        "zero",
                        "fewer",
                        "steady_falling",
                        "at_least",
                        "better_place",
                        "among_first",
                        "count",
                    ]
                )
                & Q(board__in=["seven", "eight", "other"])
                & Q(period__in=["month", "quarter", "year"])
                & Q(per__in=["", "households", "population"])
                & Q(pending__in=["", "value", "definition"]),
            ),
            models.CheckConstraint(
                name="target_value_where_one_is_asked",
                condition=Q(kind__in=["share", "zero", "at_least", "among_first"], value__isnull=False)
                | Q(kind__in=["share", "at_least", "among_first"], pending="value", value=None)
                | Q(kind__in=["fewer", "steady_falling", "better_place", "count"], value=None),
            ),
            models.CheckConstraint(
                name="target_value_in_range",
                condition=Q(value=None)
                | Q(kind__in=["share", "at_least"], value__gt=0, value__lte=1)
                | Q(kind="zero", value=0)
                | Q(kind="among_first", value__gte=1),
            ),
            models.CheckConstraint(name="target_count_is_neutral", condition=~Q(kind="count") | Q(is_neutral=True)),
            models.CheckConstraint(
                name="target_months_in_order",
                condition=Q(from_day__day=1) & (Q(until_day=None) | Q(until_day__day=1, until_day__gte=F("from_day"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@keep_row_history()
class TargetFigure(models.Model):
    """A figure that a target reads; several of one part are added up."""

    class Part(models.TextChoices):
        NUMERATOR = "numerator", _("Numerator")
        DENOMINATOR = "denominator", _("Denominator")

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="figures", verbose_name=_("target"))
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="+", verbose_name=_("figure"))
    part = models.CharField(_("part"), max_length=12, choices=Part, default=Part.NUMERATOR)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("figure of a target")
        verbose_name_plural = _("figures of targets")
        ordering: ClassVar = ["target", "part", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "figure", "part"], name="target_figure_once"),
            models.CheckConstraint(name="target_figure_part_known", condition=Q(part__in=["numerator", "denominator"])),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.figure}"
