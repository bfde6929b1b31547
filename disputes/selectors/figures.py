"""The figures this register gives to the month: what each counts, and the very records behind it.

Inflow counts in the month of registration, a result in the month it happened, timeliness in the month the deadline
fell. Void entries count nowhere. Units are communities; for any other unit a figure is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Model, Q, QuerySet, Value, When
from django.db.models.functions import Least, Now
from django.utils.translation import gettext_lazy as _

from disputes.models import Dispute, ReturnVisit, ScreeningRound, StageDeadline
from disputes.selectors.rules import screening_rounds_required
from disputes.states import AGREEMENTS, Satisfaction, State
from safety_portal.core.months import Month
from safety_portal.core.ports import FactValue, MetricDefinition
from safety_portal.organization.models import Unit

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Figure:
    """One figure: ``candidates`` are the rows looked at, ``counted`` those of them that count.

    ``community``, ``dispute``: where a row leads to its community and its dispute.
    """

    metric: MetricDefinition
    candidates: Callable[[Month], Rows]
    counted: Q | None = None
    community: str = "community"
    dispute: str = "pk"

    def values(self, month: Month, communities: Sequence[int]) -> dict[int, int]:
        """Counts by community, in one query; a community without rows is left out."""
        rows = self.candidates(month).filter(**{f"{self.community}__in": communities}).order_by()
        return dict(rows.values_list(self.community).annotate(counted=Count("pk", filter=self.counted)))

    def rows(self, month: Month, community_id: int) -> Rows:
        """The rows of one community, with ``is_counted``; those that don't count come first."""
        rows: Rows = self.candidates(month).filter(**{self.community: community_id})
        marked: Rows = rows.annotate(is_counted=self._is_counted())
        return marked.order_by("is_counted", "pk")

    def _is_counted(self) -> Case | Value:
        if self.counted is None:
            return Value(True)
        return Case(When(self.counted, then=Value(True)), default=Value(False))


def _registered(month: Month) -> QuerySet[Dispute]:
    return Dispute.objects.exclude(state=State.VOID).filter(registered_at__gte=month.start, registered_at__lt=month.end)


def _concluded(month: Month) -> QuerySet[Dispute]:
    return Dispute.objects.exclude(state=State.VOID).filter(concluded_at__gte=month.start, concluded_at__lt=month.end)


def _due(month: Month) -> QuerySet[StageDeadline]:
    rows = StageDeadline.objects.filter(counts=True, due_at__gte=month.start, due_at__lt=month.end)
    return rows.exclude(dispute__state=State.VOID)


def _overdue(month: Month) -> QuerySet[StageDeadline]:
    """Missed and still open at the end of the month, or now while the month runs."""
    until = Least(Value(month.end), Now())
    rows = StageDeadline.objects.filter(counts=True, due_at__lt=until, started_at__lt=month.end)
    return rows.filter(Q(met_at=None) | Q(met_at__gte=until)).exclude(dispute__state=State.VOID)


def _visits_due(month: Month) -> QuerySet[ReturnVisit]:
    rows = ReturnVisit.objects.filter(due_on__gte=month.first_day, due_on__lte=month.last_day)
    return rows.exclude(dispute__state=State.VOID)


def _rounds(month: Month) -> QuerySet[ScreeningRound]:
    return ScreeningRound.objects.filter(held_on__gte=month.first_day, held_on__lte=month.last_day)


_ITEMS = _("disputes")
_VISITS = _("visits")
_ROUNDS = _("rounds")

