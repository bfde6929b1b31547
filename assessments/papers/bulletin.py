"""The bulletin (通报) of a published month: what stands in its form at first, and the document that is made of it.

Its parts are those of plan daxing-2022, 三、2: ranking of the survey, preventable cases, fraud, drug control, publicity
against cults, petitions as workload. Where figures are missing it says so instead of counting nothing as none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone, translation

from assessments.fairness.last_place import LastPlace
from assessments.fairness.selectors import Brief, brief_of
from assessments.models import AssessmentMonth, Publication, ScoreLine, UnitScore
from assessments.papers import chinese
from assessments.papers.linked import Known, Section, absolute
from assessments.papers.problems import Problems
from assessments.papers.sums import Sum, sums_of
from assessments.papers.work import Work
from assessments.publication.selectors import changes_of
from assessments.results.ranking import Ranking, Row, ranking_of
from assessments.results.selectors import FrozenMonth, Sample, read_frozen
from assessments.rules.selectors import read_rules
from assessments.scoring import Kind
from assessments.states import LineState
from safety_portal.documents import layout
from safety_portal.documents.layout import Annex, Span, Table, Text, text_of
from safety_portal.documents.models import Document, Genre, Reach
from safety_portal.documents.selectors import agency_of
from safety_portal.organization.models import Unit

CHINESE = "zh-hans"
HEADINGS = {
    "overview": "总体情况",
    "ranking": "测评结果与排名",
    "work": "工作情况",
    "problems": "存在问题",
    "demands": "下步要求",
}


@dataclass(frozen=True)
class Draft:
    """What a form begins with, the figures it may hold, and the tables that come of themselves."""

    title: str
    addressees: str
    lead: str
    sections: Sequence[Section]
    known: Known
    table: Table
    annex: Annex

    def begin(self, township: Unit) -> dict[str, object]:
        """The frame of its form. By default the district reads it: it names units and no resident."""
        return {
            "mark": f"{agency_of(township)}文件",
            "word": f"{township.short_name or township.name}平安办",
            "title": self.title,
            "addressees": self.addressees,
            "copies": f"{township.parent.name}委政法委" if township.parent else "",
            "lead": self.lead,
            "reach": Reach.DISTRICT.value,
        }


def draft_of(publication: Publication, now: datetime) -> Draft:
    """The bulletin of a publication as the portal would write it."""
    with translation.override(CHINESE):
        return _Bulletin(publication, now).draft()


class _Bulletin:
    """The publication with all that its bulletin says, read once."""

    def __init__(self, publication: Publication, now: datetime) -> None:
        self.publication = publication
        self.month: AssessmentMonth = publication.month
        self.now = now
        self.known = Known()
        self.ranking: Ranking = ranking_of(self.month, publication.result, published_only=True)
        self.frozen: FrozenMonth = read_frozen(publication.result.facts)
        self.fairness: Brief = brief_of(self.month, publication.result)
        self.words = chinese.month_words(self.month.month)
        self.place = self.month.township.name

    def draft(self) -> Draft:
        texts = {
            "overview": self._overview(),
            "ranking": self._ranking(),
            "work": Work(self.month, self.sums(), self.known).text(),
            "problems": "\n".join(self._problems().lines()),
            "demands": "\n".join(self._problems().demands()),
        }
        return Draft(
            title=self._title(),
            addressees="各社区（村）\n镇直各单位",
            lead=self._lead(),
            sections=[Section(name, heading, texts[name]) for name, heading in HEADINGS.items()],
            known=self.known,
            table=self._table(),
            annex=self._annex(),
        )

    def sums(self) -> Mapping[str, Sum]:
        return sums_of(self.month, self.publication.result)

    def _problems(self) -> Problems:
        return Problems(self.publication, self.ranking, self.fairness, self.known, self.now)

    # --- Title and lead ---------------------------------------------------------------------------------------
    def _title(self) -> str:
        kind = "更正" if self.publication.is_correction else ""
        return f"{agency_of(self.month.township)}关于{self.words}平安建设工作考评情况的{kind}通报"

    def _lead(self) -> str:
        if self.publication.is_correction:
            return self._correction()
        return f"现将{self.place}{self.words}平安建设工作考评情况通报如下。"

    def _correction(self) -> str:
        """Which bulletin is corrected, why, and whose place or points are others now."""
        page = self.publication.get_absolute_url()
        version = self.known.put("更正版本", f"第{self.publication.number}版", page)
        reason = self.publication.reason.rstrip("。")
        words = (
            f"{self._corrected()}因以下原因更正：{reason}。更正后的排名为{version}，自本通报印发之日起，以本通报为准。"
        )
        changes = changes_of(self.publication)
        moved = [one for one in (changes.units if changes else []) if one.before and one.after]
        if not moved:
            return words
        sides = [(one.unit.name, _standing(one.before), _standing(one.after)) for one in moved]
        put = self.known.put
        told = [
            f"{name}由{put(f'{name}更正前', before, page)}更正为{put(f'{name}更正后', after, page)}"
            for name, before, after in sides
        ]
        count = self.known.put("更正社区数", f"{len(moved)}个", page)
        return f"{words}\n本次更正涉及{count}社区：{'；'.join(told)}。"

    def _corrected(self) -> str:
        """``《…的通报》（大兴平安办〔2026〕3号）``, or the publication where no bulletin of it was made."""
        earlier = self.month.publications.filter(number__lt=self.publication.number).values("pk")
        label = Publication._meta.label_lower
        made = Document.objects.in_force().filter(target_type=label, target_id__in=earlier, genre=Genre.BULLETIN)
        if found := made.order_by("-made_at").first():
            number = self.known.put("被更正文号", found.number, found.get_absolute_url())
            return f"《{found.title}》（{number}）"
        first = self.month.publications.get(number=self.publication.number - 1)
        day = layout.day_in_words(timezone.localtime(first.published_at).date())
        return f"{day}公布的{self.words}排名"

    # --- 一、总体情况 ---------------------------------------------------------------------------------------------
    def _overview(self) -> str:
        ranking, put = self.ranking, self.known.put
        page = self.month.page("ranking")
        count = put("社区数", f"{ranking.count}个", page)
        mean = put("平均得分", f"{chinese.two_places(ranking.averages.total)}分", page)
        words = f"{self.words}，全镇{count}社区（村）参加考评，平均得分{mean}"
        best = [row for row in ranking.rows if row.score.rank == 1]
        if best:
            top = put("最高得分", f"{chinese.two_places(best[0].score.total)}分", page)
            words += f"，最高得分{top}（{chinese.listed([row.score.unit.name for row in best])}）"
        return f"{words}。{self._moves()}\n{self._survey()}"

    def _moves(self) -> str:
        moves = [row.move for row in self.ranking.rows if row.move is not None]
        if not moves:
            return "上月没有可比的排名。"
        page = self.month.page("ranking")
        counts = {"上升": sum(move > 0 for move in moves), "下降": sum(move < 0 for move in moves)}
        told = [f"名次{name}的有{self.known.put(f'名次{name}', f'{count}个', page)}" for name, count in counts.items()]
        still = self.known.put("名次持平", f"{sum(move == 0 for move in moves)}个", page)
        return f"与上月相比，{'，'.join(told)}，持平的有{still}。"

    def _survey(self) -> str:
        """Both halves of the district's survey, with how sure they are."""
        told = [
            words
            for half, name in (("safety", "群众安全感"), ("satisfaction", "政法工作满意度"))
            if (words := self._half(half, name))
        ]
        return f"区里测评：{'；'.join(told)}。" if told else "本月没有区里的测评数据，本通报不列测评结果。"

    def _half(self, half: str, name: str) -> str:
        samples = [self.frozen.sample(row.score.unit.code, half) for row in self.ranking.rows]
        known = [sample for sample in samples if sample is not None]
        together = Sample(sum(one.positive for one in known), sum(one.valid for one in known))
        if together.index is None or together.interval is None:
            return ""
        page, (low, high) = self.month.page("fairness"), together.interval
        value = self.known.put(name, chinese.share(together.index), page)
        interval = self.known.put(f"{name}区间", f"{chinese.share(low)}～{chinese.share(high)}", page)
        valid = self.known.put(f"{name}样本", f"{together.valid}份", page)
        return f"{name}{value}，95%区间{interval}，有效样本{valid}"

    # --- 二、测评结果与排名 -----------------------------------------------------------------------------------------
    def _ranking(self) -> str:
        words = f"各社区（村）{self.words}得分与名次如下，得分相同的名次并列。"
        lasts = [one for one in self.fairness.findings if isinstance(one, LastPlace)]
        if any(not one.is_clear for one in lasts):
            words += "受样本量限制，名次相近的社区之间差异不一定显著，名次应结合置信区间理解。"
        return words

    def _table(self) -> Table:
        """Ties share their rank; who is not ranked comes last with a dash."""
        head = ("名次", "社区（村）", "得分", "较上月", "安全感", "有效样本")
        return Table(head, [self._row(row) for row in self.ranking.rows], (3, 8, 4, 4, 4, 4), three_lines=True)

    def _row(self, row: Row) -> list[Text]:
        code = row.score.unit.code
        page = absolute(self.month.page("score", code))
        fairness = absolute(self.month.page("fairness"))
        safety = row.safety
        is_known = safety is not None and safety.index is not None
        return [
            _cell(str(row.score.rank or "—"), absolute(self.month.page("ranking"))),
            text_of(row.score.unit.name),
            _cell(chinese.two_places(row.score.total), page),
            _cell(chinese.move_words(row.move), absolute(self.month.page("ranking"))),
            _cell(chinese.share(safety.index), fairness) if safety and safety.index is not None else text_of("—"),
            _cell(str(safety.valid), fairness) if safety and is_known else text_of("—"),
        ]

    # --- 附件 -------------------------------------------------------------------------------------------------
    def _annex(self) -> Annex:
        """Points of each item for each community, across the page."""
        rules = read_rules(self.publication.result.rule_set).parsed
        items = [item for item in rules.items if item.kind == Kind.BASE]
        lines = _points_of(self.publication)
        head = ("名次", "社区（村）", *(item.name for item in items), "加分", "扣分", "得分")
        rows = [self._points_row(row, [item.code for item in items], lines) for row in self.ranking.rows]
        widths = (3, 8, *(4 for _item in items), 3, 3, 4)
        return Annex(f"{self.place}{self.words}平安建设考评得分表", [Table(head, rows, widths)], is_landscape=True)

    def _points_row(self, row: Row, items: Sequence[str], lines: Mapping[tuple[int, str], str]) -> list[Text]:
        page = absolute(self.month.page("score", row.score.unit.code))
        score = row.score
        cells = [lines.get((score.pk, item), "—") for item in items]
        sums = [chinese.two_places(value) for value in (score.bonus, score.deduction, score.total)]
        return [
            text_of(str(score.rank or "—")),
            text_of(score.unit.name),
            *(_cell(words, page) if words != "—" else text_of(words) for words in (*cells, *sums)),
        ]


def _points_of(publication: Publication) -> dict[tuple[int, str], str]:
    """Points of each line by score and item; 缺 where its figure is missing, a dash where it does not apply."""
    rows = ScoreLine.objects.filter(score__result=publication.result_id).order_by()
    return {
        (score, item): _points_words(points, state)
        for score, item, points, state in rows.values_list("score_id", "item_code", "points", "state")
    }


def _points_words(points: Decimal, state: str) -> str:
    if state == LineState.NOT_APPLICABLE:
        return "—"
    return "缺" if state == LineState.MISSING else chinese.two_places(points)


def _standing(score: UnitScore | None) -> str:
    """``第6名、88.90分``"""
    if score is None:
        return "—"
    place = f"第{score.rank}名、" if score.rank else ""
    return f"{place}{chinese.two_places(score.total)}分"


def _cell(words: str, url: str) -> Text:
    return (Span(words, url),)
