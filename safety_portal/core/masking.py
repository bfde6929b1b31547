"""Personal data as lists and pages show it: enough to tell two people apart, not enough to know one.

The full value is shown only on demand, with a reason, on record (privacy rules of the portal: masked by default).
"""

import re

# Surnames of two characters that are still in use; any other name has one.
# fmt: off
_COMPOUND_SURNAMES = frozenset({
    "欧阳", "上官", "司马", "司徒", "司空", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容",
    "令狐", "长孙", "宇文", "端木", "东方", "南宫", "西门", "东郭", "独孤", "轩辕", "钟离",
    "闾丘", "申屠", "公冶", "澹台", "濮阳", "淳于", "单于", "太叔", "仲孙", "赫连", "呼延",
    "拓跋", "完颜", "纳兰", "万俟", "闻人", "百里", "第五", "公羊",
})
# fmt: on
_LONGEST_CHINESE_NAME = 4
_BUILDING = re.compile(r"[0-9０-９]|[一二三四五六七八九十百]+\s*(?:[幢栋座号室]|单元|号楼)")


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳娜娜 → 欧阳**; longer names (of other peoples) keep one letter, whatever their length."""
    name = name.strip()
    if len(name) > _LONGEST_CHINESE_NAME:
        return f"{name[0]}**"
    shown = 2 if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES else 1 if len(name) > 1 else 0
    return name[:shown] + "*" * (len(name) - shown)


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234; a shorter number keeps its last two digits."""
    phone = phone.strip()
    if len(phone) >= 11:
        return _middle_hidden(phone, head=3, tail=4)
    return _middle_hidden(phone, head=0, tail=2) if len(phone) >= 7 else "*" * len(phone)


def mask_id(number: str) -> str:
    """340102199001011234 → 340***********1234: neither the county nor the birthday."""
    number = number.strip()
    return _middle_hidden(number, head=3, tail=4) if len(number) >= 15 else "*" * len(number)


def mask_address(address: str) -> str:
    """The place without house, door or flat: 新海家园二期7幢502室 → 新海家园二期***."""
    address = address.strip()
    house = _BUILDING.search(address)
    shown = min(house.start() if house else len(address) // 2, 12)
    return f"{address[:shown]}***" if address else ""


def _middle_hidden(text: str, *, head: int, tail: int) -> str:
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]
