"""Which column of a register a heading means, and how surely."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from safety_portal.imports.reading.columns import Column
from safety_portal.imports.reading.figures import counts_money, unit_of
from safety_portal.imports.reading.text import squeezed

#: How surely: nothing in common; a part of the name; the name, but others have it too; the name.
NONE, PART, SHARED, NAMED, EXACT = range(5)
SURE = NAMED

_BRACKETS = re.compile(r"[(\[【〔<《]([^)\]】〕>》]*)[)\]】〕>》]")
_MARKS = re.compile(r"[:*#、,.。;/\\\-_—~|\"'“”‘’?!+=]+")
_LEADING = re.compile(r"^(?:\d{1,2}[.、]|[一二三四五六七八九十]{1,2}、|其中:?)")
_AFTER_STROKE = re.compile(r"[/:,]([^/:,]{1,3})$")
_MONEY_TAIL = re.compile(r"(?:亿|千万|百万|万|千|(?<!单))元$")
_TAIL = re.compile(r"(?<=..)(?:名称|情况|(?<![人次户件起天日])数量?)$")
_FRONT = re.compile(r"^(?:所属|所在|本月|当月|具体|详细)(?=..)")
_GENERIC = re.compile(
    r"^(?:(?:本月|当月)?(?:发案|发生|立案|案件|警情)?(?:起|件|人|次|户|份|条|个|家|处)?(?:数量?|总数|合计|小计)?|本月)$"
)
_TOTAL = re.compile(r"合计|小计|总计|总数|共计")
_GROUP_TAIL = re.compile(r"(?<=..)(?:评价|情况|测评|调查|结果|方面|的)+$")
#: Figures of another time, made from figures, or of what came of them: never the figure itself.
_DERIVED = re.compile(
    r"累计|年度|全年|本年|上月|上年|去年|同期|同比|环比|增减|增幅|升降|占比|比例|比重|百分比|率$|排名|名次|得分|分值"
    r"|破案|破获|侦破|抓获"
)
_BESIDE = re.compile(r"序号?|项次|行次|no|备注|说明|备考|签[字名]|.{0,4}合计|.{0,4}小计|总计")
_AMOUNT = re.compile(r"金额|损失|资金|经费|款")
_NEGATION = re.compile(r"[不未非无没免]")


@dataclass(frozen=True)
class Heading:
    """A heading ready to be compared: its own name and the names above it, the uppermost first."""

    own: str
    above: tuple[str, ...] = ()
    counted_in: str = ""
    aside: tuple[str, ...] = ()  # what stands in brackets: 村（社区）

    @classmethod
    def of(cls, own: str, above: Sequence[str]) -> Heading:
        counted = next((unit for text in (own, *reversed(above)) if (unit := counting_word(text))), "")
        return cls(name_of(own), tuple(map(name_of, above)), counted, tuple(_BRACKETS.findall(squeezed(own))))


@lru_cache(maxsize=4096)
def name_of(text: str) -> str:
    """A heading without brackets, numbering, marks and spaces: 其中：入室 盗窃（起） → 入室盗窃."""
    text = squeezed(text)
    bare = _LEADING.sub("", _BRACKETS.sub("", text)) or text
    unit = counting_word(text)
    is_apart = counts_money(unit) or _AFTER_STROKE.search(bare)
    if unit and is_apart and bare.endswith(unit) and len(bare) > len(unit) + 1:
        bare = bare[: -len(unit)]
    return _MARKS.sub("", bare) or bare


@lru_cache(maxsize=4096)
def counting_word(text: str) -> str:
    """What a heading says its numbers are counted in: 损失金额（万元）, 损失/万元, 损失金额万元 → 万元."""
    text = squeezed(text)
    said = [*_BRACKETS.findall(text), *_AFTER_STROKE.findall(text), *_MONEY_TAIL.findall(_BRACKETS.sub("", text))]
    units = (re.sub(r"^单位:?", "", unit) for unit in said)
    if tail := _MONEY_TAIL.search(_BRACKETS.sub("", text)):
        return next((unit for unit in units if unit and unit_of(unit)), tail[0])
    return next((unit for unit in units if unit and unit_of(unit)), "")


class Matcher:
    """The columns of a register, ready to be compared with many headings."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.names = {column.key: {name_of(word) for word in (column.label, *column.words)} for column in columns}
        self.labels = {column.key: name_of(column.label) for column in columns}
        self.above = {column.key: {name_of(word) for word in column.above} for column in columns}
        counts = Counter(name for names in self.names.values() for name in names)
        self.shared = {name for name, count in counts.items() if count > 1}
        self.loose = {key: {_loosely(name) for name in names} for key, names in self.names.items()}
        self.derived = {
            key for key in self.names if any(_DERIVED.search(word) for word in (*self.names[key], *self.above[key]))
        }
        self._known: dict[Heading, tuple[int, str]] = {}  # the same rows are tried as heads of one, two and three rows

    def best(self, heading: Heading) -> tuple[int, str]:
        """How surely, and the key of the column; no key where two fit equally well."""
        found = self._known.get(heading)
        if found is None:
            found = self._known[heading] = self._best(heading)
        return found

    def _best(self, heading: Heading) -> tuple[int, str]:
        if not heading.own or len(heading.own) > 40:
            return NONE, ""
        ranked = sorted(((self._sureness(heading, column), column.key) for column in self.columns), reverse=True)
        (level, weight), key = ranked[0] if ranked else ((NONE, 0), "")
        if level and len(ranked) > 1 and ranked[1][0] == (level, weight):
            return SHARED, ""
        return level, key if level else ""

    def sharers(self, heading: Heading) -> list[str]:
        """Keys of the columns that share the name of a heading with nothing above it (说不清 beside two questions)."""
        if heading.above or heading.own not in self.shared:
            return []
        return [key for key, names in self.names.items() if heading.own in names]

    def is_sum(self, heading: Heading, key: str) -> bool:
        """Whether the heading is of the whole figure and not of one kind of it."""
        whole = {self.labels[key], *self.above[key]}
        return heading.own in whole or bool(_TOTAL.search(heading.own) or _GENERIC.match(heading.own))

    def _sureness(self, heading: Heading, column: Column) -> tuple[int, int]:
        """The level, and how much of the heading it rests on."""
        names = self.names[column.key]
        if self._is_other_figure(heading, column):
            return NONE, 0
        spelled = _spelled_out(heading)
        for text in spelled:
            if text in names:
                return self._named(heading, column, text)
        if composed := self._composed(heading, column):
            return EXACT, composed
        for text in spelled:
            if _loosely(text) in self.loose[column.key]:
                return min(NAMED, self._named(heading, column, text)[0]), len(text)
        if level := self._under_name(heading, column):
            return level, len(heading.above[-1])
        return self._part(heading, names)

    def _named(self, heading: Heading, column: Column, text: str) -> tuple[int, int]:
        """A name that several columns have counts only under the right heading of theirs."""
        above = self.above[column.key]
        if not above or text != heading.own:
            return EXACT, len(text)
        if any(_alike(over, wanted) for over in heading.above for wanted in above):
            return EXACT, len(text) + 1
        if text in self.shared:
            return (PART, 0) if heading.above else (SHARED, 0)
        return NAMED, len(text)

    def _composed(self, heading: Heading, column: Column) -> int:
        """安全感-比较安全: the heading above and the name in one cell."""
        best = 0
        for name in self.names[column.key]:
            front = heading.own.removesuffix(name)
            if front != heading.own and any(_heads(front, wanted) for wanted in self.above[column.key]):
                best = max(best, len(heading.own) + len(name))
        return best

    def _under_name(self, heading: Heading, column: Column) -> int:
        """起数 under 电信网络诈骗 is the figure itself; what else stands under it (破案数) may be another."""
        if not heading.above or heading.above[-1] not in self.names[column.key]:
            return NONE
        counted = heading.own[0] if unit_of(heading.own[0]) else ""
        expected = unit_of(column.counted_in)
        if _GENERIC.match(heading.own) and (not counted or expected is None or unit_of(counted) == (1, expected[1])):
            return NAMED
        return PART if column.adds else NONE

    def _part(self, heading: Heading, names: Iterable[str]) -> tuple[int, int]:
        best = max((len(text) for text in heading.aside if text in names), default=0)
        for name in names:
            shorter, longer = sorted((heading.own, name), key=len)
            if len(shorter) < 2 or not (longer.startswith(shorter) or longer.endswith(shorter)):
                continue
            rest = longer.replace(shorter, "", 1)
            if len(rest) <= len(shorter) + 1 and not _NEGATION.search(rest):
                best = max(best, len(shorter))
        return (PART, best) if best else (NONE, 0)

    def _is_other_figure(self, heading: Heading, column: Column) -> bool:
        """An accumulated or compared figure, or an amount where cases are counted."""
        said = (heading.own, *heading.above)
        if column.key not in self.derived and any(_DERIVED.search(text) for text in said):
            return True
        is_amount = counts_money(heading.counted_in) or _AMOUNT.search(heading.own)
        return bool(is_amount and column.counted_in and not counts_money(column.counted_in))


def is_beside(heading: Heading) -> bool:
    """Whether a column is of no register: 序号, 备注, or figures made from others."""
    return bool(_BESIDE.fullmatch(heading.own) or any(_DERIVED.search(text) for text in (heading.own, *heading.above)))


def _spelled_out(heading: Heading) -> list[str]:
    """The whole name first: 化解 over 日期 is 化解日期 before it is 日期."""
    nearest = heading.above[-1:]
    return ["".join((*nearest, heading.own)), heading.own] if nearest else [heading.own]


def _loosely(text: str) -> str:
    return _FRONT.sub("", _TAIL.sub("", text))


def _heads(front: str, wanted: str) -> bool:
    """Whether ``front`` is what is wanted above a name: 政法工作满意度 for 满意度, but not 安全感比较 for 安全感."""
    front, wanted = _GROUP_TAIL.sub("", front), _GROUP_TAIL.sub("", wanted)
    return len(front) >= 2 and (front in wanted or front.endswith(wanted))


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 2 and shorter in longer
