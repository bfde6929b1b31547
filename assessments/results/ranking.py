"""The ranking of a month as a page shows it; the number of queries is the same for 9 and for 400 units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import scoring
from assessments.models import AssessmentMonth, MonthResult, ScoreLine, UnitScore
from assessments.results.history import History, history_of, short_label
from assessments.results.selectors import FrozenMonth, Sample, read_frozen
from assessments.rules.selectors import read_rules
from assessments.states import LineState
from assessments.wording import total_words
from safety_portal.core.templatetags.portal import unit_text

STRONG = 4  # lines of the rank chart that are drawn in colour


@dataclass(frozen=True)
class Mark:
    """A remark on a row: kind of chip, icon, words."""

    kind: str
    icon: str
    words: str


@dataclass(frozen=True)
class Row:
    """One community of the table."""

    score: UnitScore
    move: int | None
    ranks: list[int | None]
    safety: Sample | None
    marks: list[Mark]


@dataclass(frozen=True)
class Averages:
    """Means over all communities, and the survey of all together; ``median`` and ``best`` are of the totals."""

    total: Decimal
    base: Decimal
    bonus: Decimal
    deduction: Decimal
    safety: Sample | None
    median: Decimal
    best: Decimal


@dataclass(frozen=True)
class Gap:
    """Figures that are missing: an item and how many communities it is missing for."""

    item: str
    units: int


@dataclass(frozen=True)
class Ranking:
    """A result as a table; ``rows`` may be one's own only, all other fields are of the whole township."""

    rules: scoring.RuleSet
    rows: list[Row]
    averages: Averages
    count: int
    ranked: int
    last: int | None
    has_groups: bool
    gaps: list[Gap]
    history: History


def ranking_of(
    month: AssessmentMonth,
    result: MonthResult,
    only: Collection[int] | None = None,
    *,
    published_only: bool = False,
) -> Ranking:
    """Everything of the ranking table. ``only``: ids of the units whose rows may be seen; None for all.
    ``published_only``: for readers to whom drafts of earlier months are nothing.
    """
    scores = list(result.scores.select_related("unit"))
    shown = [score for score in scores if only is None or score.unit_id in only]
    rules = read_rules(result.rule_set).parsed
    frozen = read_frozen(result.facts)
    history = history_of(month, shown, published_only=published_only)
    counts = _odd_lines(result)
    ranks = [score.rank for score in scores if score.rank is not None]
    return Ranking(
        rules=rules,
        rows=[_row(score, history, frozen, counts.get(score.pk, {})) for score in shown],
        averages=_averages(scores, frozen),
        count=len(scores),
        ranked=len(ranks),
        last=max(ranks) if len(set(ranks)) > 1 else None,
        has_groups=len({score.group for score in scores}) > 1,
        gaps=_gaps(result, rules) if any(score.missing for score in scores) else [],
        history=history,
    )


def _row(score: UnitScore, history: History, frozen: FrozenMonth, odd: Mapping[str, int]) -> Row:
    safety = frozen.sample(score.unit.code, "safety")
    return Row(
        score=score,
        move=history.move(score.unit_id, score.rank),
        ranks=history.ranks(score.unit_id),
        safety=safety,
        marks=list(_marks(score, safety, odd)),
    )


def _odd_lines(result: MonthResult) -> dict[int, dict[str, int]]:
    """How many lines of each score are in which state other than scored; one query."""
    lines = ScoreLine.objects.filter(score__result=result).exclude(state=LineState.SCORED).order_by()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for score_id, state, count in lines.values_list("score_id", "state").annotate(Count("pk")):
        found[score_id][state] = count
    return found


def _marks(score: UnitScore, safety: Sample | None, odd: Mapping[str, int]) -> list[Mark]:
    marks = []
    if score.is_vetoed:
        marks.append(Mark("bad", "", _("Vetoed")))
    if score.rank is None:
        marks.append(Mark("", "slash-circle", _("Not ranked: nothing applies")))
    if missing := odd.get(LineState.MISSING, 0):
        words = ngettext("%(count)s item missing", "%(count)s items missing", missing) % {"count": missing}
        marks.append(Mark("warn", "", words))
    if not_applicable := odd.get(LineState.NOT_APPLICABLE, 0):
        words = ngettext("%(count)s item not applicable", "%(count)s items not applicable", not_applicable)
        marks.append(Mark("", "slash-circle", words % {"count": not_applicable}))
    if score.rescaled:
        marks.append(Mark("", "percent", _("Base × %(factor)s") % {"factor": score.rescaled}))
    if safety is not None and safety.is_thin:
        marks.append(Mark("warn", "", _("Small sample")))
    return marks


def _averages(scores: Sequence[UnitScore], frozen: FrozenMonth) -> Averages:
    totals = [score.total for score in scores]
    return Averages(
        total=mean(totals),
        base=mean([score.base for score in scores]),
        bonus=mean([score.bonus for score in scores]),
        deduction=mean([score.deduction for score in scores]),
        safety=_together([frozen.sample(score.unit.code, "safety") for score in scores]),
        median=median(totals) if totals else Decimal(0),
        best=max(totals, default=Decimal(0)),
    )


def mean(numbers: Sequence[Decimal]) -> Decimal:
    """To two decimals, halves away from zero."""
    if not numbers:
        return Decimal(0)
    exact = Fraction(sum(numbers)) / len(numbers)
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _together(samples: Sequence[Sample | None]) -> Sample | None:
    known = [sample for sample in samples if sample is not None]
    if not known:
        return None
    return Sample(sum(sample.positive for sample in known), sum(sample.valid for sample in known))


def _gaps(result: MonthResult, rules: scoring.RuleSet) -> list[Gap]:
    lines = ScoreLine.objects.filter(score__result=result, state=LineState.MISSING).order_by()
    counts = dict(lines.values_list("item_code").annotate(Count("pk")))
    return [Gap(item.name, counts[item.code]) for item in rules.items if item.code in counts]


def bump_data(ranking: Ranking) -> dict[str, object]:
    """For the rank chart: who rose or fell most over the window is drawn strongly, with the first and the last."""
    rows = [row for row in ranking.rows if row.score.rank is not None]
    strong = {row.score.pk for row in sorted(rows, key=_span, reverse=True)[:STRONG]}
    ranks = [rank for row in rows for rank in row.ranks if rank is not None]
    return {
        "labels": [short_label(month) for month in ranking.history.months],
        "opening": ranking.history.opening,
        "last": max(ranks, default=1),
        "series": [
            {"name": unit_text(row.score.unit), "values": row.ranks, "strong": row.score.pk in strong} for row in rows
        ],
    }


def own_total_words(row: Row, rules: scoring.RuleSet) -> str:
    """How a row's total comes about."""
    score = row.score
    numbers = (score.base, score.bonus, score.deduction, score.total)
    return total_words(*(number.quantize(Decimal(1).scaleb(-rules.decimals)) for number in numbers))


def _span(row: Row) -> int:
    known = [rank for rank in row.ranks if rank is not None]
    return abs(known[-1] - known[0]) if known else 0
