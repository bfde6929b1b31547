"""What a board shows: each target with its number, its state and the words to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Target, TargetPlan
from assessments.states import TargetState
from assessments.targets.measuring import Point
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class Standing:
    """How a township stands to one target by the end of a month.

    ``value``: a share or an index from 0 to 1, a count, or a place; ``before``: last year's, or the place before;
    ``this_month`` and ``so_far``: a count in the month and in the year; ``last_month``: when it last happened;
    ``trend``: twelve months, oldest first; ``words``: the state in a sentence, never personal; ``filed_by``: who gives
    the numbers; ``url``: the page of this target.
    """

    target: Target
    state: TargetState
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    before: Decimal | None
    this_month: Decimal | None
    so_far: Decimal | None
    last_month: Month | None
    trend: Sequence[Point]
    words: str
    filed_by: Sequence[str]
    url: str

    @property
    def is_judged(self) -> bool:
        """Whether the state is a judgement at all; neutral counts never are."""
        return self.state in {TargetState.MET, TargetState.AT_RISK, TargetState.MISSED}


@dataclass(frozen=True)
class Board:
    """All targets of a township that hold in a month, in the order of plans, boards and lines."""

    township: Unit
    month: Month
    plans: Sequence[TargetPlan]
    standings: Sequence[Standing]

    def on(self, board: str) -> list[Standing]:
        """Those of one board: ``seven``, ``eight`` or ``other``."""
        return [one for one in self.standings if one.target.board == board]

    def count(self, *states: TargetState) -> int:
        return sum(one.state in states for one in self.standings)

    @property
    def missed(self) -> list[Standing]:
        return [one for one in self.standings if one.state == TargetState.MISSED]

    @property
    def at_risk(self) -> list[Standing]:
        return [one for one in self.standings if one.state == TargetState.AT_RISK]
