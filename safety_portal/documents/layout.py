"""An official document as data, and the figures of GB/T 9704-2012 that Word and PDF are both set by. Plain Python.

Clauses are those of GB/T 9704-2012《党政机关公文格式》. Where the standard gives only words ("3号字"), the comment says
what was taken for them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

# --- Page, in millimetres (clause 5) ---------------------------------------------------------------------------
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0  # A4, 5.1
TOP, LEFT = 37.0, 28.0  # 天头, 订口, 5.2.1
TYPE_WIDTH, TYPE_HEIGHT = 156.0, 225.0  # 版心 without the page number, 5.2.1
RIGHT = PAGE_WIDTH - LEFT - TYPE_WIDTH
BOTTOM = PAGE_HEIGHT - TOP - TYPE_HEIGHT
LINES, SIGNS = 22, 28  # a page, a line, 5.2.3
LINE_PITCH = TYPE_HEIGHT / LINES
SIGN_PITCH = TYPE_WIDTH / SIGNS

# --- Sizes, in points: Chinese sizes by number -------------------------------------------------------------------
SIZE_BODY = 16.0  # 3号, 5.2.2
SIZE_TITLE = 22.0  # 2号, 7.3.1
SIZE_SMALL = 14.0  # 4号: 版记 and page number, 7.4, 7.5
SIZE_MARK = 42.0  # 7.2.4 leaves it open ("醒目、美观、庄重"); 初号 where it fits
SIZE_TABLE = 14.0  # not in the standard; 4号 keeps six columns readable
SIZE_WIDE_TABLE = 10.5  # 5号: a table across the page has many columns
SIZE_COMPACT_TABLE = 12.0  # 小四
SIZE_COMPACT, COMPACT_PITCH = 14.0, 7.2  # a brief on one page: 4号, millimetres from line to line

# --- Distances and lines, in millimetres ---------------------------------------------------------------------------
MARK_BELOW_TOP = 35.0  # upper edge of the mark under that of the 版心, 7.2.4
LINE_BELOW_NUMBER = 4.0  # 7.2.7
RED_LINE = 0.7  # thickness; the standard has the length only (版心, 7.2.7)
THICK, THIN = 0.35, 0.25  # lines of the 版记, 7.4.1
NUMBER_BELOW_TYPE = 7.0  # the dash beside the page number, under the lower edge of the 版心, 7.5
LETTER_MARK_TOP = 30.0  # from the upper edge of the page, 10.1
LETTER_LINE_BELOW_MARK = 4.0  # 10.1
LETTER_LINE_FROM_BOTTOM = 20.0  # 10.1
LETTER_LINE_WIDTH = 170.0  # 10.1
LETTER_THICK, LETTER_THIN = 1.0, 0.35  # "上粗下细"; the standard has no figures
DATE_FROM_RIGHT = 4  # signs, 7.3.5.1

RED = "FF0000"

#: Fonts by role, as Windows and WPS name them (Chinese and English name), best first. Licensed, so only named.
FONTS: dict[str, tuple[str, ...]] = {
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    "body": ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
    "black": ("黑体", "SimHei"),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"),
    "page": ("宋体", "SimSun"),
}


class Kind(StrEnum):
    """The three layouts: with red head (clause 7), letter (clause 10), and without either (a brief)."""

    RED_HEAD = "red_head"
    LETTER = "letter"
    PLAIN = "plain"


@dataclass(frozen=True)
class Span:
    """Words of a text; ``url``: the page that explains them (a figure leads to its source)."""

    text: str
    url: str = ""


Text = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    """``level`` 1 to 4: 一、 黑体 · （一） 楷体 · 1. 仿宋 · （1） 仿宋 (7.3.3). The number is part of the text."""

    text: Text
    level: int


@dataclass(frozen=True)
class Paragraph:
    """Body text: first line indented by two signs."""

    text: Text


@dataclass(frozen=True)
class Bullet:
    """A point of a list without numbers."""

    text: Text


@dataclass(frozen=True)
class Table:
    """``widths``: shares of the columns, equal where empty. The head is repeated on each page, no row is torn apart.

    ``three_lines``: a thick line above and below, a thin one under the head, no others (三线表).
    """

    head: Sequence[str]
    rows: Sequence[Sequence[Text]]
    widths: Sequence[int] = ()
    three_lines: bool = False


Block = Heading | Paragraph | Bullet | Table


@dataclass(frozen=True)
class Annex:
    """An attachment that is part of the document: on pages of its own between date and imprint (7.3.7).

    ``is_landscape``: across the page, with its head at the left edge and the page number where it always is (clause 8).
    """

    title: str
    body: Sequence[Block]
    is_landscape: bool = False


@dataclass(frozen=True)
class OfficialDocument:
    """What is written; where it stands on the page is the business of word.py and pdf.py.

    ``mark``: 发文机关标志; ``number``: 发文字号 (``document_number``); ``copies``: 抄送; ``printed_by``,
    ``printed_on``: 印发机关 and 印发日期. Empty elements are left out with the room they would take.
    ``attachments``: names of papers that are put beside it; those of ``annexes`` come behind them by themselves.
    ``is_compact``: smaller and closer, for what must fit one page.
    """

    kind: Kind
    title: str
    body: Sequence[Block]
    mark: str = ""
    number: str = ""
    addressees: Sequence[str] = ()
    attachments: Sequence[str] = ()
    signature: str = ""
    signed_on: date | None = None
    copies: Sequence[str] = ()
    printed_by: str = ""
    printed_on: date | None = None
    annexes: Sequence[Annex] = ()
    is_compact: bool = False

    @property
    def attachment_names(self) -> list[str]:
        """附件说明: what lies beside, then what is bound in."""
        return [*self.attachments, *(annex.title for annex in self.annexes)]


def text_of(words: str, links: dict[str, str] | None = None) -> Text:
    """``words`` as a text in which each key of ``links`` leads to its address."""
    if not links:
        return (Span(words),)
    parts = re.split("(" + "|".join(re.escape(key) for key in sorted(links, key=len, reverse=True)) + ")", words)
    return tuple(Span(part, links.get(part, "")) for part in parts if part)


def document_number(word: str, year: int, number: int) -> str:
    """``嵩办发〔2020〕68号``: 机关代字, year in hexagonal brackets, no leading zero, no 第 (7.2.5)."""
    return f"{word}〔{year}〕{number}号"


def day_in_words(day: date) -> str:
    """``2026年1月5日``: Arabic figures, no leading zeros (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def addressee_line(names: Sequence[str]) -> str:
    """主送机关 with a full-width colon behind it (7.3.2); empty for none."""
    return "、".join(names) + "：" if names else ""


#: A last paragraph of more signs may be torn apart: enough of it stands with the signature anyway.
KEPT_AT_MOST = 300


def keeps_last(document: OfficialDocument) -> bool:
    """Whether the last paragraph stays with signature and date: no page holds these alone (7.3.5.5)."""
    last = document.body[-1] if document.body else None
    if last is None or isinstance(last, Table):
        return False
    return sum(len(span.text) for span in last.text) <= KEPT_AT_MOST


def annex_label(document: OfficialDocument, index: int) -> str:
    """``附件`` or ``附件2`` at the upper left corner of an annex (7.3.7)."""
    names = document.attachment_names
    return f"附件{len(document.attachments) + index + 1}" if len(names) > 1 else "附件"


def attachment_lines(names: Sequence[str]) -> list[str]:
    """附件说明: one without a number, several with Arabic ones; no full stop behind a name (7.3.4)."""
    if len(names) < 2:
        return [f"附件：{name}" for name in names]
    return [f"{'附件：' if number == 1 else '　　　'}{number}.{name}" for number, name in enumerate(names, 1)]


def signature_indents(signature: str, day: date | None) -> tuple[float, float]:
    """How many signs the signature and the date stand in from the right: the date four, the signature centred over it.

    A signature so long that it would pass the edge moves both to the left (7.3.5.1). A date alone stands at four.
    """
    date_width = width_in_signs(day_in_words(day)) if day else 0.0
    overhang = (width_in_signs(signature) - date_width) / 2
    date_indent = max(float(DATE_FROM_RIGHT), overhang)
    return (date_indent - overhang if day else float(DATE_FROM_RIGHT)), date_indent


def width_in_signs(words: str) -> float:
    """ASCII takes half a sign."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in words)


def copies_line(names: Sequence[str]) -> str:
    """``抄送：甲，乙。`` (7.4.2); empty for none."""
    return f"抄送：{'，'.join(names)}。" if names else ""


def mark_size(mark: str) -> float:
    """Points at which the mark fits the line of the 版心; never larger than ``SIZE_MARK``."""
    room = TYPE_WIDTH / 25.4 * 72
    return min(SIZE_MARK, int(room / max(len(mark), 1) * 2) / 2)


#: Signs that can't begin a line, and the two between which nothing may break: figures, and what belongs to them.
_NO_START = "，。、；：！？）〕》”’的年月日号%．."
_NO_END = "（〔《“‘第"
_THOUGHTS = ("月", "建设", "工作", "情况", "事项", "问题", "单位")


def title_lines(title: str) -> list[str]:
    """The title in lines of a trapezium (7.3.1: 词意完整，排列对称，长短适宜), as even as can be.

    Figures are never torn apart; before 关于 is where a title likes to break, then behind a word that ends a thought.
    A line feed in ``title`` is kept: who knows better may say so.
    """
    if "\n" in title:
        return [line.strip() for line in title.splitlines() if line.strip()]
    at_most = TYPE_WIDTH / 25.4 * 72 / SIZE_TITLE
    lines: list[str] = []
    rest = title
    while (width := _title_width(rest)) > at_most:
        place = _break_of(rest, width / math.ceil(width / at_most), at_most)
        lines.append(rest[:place])
        rest = rest[place:]
    return [*lines, rest]


def _break_of(words: str, wish: float, at_most: float) -> int:
    """Where to break near ``wish`` signs; a line without any fit place breaks where it is full."""
    best, best_cost = 0, math.inf
    for place in range(1, len(words)):
        width = _title_width(words[:place])
        if width > at_most:
            return best or place - 1
        likes = 4 if words.startswith("关于", place) else 3 if words[:place].endswith(_THOUGHTS) else 0
        cost = abs(width - wish) - likes
        if _may_break(words[place - 1], words[place]) and cost < best_cost:
            best, best_cost = place, cost
    return best or len(words)


def _title_width(words: str) -> float:
    """At most: in a proportional face figures are wider than half a sign, and Word sets them off."""
    gaps = sum(before.isascii() != after.isascii() for before, after in pairwise(words))
    return width_in_signs(words) + 0.1 * sum(sign.isascii() for sign in words) + 0.25 * gaps


def _may_break(before: str, after: str) -> bool:
    return not (before.isascii() and after.isascii()) and after not in _NO_START and before not in _NO_END


def words_of(document: OfficialDocument) -> Iterator[str]:
    """Every text that is printed, to ask a font for its signs."""
    yield from (document.mark, document.number, document.title, document.signature, document.printed_by)
    yield from (*document.addressees, *document.attachment_names, *document.copies)
    for block in (*document.body, *(block for annex in document.annexes for block in annex.body)):
        if isinstance(block, Table):
            yield from block.head
            yield from (span.text for row in block.rows for cell in row for span in cell)
        else:
            yield from (span.text for span in block.text)


_HEADINGS = (
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"（[一二三四五六七八九十百]+）"),
    re.compile(r"\d{1,2}[.．](?!\d)"),
    re.compile(r"（\d{1,2}）"),
)
#: A longer line, or one that ends as a sentence, is text that happens to begin with a number.
HEADING_AT_MOST = 40


def blocks_of(words: str, text: Callable[[str], Text] = text_of) -> list[Block]:
    """Typed text as blocks: one a line; the level of a heading is told by its number (7.3.3), ``·`` begins a point.

    ``text`` makes the text of a line.
    """
    return [_block_of(line.strip(), text) for line in words.splitlines() if line.strip()]


def _block_of(line: str, text: Callable[[str], Text]) -> Block:
    if line.startswith("·"):
        return Bullet(text(line[1:].strip()))
    is_short = len(line) <= HEADING_AT_MOST and not line.endswith(("。", "；", "：", "！", "？"))
    for level, pattern in enumerate(_HEADINGS, 1):
        if is_short and pattern.match(line):
            return Heading(text(line), level)
    return Paragraph(text(line))
