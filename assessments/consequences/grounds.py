"""What a month's published figures say: who stands last, in the month or in its quarter, for how long, how sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from assessments.fairness.last_place import Contender, Finding, LastPlace, Run, Terms, last_places
from assessments.fairness.rankings import MonthFigures, Place, figures_of, surveyed
from assessments.fairness.selectors import brief_of
from assessments.fairness.surveys import HALVES, Half, Halves, book_of
from assessments.models import AssessmentMonth, LadderStep
from assessments.models.filings import SurveyHalf
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit

MONTHS_OF_QUARTER = 3


@dataclass(frozen=True)
class Ranking:
    """A ranking that names a last place, or none: of one month, or of the quarter's answers taken together.

    ``runs``: for whoever may be named, the months running in which they stood last (of a quarter: none).
    """

    months: Sequence[Month]
    terms: Terms
    places: Sequence[Place]
    contenders: Sequence[Contender]
    findings: Sequence[Finding]
    runs: Mapping[int, Run]

    @property
    def last(self) -> dict[int, LastPlace]:
        """By unit, those whom a consequence may name, with the finding that does."""
        places = [one for one in self.findings if isinstance(one, LastPlace)]
        return {unit: place for place in places for unit in place.triggers}

    @property
    def compared(self) -> set[int]:
        """Units that could have been last."""
        ranked = {one.unit for one in self.contenders if one.order is not None}
        return ranked.difference(*(finding.left_out for finding in self.findings))

    @property
    def is_there(self) -> bool:
        """Whether the month had such a ranking at all."""
        return any(one.order is not None for one in self.contenders)

    @property
    def units(self) -> dict[int, Unit]:
        return {place.unit.pk: place.unit for place in self.places}


def ranking_of_month(month: AssessmentMonth) -> Ranking:
    """Of the result that counts: call it for published months."""
    brief = brief_of(month, None)
    figures = brief.figures
    return Ranking(
        [month.month], figures.definition.terms, figures.places, brief.contenders, brief.findings, brief.runs
    )


def names(step: LadderStep, ranking: Ranking, unit_id: int) -> bool:
    """Whether a step about last places names the unit: its run is as long as the step asks, or just become so."""
    if unit_id not in ranking.last or unit_id not in ranking.runs:
        return False
    length, times = ranking.runs[unit_id].length, step.times or 1
    return length >= times if step.repeats else length == times


# --- The quarter ----------------------------------------------------------------------------------------------


def quarter_of(month: Month) -> list[Month]:
    """The three months of the calendar quarter."""
    first = Month(month.year, month.number - (month.number - 1) % MONTHS_OF_QUARTER)
    return [first + n for n in range(MONTHS_OF_QUARTER)]


def quarter_ends(month: AssessmentMonth) -> AssessmentMonth | None:
    """The last month of the quarter of ``month``, if it is published: before, the quarter has no ranking."""
    last = quarter_of(month.month)[-1]
    rows = AssessmentMonth.objects.filter(township=month.township_id, first_day=last.first_day)
    return rows.filter(publications__is_current=True).select_related("township").first()


def ranking_of_quarter(last: AssessmentMonth) -> Ranking:
    """The answers of the quarter's published months taken together; ``last`` is its last month.

    Compared is only who was surveyed in every one of them that had a survey, in each half that the definition looks at.
    """
    figures = figures_of(last, back=MONTHS_OF_QUARTER - 1)
    terms, weights = figures.definition.survey_terms, figures.definition.weights
    months = [one for one in _published(last) if _has_survey(figures, one)]
    contenders = [
        surveyed(place, _pooled(figures, place.unit.pk, months, terms), terms, weights) for place in figures.places
    ]
    seed = f"{figures.seed}/quarter"
    return Ranking(months, terms, figures.places, contenders, last_places(terms, contenders, seed=seed), {})


def _published(last: AssessmentMonth) -> list[Month]:
    days = (quarter_of(last.month)[0].first_day, last.first_day)
    rows = AssessmentMonth.objects.filter(township=last.township_id, first_day__range=days)
    found = rows.filter(publications__is_current=True).order_by("first_day").values_list("first_day", flat=True)
    return [Month.of(day) for day in found]


def _has_survey(figures: MonthFigures, month: Month) -> bool:
    if month == figures.month.month:
        return any(figures.halves.values())
    return any(book_of(figures.book, month, unit) for unit in figures.halves)


def _pooled(figures: MonthFigures, unit_id: int, months: Sequence[Month], terms: Terms) -> Halves:
    """Nothing where an answer of some month is missing, or the unit was another one then."""
    found: dict[SurveyHalf, Half] = {}
    for half in HALVES[terms.ranking]:
        parts = list(_parts(figures, unit_id, half, months))
        if len(parts) < len(months) or not parts or months[0] < figures.since(unit_id):
            return {}
        found[half] = _summed(parts)
    return found


def _parts(figures: MonthFigures, unit_id: int, half: SurveyHalf, months: Sequence[Month]) -> Iterator[Half]:
    for month in months:
        if month == figures.month.month:
            counted = figures.halves[unit_id].get(half)
            if counted is not None:
                yield counted
            continue
        answers = book_of(figures.book, month, unit_id).get(half)
        if answers is not None:
            yield Half(answers.positive, answers.valid, answers)


def _summed(parts: Sequence[Half]) -> Half:
    answers = [part.answers for part in parts if part.answers is not None]
    return Half(
        positive=sum(part.positive for part in parts),
        valid=sum(part.valid for part in parts),
        answers=reduce(add, answers) if len(answers) == len(parts) else None,
    )
