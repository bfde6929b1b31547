"""What can be put into a district's template: each value by its code, for a community or for the whole township.

Codes: ``score.rank``, ``survey.safety_index``, ``figure.<code of the catalogue>``, ``line.<item of the rule set>``,
``summary.mean``, ``about.month``. The words are those over columns of Chinese forms and stay Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.intake.headings import Headings, read_headings
from assessments.models import Figure
from assessments.results.ranking import mean
from assessments.scoring import RuleSet
from assessments.workbook.selectors import Entry, MonthBook
from assessments.workbook.sheets import number_of, remarks_of
from safety_portal.core.formats import month_label
from safety_portal.core.ports import Words
from safety_portal.core.xlsx import Cell
from safety_portal.imports.reading.columns import Column, Form


@dataclass(frozen=True)
class Kind:
    """A value. ``is_share``: a fraction from 0 to 1, which goes into a cell without % as 0 to 100."""

    code: str
    label: Words
    group: Words
    words: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    counted_in: str = ""
    is_share: bool = False

    @property
    def column(self) -> Column:
        """As the imports' matcher of headings takes it."""
        words = (str(self.label), *self.words)
        return Column(
            key=self.code,
            label=words[0],
            form=Form.DECIMAL,
            words=words[1:],
            above=self.above,
            counted_in=self.counted_in,
        )


SCORES, SURVEY = _("Ranking"), _("Survey")
FIGURES, LINES = pgettext_lazy("workbook", "Figures"), pgettext_lazy("workbook", "Points by item")
TOWNSHIP = _("Whole township")
_SAFETY, _SATISFACTION = ("安全感", "群众安全感", "公众安全感"), ("满意度", "政法工作满意度", "群众满意度")

FIXED: tuple[Kind, ...] = (
    Kind("unit.name", _("Name of the community"), SCORES, ("社区名称", "村居名称")),
    Kind("score.rank", _("Rank"), SCORES, ("名次", "排名", "位次", "考核名次", "全镇排名", "镇内排名", "得分排名")),
    Kind("score.range", _("Place range"), SCORES, ("名次区间", "排名区间")),
    Kind("score.group_rank", _("In group"), SCORES, ("组内名次", "组内排名", "类别排名")),
    Kind("score.group", _("Group"), SCORES, ("组别", "类别")),
    Kind("score.move", _("Against last month"), SCORES, ("较上月", "名次变化", "升降", "名次升降")),
    Kind("score.total", _("Total"), SCORES, ("总分", "得分", "考核得分", "总得分", "综合得分", "合计得分", "最终得分")),
    Kind("score.base", _("Base"), SCORES, ("基础分", "基本分", "基础得分")),
    Kind("score.bonus", _("Bonus"), SCORES, ("加分", "加分项", "奖励分")),
    Kind("score.deduction", _("Deduction"), SCORES, ("扣分", "扣分项", "减分")),
    Kind("score.remarks", _("Remarks"), SCORES, ("考核备注",)),
    Kind("survey.safety_index", _("Sense of safety"), SURVEY, (*_SAFETY, "安全感指数", "安全感得分"), is_share=True),
    Kind(
        "survey.satisfaction_index",
        _("Satisfaction with law and order"),
        SURVEY,
        (*_SATISFACTION, "满意度指数", "满意度得分"),
        is_share=True,
    ),
    Kind("survey.safety_low", _("Sense of safety, interval from"), SURVEY, ("安全感下限",), is_share=True),
    Kind("survey.safety_high", _("Sense of safety, interval to"), SURVEY, ("安全感上限",), is_share=True),
    Kind("about.township", _("Name of the township"), TOWNSHIP, ("填报单位", "单位名称", "乡镇街道")),
    Kind("about.month", _("Month"), TOWNSHIP, ("填报月份", "统计月份", "月份", "所属月份", "报表月份")),
    Kind("about.published", _("Day of publication"), TOWNSHIP, ("发布日期",)),
    Kind("about.version", _("Version"), TOWNSHIP, ("版本",)),
    Kind("about.fingerprint", _("Fingerprint"), TOWNSHIP, ("指纹",)),
    Kind("summary.communities", _("Communities"), TOWNSHIP, ("社区数", "村居数", "村（社区）数")),
    Kind("summary.owed", _("Monthly reports owed"), TOWNSHIP, ("应报数", "应报月报")),
    Kind("summary.in_time", _("Reports in time"), TOWNSHIP, ("按时报送", "按时上报数", "按时报送数")),
    Kind("summary.accepted", _("Reports accepted"), TOWNSHIP, ("审核通过", "已审核")),
    Kind("summary.mean", _("Total, mean"), TOWNSHIP, ("平均分", "平均得分", "全镇平均分")),
    Kind("summary.median", _("Total, median"), TOWNSHIP, ("中位数", "得分中位数")),
    Kind("summary.best", _("Total, best"), TOWNSHIP, ("最高分",)),
)
#: Kinds that make sense for a single cell only.
SINGLE = ("about.", "summary.")


