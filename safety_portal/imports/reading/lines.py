"""What a row of a sheet seems to be, by the words it begins with."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from safety_portal.imports.reading.text import squeezed


class Role(StrEnum):
    """What a row is. Only DATA is read; all others are shown as left out."""

    DATA = "data"
    BLANK = "blank"
    TOTAL = "total"
    FOOT = "foot"
    HEAD_AGAIN = "head_again"
    NOTE = "note"


_TOTAL = re.compile(
    r"(?:(?:.{0,10}(?:合计|总计|小计|共计|总和)|累计|全[镇区乡]|全街道|汇总|总数)数?|.{0,6}(?:平均|均值)[数值]?)(?:\(.{1,3}\))?:?"
)
_FOOT = re.compile(
    r"(?:备注|注释?|附注?|附件|(?:填[表报])?说明|填[表报]?人|制表人?|审[核批]人?|复核人?|统计人?|经办人?|(?:主要|单位|分管)?负责人"
    r"|分管领导|领导|联系人|联系(?:电话|方式)|电话|(?:领导)?签[字名]|盖章|截至[^:]{0,12}|数据来源"
    r"|(?:填[报表]|制表|报送|统计|上报)?(?:单位|日期|时间|部门)(?:\(盖章\)|\(公章\))?)\d{0,2}:.*"
)
_FOOT_BARE = re.compile(
    r"备注|注|说明|填[表报]人|制表人?|审核人?|复核人?|统计人|经办人|(?:主要|单位|分管)?负责人|签[字名]|盖章|以下空白"
    r"|第?\d+页.*|共\d+页.*|以上数据.{2,}|[*※].*"
)
_EXAMPLE = re.compile(r"(?:示例|样例|范例|例如|填写示例|填写说明)(?:[:(].*)?|例[:(].*")
_SECTION = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}部分).*"
)
_COLUMN = re.compile(
    r".{0,6}(?:序号|单位|社区|姓名|名称|备注|日期|时间|电话|地[点址]|类[型别]|结果|金额|职务|性别|年龄)|情况|.{1,8}[数率]"
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"


class Opening(StrEnum):
    """What the words at the beginning of a row promise."""

    NOTHING = ""
    TOTAL = "total"
    FOOT = "foot"
    EXAMPLE = "example"
    SECTION = "section"


@lru_cache(maxsize=65536)
def opening(text: str) -> Opening:
    bare = squeezed(text)
    if _TOTAL.fullmatch(bare):
        return Opening.TOTAL
    if _FOOT.fullmatch(bare) or _FOOT_BARE.fullmatch(bare):
        return Opening.FOOT
    if _EXAMPLE.fullmatch(bare):
        return Opening.EXAMPLE
    return Opening.SECTION if _SECTION.fullmatch(bare) else Opening.NOTHING


@lru_cache(maxsize=1024)
def is_mean(text: str) -> bool:
    """Whether a line of sums is one of means, which adds up to nothing."""
    return "平均" in text or "均值" in text


@lru_cache(maxsize=1024)
def names_column(text: str) -> bool:
    """Whether it is a usual heading of whatever table."""
    return _COLUMN.fullmatch(squeezed(text)) is not None


def counts_columns(texts: list[str]) -> bool:
    """Whether a row under the head only numbers its columns: 甲 乙 1 2 3, or (1) (2) (3)."""
    marks = [squeezed(text).strip("()") for text in texts]
    if marks and marks[0] in {"栏次", "行次", "序号"}:
        marks = marks[1:]
    stems = [mark for mark in marks if mark in _STEMS]
    numbers = marks[len(stems) :]
    if len(marks) < 3 or stems != list(_STEMS[: len(stems)]) or not all(mark.isdecimal() for mark in numbers):
        return False
    counted = [int(mark) for mark in numbers]
    first = counted[0] if counted else 1
    return first in {1, 2, len(stems) + 1} and counted == list(range(first, first + len(counted)))
