"""Rows of boards as pages and files show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Target
from assessments.states import TargetState
from assessments.targets.boards import Board, Standing
from assessments.targets.wording import CHIPS, state_words, value_words, wanted_words
from safety_portal.core.statistics import wilson

_PLACES = frozenset({Target.Kind.BETTER_PLACE, Target.Kind.AMONG_FIRST})
_SHARES = frozenset({Target.Kind.SHARE, Target.Kind.INDEX})


@dataclass(frozen=True)
class Row:
    """One line of a board. ``is_first``: the first row of its line, which carries the number."""

    standing: Standing
    is_first: bool = True

    @property
    def target(self) -> Target:
        return self.standing.target

    @property
    def chip(self) -> tuple[str, str, str]:
        """Colour, word and sign of the state; a neutral count has no lamp."""
        kind, sign = CHIPS[self.standing.state]
        return kind, state_words(self.target, self.standing.state), sign

    @property
    def is_neutral(self) -> bool:
        """Without a chip, whether it is known or not: nobody is missing anything."""
        return self.target.is_neutral

    @property
    def value(self) -> str:
        return value_words(self.target, self.standing.value)

    @property
    def wanted(self) -> str:
        return wanted_words(self.target)

    @property
    def before(self) -> str:
        return value_words(self.target, self.standing.before)

    @property
    def is_share(self) -> bool:
        return self.target.kind in _SHARES

    @property
    def has_shares(self) -> bool:
        """Whether its months are shares: of a place they are those of the index behind it."""
        return self.is_share or self.target.kind in _PLACES

    @property
    def interval(self) -> tuple[float, float] | None:
        """Of an index, the 95 % interval."""
        one = self.standing
        if self.target.kind != Target.Kind.INDEX or one.numerator is None or not one.denominator:
            return None
        return wilson(int(one.numerator), int(one.denominator))

    @property
    def trend(self) -> list[Decimal | None]:
        """Twelve months: shares, or counts; a month that isn't known is a gap. Places have a page of their own."""
        points = self.standing.trend
        if self.target.kind in _PLACES:
            return []
        if self.is_share:
            return [point.share if point.is_known else None for point in points]
        return [point.numerator if point.is_known else None for point in points]


@dataclass(frozen=True)
class Section:
    """One board of the page."""

    board: Target.Board
    rows: Sequence[Row]

    @property
    def judged(self) -> int:
        return sum(row.standing.is_judged for row in self.rows)

    @property
    def met(self) -> int:
        return sum(row.standing.state == TargetState.MET for row in self.rows)

    @property
    def unknown(self) -> int:
        unknown = {TargetState.NOT_MEASURED, TargetState.WAITING}
        return sum(row.standing.state in unknown and not row.is_neutral for row in self.rows)


def sections_of(board: Board) -> list[Section]:
    """Seven, eight, others; boards without a line are left out."""
    return [Section(one, rows) for one in Target.Board if (rows := list(_rows(board.on(one))))]


def _rows(standings: Iterable[Standing]) -> Iterable[Row]:
    before: tuple[int, int] | None = None
    for one in standings:
        line = (one.target.plan_id, one.target.line)
        yield Row(one, is_first=line != before)
        before = line


@dataclass(frozen=True)
class Mark:
    """How many targets of a page stand in one state."""

    kind: str
    words: str
    icon: str
    count: int


def marks_of(board: Board) -> list[Mark]:
    """How many are met, at risk, not met, not measured; states without any are left out, and so are neutral counts."""
    states = Counter(one.state for one in board.standings if not one.target.is_neutral)
    return [Mark(*_look(state), count=states[state]) for state in TargetState if states[state]]


def _look(state: TargetState) -> tuple[str, str, str]:
    kind, sign = CHIPS[state]
    return kind, str(state.label), sign
