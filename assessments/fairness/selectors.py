"""The fairness of a month's ranking, for its page, for the panel beside the ranking, and for what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments import scoring
from assessments.fairness.chance import Chance
from assessments.fairness.estimates import Estimate, place_ranges, places_of, share, weighted
from assessments.fairness.last_place import Contender, Finding, LastPlace, LeftOut, Run, last_places, run_of
from assessments.fairness.rankings import (
    LOOK_BACK,
    Definition,
    MonthFigures,
    Place,
    contenders_of,
    figures_of,
    past_rankings,
)
from assessments.fairness.surveys import Half, estimate_of, pooled, together
from assessments.fairness.totals import totals_at_the_ends
from assessments.models import AssessmentMonth, MonthResult
from assessments.models.filings import SurveyHalf
from assessments.rules.selectors import read_rules
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class Pooled:
    """Share of positive answers of three months together; ``months`` that had any."""

    estimate: Estimate
    months: Sequence[Month]


@dataclass(frozen=True)
class HalfFigures:
    """One half in one community: share, weighted index (None: only the scored counts are left), three months."""

    half: SurveyHalf
    counts: Half
    share: Estimate
    weighted: Estimate | None
    pooled: Pooled | None
    is_thin: bool


@dataclass(frozen=True)
class Standing:
    """A place with the places at the ends of the interval: overall (``best`` to ``worst``) and within the group."""

    place: int
    best: int
    worst: int
    group_place: int | None = None

    @property
    def range(self) -> str:
        """``7–9``, or ``3`` where both ends are one."""
        return f"{self.best}–{self.worst}" if self.best != self.worst else str(self.best)


@dataclass(frozen=True)
class Row:
    """One community. ``survey``: its place by the survey figure ``value``; ``total``: its place by total score."""

    unit: Unit
    group: str
    halves: Mapping[SurveyHalf, HalfFigures]
    value: Estimate | None
    survey: Standing | None
    total: Standing | None
    left_out: LeftOut | None
    is_last: bool
    is_in_band: bool
    again: float | None
    run: Run | None

    @property
    def is_thin(self) -> bool:
        return any(half.is_thin for half in self.halves.values())

    @property
    def pooled(self) -> Pooled | None:
        """Of one half: both are asked of the same people."""
        return next((half.pooled for half in self.halves.values() if half.pooled), None)

    @property
    def is_changed(self) -> bool:
        return any(half.counts.is_changed for half in self.halves.values())


@dataclass(frozen=True)
class Brief:
    """Who stands last and for how long, with the figures that say so."""

    figures: MonthFigures
    contenders: Sequence[Contender]
    findings: Sequence[Finding]
    runs: Mapping[int, Run]


@dataclass(frozen=True)
class Fairness:
    """How sure the month's ranking is. ``rows`` may be one's own only; the findings are of all."""

    brief: Brief
    rows: Sequence[Row]
    means: Mapping[SurveyHalf, float | None]
    axis_from: float
    changed: int
    has_groups: bool

    @property
    def definition(self) -> Definition:
        return self.brief.figures.definition

    @property
    def chances(self) -> list[Chance[int]]:
        return [one.chance for one in self.brief.findings if isinstance(one, LastPlace)]

    @property
    def pooled_months(self) -> list[Month]:
        """All months that stand in a pooled figure of a row."""
        halves = (half for row in self.rows for half in row.halves.values())
        return sorted({month for half in halves if half.pooled for month in half.pooled.months})


def brief_of(month: AssessmentMonth, result: MonthResult | None) -> Brief:
    """Who stands last and how sure that is, without the table; without ``result``, of the one that counts."""
    figures = figures_of(month, result, back=LOOK_BACK)
    contenders = contenders_of(figures)
    findings = last_places(figures.definition.terms, contenders, seed=figures.seed)
    return Brief(figures, contenders, findings, _runs(figures, contenders, findings))


def fairness_of(month: AssessmentMonth, result: MonthResult | None, only: Collection[int] | None = None) -> Fairness:
    """Everything of the fairness page. ``only``: ids of the units whose rows may be seen; None for all."""
    brief = brief_of(month, result)
    units = brief.figures.halves.values()
    return Fairness(
        brief=brief,
        rows=_Table(brief).rows(only),
        means={half: together(halves[half] for halves in units if half in halves) for half in SurveyHalf},
        axis_from=_axis([half for halves in units for half in halves.values()]),
        changed=sum(any(half.is_changed for half in halves.values()) for halves in units),
        has_groups=len({place.group for place in brief.figures.places}) > 1,
    )


def _axis(halves: Sequence[Half]) -> float:
    """Where the axis of the graphics begins: at a tenth below the lowest end."""
    lowest = min((half.share.low for half in halves), default=0.6)
    return min(int(lowest * 10) / 10, 0.6)


class _Table:
    """The rows, with what all of them need computed once."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.figures = figures = brief.figures
        terms, weights = figures.definition.survey_terms, figures.definition.weights
        estimates = {unit: estimate_of(halves, terms, weights) for unit, halves in figures.halves.items()}
        self.values = {unit: one for unit, one in estimates.items() if one is not None}
        self.groups = {place.unit.pk: place.group for place in figures.places}
        self.survey = _standings(self.values, self.groups)
        self.totals = total_standings(figures)

    def rows(self, only: Collection[int] | None) -> list[Row]:
        """The lowest place last; who has none comes after all."""
        shown = [place for place in self.figures.places if only is None or place.unit.pk in only]
        rows = [self._row(place) for place in shown]
        return sorted(rows, key=lambda row: (row.survey is None, row.survey.place if row.survey else 0, row.unit.code))

    def _row(self, place: Place) -> Row:
        unit_id = place.unit.pk
        lasts = [one for one in self.brief.findings if isinstance(one, LastPlace)]
        reasons = [one.left_out[unit_id] for one in self.brief.findings if unit_id in one.left_out]
        chances = [one.chance.again[unit_id] for one in lasts if unit_id in one.chance.again]
        return Row(
            unit=place.unit,
            group=place.group,
            halves={half: self._half(unit_id, half, counts) for half, counts in self.figures.halves[unit_id].items()},
            value=self.values.get(unit_id),
            survey=self.survey.get(unit_id),
            total=self.totals.get(unit_id),
            left_out=next(iter(reasons), None),
            is_last=any(unit_id in one.units for one in lasts),
            is_in_band=any(unit_id in one.band - one.units for one in lasts),
            again=next(iter(chances), None),
            run=self.brief.runs.get(unit_id),
        )

    def _half(self, unit_id: int, half: SurveyHalf, counts: Half) -> HalfFigures:
        figures = self.figures
        found = pooled(figures.book, unit_id, half, figures.month.month, figures.since(unit_id))
        return HalfFigures(
            half=half,
            counts=counts,
            share=counts.share,
            weighted=weighted(counts.answers, figures.definition.weights) if counts.answers else None,
            pooled=Pooled(share(found[0].positive, found[0].valid), found[1]) if found else None,
            is_thin=counts.valid < figures.definition.terms.minimum_sample,
        )


