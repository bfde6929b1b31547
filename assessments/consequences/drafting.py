"""What a publication leads to, in its own transaction: proposals drafted, refreshed or withdrawn, grounds looked at
again, exit conditions followed. Safe to run again: nothing is drafted twice (a unique constraint sees to it).

A month that is published again, or late, is settled itself, and so are the published months after it as far as the run
of their last place goes through it, and its quarter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assessments.consequences import telling
from assessments.consequences.evidence import freeze
from assessments.consequences.grounds import (
    Ranking,
    names,
    quarter_ends,
    quarter_of,
    ranking_of_month,
    ranking_of_quarter,
)
from assessments.consequences.ladder import install_ladder
from assessments.consequences.states import (
    BY_FIGURES,
    TO_DECIDE,
    ConsequenceState,
    ExitResult,
    Ground,
    Trigger,
)
from assessments.models import AssessmentMonth, Consequence, LadderStep, Publication
from safety_portal.audit import trail
from safety_portal.audit.trail import SYSTEM, JsonValue

_IN_FORCE = frozenset({ConsequenceState.CONFIRMED, ConsequenceState.CARRIED_OUT, ConsequenceState.CLOSED})
_WATCHED = frozenset({ConsequenceState.CONFIRMED, ConsequenceState.CARRIED_OUT})


@dataclass
class Outcome:
    """What a publication led to. ``shaken``: confirmed ones whose ground it took away."""

    drafted: list[Consequence] = field(default_factory=list)
    withdrawn: list[Consequence] = field(default_factory=list)
    shaken: list[Consequence] = field(default_factory=list)


@dataclass(frozen=True)
class Settling:
    """One ranking that is looked at because of ``cause``. ``first_day``: the period its consequences stand under."""

    cause: Publication
    month: AssessmentMonth
    first_day: date
    trigger: Trigger
    ranking: Ranking
    now: datetime


def follow(publication: Publication, *, now: datetime) -> Outcome:
    """Call inside the transaction that publishes. Publications of one township wait for each other here."""
    month = publication.month
    steps = install_ladder(month.township)
    outcome = Outcome()
    for settled in _months_to_settle(publication, now):
        _settle(settled, steps, outcome)
        _follow_exits(settled)
    if (last := _quarter_to_settle(month, steps)) is not None:
        first_day = quarter_of(month.month)[0].first_day
        ranking = ranking_of_quarter(last)
        _settle(Settling(publication, last, first_day, Trigger.QUARTER, ranking, now), steps, outcome)
    telling.followed(publication, outcome.drafted, outcome.withdrawn, outcome.shaken)
    return outcome


def _months_to_settle(publication: Publication, now: datetime) -> Iterator[Settling]:
    """The published month and those after it whose run may go through it: that is over where the last place changes."""
    month = publication.month
    yield _of_month(publication, month, now)
    later = AssessmentMonth.objects.filter(
        township=month.township_id, first_day__gt=month.first_day, publications__is_current=True
    )
    before: set[int] = set()
    for one in later.select_related("township").order_by("first_day"):
        settled = _of_month(publication, one, now)
        last = set(settled.ranking.last)
        if before and not before & last and settled.ranking.is_there:
            return
        before = last if settled.ranking.is_there else before
        yield settled


def _of_month(cause: Publication, month: AssessmentMonth, now: datetime) -> Settling:
    return Settling(cause, month, month.first_day, Trigger.LAST_PLACE, ranking_of_month(month), now)


def _quarter_to_settle(month: AssessmentMonth, steps: Sequence[LadderStep]) -> AssessmentMonth | None:
    """The last month of the quarter, if the ladder asks for it, or did."""
    is_asked = any(step.is_active and step.trigger == Trigger.QUARTER for step in steps)
    first_day = quarter_of(month.month)[0].first_day
    drafted = Consequence.objects.filter(township=month.township_id, trigger=Trigger.QUARTER, first_day=first_day)
    return quarter_ends(month) if is_asked or drafted.exists() else None


# --- One ranking ----------------------------------------------------------------------------------------------


def _settle(settled: Settling, steps: Sequence[LadderStep], outcome: Outcome) -> None:
    """Make the consequences of one ranking what it says now."""
    rows = Consequence.objects.select_for_update(of=("self",)).select_related("step", "unit")
    there = list(
        rows.filter(township=settled.month.township_id, trigger=settled.trigger, first_day=settled.first_day)
        .exclude(state=ConsequenceState.WITHDRAWN)
        .order_by("pk")
    )
    for row in there:
        if _is_named(settled, row.step, row.unit_id):
            _stands(row, settled)
        else:
            _falls(row, settled, outcome)
    taken = {(row.unit_id, row.step_code) for row in there if _is_taken(row)}
    for step in steps:
        if step.is_active and step.trigger == settled.trigger:
            outcome.drafted += _draft(step, settled, taken)


def _is_named(settled: Settling, step: LadderStep, unit_id: int) -> bool:
    """By the step in the version that it was drafted by: a later change of the ladder takes nothing back."""
    if settled.trigger == Trigger.QUARTER:
        return unit_id in settled.ranking.last
    return names(step, settled.ranking, unit_id)


def _is_taken(row: Consequence) -> bool:
    """Withdrawn just now, or revoked because its ground had gone: it may be drafted anew."""
    if row.state == ConsequenceState.WITHDRAWN:
        return False
    return row.state != ConsequenceState.REVOKED or row.ground == Ground.STANDS


def _draft(step: LadderStep, settled: Settling, taken: set[tuple[int, str]]) -> list[Consequence]:
    units = settled.ranking.units
    named = [unit_id for unit_id in settled.ranking.last if _is_named(settled, step, unit_id)]
    due = sorted((units[one].code, one) for one in named if (one, step.code) not in taken)
    return [_create(step, settled, unit_id) for _code, unit_id in due]


def _create(step: LadderStep, settled: Settling, unit_id: int) -> Consequence:
    row = Consequence.objects.create(
        township=settled.month.township,
        unit=settled.ranking.units[unit_id],
        step=step,
        step_code=step.code,
        action=step.action,
        trigger=step.trigger,
        first_day=settled.first_day,
        month=settled.month,
        publication=_current(settled),
        evidence=freeze(settled.ranking, unit_id),
        proposed_at=settled.now,
    )
    _record("draft", row, {"step": step.name, "unit": row.unit.name, "month": settled.month.slug})
    return row


def _current(settled: Settling) -> Publication:
    """The publication that holds the figures looked at."""
    if settled.month.pk == settled.cause.month_id:
        return settled.cause
    return settled.month.publications.get(is_current=True)


def _stands(row: Consequence, settled: Settling) -> None:
    """The figures still say so: what is undecided shows them as they are now; a doubt about what is in force ends."""
    state = ConsequenceState(row.state)
    if state in TO_DECIDE:
        _refresh(row, settled)
    elif state in _IN_FORCE and row.ground != Ground.STANDS:
        row.ground, row.ground_publication = Ground.STANDS, None
        _save(row)
        _record("ground_back", row, {"version": settled.cause.number})


def _refresh(row: Consequence, settled: Settling) -> None:
    evidence = freeze(settled.ranking, row.unit_id)
    is_other, row.publication, row.month = evidence != row.evidence, _current(settled), settled.month
    if not is_other:
        row.save(update_fields=["publication", "month"])
        return
    row.evidence = evidence
    _save(row)
    _record("refresh", row, {"version": settled.cause.number})


def _falls(row: Consequence, settled: Settling, outcome: Outcome) -> None:
    """The ground has gone: what is undecided is withdrawn; what is in force the leader has to look at again."""
    state = ConsequenceState(row.state)
    if state in TO_DECIDE:
        _withdraw(row, settled)
        outcome.withdrawn.append(row)
    elif state in _IN_FORCE and row.ground == Ground.STANDS:
        row.ground, row.ground_publication = Ground.CHANGED, settled.cause
        _save(row)
        _record("ground_gone", row, {"version": settled.cause.number}, settled.cause.reason)
        outcome.shaken.append(row)


def _withdraw(row: Consequence, settled: Settling) -> None:
    """With the correction's own reason; a month published late gives none, so its name stands there."""
    cause = settled.cause
    row.state, row.ground, row.ground_publication = ConsequenceState.WITHDRAWN, Ground.CHANGED, cause
    row.ended_at, row.ended_because = settled.now, cause.reason or str(cause)
    row.decided_at, row.decided_by, row.decision, row.postponed_until = None, None, "", None
    _save(row)
    _record("withdraw", row, {"version": cause.number}, row.ended_because)


