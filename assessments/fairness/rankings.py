"""Rankings as the definition of last place reads them: the month's with how sure it is, and those of months before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.db.models import Max

from assessments.fairness.estimates import Answers, Weights
from assessments.fairness.last_place import Contender, Entry, Terms
from assessments.fairness.surveys import Book, Half, Halves, book_of, estimate_of, halves_of, read_surveys, repeats_of
from assessments.fairness.totals import repeated_totals
from assessments.models import AssessmentMonth, LastPlacePolicy, MonthResult, PastRank, UnitScore, VetoDecision
from assessments.models.filings import SurveyHalf
from assessments.results.selectors import read_frozen, result_of
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit, UnitSuccession

LOOK_BACK = 24  # months in which a run is looked for


@dataclass(frozen=True)
class Definition:
    """A township's definition of last place; ``row`` None: the defaults hold."""

    terms: Terms
    weights: Weights
    row: LastPlacePolicy

    @property
    def is_survey(self) -> bool:
        return self.terms.ranking != LastPlacePolicy.Ranking.SCORE

    @property
    def survey_terms(self) -> Terms:
        """What survey figures are compared by where the ranking itself is the score's."""
        return self.terms if self.is_survey else replace(self.terms, ranking="survey_both")


def definition_of(township: Unit) -> Definition:
    """As set by the township; what is not set reads plan daxing-2022."""
    row = LastPlacePolicy.objects.filter(township=township).first() or LastPlacePolicy(township=township)
    terms = Terms(
        ranking=row.ranking,
        scope=row.scope,
        shared=row.shared,
        counts_vetoed=row.counts_vetoed,
        minimum_sample=row.minimum_sample,
        missing_month=row.missing_month,
        index=row.index,
    )
    weights = Weights(row.weight_best, row.weight_good, row.weight_unknown, row.weight_poor, row.weight_bad)
    return Definition(terms, weights, row)


@dataclass(frozen=True)
class Place:
    """A community in the month: its group and place as scored (None: not scored), vetoed or not."""

    unit: Unit
    group: str
    score: UnitScore | None
    is_vetoed: bool


@dataclass(frozen=True)
class MonthFigures:
    """All that a month's fairness is computed from."""

    month: AssessmentMonth
    definition: Definition
    result: MonthResult | None
    places: Sequence[Place]
    halves: Mapping[int, Halves]
    book: Book
    first_months: Mapping[int, Month]

    def since(self, unit_id: int) -> Month:
        """The first month that is this unit's past: a merged unit has none of its own before."""
        return self.first_months.get(unit_id, Month(1, 1))

    @property
    def seed(self) -> str:
        """The same for everybody who looks at the same month."""
        return f"{self.month.township.code}/{self.month.slug}"


def figures_of(month: AssessmentMonth, result: MonthResult | None = None, *, back: int = 0) -> MonthFigures:
    """The month's figures and the answers of ``back`` months before; without ``result`` of the one that counts."""
    result = result or result_of(month)
    places = _places(month, result)
    book = read_surveys(month, back)
    frozen = read_frozen(result.facts) if result else None
    now = book.get(month.month, {})
    halves = {place.unit.pk: halves_of(place.unit.code, now.get(place.unit.pk, {}), frozen) for place in places}
    firsts = _first_months([place.unit.pk for place in places], month) if back else {}
    return MonthFigures(month, definition_of(month.township), result, places, halves, book, firsts)


def _places(month: AssessmentMonth, result: MonthResult | None) -> list[Place]:
    """The communities that were scored, or those with a report; in the order of their codes."""
    vetoed = set(VetoDecision.objects.filter(month=month).values_list("unit_id", flat=True))
    if result is not None:
        scores = result.scores.select_related("unit").order_by("unit__code")
        return [Place(one.unit, one.group, one, one.is_vetoed or one.unit_id in vetoed) for one in scores]
    reports = month.reports.select_related("unit").order_by("unit__code")
    return [Place(one.unit, one.unit.group, None, one.unit_id in vetoed) for one in reports]


def _first_months(unit_ids: Collection[int], month: AssessmentMonth) -> dict[int, Month]:
    """Units that another one was merged into, or that came of a split: the month since which they are what they are."""
    rows = UnitSuccession.objects.filter(successor__in=unit_ids, on__lte=month.month.last_day)
    latest = rows.order_by().values_list("successor").annotate(Max("on"))
    return {unit_id: Month.of(on) for unit_id, on in latest}


# --- The month itself -----------------------------------------------------------------------------------------


def contenders_of(figures: MonthFigures) -> list[Contender]:
    """Every community in the ranking that the definition names."""
    return _by_survey(figures) if figures.definition.is_survey else _by_score(figures)


def _by_survey(figures: MonthFigures) -> list[Contender]:
    terms, weights = figures.definition.terms, figures.definition.weights
    return [surveyed(place, figures.halves[place.unit.pk], terms, weights) for place in figures.places]


def surveyed(place: Place, halves: Halves, terms: Terms, weights: Weights) -> Contender:
    """A community by its survey figure; not ranked where a half that the definition needs is missing."""
    estimate = estimate_of(halves, terms, weights)
    return Contender(
        unit=place.unit.pk,
        order=estimate.value if estimate else None,
        sample=estimate.sample if estimate else None,
        group=place.group,
        is_vetoed=place.is_vetoed,
        name=place.unit.code,
        estimate=estimate,
        repeats=repeats_of(halves, terms, weights) if estimate else None,
    )