def _standings(values: Mapping[int, Estimate], groups: Mapping[int, str]) -> dict[int, Standing]:
    places = places_of({unit: one.value for unit, one in values.items()})
    ranges, in_groups = place_ranges(values), _group_places(values, groups)
    return {unit: Standing(places[unit], *ranges[unit], in_groups[unit]) for unit in values}


def _group_places(values: Mapping[int, Estimate], groups: Mapping[int, str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for group in set(groups.values()):
        members: dict[int, Fraction] = {unit: one.value for unit, one in values.items() if groups[unit] == group}
        found |= places_of(members)
    return found


def total_standings(figures: MonthFigures) -> dict[int, Standing]:
    """Places by total score as scored, and where the survey's ends would put them."""
    if figures.result is None:
        return {}
    rules = read_rules(figures.result.rule_set).parsed
    facts = scoring.parse_facts(scoring.load_json(figures.result.facts.text, "facts"), rules)
    ends = totals_at_the_ends(rules, facts)
    ranks = {place.unit.pk: place.score.rank for place in figures.places if place.score and place.score.rank}
    ranges = place_ranges({place.unit.pk: ends[place.unit.code] for place in figures.places if place.unit.pk in ranks})
    return {unit: Standing(rank, *_around(rank, ranges[unit])) for unit, rank in ranks.items()}


def _around(rank: int, found: tuple[int, int]) -> tuple[int, int]:
    """A tie-break may put a unit below others of the same total."""
    return min(rank, found[0]), max(rank, found[1])


# --- What follows from it -------------------------------------------------------------------------------------


def _runs(figures: MonthFigures, contenders: Sequence[Contender], findings: Sequence[Finding]) -> dict[int, Run]:
    """For how many months running those stand last who may be named."""
    named = {unit for one in findings if isinstance(one, LastPlace) for unit in one.triggers}
    if not named:
        return {}
    past = past_rankings(figures)
    earliest = figures.month.month - LOOK_BACK
    return {
        unit: run_of(
            figures.definition.terms,
            unit,
            figures.month.month,
            lambda month: contenders if month == figures.month.month else past(month),
            since=max(figures.since(unit), earliest),
        )
        for unit in named
    }


@dataclass(frozen=True)
class Evidence:
    """What must stand beside anything that is drafted because of a last place.

    ``place`` holds band and chance figure; ``may_be_named`` is false for a shared place that names nobody.
    """

    month: AssessmentMonth
    unit: Unit
    definition: Definition
    place: LastPlace
    estimate: Estimate | None
    run: Run

    @property
    def may_be_named(self) -> bool:
        return self.unit.pk in self.place.triggers

    @property
    def suffices(self) -> bool:
        """The unit is told from every other community; else the figures don't bear a consequence."""
        return self.may_be_named and self.place.is_clear


def evidence_for(month: AssessmentMonth, unit: Unit) -> Evidence | None:
    """Band, chance figure and run of a unit that stands last in the ranking that counts (published, if the month is);
    None where it doesn't.
    """
    brief = brief_of(month, None)
    place = next((one for one in brief.findings if isinstance(one, LastPlace) and unit.pk in one.units), None)
    if place is None:
        return None
    estimates = {one.unit: one.estimate for one in brief.contenders}
    run = brief.runs.get(unit.pk, Run([], []))
    return Evidence(month, unit, brief.figures.definition, place, estimates[unit.pk], run)
