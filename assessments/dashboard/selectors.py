"""What moved: the communities that changed places against the month before, and the items that moved them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from assessments.models import AssessmentMonth, MonthResult, ScoreLine, UnitScore
from assessments.results.history import History, Standing, history_of
from assessments.rules.selectors import read_rules
from assessments.states import LineState
from safety_portal.core.months import Month

#: Points of one community by item code.
Lines = Mapping[str, Decimal]
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class ItemChange:
    """One item of one community. ``before``, ``after``: its points, None where it did not apply or was not scored."""

    code: str
    name: str
    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal:
        return (self.after or _NOTHING) - (self.before or _NOTHING)


@dataclass(frozen=True)
class UnitMove:
    """A community that changed places. ``items``: those whose points changed, the widest change first; none where the
    month before was brought in from the books.
    """

    score: UnitScore
    before: Standing
    items: Sequence[ItemChange]

    @property
    def places(self) -> int:
        """Places gained (+) or lost (−)."""
        return (self.before.rank or 0) - (self.score.rank or 0)

    @property
    def change(self) -> Decimal | None:
        """Of the total; None where that of the month before is not known."""
        return None if self.before.total is None else self.score.total - self.before.total

    @property
    def rest(self) -> Decimal:
        """What the items don't account for: a cap, a conversion for items that don't apply, the floor."""
        if self.change is None or not self.items:
            return _NOTHING
        return self.change - sum((item.change for item in self.items), _NOTHING)


@dataclass(frozen=True)
class ItemShift:
    """One item over all communities that both months scored: how many rose and fell in it, by how many points.

    ``spread``: how far it drew them apart, the sum of how far each community's change is from the middle one. An item
    in which all lost the same moved nobody's place and has none.
    """

    code: str
    name: str
    risen: int
    gained: Decimal
    fallen: int
    lost: Decimal
    spread: Decimal


@dataclass(frozen=True)
class Movers:
    """What moved in a month. ``units``: who changed places, the furthest first, falls before rises of the same length;
    ``items``: what drew communities apart, the widest first. ``is_comparable``: the month before has places at all;
    ``has_other_rules``: it was scored by another version, so that points are not of one measure.
    """

    month: Month
    units: Sequence[UnitMove]
    items: Sequence[ItemShift]
    is_comparable: bool
    has_other_rules: bool

    @property
    def before(self) -> Month:
        return self.month - 1


def movers_of(
    month: AssessmentMonth, result: MonthResult, *, published_only: bool = False, history: History | None = None
) -> Movers:
    """``result`` (with its rule set) against what counts of the month before; six queries, whatever the number of
    communities. ``published_only``: a month before that nobody has published is none. ``history``: that of all the
    scores of ``result``, of whoever has it already; then four.
    """
    scores = list(result.scores.select_related("unit").exclude(rank=None))
    history = history or history_of(month, scores, published_only=published_only)
    day = (month.month - 1).first_day
    before = {unit: standing for (unit, at), standing in history.standings.items() if at == day}
    earlier = _result_before(month, published_only=published_only)
    changes, names = _changes(result, earlier)
    moved = [
        UnitMove(score, before[score.unit_id], changes.get(score.unit_id, ()))
        for score in scores
        if score.unit_id in before and before[score.unit_id].rank not in {None, score.rank}
    ]
    return Movers(
        month=month.month,
        units=sorted(moved, key=lambda one: (-abs(one.places), one.places, one.score.unit.code)),
        items=_shifts(changes, names),
        is_comparable=any(standing.rank is not None for standing in before.values()),
        has_other_rules=earlier is not None and earlier.rule_set_id != result.rule_set_id,
    )


def _result_before(month: AssessmentMonth, *, published_only: bool) -> MonthResult | None:
    results = MonthResult.objects.filter(
        month__township=month.township_id, month__first_day=(month.month - 1).first_day
    )
    counting = results.published() if published_only else results.that_count()
    return counting.select_related("rule_set").defer("text").first()


def _changes(result: MonthResult, earlier: MonthResult | None) -> tuple[dict[int, list[ItemChange]], dict[str, str]]:
    """By unit that both results scored, every item of either (the widest change first), and the names of the items."""
    if earlier is None:
        return {}, {}
    names = _names(result) if earlier.rule_set_id == result.rule_set_id else _names(earlier) | _names(result)
    now, then = _lines(result), _lines(earlier)
    found = {}
    for unit in now.keys() & then.keys():
        rows = (
            ItemChange(code, names.get(code, code), then[unit].get(code), now[unit].get(code))
            for code in now[unit].keys() | then[unit].keys()
        )
        changed = [row for row in rows if row.change]
        found[unit] = sorted(changed, key=lambda row: (-abs(row.change), row.change, row.code))
    return found, names


def _names(result: MonthResult) -> dict[str, str]:
    return {item.code: item.name for item in read_rules(result.rule_set).parsed.items}


def _lines(result: MonthResult) -> Mapping[int, Lines]:
    """By unit, its points; an item that does not apply has none."""
    rows = ScoreLine.objects.filter(score__result=result).exclude(state=LineState.NOT_APPLICABLE).order_by()
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for unit, code, points in rows.values_list("score__unit_id", "item_code", "points"):
        found[unit][code] = points
    return found


def _shifts(changes: Mapping[int, Sequence[ItemChange]], names: Mapping[str, str]) -> list[ItemShift]:
    """Items that drew communities apart; one without a change in any community is left out."""
    by_item: dict[str, list[Decimal]] = defaultdict(list)
    for rows in changes.values():
        for row in rows:
            by_item[row.code].append(row.change)
    shifts = [_shift(code, names.get(code, code), found, len(changes)) for code, found in by_item.items()]
    drawn = [shift for shift in shifts if shift.spread]
    return sorted(drawn, key=lambda one: (-one.spread, one.code))


def _shift(code: str, name: str, changed: Sequence[Decimal], units: int) -> ItemShift:
    """``changed``: the changes that are not nought, of ``units`` communities."""
    all_changes = [*changed, *[_NOTHING] * (units - len(changed))]
    middle = median(all_changes)
    risen, fallen = [one for one in changed if one > 0], [one for one in changed if one < 0]
    return ItemShift(
        code=code,
        name=name,
        risen=len(risen),
        gained=sum(risen, _NOTHING),
        fallen=len(fallen),
        lost=sum(fallen, _NOTHING),
        spread=sum((abs(one - middle) for one in all_changes), _NOTHING),
    )
