"""Who stands last, as the township's definition says (scoring.md, "Last place"), and for how many months running.

Plain Python. A ``LastPlace`` can't be made without its band and its chance figure, so nothing that follows from a last
place can be drafted without them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias, TypeVar

from assessments.fairness.chance import Chance, Repeats, repeat
from assessments.fairness.estimates import Estimate, band_of
from safety_portal.core.months import Month


@dataclass(frozen=True)
class Terms:
    """The definition, as values; ``LastPlacePolicy`` keeps them for a township."""

    ranking: str = "survey_both"
    scope: str = "overall"
    shared: str = "nobody"
    counts_vetoed: bool = True
    minimum_sample: int = 30
    missing_month: str = "skip"
    index: str = "share"


@dataclass(frozen=True)
class Entry:
    """A community in the ranking of one month. ``order``: the more, the better; None: not ranked at all.

    ``sample`` None: the ranking rests on no sample, or how large it was is not known (a rank brought in from before).
    """

    unit: int
    order: Fraction | None
    sample: int | None = None
    group: str = ""
    is_vetoed: bool = False


@dataclass(frozen=True)
class Contender(Entry):
    """An entry of the month that is looked at, with how sure its figure is; ``name`` is its code, for the seed."""

    name: str = ""
    estimate: Estimate | None = None
    repeats: Repeats | None = None


class LeftOut(StrEnum):
    """Why a community can't be last in a month."""

    NOT_RANKED = "not_ranked"
    SMALL_SAMPLE = "small_sample"
    VETOED = "vetoed"


class Nobody(StrEnum):
    """Why nobody is last in a ranking."""

    NO_RANKING = "no_ranking"
    ALL_LEFT_OUT = "all_left_out"
    ONLY_ONE = "only_one"
    ALL_EQUAL = "all_equal"


@dataclass(frozen=True)
class LastPlace:
    """Who stands last, in the whole township (``group`` None) or in a group.

    ``units`` share the place; ``triggers`` are those of them a consequence may name. ``band``: all who can't be told
    from them, themselves included.
    """

    group: str | None
    units: frozenset[int]
    triggers: frozenset[int]
    band: frozenset[int]
    chance: Chance[int]
    left_out: Mapping[int, LeftOut]

    def __post_init__(self) -> None:
        if not self.units or not self.triggers <= self.units or not self.units <= self.band:
            raise ValueError("a last place has units, its triggers are among them, and its band holds them all")

    @property
    def is_clear(self) -> bool:
        """Nobody else could as well stand here."""
        return self.band == self.units


@dataclass(frozen=True)
class NoLastPlace:
    group: str | None
    why: Nobody
    left_out: Mapping[int, LeftOut]


Finding: TypeAlias = LastPlace | NoLastPlace
AnyEntry = TypeVar("AnyEntry", bound=Entry)


def last_places(terms: Terms, contenders: Collection[Contender], *, seed: str) -> list[Finding]:
    """One finding for the township, or one for each of its groups; the order of the contenders changes nothing."""
    return [_finding(terms, group, found, seed) for group, found in _scopes(terms, contenders)]


def _scopes(terms: Terms, entries: Collection[AnyEntry]) -> list[tuple[str | None, list[AnyEntry]]]:
    if terms.scope == "overall":
        return [(None, list(entries))]
    groups = sorted({entry.group for entry in entries})
    return [(group, [entry for entry in entries if entry.group == group]) for group in groups]


def _finding(terms: Terms, group: str | None, contenders: Sequence[Contender], seed: str) -> Finding:
    left_out = _left_out(terms, contenders)
    last = _lowest(contenders, left_out)
    if isinstance(last, Nobody):
        return NoLastPlace(group, last, left_out)
    known = {one.unit: one for one in contenders if one.unit not in left_out}
    estimates = {unit: one.estimate for unit, one in known.items() if one.estimate is not None}
    repeats = {unit: one.repeats for unit, one in known.items() if one.repeats is not None}
    if not known.keys() == estimates.keys() == repeats.keys():
        raise ValueError("a contender comes with its estimate and its repeats")
    return LastPlace(
        group=group,
        units=last,
        triggers=last if _may_trigger(terms, last) else frozenset(),
        band=band_of(last, estimates),
        chance=repeat(repeats, last, seed=seed, name=lambda unit: known[unit].name),
        left_out=left_out,
    )


def _left_out(terms: Terms, entries: Iterable[Entry]) -> dict[int, LeftOut]:
    reasons = ((entry.unit, _reason(terms, entry)) for entry in entries)
    return {unit: reason for unit, reason in reasons if reason is not None}


def _reason(terms: Terms, entry: Entry) -> LeftOut | None:
    if entry.order is None:
        return LeftOut.NOT_RANKED
    if entry.is_vetoed and not terms.counts_vetoed:
        return LeftOut.VETOED
    if entry.sample is not None and entry.sample < terms.minimum_sample:
        return LeftOut.SMALL_SAMPLE
    return None


def _lowest(entries: Iterable[Entry], left_out: Mapping[int, LeftOut]) -> frozenset[int] | Nobody:
    """Who stands lowest of those who count; where all are equal, first is last and nobody is."""
    entries = list(entries)
    orders = {one.unit: one.order for one in entries if one.unit not in left_out and one.order is not None}
    if not orders:
        return Nobody.ALL_LEFT_OUT if any(one.order is not None for one in entries) else Nobody.NO_RANKING
    if len(orders) == 1:
        return Nobody.ONLY_ONE
    lowest = min(orders.values())
    if lowest == max(orders.values()):
        return Nobody.ALL_EQUAL
    return frozenset(unit for unit, order in orders.items() if order == lowest)


def _may_trigger(terms: Terms, last: Collection[int]) -> bool:
    return len(last) == 1 or terms.shared == "all"


# --- Months running -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """Months running in which a community stood last, newest first, and those in between that had no ranking."""

    months: Sequence[Month]
    skipped: Sequence[Month]

    @property
    def length(self) -> int:
        return len(self.months)


def run_of(
    terms: Terms,
    unit: int,
    month: Month,
    ranking_of: Callable[[Month], Collection[Entry]],
    *,
    since: Month,
) -> Run:
    """How many months running ``unit`` stood last so that a consequence may name it, ``month`` the newest.

    ``ranking_of`` gives the entries of a month, none where there was no ranking. Nothing before ``since`` is looked at:
    the first month there are figures of, or in which the unit was what it is now (a merged unit has no past).
    """
    months: list[Month] = []
    skipped: list[Month] = []
    while month >= since:
        stands = _stands_last(terms, unit, ranking_of(month))
        if stands:
            months.append(month)
        elif stands is None and terms.missing_month == "skip":
            skipped.append(month)
        else:
            break
        month -= 1
    oldest = months[-1] if months else None
    return Run(months, [one for one in skipped if oldest is not None and one > oldest])


def _stands_last(terms: Terms, unit: int, entries: Collection[Entry]) -> bool | None:
    """None: there was no ranking that month (in the unit's group, if it goes by groups)."""
    group = next((entry.group for entry in entries if entry.unit == unit), None)
    for name, found in _scopes(terms, entries):
        if name is not None and name != group:
            continue
        last = _lowest(found, _left_out(terms, found))
        if isinstance(last, Nobody):
            return None if last is Nobody.NO_RANKING else False
        return unit in last and _may_trigger(terms, last)
    return None if not any(entry.order is not None for entry in entries) else False
