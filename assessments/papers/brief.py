"""The leader's brief (领导简报) of a published month: one page, to be read in a minute, every figure with its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assessments.consequences.selectors import open_proposals
from assessments.dashboard.selectors import UnitMove, movers_of
from assessments.district.selectors import places_of
from assessments.fairness.last_place import LastPlace, LeftOut
from assessments.fairness.selectors import Fairness, fairness_of
from assessments.models import AssessmentMonth, DistrictPlace, Publication
from assessments.papers import chinese
from assessments.papers.linked import Known, Section, absolute
from assessments.papers.problems import overdue_of
from assessments.results.ranking import Ranking, Row, ranking_of
from assessments.results.selectors import read_frozen
from assessments.targets.selectors import board_of
from safety_portal.core.errors import Refused
from safety_portal.documents.layout import Block, OfficialDocument, Span, Table, Text, text_of
from safety_portal.documents.pdf import MissingSigns, make_pdf

CHINESE = "zh-hans"
HEADINGS = {
    "place": "总体位次",
    "moves": "名次变化",
    "overdue": "超期事项",
    "targets": "目标进度",
    "sure": "结果可信度",
    "decide": "需要决定",
}
SHOWN = 3  # best and last
_HALVES = (("safety", "群众安全感"), ("satisfaction", "政法工作满意度"))
_KINDS = {
    DistrictPlace.Kind.SAFETY: "区测评安全感",
    DistrictPlace.Kind.SATISFACTION: "区测评满意度",
    DistrictPlace.Kind.BOTH: "区测评总体",
    DistrictPlace.Kind.ASSESSMENT: "区考评",
}


@dataclass(frozen=True)
class Draft:
    """What the form begins with; ``table`` follows the first part."""

    title: str
    sections: Sequence[Section]
    known: Known
    table: Table

    @property
    def tables(self) -> dict[str, Sequence[Block]]:
        return {"place": [self.table]}


def draft_of(publication: Publication, now: datetime) -> Draft:
    """The brief of a publication as the portal would write it."""
    with translation.override(CHINESE):
        return _Brief(publication, now).draft()


class _Brief:
    def __init__(self, publication: Publication, now: datetime) -> None:
        self.publication, self.now = publication, now
        self.month: AssessmentMonth = publication.month
        self.known = Known()
        self.ranking: Ranking = ranking_of(self.month, publication.result, published_only=True)
        self.ranked = [row for row in self.ranking.rows if row.score.rank is not None]
        self.fairness: Fairness = fairness_of(self.month, publication.result)
        self.spans = {row.unit.pk: row.total.range.replace("–", "～") for row in self.fairness.rows if row.total}

    def draft(self) -> Draft:
        texts = {
            "place": self._place(),
            "moves": self._moves(),
            "overdue": self._overdue(),
            "targets": self._targets(),
            "sure": self._sure(),
            "decide": self._decide(),
        }
        return Draft(
            title=f"{self.month.township.name}{chinese.month_words(self.month.month)}平安建设简报",
            sections=[Section(name, heading, texts[name]) for name, heading in HEADINGS.items()],
            known=self.known,
            table=self._table(),
        )

    # --- 一、总体位次 ---------------------------------------------------------------------------------------------
    def _place(self) -> str:
        page, put = self.month.page("ranking"), self.known.put
        count = put("社区数", f"{self.ranking.count}个", page)
        mean = put("平均得分", f"{chinese.two_places(self.ranking.averages.total)}分", page)
        return f"{self._district()}{count}社区平均得分{mean}{self._survey()}。{self._listed()}"

    def _listed(self) -> str:
        """Who stands in the table below, unless all do."""
        return "下表为前三名和后三名。" if len(self.ranked) > 2 * SHOWN else ""

    def _district(self) -> str:
        """The newest place that the district announced, of each kind; with the one before it."""
        rows = places_of(self.month.township, self.month.month)
        told = []
        for kind, name in _KINDS.items():
            of_kind = [row for row in rows if row.kind == kind]
            if of_kind:
                last = of_kind[-1]
                place = f"第{last.place}名（共{last.of}个）"
                words = self.known.put(f"{name}名次", place, reverse("assessments:district_places"))
                month = "" if last.first_day == self.month.first_day else f"（{last.first_day.month}月）"
                told.append(f"{name}{month}列全区{words}")
        return f"{'，'.join(told)}。" if told else ""

    def _survey(self) -> str:
        frozen, page = read_frozen(self.publication.result.facts), self.month.page("fairness")
        words = ""
        for half, name in _HALVES:
            known = [one for row in self.ranking.rows if (one := frozen.sample(row.score.unit.code, half))]
            valid = sum(one.valid for one in known)
            if valid:
                value = chinese.share(sum(one.positive for one in known) / valid)
                words += f"，{name}{self.known.put(name, value, page)}"
        return words

    def _table(self) -> Table:
        """The three best beside the three last, each with the places that the survey's interval would allow."""
        best, last = self.ranked[:SHOWN], self.ranked[SHOWN:][-SHOWN:]
        head = ("名次", "社区", "得分", "可能名次", "较上月")
        rows = [
            [*self._cells(left), *self._cells(last[at] if at < len(last) else None)] for at, left in enumerate(best)
        ]
        return Table((*head, *head), rows, (6, 10, 8, 7, 10) * 2, three_lines=True)

    def _cells(self, row: Row | None) -> list[Text]:
        if row is None:
            return [text_of("")] * 5
        unit = row.score.unit
        ranking, page = absolute(self.month.page("ranking")), absolute(self.month.page("score", unit.code))
        span = self.spans.get(unit.pk, "—")
        return [
            (Span(str(row.score.rank), ranking),),
            text_of(unit.short_name or unit.name),
            (Span(chinese.two_places(row.score.total), page),),
            (Span(span, absolute(self.month.page("fairness"))),),
            (Span(chinese.move_words(row.move), ranking),),
        ]

    # --- 二、名次变化 ---------------------------------------------------------------------------------------------
    def _moves(self) -> str:
        """Who rose and fell furthest, by what; and what drew the communities apart."""
        movers = movers_of(self.month, self.publication.result, published_only=True)
        if not movers.units:
            return "名次与上月相同。" if movers.is_comparable else "上月没有可比的排名。"
        rises = [one for one in movers.units if one.places > 0]
        falls = [one for one in movers.units if one.places < 0]
        told = [self._furthest(words, found) for words, found in (("上升最多", rises), ("下降最多", falls)) if found]
        items = "、".join(f"“{item.name}”" for item in movers.items[:2])
        return f"{'；'.join(told)}。{f'拉开差距的主要是{items}。' if items else ''}"

    def _furthest(self, words: str, found: Sequence[UnitMove]) -> str:
        """All who moved as far as the first of ``found``; by what, where it is one alone."""
        most = [one for one in found if one.places == found[0].places]
        if len(most) == 1:
            return self._move(words, most[0])
        names = chinese.listed([one.score.unit.name for one in most])
        places = self.known.put(words, f"{abs(most[0].places)}位", self.month.page("ranking"))
        return f"{words}的是{names}（均为{places}）"

    def _move(self, words: str, one: UnitMove) -> str:
        page = self.month.page("score", one.score.unit.code)
        places = self.known.put(words, f"{abs(one.places)}位", page)
        item = next((item for item in one.items if (item.change > 0) == (one.places > 0)), None)
        because = ""
        if item is not None:
            sign = "+" if item.change > 0 else "−"
            points = self.known.put(f"{words}因", f"{sign}{chinese.two_places(abs(item.change))}分", page)
            because = f"，“{item.name}”{points}"
        return f"{words}的是{one.score.unit.name}（{places}{because}）"

    # --- 三、超期事项 ---------------------------------------------------------------------------------------------
    def _overdue(self) -> str:
        found = overdue_of(self.month.township_id, self.now)
        told = [f"{one.label}{self.known.put(f'{one.label}超期', f'{one.overdue}项', one.url)}" for one in found]
        return f"{'，'.join(told)}。" if told else "没有超期未办结的事项。"

    # --- 四、目标进度 ---------------------------------------------------------------------------------------------
    def _targets(self) -> str:
        board = board_of(self.month.township, self.month.month, self.now, published_only=True)
        if not board.standings:
            return ""
        judged = [one for one in board.standings if one.is_judged]
        page = judged[0].url if judged else board.standings[0].url
        count = self.known.put("目标数", f"{len(judged)}项", page)
        missed = [*board.missed, *board.at_risk]
        if not missed:
            return f"已有数据的{count}目标均在进度内。"
        names = "、".join(f"{one.target.name}" for one in missed[:3])
        behind = self.known.put("未达进度", f"{len(missed)}项", missed[0].url)
        return f"已有数据的{count}目标中，{behind}未达到或有差距：{names}{'等' if len(missed) > 3 else ''}。"

    # --- 五、结果可信度 --------------------------------------------------------------------------------------------
    def _sure(self) -> str:
        """Small samples, and whether the last place could as well be another's."""
        fairness, page = self.fairness.brief, self.month.page("fairness")
        words = []
        small = {unit for one in fairness.findings for unit, why in one.left_out.items() if why is LeftOut.SMALL_SAMPLE}
        if small:
            words.append(
                f"有{self.known.put('样本不足社区数', f'{len(small)}个', page)}社区测评样本不足，不参加末位认定"
            )
        words += [self._last(one, page) for one in fairness.findings if isinstance(one, LastPlace)]
        return f"{'；'.join(words)}。" if words else "本月没有测评末位。"

    def _last(self, one: LastPlace, page: str) -> str:
        if one.is_clear:
            return "测评末位与其他社区差异显著"
        others = self.known.put("差异不显著社区数", f"{len(one.band - one.units)}个", page)
        chance = self.known.put("换位可能性", f"约{round(one.chance.changed * 100)}%", page)
        return f"测评末位与其他{others}社区差异不显著，重做一次末位换成其他社区的可能性{chance}"

    # --- 六、需要决定 ---------------------------------------------------------------------------------------------
    def _decide(self) -> str:
        rows = list(open_proposals([self.month.township_id]))
        if not rows:
            return "没有待确认的建议。"
        told = [
            f"对{row.unit.name}{self.known.put(f'建议{at}', row.step.name, row.get_absolute_url())}"
            for at, row in enumerate(rows[:3], 1)
        ]
        count = self.known.put("待确认建议数", f"{len(rows)}项", reverse("assessments:consequences"))
        return f"待确认的建议{count}：{'，'.join(told)}{'等' if len(rows) > 3 else ''}。"


def one_page(document: OfficialDocument) -> OfficialDocument:
    """``document`` in small type. Refused: it fills more than one page. Where no font has all its signs it can't be
    measured, and goes as Word only.
    """
    small = replace(document, is_compact=True)
    try:
        pages = make_pdf(small).pages
    except MissingSigns:
        return small
    if pages > 1:
        raise Refused(_("This fills more than one page: shorten it."))
    return small
