"""What the ranking shows on the home page: the newest result's table and figures, who moved most, one's own place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.finding import latest_month
from assessments.models import AssessmentMonth, MonthResult, UnitScore
from assessments.results.history import history_of
from assessments.results.policies import own_unit_ids, sees_whole_ranking
from assessments.results.ranking import ranking_of
from assessments.results.selectors import Sample, publication_of, read_frozen, result_of
from safety_portal.accounts.models import Role, User
from safety_portal.core.formats import month_label, number, percent, points
from safety_portal.core.ports import Panel, Tile
from safety_portal.core.statistics import wilson

ROWS = 12
MOVERS = 3
_WHOLE = (Role.LEADER, Role.OFFICE)  # the district compares townships instead


def _newest(user: User, *roles: Role) -> tuple[AssessmentMonth, MonthResult] | None:
    """The newest month of the user's township that has a result, for these roles only."""
    month = latest_month(user, scored=True) if user.has_role(*roles) else None
    result = result_of(month) if month else None
    return (month, result) if month and result else None


class Ranks:
    """Panels port: the ranking and its figures for those who see it whole, the own place for a secretary."""

    def tiles(self, user: User, now: datetime) -> Sequence[Tile]:
        if newest := _newest(user, *_WHOLE):
            return _township_tiles(*newest)
        if newest := _newest(user, Role.SECRETARY):
            return _own_tiles(*newest, own_unit_ids(user, newest[0]))
        return []

    def panel(self, user: User, now: datetime) -> Panel | None:
        newest = _newest(user, *_WHOLE)
        if newest is None or not sees_whole_ranking(user, newest[0]):
            return None
        month, result = newest
        ranking = ranking_of(month, result)
        context = {
            "month": month,
            "result": result,
            "publication": publication_of(month),
            "ranking": ranking,
            "rows": ranking.rows[:ROWS],
            "url": month.page("ranking"),
        }
        return Panel("assessments/results/_home_ranking.html", context, order=10)


class Moves:
    """Panels port: who rose or fell most against the month before."""

    def tiles(self, user: User, now: datetime) -> Sequence[Tile]:
        return []

    def panel(self, user: User, now: datetime) -> Panel | None:
        newest = _newest(user, *_WHOLE)
        if newest is None or not sees_whole_ranking(user, newest[0]):
            return None
        movers = movers_of(*newest)
        context = {"month": newest[0], "before": (newest[0].month - 1).first_day, "movers": movers}
        return Panel("assessments/results/_home_movers.html", context, order=20, aside=True) if movers else None


@dataclass(frozen=True)
class Mover:
    """A community that changed places: places gained (+) or lost (−), and both places."""

    score: UnitScore
    move: int
    before: int


def movers_of(month: AssessmentMonth, result: MonthResult) -> list[Mover]:
    """Who moved furthest, falls before rises of the same length; two queries."""
    scores = list(result.scores.select_related("unit").exclude(rank=None))
    history = history_of(month, scores)
    moves = [(score, history.move(score.unit_id, score.rank)) for score in scores]
    movers = [Mover(score, move, (score.rank or 0) + move) for score, move in moves if move]
    return sorted(movers, key=lambda one: (-abs(one.move), one.move, one.score.unit.code))[:MOVERS]


def _township_tiles(month: AssessmentMonth, result: MonthResult) -> list[Tile]:
    codes = list(result.scores.values_list("unit__code", "total"))
    totals = [total for _code, total in codes]
    frozen = read_frozen(result.facts)
    samples = [sample for code, _total in codes if (sample := frozen.sample(code, "safety"))]
    tiles = [_survey_tile(month, samples)] if any(sample.valid for sample in samples) else []
    if totals:
        facts = [_("best %(points)s") % {"points": points(max(totals))}]
        label = _("Median total, %(month)s") % {"month": month_label(month.first_day)}
        tiles.append(Tile(label, points(median(totals)), month.page("ranking"), facts=facts, order=40))
    return tiles


def _survey_tile(month: AssessmentMonth, samples: Sequence[Sample]) -> Tile:
    positive, valid = sum(one.positive for one in samples), sum(one.valid for one in samples)
    low, high = wilson(positive, valid)
    facts = [
        f"{number(positive)} ÷ {number(valid)}",
        _("interval %(low)s–%(high)s") % {"low": percent(low), "high": percent(high)},
    ]
    label = _("Sense of safety, %(month)s") % {"month": month_label(month.first_day)}
    return Tile(
        label, percent(positive / valid).removesuffix("%"), month.page("ranking"), unit="%", facts=facts, order=30
    )


def _own_tiles(month: AssessmentMonth, result: MonthResult, unit_ids: Sequence[int]) -> list[Tile]:
    scores = list(result.scores.select_related("unit"))
    middle = median([score.total for score in scores]) if scores else 0
    ranked = sum(score.rank is not None for score in scores)
    label = _("Your place, %(month)s") % {"month": month_label(month.first_day)}
    return [
        Tile(
            label=label,
            value=number(score.rank) if score.rank else "—",
            unit=f"/ {ranked}",
            url=reverse("assessments:score", args=[month.slug, score.unit.code]),
            facts=[
                _("%(points)s points") % {"points": points(score.total)},
                _("median %(points)s") % {"points": points(middle)},
            ],
            order=20,
        )
        for score in scores
        if score.unit_id in unit_ids
    ]