def _by_score(figures: MonthFigures) -> list[Contender]:
    """By rank, as scored; how sure, by the survey's part in the total."""
    if figures.result is None:
        return []
    totals = repeated_totals(figures.result.rule_set.body, figures.result.facts.text)
    return [
        Contender(
            unit=place.unit.pk,
            order=_order(place, figures.definition.terms),
            sample=_least([*figures.halves[place.unit.pk].values()]),
            group=place.group,
            is_vetoed=place.is_vetoed,
            name=place.unit.code,
            estimate=totals[place.unit.code].estimate,
            repeats=totals[place.unit.code].repeats,
        )
        for place in figures.places
    ]


def _least(halves: Sequence[Half]) -> int | None:
    return min((half.valid for half in halves), default=None)


def _order(place: Place, terms: Terms) -> Fraction | None:
    if place.score is None:
        return None
    rank = place.score.rank if terms.scope == "overall" else place.score.group_rank
    return None if rank is None else Fraction(-rank)


# --- Months before --------------------------------------------------------------------------------------------


def past_rankings(figures: MonthFigures) -> Callable[[Month], list[Entry]]:
    """Entries of a month before: of the portal's own ranking or, where it has none, of the one from the books.

    The survey's are read as it stands now: who corrects a past survey corrects the run.
    """
    own = _past_surveys(figures) if figures.definition.is_survey else _past_scores(figures)
    brought_in = _brought_in(figures)
    return lambda month: own(month) or brought_in.get(month, [])


def _past_surveys(figures: MonthFigures) -> Callable[[Month], list[Entry]]:
    terms, weights = figures.definition.terms, figures.definition.weights
    vetoed = _past_vetoes(figures)
    groups = _groups(figures)

    def entries(month: Month) -> list[Entry]:
        found = []
        for unit_id, answers in figures.book.get(month, {}).items():
            estimate = estimate_of(_as_halves(answers), terms, weights)
            order, sample = (estimate.value, estimate.sample) if estimate else (None, None)
            found.append(Entry(unit_id, order, sample, groups.get(unit_id, ""), (unit_id, month) in vetoed))
        return found

    return entries


def _as_halves(answers: Mapping[SurveyHalf, Answers]) -> dict[SurveyHalf, Half]:
    return {half: Half(one.positive, one.valid, one) for half, one in answers.items()}


def _past_vetoes(figures: MonthFigures) -> set[tuple[int, Month]]:
    rows = VetoDecision.objects.filter(
        month__township=figures.month.township_id, month__first_day__range=_past_days(figures)
    )
    return {(unit_id, Month.of(day)) for unit_id, day in rows.values_list("unit_id", "month__first_day")}


def _groups(figures: MonthFigures) -> dict[int, str]:
    """Groups of the township's communities as they are today; past months compare within these."""
    communities = Unit.objects.communities().filter(township=figures.month.township_id).order_by()
    return dict(communities.values_list("pk", "group"))


def _past_scores(figures: MonthFigures) -> Callable[[Month], list[Entry]]:
    scores = UnitScore.objects.filter(
        result__in=MonthResult.objects.that_count().filter(month__township=figures.month.township_id).values("pk"),
        result__month__first_day__range=_past_days(figures),
    ).order_by()
    place = "rank" if figures.definition.terms.scope == "overall" else "group_rank"
    found: dict[Month, list[Entry]] = defaultdict(list)
    for unit_id, day, rank, group, is_vetoed in scores.values_list(
        "unit_id", "result__month__first_day", place, "group", "is_vetoed"
    ):
        month = Month.of(day)
        sample = min((one.valid for one in book_of(figures.book, month, unit_id).values()), default=None)
        order = None if rank is None else Fraction(-rank)
        found[month].append(Entry(unit_id, order, sample, group, is_vetoed))
    return lambda month: found.get(month, [])


def _brought_in(figures: MonthFigures) -> dict[Month, list[Entry]]:
    """Ranks of months before the portal's first, as the books had them."""
    kind = PastRank.Kind.SURVEY if figures.definition.is_survey else PastRank.Kind.SCORE
    rows = PastRank.objects.filter(
        township=figures.month.township_id, kind=kind, first_day__range=_past_days(figures)
    ).order_by()
    by_month: dict[Month, list[PastRank]] = defaultdict(list)
    for row in rows:
        by_month[row.month].append(row)
    groups = _groups(figures) if by_month else {}
    return {month: past_entries(ranks, groups) for month, ranks in by_month.items()}


def past_entries(ranks: Sequence[PastRank], groups: Mapping[int, str]) -> list[Entry]:
    """A month's ranks as entries. Where not all communities were brought in, two that nobody is stand for the others:
    one at the top, and one at the bottom unless the last rank of all is there, so that nobody becomes last by omission.
    """
    entries = [Entry(row.unit_id, Fraction(-row.rank), row.sample, groups.get(row.unit_id, "")) for row in ranks]
    of = max((row.of for row in ranks if row.of is not None), default=len(ranks))
    if len(ranks) < of:
        entries.append(Entry(-1, Fraction(0)))
        if all(row.rank != of for row in ranks):
            entries.append(Entry(-2, Fraction(-of - 1)))
    return entries


def _past_days(figures: MonthFigures) -> tuple[date, date]:
    """From the first month that is looked at to the one before this."""
    month = figures.month.month
    return (month - LOOK_BACK).first_day, (month - 1).first_day
