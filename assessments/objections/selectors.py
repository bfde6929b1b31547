"""Reads over objections: of a month, of a score's items, the figures one may claim, and what a decision changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from assessments.models import AssessmentMonth, FactCorrection, Figure, MonthResult, Objection, ScoreLine, UnitScore
from assessments.reports.facts import CHANGES
from assessments.results.selectors import FrozenMonth, read_frozen
from assessments.rules.selectors import read_rules
from assessments.scoring import Item, Kind
from assessments.scoring.formulas import Manual
from assessments.states import DECIDED, ObjectionState, Remedy
from safety_portal.accounts.models import User


def objections_of(month: AssessmentMonth, user: User) -> QuerySet[Objection]:
    """Those of a month that ``user`` may see, the latest first."""
    rows = Objection.objects.visible_to(user).filter(month=month)
    rows = rows.select_related("unit", "line__score", "rescored", "month__township")
    return rows.order_by("-filed_at", "-pk")


def counts_of(month: AssessmentMonth, user: User) -> Mapping[str, int]:
    """How many ``open`` and ``decided`` there are, and ``withdrawn``; one query."""
    return (
        Objection.objects.visible_to(user)
        .filter(month=month)
        .aggregate(
            open=Count("pk", filter=Q(state=ObjectionState.OPEN)),
            decided=Count("pk", filter=Q(state__in=sorted(DECIDED))),
            withdrawn=Count("pk", filter=Q(state=ObjectionState.WITHDRAWN)),
        )
    )


def latest_by_item(score: UnitScore, user: User) -> dict[str, Objection]:
    """The latest objection to each item of a community's month, as far as ``user`` may see them; one query."""
    rows = Objection.objects.visible_to(user).filter(month=score.result.month_id, unit=score.unit_id)
    return {one.item_code: one for one in rows.order_by("filed_at", "pk")}


# --- The line -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Claimable:
    """A figure behind a line, with the value that was scored; ``figure`` None: not of the catalogue."""

    code: str
    name: str
    unit_label: str
    value: int | str | None
    is_known: bool
    figure: Figure | None


@dataclass(frozen=True)
class Target:
    """The line of a current draft to which one may object."""

    line: ScoreLine
    item: Item
    figures: Sequence[Claimable]

    @property
    def score(self) -> UnitScore:
        return self.line.score

    @property
    def remedies(self) -> list[Remedy]:
        """What may be changed by accepting: a veto is decided elsewhere, points by hand are given anew."""
        if isinstance(self.item.formula, Manual):
            return [Remedy.POINTS]
        return [Remedy.SOURCE] if self.item.kind is Kind.VETO else [Remedy.FIGURE, Remedy.SOURCE]


def target_of(month: AssessmentMonth, unit_id: int, item_code: str) -> Target | None:
    """The item's line in the month's current draft; None where there is no draft, community or item like that."""
    lines = _lines().filter(
        score__result__month=month, score__result__is_current=True, score__unit=unit_id, item_code=item_code
    )
    line = lines.first()
    return _target(line) if line else None


def target_when_filed(objection: Objection) -> Target:
    """The line as it was scored when the objection came."""
    return _target(_lines().get(pk=objection.line_id))


def _lines() -> QuerySet[ScoreLine]:
    found = ScoreLine.objects.select_related(
        "score__unit", "score__result__rule_set", "score__result__facts", "score__result__month__township"
    )
    return found.defer("score__result__text")


def _target(line: ScoreLine) -> Target:
    result = line.score.result
    item = next(one for one in read_rules(result.rule_set).parsed.items if one.code == line.item_code)
    return Target(line, item, _claimable(item, line.score.unit.code, read_frozen(result.facts)))


def _claimable(item: Item, unit_code: str, frozen: FrozenMonth) -> list[Claimable]:
    """The item's figures; in place of one that is derived from another, that other. A veto's can't be claimed."""
    if item.kind is Kind.VETO:
        return []
    codes = list(dict.fromkeys(CHANGES.get(code, code) for code in item.metrics))
    figures = {figure.code: figure for figure in Figure.objects.filter(code__in=codes)}
    facts = frozen.facts.get(unit_code, {})
    return [
        Claimable(
            code=code,
            name=figures[code].name if code in figures else code,
            unit_label=figures[code].unit_label if code in figures else "",
            value=facts.get(code),
            is_known=code in facts,
            figure=figures.get(code),
        )
        for code in codes
    ]


# --- The decision ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FigureRow:
    """A figure on the objection's page: as scored, as claimed, as corrected."""

    figure: Claimable
    claimed: Decimal | None
    correction: FactCorrection | None


def figure_rows(objection: Objection, target: Target) -> list[FigureRow]:
    """One a figure of the line; corrections of this objection that are still in force."""
    claims = dict(objection.claims.values_list("metric", "value"))
    corrections = {one.metric: one for one in objection.corrections.filter(withdrawn_at=None)}
    return [FigureRow(one, claims.get(one.code), corrections.get(one.code)) for one in target.figures]


@dataclass(frozen=True)
class Effect:
    """Points, total and place before the decision and in the first draft after it."""

    result: MonthResult
    before: ScoreLine
    after: ScoreLine

    @property
    def is_nothing(self) -> bool:
        return self.before.points == self.after.points

    @property
    def points_change(self) -> Decimal:
        return self.after.points - self.before.points

    @property
    def total_change(self) -> Decimal:
        return self.after.score.total - self.before.score.total

    @property
    def moved(self) -> int | None:
        """Places gained (+) or lost (−)."""
        before, after = self.before.score.rank, self.after.score.rank
        return None if before is None or after is None else before - after


def effect_of(objection: Objection, before: ScoreLine) -> Effect | None:
    """None until the scores have been run again, or where the rules since then lack the item."""
    if objection.rescored_id is None:
        return None
    lines = ScoreLine.objects.filter(score__result=objection.rescored_id, score__unit=objection.unit_id)
    after = lines.filter(item_code=objection.item_code).select_related("score__result").first()
    return Effect(after.score.result, before, after) if after else None
