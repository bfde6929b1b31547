"""What a confirmed consequence is told by: the summons to a talk (约谈通知书), and the naming in a bulletin (通报).

Both say the clause, the figures with their interval, how sure the place is and how often the same survey would name
another; no judgement of anybody. Daxing's plan 三、2（1）.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from assessments.consequences.evidence import Frozen
from assessments.consequences.states import Action
from assessments.fairness.last_place import LeftOut
from assessments.models import Consequence
from assessments.papers import chinese
from assessments.papers.linked import Known, Section
from safety_portal.documents import layout
from safety_portal.documents.layout import Kind
from safety_portal.documents.models import Genre, Reach
from safety_portal.documents.selectors import agency_of

#: How the ranking that a last place is read from is called in a document.
_RANKINGS = {
    "survey_both": "群众测评（安全感、政法工作满意度两部分平均）",
    "survey_safety": "群众测评（安全感）",
    "survey_satisfaction": "群众测评（政法工作满意度）",
    "score": "考评得分",
}
_OFTEN, _SELDOM = 0.99, 0.01


@dataclass(frozen=True)
class Letter:
    """What the form of a letter begins with."""

    kind: Kind
    genre: Genre
    reach: Reach
    title: str
    mark: str
    word: str
    addressees: str
    lead: str
    sections: Sequence[Section]
    known: Known

    def begin(self) -> dict[str, object]:
        """The frame of its form."""
        return {
            "mark": self.mark,
            "word": self.word,
            "title": self.title,
            "addressees": self.addressees,
            "lead": self.lead,
            "reach": self.reach.value,
        }


def letter_of(consequence: Consequence, now: datetime) -> Letter:
    """The document of a consequence as the portal would write it; ``consequence`` with unit, step and month."""
    return _Summons(consequence, now).letter() if consequence.action == Action.INTERVIEW else _naming(consequence)


class _Grounds:
    """The figures a consequence rests on, in sentences."""

    def __init__(self, consequence: Consequence) -> None:
        self.row = consequence
        self.known = Known()
        self.frozen = Frozen(consequence.evidence) if consequence.evidence else None

    def clause(self) -> str:
        step = self.row.step
        clause = f"“{step.clause}”" if step.clause else step.name
        return f"根据《{step.basis}》{clause}的规定" if "方案" not in step.basis else f"根据{step.basis}{clause}的规定"

    def figures(self) -> str:
        """Which place in which ranking, by which figures, and how sure that is."""
        if self.frozen is None:
            return self.row.reason
        return "\n".join(words for words in (self._place() + self._behind(), self._sure(), self._run()) if words)

    def _put(self, name: str, words: str) -> str:
        month = self.row.month
        return self.known.put(name, words, month.page("fairness") if month else self.row.get_absolute_url())

    def _place(self) -> str:
        frozen = self.frozen
        if frozen is None:
            return ""
        own, months = frozen.own, "、".join(chinese.month_words(month) for month in frozen.months)
        shared = "并列" if frozen.is_shared else ""
        place = self._put("名次", f"第{own.place}名")
        count = self._put("参加排名社区数", f"{frozen.ranked}个")
        words = (
            f"{months}{_RANKINGS.get(frozen.ranking, '测评')}，{self.row.unit.name}{shared}列{place}（共{count}社区）"
        )
        if own.figure and frozen.is_survey:
            value, low, high = (chinese.share(number) for number in own.figure)
            words += f"，正面评价率{self._put('正面评价率', value)}，95%区间{self._put('区间', f'{low}～{high}')}"
        if own.sample is not None:
            words += f"，有效样本{self._put('有效样本', f'{own.sample}份')}"
        return f"{words}。"

    def _behind(self) -> str:
        """Why a place that is not the last row counts as the last: who stands behind it may not be."""
        frozen = self.frozen
        if frozen is None:
            return ""
        behind = [one for one in frozen.rows if one.left_out and (one.place or 0) > (frozen.own.place or 0)]
        small = [one.name for one in behind if one.left_out == LeftOut.SMALL_SAMPLE]
        vetoed = [one.name for one in behind if one.left_out == LeftOut.VETOED]
        told = []
        if small:
            least = self._put("最少样本", f"{frozen.data['minimum_sample']}份")
            told.append(f"{chinese.listed(small)}有效样本不足{least}")
        if vetoed:
            told.append(f"{chinese.listed(vetoed)}已被一票否决")
        return f"名次在其后的{'，'.join(told)}，按规定不参加末位认定。" if told else ""

    def _sure(self) -> str:
        """Band and chance, as the fairness page says them."""
        frozen = self.frozen
        if frozen is None:
            return ""
        band = "与其他社区差异显著"
        if frozen.others:
            band = f"与其他{self._put('差异不显著社区数', f'{frozen.others}个')}社区差异不显著"
        return f"经统计检验，该名次{band}；同样的测评重做一次，末位换成其他社区的可能性{self._chance(frozen.changed)}。"

    def _chance(self, changed: float) -> str:
        if changed < _SELDOM:
            return f"不到{self._put('可能性', '1%')}"
        if changed > _OFTEN:
            return f"超过{self._put('可能性', '99%')}"
        return f"约{self._put('可能性', f'{round(changed * 100)}%')}"

    def _run(self) -> str:
        frozen = self.frozen
        if frozen is None or len(frozen.run) < 2:
            return ""
        months = "、".join(chinese.month_words(month) for month in reversed(frozen.run))
        return f"该社区已连续{self._put('连续次数', f'{len(frozen.run)}次')}列测评末位（{months}）。"

    def decided(self) -> str:
        """The number under which the leader confirmed it."""
        return self.known.put("确认编号", self.row.number, self.row.get_absolute_url())


class _Summons:
    """约谈通知书: why, on what figures, when and where, who comes, what to bring."""

    def __init__(self, consequence: Consequence, now: datetime) -> None:
        self.row, self.grounds, self.now = consequence, _Grounds(consequence), now

    def letter(self) -> Letter:
        row, grounds = self.row, self.grounds
        agency = agency_of(row.township)
        whom = row.step.addressee or "主要负责人"
        confirmed = f"{grounds.clause()}，经镇领导确认（{grounds.decided()}）"
        lead = f"{confirmed}，决定对你单位{_whom(whom)}进行约谈。现将有关事项通知如下。"
        return Letter(
            kind=Kind.LETTER,
            genre=Genre.SUMMONS,
            reach=Reach.ADDRESSEE,
            title=f"{agency}关于约谈{row.unit.name}{_whom(whom)}的通知书",
            mark=agency,
            word=f"{row.township.short_name or row.township.name}平安办约",
            addressees=row.unit.name,
            lead=lead,
            sections=[
                Section("grounds", "约谈事由", grounds.figures()),
                Section("meeting", "时间和地点", self._meeting()),
                Section("people", "参加人员", f"你单位{_whom(whom)}。确有特殊情况不能参加的，请提前一天书面说明。"),
                Section("bring", "准备材料", self._bring()),
                Section("after", "有关事项", self._after()),
            ],
            known=grounds.known,
        )

    def _meeting(self) -> str:
        """To be filled in; the day proposed lies before the deadline."""
        until = self.row.due_at or self.now + timedelta(days=10)
        day = min(timezone.localtime(self.now).date() + timedelta(days=3), timezone.localtime(until).date())
        return f"时间：{layout.day_in_words(day)}上午9时。\n地点：{self.row.township.name}人民政府会议室。"

    def _bring(self) -> str:
        return "1.本社区平安建设工作情况；\n2.存在问题和原因分析；\n3.整改措施、责任人和完成时限。"

    def _after(self) -> str:
        exit_words = self.row.step.exit_condition
        words = "约谈后请按商定的时限报送整改方案，办理情况在平台上答复。对数据有异议的，可在约谈前书面提出。"
        return f"{words}\n解除条件：{exit_words}。" if exit_words else words


def _naming(consequence: Consequence) -> Letter:
    """通报 of a unit that was last twice running, to all communities."""
    grounds = _Grounds(consequence)
    township, unit = consequence.township, consequence.unit
    agency = agency_of(township)
    lead = f"{grounds.clause()}，经镇领导确认（{grounds.decided()}），现将有关情况通报如下。"
    sections = [
        Section("grounds", "基本情况", grounds.figures()),
        Section(
            "demands",
            "有关要求",
            f"{unit.name}要对照测评反馈分析原因，制定整改措施，明确责任人和完成时限，办理情况在平台上答复。"
            f"其他社区要对照检查，做好平安建设各项工作。\n解除条件：{consequence.step.exit_condition}。",
        ),
    ]
    return Letter(
        kind=Kind.RED_HEAD,
        genre=Genre.BULLETIN,
        reach=Reach.COMMUNITIES,
        title=f"{agency}关于{unit.name}测评排名情况的通报",
        mark=f"{agency}文件",
        word=f"{township.short_name or township.name}平安办",
        addressees="各社区（村）",
        lead=lead,
        sections=sections,
        known=grounds.known,
    )


def _whom(addressee: str) -> str:
    """``社区主要负责人`` of a unit that is named already: ``主要负责人``."""
    return addressee.removeprefix("社区").removeprefix("重点单位") or "主要负责人"
