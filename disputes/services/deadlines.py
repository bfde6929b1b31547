"""The clocks of a dispute: started, handed on, met (docs/decisions/0003-dispute-deadlines.md)."""

from __future__ import annotations

from datetime import datetime

from disputes.clocks import natural_days
from disputes.models import Dispute, Stage, StageDeadline
from disputes.selectors.rules import stage_days
from disputes.states import HandlingLevel


def start_round(dispute: Dispute, *, at: datetime) -> list[StageDeadline]:
    """The level's clock and the ceiling's, both from ``at``: registration, or the reopening. The caller saves all."""
    days = stage_days(dispute.township_id)
    level, ceiling = (_new(dispute, stage, at, days[stage]) for stage in (dispute.level, Stage.CEILING))
    level.counts = True
    dispute.counted_from, dispute.due_at = level.started_at, level.due_at
    return [level, ceiling]


def hand_on(dispute: Dispute, level: HandlingLevel, *, at: datetime) -> None:
    """Go over to the deadline of a higher ``level``, counted from the same start.

    In time: the higher level's deadline counts from now on. Late: the missed one stays the one that counts, so that
    nobody gets rid of a missed deadline by escalating; the higher one is only a clock to work by.
    """
    old = StageDeadline.objects.get(dispute=dispute, round=dispute.round, stage=dispute.level)
    new = _new(dispute, level, old.started_at, stage_days(dispute.township_id)[level])
    if at <= old.due_at:
        new.counts, old.counts, old.handed_on_at = old.counts, False, at
        old.save(update_fields=["counts", "handed_on_at"])
    new.save()
    dispute.level, dispute.counted_from, dispute.due_at = level, new.started_at, new.due_at


def meet(dispute: Dispute, *, at: datetime) -> None:
    """A result stands: all clocks of the round that still run stop."""
    running = StageDeadline.objects.filter(dispute=dispute, round=dispute.round, met_at=None, handed_on_at=None)
    running.update(met_at=at)


def _new(dispute: Dispute, stage: str, start: datetime, days: int) -> StageDeadline:
    return StageDeadline(
        dispute=dispute,
        round=dispute.round,
        stage=stage,
        started_at=start,
        days=days,
        due_at=natural_days(start, days).due_at,
    )
