"""Reads over consequences: what waits for whom, how far an exit condition is met, how many there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from assessments.consequences.states import NUMBERED, ConsequenceState, ExitResult
from assessments.models import AssessmentMonth, Consequence
from safety_portal.accounts.models import User
from safety_portal.work.models import TrackedItem
from safety_portal.work.states import TrackedState


def open_proposals(township_ids: Collection[int]) -> QuerySet[Consequence]:
    """Proposals of these townships that wait for a leader's decision now, the newest first; what was postponed comes
    back into them on its day (services.resume_postponed).
    """
    rows = Consequence.objects.filter(township__in=township_ids, state=ConsequenceState.PROPOSED)
    return rows.select_related("unit", "step", "month")


def consequences_of(month: AssessmentMonth, user: User) -> QuerySet[Consequence]:
    """What ``user`` may see of a month's: on the page of its ranking and of its publication."""
    rows = Consequence.objects.visible_to(user).filter(month=month)
    return rows.select_related("unit", "step").order_by("step__position", "unit__code", "pk")


def list_of(month: AssessmentMonth) -> str:
    """The address of the list of what a month's ranking led to."""
    query = urlencode({"month": month.slug, "township": month.township.code})
    return f"{reverse('assessments:consequences')}?{query}"


def counts_of(township_ids: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    """For the district: how many were ever confirmed, are in force, are closed, by township; every township asked for
    appears. One query.
    """
    rows = Consequence.objects.filter(township__in=township_ids).order_by().values("township")
    counted = rows.annotate(
        confirmed=Count("pk", filter=Q(state__in=sorted(NUMBERED))),
        in_force=Count("pk", filter=Q(state__in=[ConsequenceState.CONFIRMED, ConsequenceState.CARRIED_OUT])),
        closed=Count("pk", filter=Q(state=ConsequenceState.CLOSED)),
    )
    nothing = dict.fromkeys(("confirmed", "in_force", "closed"), 0)
    shown = counted.values("township", *nothing)
    found = {row["township"]: {name: int(row[name]) for name in nothing} for row in shown}
    return {pk: found.get(pk, nothing) for pk in township_ids}


# --- Exit condition -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Exit:
    """How far the exit condition of a consequence is met. None: that part is not asked for."""

    words: str
    not_last: ExitResult | None
    month: AssessmentMonth | None
    plan: ExitResult | None
    plans: Sequence[TrackedItem]

    @property
    def is_met(self) -> bool:
        """Whatever the portal can check is met; the rest a person finds, in words."""
        return all(part in {None, ExitResult.MET} for part in (self.not_last, self.plan))


def exit_of(consequence: Consequence) -> Exit:
    """With step and exit month; one query for the plans."""
    step, plans = consequence.step, plans_of(consequence)
    return Exit(
        words=step.exit_condition,
        not_last=ExitResult(consequence.exit_result) if step.exit_not_last else None,
        month=consequence.exit_month,
        plan=_plan_result(plans) if step.exit_plan else None,
        plans=plans,
    )


def plans_of(consequence: Consequence) -> list[TrackedItem]:
    """Improvement plans and orders that it led to, by its number."""
    if not consequence.number:
        return []
    rows = TrackedItem.objects.filter(township=consequence.township_id, source_number=consequence.number)
    return list(rows.select_related("owed_by").order_by("pk"))


def _plan_result(plans: Sequence[TrackedItem]) -> ExitResult:
    """Met where all are closed and one at least was checked and cleared."""
    if any(one.is_open for one in plans):
        return ExitResult.UNMET
    return ExitResult.MET if any(one.state == TrackedState.CLEARED for one in plans) else ExitResult.UNMET


def to_close(rows: QuerySet[Consequence]) -> QuerySet[Consequence]:
    """Those of ``rows`` that are carried out and whose exit condition is met as far as the portal can check."""
    plans = TrackedItem.objects.filter(township=OuterRef("township"), source_number=OuterRef("number"))
    is_cleared = Exists(plans.filter(state=TrackedState.CLEARED)) & ~Exists(plans.filter(closed_at=None))
    carried_out = rows.filter(state=ConsequenceState.CARRIED_OUT).exclude(trigger="recorded")
    return carried_out.filter(
        Q(step__exit_not_last=False) | Q(exit_result=ExitResult.MET), Q(step__exit_plan=False) | Q(is_cleared)
    )
