"""One unit's points, item by item, down to the records; the number of queries does not grow with units or items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Aggregate, DecimalField, Q
from django.utils.functional import Promise

from assessments import scoring
from assessments.models import Figure, Objection, ScoreLine, UnitScore
from assessments.results.history import item_history, window_of
from assessments.results.selectors import FrozenMonth, read_frozen
from assessments.results.wording import Gain, provenance_words
from assessments.rules.clauses import Clause, clauses_of, default_of, place_of
from assessments.rules.selectors import read_rules
from assessments.rules.wording import KINDS, as_decimal
from assessments.scoring import Item, Kind
from assessments.states import LineState
from assessments.wording import Explanation, base_words, explain, rounding_words, total_words
from safety_portal.accounts.models import User
from safety_portal.core.months import Month
from safety_portal.core.ports import RecordPage, RecordRef, facts_provider

RECORDS = 100  # enough to tell which of a community's month were counted; more are a link away
SHOWN = 20


class Median(Aggregate):
    """PostgreSQL's ``percentile_cont(0.5)``: the middle, or the mean of the two in the middle."""

    function = "percentile_cont"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DecimalField()


@dataclass(frozen=True)
class FigureRow:
    """One figure of an item: its name, definition, frozen value and where that came from."""

    code: str
    name: str
    definition: str
    unit_label: str
    value: int | str | None
    is_known: bool
    origin: str


@dataclass(frozen=True)
class LineRow:
    """One item of the table."""

    line: ScoreLine
    item: Item
    told: Explanation
    place: str
    default: str
    clauses: Sequence[Clause]
    median: Decimal | None
    gain: str
    figures: Sequence[FigureRow]
    other: Decimal | None = None
    objection: Objection | None = None

    @property
    def lost(self) -> Decimal | None:
        """Points not reached (base) or taken (deduction), as a negative number; None where nothing is lost."""
        if self.item.kind in {Kind.BONUS, Kind.VETO} or self.line.state == LineState.NOT_APPLICABLE:
            return None
        return self.line.points - self.line.highest or None

    @property
    def is_barred(self) -> bool:
        """Whether points out of full points make a bar."""
        return self.item.kind is Kind.BASE or (self.item.kind is Kind.BONUS and self.line.points > 0)

    @property
    def has_state(self) -> bool:
        """Whether the state needs a word: a bonus of nothing that gives way to another nothing does not."""
        gave_way = self.line.state == LineState.SUPERSEDED and Decimal(self.line.because["values"]["result"]) == 0
        return self.line.state != LineState.SCORED and not gave_way

    @property
    def full(self) -> Decimal | None:
        """Full points of a base or bonus item, the most a deduction can take; a veto has none."""
        if self.item.kind is Kind.VETO:
            return None
        return self.line.lowest if self.item.kind is Kind.DEDUCTION else self.line.highest


@dataclass(frozen=True)
class Group:
    """Items of one kind with their sum."""

    kind: Kind
    name: Promise
    rows: Sequence[LineRow]
    points: Decimal


@dataclass(frozen=True)
class Ahead:
    """The place before one's own; ``name`` is empty where it may not be told."""

    total: Decimal
    distance: Decimal
    name: str


@dataclass(frozen=True)
class Explained:
    """A unit's score as the page shows it."""

    score: UnitScore
    rules: scoring.RuleSet
    groups: Sequence[Group]
    full: Decimal
    base_words: str
    total_words: str
    rounding: str
    count: int
    ahead: Ahead | None
    trend: Mapping[str, Mapping[Month, Decimal]]
    months: Sequence[Month]

    @property
    def deducted(self) -> list[LineRow]:
        return [row for row in self.rows if row.item.kind is Kind.DEDUCTION and row.line.points]

    @property
    def rows(self) -> list[LineRow]:
        return [row for group in self.groups for row in group.rows]

    def row(self, code: str) -> LineRow | None:
        """The row of an item; without such an item, the one that lost most."""
        found = next((row for row in self.rows if row.item.code == code), None)
        return found or min(self.rows, key=lambda row: row.lost or 0, default=None)

    def item_trend(self, code: str) -> list[Decimal | None]:
        return [self.trend.get(code, {}).get(month) for month in self.months]


def explain_score(
    score: UnitScore,
    *,
    sees_all: bool,
    other: UnitScore | None = None,
    objections: Mapping[str, Objection] | None = None,
) -> Explained:
    """``score`` with its result, rule set, facts, month and unit selected. ``other``: a unit to compare with;
    ``objections`` by item code.
    """
    rules = read_rules(score.result.rule_set).parsed
    rows = _line_rows(score, rules, other, objections or {})
    base = [row.line.points for row in rows if row.item.kind is Kind.BASE]
    return Explained(
        score=score,
        rules=rules,
        groups=_groups(score, rows),
        full=as_decimal(rules.base_points),
        base_words=base_words(base, score.rescaled or None, shown(score.base, rules.decimals)),
        total_words=total_words(
            *(shown(n, rules.decimals) for n in (score.base, score.bonus, score.deduction, score.total))
        ),
        rounding=rounding_words(rules.decimals),
        count=score.result.scores.count(),
        ahead=_ahead(score, sees_all=sees_all),
        trend=item_history(score),
        months=window_of(score.result.month),
    )


def shown(points: Decimal, decimals: int) -> Decimal:
    """With the decimals of the rule set: columns keep four."""
    return points.quantize(Decimal(1).scaleb(-decimals))