class Values:
    """All kinds of a township: the fixed ones, the catalogue's figures, the items of its rule set."""

    def __init__(self, figures: Sequence[Figure], rules: RuleSet | None) -> None:
        kinds = [*FIXED, *_figure_kinds(figures), *_line_kinds(rules)]
        self.kinds: Mapping[str, Kind] = {kind.code: kind for kind in kinds}

    def label(self, code: str) -> str:
        """An item of an older rule set by its code."""
        kind = self.kinds.get(code)
        return str(kind.label) if kind else code.partition(".")[2]

    @property
    def for_units(self) -> list[Column]:
        """What columns and rows of a table may mean. The name of an item alone means the figure of that name where
        there is one, and its points only with 得分.
        """
        kinds = [kind for kind in self.kinds.values() if not kind.code.startswith((*SINGLE, "unit."))]
        figures = {name for kind in kinds if kind.group != LINES for name in (str(kind.label), *kind.words)}
        return [
            replace(kind.column, label=kind.words[0]) if kind.group == LINES and kind.label in figures else kind.column
            for kind in kinds
        ]

    @property
    def for_cells(self) -> list[Column]:
        """What a single cell beside its label may mean."""
        return [kind.column for kind in self.kinds.values() if kind.code.startswith(SINGLE)]

    def grouped(self, *, of_units: bool) -> list[tuple[str, list[Kind]]]:
        """For a choice; a single cell may take a township's figure as well."""
        found: dict[str, list[Kind]] = {}
        for kind in self.kinds.values():
            if not (of_units and kind.code.startswith(SINGLE)):
                found.setdefault(str(kind.group), []).append(kind)
        return list(found.items())


def _figure_kinds(figures: Sequence[Figure]) -> Iterator[Kind]:
    headings = read_headings()
    for figure in figures:
        known = headings.get(figure.code, Headings())
        yield Kind(
            f"figure.{figure.code}",
            figure.name,
            FIGURES,
            words=known.words,
            above=known.above,
            counted_in=figure.unit_label,
        )


def _line_kinds(rules: RuleSet | None) -> Iterator[Kind]:
    """Named by the item with 得分, as a form does to tell points from the figure of that name."""
    for item in rules.items if rules else ():
        yield Kind(f"line.{item.code}", item.name, LINES, words=(f"{item.name}得分", f"{item.name}分"))


# --- Reading a value ------------------------------------------------------------------------------------------


def value_for_unit(book: MonthBook, entry: Entry, code: str) -> Cell:
    """None where the month has nothing of it: not applicable, missing, no survey, another rule set."""
    part, _dot, name = code.partition(".")
    if part == "figure":
        return number_of(book.frozen.facts.get(entry.unit.code, {}).get(name))
    if part == "line":
        return next((line.points for line in entry.lines if line.item_code == name), None)
    reader = _OF_UNIT.get(code)
    return reader(entry) if reader else None


_OF_UNIT: Mapping[str, Callable[[Entry], Cell]] = {
    "unit.name": lambda entry: entry.unit.name,
    "score.rank": lambda entry: entry.row.score.rank,
    "score.range": lambda entry: entry.standing.range if entry.standing else None,
    "score.group_rank": lambda entry: entry.row.score.group_rank,
    "score.group": lambda entry: entry.row.score.group or None,
    "score.move": lambda entry: entry.row.move,
    "score.total": lambda entry: entry.row.score.total,
    "score.base": lambda entry: entry.row.score.base,
    "score.bonus": lambda entry: entry.row.score.bonus,
    "score.deduction": lambda entry: entry.row.score.deduction,
    "score.remarks": lambda entry: "；".join(remarks_of(entry)),
    "survey.safety_index": lambda entry: entry.safety.index if entry.safety else None,
    "survey.satisfaction_index": lambda entry: entry.satisfaction.index if entry.satisfaction else None,
    "survey.safety_low": lambda entry: entry.safety.interval[0] if entry.safety and entry.safety.interval else None,
    "survey.safety_high": lambda entry: entry.safety.interval[1] if entry.safety and entry.safety.interval else None,
}


def value_for_township(book: MonthBook, code: str) -> Cell:
    """Sums of figures, means of points, the survey of all together; None for what a township has not (a place)."""
    part, _dot, name = code.partition(".")
    if part == "figure":
        known = [number_of(facts.get(name)) for facts in book.frozen.facts.values()]
        numbers = [one for one in known if one is not None]
        return sum(numbers) if numbers else None
    if part == "line":
        return _mean(line.points for entry in book.entries for line in entry.lines if line.item_code == name)
    if part == "score":
        points = {"total", "base", "bonus", "deduction"}
        return _mean(getattr(entry.row.score, name) for entry in book.entries) if name in points else None
    reader = _OF_TOWNSHIP.get(code)
    return reader(book) if reader else None


def _mean(points: Iterator[Decimal]) -> Decimal | None:
    numbers = list(points)
    return mean(numbers) if numbers else None


def _index(half: str) -> Callable[[MonthBook], Cell]:
    def value(book: MonthBook) -> Cell:
        sample = book.pooled(half)
        return sample.index if sample else None

    return value


def _end(end: int) -> Callable[[MonthBook], Cell]:
    def value(book: MonthBook) -> Cell:
        sample = book.pooled("safety")
        return sample.interval[end] if sample and sample.interval else None

    return value


def _published(book: MonthBook) -> Cell:
    publication = book.shown.publication
    return timezone.localdate(publication.published_at) if publication else None


_OF_TOWNSHIP: Mapping[str, Callable[[MonthBook], Cell]] = {
    "unit.name": lambda book: book.township.name,
    "survey.safety_index": _index("safety"),
    "survey.satisfaction_index": _index("satisfaction"),
    "survey.safety_low": _end(0),
    "survey.safety_high": _end(1),
    "about.township": lambda book: book.township.name,
    "about.month": lambda book: month_label(book.month.month),
    "about.published": _published,
    "about.version": lambda book: book.shown.publication.number if book.shown.publication else None,
    "about.fingerprint": lambda book: book.result.fingerprint,
    "summary.communities": lambda book: len(book.entries),
    "summary.owed": lambda book: book.filed.owed,
    "summary.in_time": lambda book: book.filed.in_time,
    "summary.accepted": lambda book: book.filed.accepted,
    "summary.mean": lambda book: _mean(entry.row.score.total for entry in book.entries),
    "summary.median": lambda book: book.ranking.averages.median,
    "summary.best": lambda book: book.ranking.averages.best,
}