FIGURES: tuple[Figure, ...] = (
    Figure(
        MetricDefinition(
            "disputes.registered",
            _("Disputes registered"),
            _("Disputes registered in the month, void entries left out."),
            _ITEMS,
            "方案二（四）",
        ),
        _registered,
    ),
    Figure(
        MetricDefinition(
            "disputes.assigned",
            _("Disputes with a named handler"),
            _("Of the disputes registered in the month, those for which a handler was ever named."),
            _ITEMS,
            "方案二（四）：责任到人",
        ),
        _registered,
        Q(assigned_at__isnull=False),
    ),
    Figure(
        MetricDefinition(
            "disputes.due",
            _("Disputes due"),
            _(
                "Disputes whose deadline falls in the month: that of the level at which the dispute was handled when "
                "it fell. A reopened dispute has a new deadline."
            ),
            _ITEMS,
        ),
        _due,
        community="dispute__community",
        dispute="dispute",
    ),
    Figure(
        MetricDefinition(
            "disputes.on_time",
            _("Disputes handled in time"),
            _("Of the disputes due in the month, those with a result recorded by the deadline."),
            _ITEMS,
        ),
        _due,
        Q(met_at__lte=F("due_at")),
        community="dispute__community",
        dispute="dispute",
    ),
    Figure(
        MetricDefinition(
            "disputes.concluded",
            _("Disputes concluded"),
            _("Disputes whose standing result was recorded in the month, whatever the result."),
            _ITEMS,
        ),
        _concluded,
    ),
    Figure(
        MetricDefinition(
            "disputes.agreed",
            _("Disputes settled by agreement"),
            _("Of the disputes concluded in the month, those with a written or an oral agreement."),
            _ITEMS,
            "《人民调解法》第二十八条",
        ),
        _concluded,
        Q(outcome__in=sorted(AGREEMENTS)),
    ),
    Figure(
        MetricDefinition(
            "disputes.return_visits_due",
            _("Return visits due"),
            _("Return visits, one to each party, whose last day falls in the month."),
            _VISITS,
            "《人民调解法》第三十一条",
        ),
        _visits_due,
        community="dispute__community",
        dispute="dispute",
    ),
    Figure(
        MetricDefinition(
            "disputes.return_visits_done",
            _("Return visits made in time"),
            _(
                "Of the return visits due in the month, those made by their last day. A party that was not reached "
                "is not counted."
            ),
            _VISITS,
            "《人民调解法》第三十一条",
        ),
        _visits_due,
        Q(visited_on__lte=F("due_on")) & ~Q(satisfaction=Satisfaction.UNREACHED),
        community="dispute__community",
        dispute="dispute",
    ),
    Figure(
        MetricDefinition(
            "disputes.open_overdue",
            _("Disputes overdue"),
            _("Disputes without a result at the end of the month (today, while it runs) whose deadline has passed."),
            _ITEMS,
        ),
        _overdue,
        community="dispute__community",
        dispute="dispute",
    ),
    Figure(
        MetricDefinition(
            "screening.rounds",
            _("Screening rounds held"),
            _("Screening rounds held in the month, nil reports included."),
            _ROUNDS,
            "方案二（四）：开展矛盾纠纷大排查",
        ),
        _rounds,
        dispute="",
    ),
)
REQUIRED = MetricDefinition(
    "screening.required",
    _("Screening rounds required"),
    _("Rounds a month that the office asks of each community. The plan names no number: this is the portal's default."),
    _ROUNDS,
)
BY_CODE: Mapping[str, Figure] = {figure.metric.code: figure for figure in FIGURES}


def monthly_facts(month: Month, unit_ids: Sequence[int]) -> dict[str, dict[int, FactValue]]:
    """Every figure for all units: one query a figure, whatever the number of units."""
    communities = list(Unit.objects.communities().filter(pk__in=unit_ids))
    ids = [unit.pk for unit in communities]
    nothing: dict[int, FactValue] = dict.fromkeys(unit_ids)
    facts = {
        figure.metric.code: {**nothing, **dict.fromkeys(ids, 0), **figure.values(month, ids)} for figure in FIGURES
    }
    facts[REQUIRED.code] = {**nothing, **screening_rounds_required(communities)}
    return facts


def disputes_behind(code: str, month: Month) -> QuerySet[Dispute]:
    """The disputes a figure looked at, over all units: the list behind it."""
    figure = BY_CODE.get(code)
    if figure is None or not figure.dispute:
        return Dispute.objects.none()
    return Dispute.objects.filter(pk__in=figure.candidates(month).values(figure.dispute))


def dispute_of(row: Model) -> Dispute:
    """The dispute a candidate row is, or belongs to."""
    return row if isinstance(row, Dispute) else row.dispute  # type: ignore[attr-defined]