# --- Exit conditions ------------------------------------------------------------------------------------------


def _follow_exits(settled: Settling) -> None:
    """Whether the units under a consequence have left the last place, as far as this ranking says so. A unit that was
    not compared (no ranking, sample too small) says nothing.
    """
    rows = Consequence.objects.select_for_update(of=("self",)).select_related("step", "exit_month")
    for row in rows.filter(
        township=settled.month.township_id,
        state__in=sorted(_WATCHED),
        trigger__in=sorted(BY_FIGURES),
        step__exit_not_last=True,
        month__first_day__lt=settled.month.first_day,
    ):
        before = (row.exit_result, row.exit_month_id)
        _follow_exit(row, settled)
        if before != (row.exit_result, row.exit_month_id):
            _save(row)
            _record("exit", row, {"is": row.exit_result, "month": settled.month.slug})


def _follow_exit(row: Consequence, settled: Settling) -> None:
    """The earliest ranking without it at the bottom meets the condition; until then the newest says: not met."""
    month, by = settled.month, row.exit_month
    is_own = by is not None and by.pk == month.pk
    if row.unit_id not in settled.ranking.compared:
        if is_own:
            row.exit_result, row.exit_month = ExitResult.OPEN, None
    elif row.unit_id not in settled.ranking.last:
        if row.exit_result != ExitResult.MET or (by is not None and by.first_day > month.first_day):
            row.exit_result, row.exit_month = ExitResult.MET, month
    elif is_own or by is None or (row.exit_result == ExitResult.UNMET and by.first_day < month.first_day):
        row.exit_result, row.exit_month = ExitResult.UNMET, month


def _save(row: Consequence) -> None:
    """Whoever has the page open must look again before deciding."""
    row.version += 1
    row.save()


def _record(action: str, row: Consequence, details: Mapping[str, JsonValue], reason: str = "") -> None:
    trail.record(
        f"consequence.{action}", row, by=SYSTEM, township_id=row.township_id, reason=reason, details={**details}
    )