def _groups(score: UnitScore, rows: Sequence[LineRow]) -> list[Group]:
    sums = {Kind.BASE: score.base, Kind.BONUS: score.bonus, Kind.DEDUCTION: score.deduction, Kind.VETO: Decimal(0)}
    groups = [Group(kind, KINDS[kind], [row for row in rows if row.item.kind is kind], sums[kind]) for kind in Kind]
    return [group for group in groups if group.rows]


def _line_rows(
    score: UnitScore, rules: scoring.RuleSet, other: UnitScore | None, objections: Mapping[str, Objection]
) -> list[LineRow]:
    figures = {figure.code: figure for figure in Figure.objects.all()}
    names = {code: figure.name for code, figure in figures.items()}
    items = {item.code: item for item in rules.items}
    item_names = {item.code: item.name for item in rules.items}
    medians = medians_of(score.result_id)
    others = dict(other.lines.values_list("item_code", "points")) if other else {}
    frozen = read_frozen(score.result.facts)
    return [
        LineRow(
            line=line,
            item=items[line.item_code],
            told=explain(line.because, items[line.item_code], names, item_names),
            place=place_of(items[line.item_code].basis),
            default=default_of(items[line.item_code].basis),
            clauses=clauses_of(items[line.item_code].basis),
            median=medians.get(line.item_code),
            gain=_gain(line, items[line.item_code], score, rules.decimals),
            figures=_figures(items[line.item_code], score.unit.code, frozen, figures),
            other=others.get(line.item_code),
            objection=objections.get(line.item_code),
        )
        for line in score.lines.all()
    ]


def medians_of(result_id: int) -> dict[str, Decimal]:
    """The township's median of each item over the units to which it applies; one query."""
    lines = ScoreLine.objects.filter(~Q(state=LineState.NOT_APPLICABLE), score__result=result_id).order_by()
    found = lines.values_list("item_code").annotate(middle=Median("points"))
    return {code: Decimal(str(middle)).quantize(Decimal("0.01")) for code, middle in found}


def _gain(line: ScoreLine, item: Item, score: UnitScore, decimals: int) -> str:
    if line.state != LineState.SCORED:
        return ""
    factor = Fraction(score.rescaled) if score.rescaled and item.kind is Kind.BASE else Fraction(1)
    return Gain(item, line.because["values"], factor, decimals).words()


def _figures(item: Item, unit_code: str, frozen: FrozenMonth, figures: Mapping[str, Figure]) -> list[FigureRow]:
    facts = frozen.facts.get(unit_code, {})
    origins = frozen.provenance.get(unit_code, {})
    return [
        FigureRow(
            code=code,
            name=figures[code].name if code in figures else code,
            definition=figures[code].definition if code in figures else "",
            unit_label=figures[code].unit_label if code in figures else "",
            value=facts.get(code),
            is_known=code in facts,
            origin=provenance_words(origins.get(code)),
        )
        for code in dict.fromkeys(item.metrics)
    ]


def _ahead(score: UnitScore, *, sees_all: bool) -> Ahead | None:
    """The nearest place before; shared places are passed over together."""
    if score.rank is None:
        return None
    before = score.result.scores.filter(rank__lt=score.rank).select_related("unit").order_by("-rank", "unit__code")
    first = before.first()
    if first is None or first.total < score.total:  # a vetoed unit stands behind smaller totals
        return None
    return Ahead(first.total, first.total - score.total, first.unit.name if sees_all else "")


# --- Records --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A register that counts otherwise now than when the facts were frozen."""

    figure: str
    frozen: int | str
    live: int


@dataclass(frozen=True)
class Records:
    """Records behind an item: those that were looked at and did not count, then those that did."""

    figure: str
    unit_label: str
    missed: Sequence[RecordRef]
    missed_total: int
    counted: Sequence[RecordRef]
    counted_total: int
    more_url: str | None
    changes: Sequence[Change]


def records_of(row: LineRow, month: Month, unit_id: int, user: User) -> Records | None:
    """The very records of the item's first figure that a register counts, as ``user`` may see them; a record that
    may not be seen shows its number only. None where no register counts anything of the item.
    """
    pages = [(figure, page) for figure in row.figures if (page := _page(figure.code, month, unit_id, user))]
    if not pages:
        return None
    figure, page = pages[0]
    missed = [record for record in page.records if not record.counted]
    counted = [record for record in page.records if record.counted]
    return Records(
        figure=figure.name,
        unit_label=figure.unit_label,
        missed=missed[:SHOWN],
        missed_total=len(missed),
        counted=counted[:SHOWN],
        counted_total=page.total - len(missed),
        more_url=page.more_url,
        changes=[change for one in pages if (change := _change(*one))],
    )


def _page(code: str, month: Month, unit_id: int, user: User) -> RecordPage | None:
    """None too for what a register knows without records, such as a target."""
    provider = facts_provider(code)
    page = provider.records(code, month, unit_id, user, RECORDS) if provider else None
    return page if page and (page.total or page.more_url) else None


def _change(figure: FigureRow, page: RecordPage) -> Change | None:
    """Those that don't count come first, so their number is sure unless they fill the whole page."""
    missed = sum(not record.counted for record in page.records)
    if missed >= RECORDS or figure.value is None or str(figure.value) == str(page.total - missed):
        return None
    return Change(figure.name, figure.value, page.total - missed)
