"""Numbers, dates and unit names in the words of the page, in the language that is active (look.md, Writing).

Chinese: 10月21日 16:40, 1 421, −2.00. English: 21 Oct 16:40. The year is written only where it is not this one.
"""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language
from pypinyin import lazy_pinyin

from safety_portal.core.months import Month

THIN_SPACE = "\u2009"
MINUS = "\u2212"
NOTHING = "—"

Number = int | float | Decimal

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_DIVISIONS = {
    "省": "Province",
    "市": "City",
    "区": "District",
    "县": "County",
    "镇": "Town",
    "乡": "Township",
    "街道": "Subdistrict",
}
_SETTLEMENTS = {"社区": "Community", "村": "Village"}  # always named alone; 镇区社区 is no district
_OFFICES = {
    "城管中队": "Urban Management Squad",
    "交警中队": "Traffic Police Squad",
    "市场监管所": "Market Supervision Office",
    "派出所": "Police Station",
    "司法所": "Justice Office",
    "综治办": "Governance Office",
    "信访办": "Petition Office",
    "人社所": "Labour Office",
    "民政所": "Civil Affairs Office",
    "应急办": "Emergency Office",
    "宣传办": "Publicity Office",
    "党政办": "General Office",
    "住建办": "Construction Office",
    "城建办": "Construction Office",
    "政法委": "Political and Legal Committee",
    "中心校": "Central School",
    "卫生院": "Health Centre",
    "消防站": "Fire Station",
    "法庭": "Tribunal",
    "妇联": "Women's Federation",
    "团委": "Youth League",
}
_DIVISION = "|".join(_DIVISIONS)
_GRID = re.compile(r"(?P<place>.*?)第?(?P<number>\d+)网格")
_DIVISION_PATH = re.compile(rf"(?:.+?(?:{_DIVISION}))+")
_ONE_DIVISION = re.compile(rf"(?P<name>.+?)(?P<kind>{_DIVISION})(?=..|$)")


def speaks_chinese() -> bool:
    """Whether the active language is Chinese (also when translation is switched off)."""
    return (get_language() or "zh").startswith("zh")


def _grouped(text: str) -> str:
    return text.replace(",", THIN_SPACE).replace("-", MINUS)


def _rounded(value: Number, places: int) -> Decimal:
    """Round half up, as the arithmetic on the page says; minus zero becomes zero."""
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded.is_zero() else rounded


def number(value: Number, places: int | None = None) -> str:
    """1421 → "1 421", -2 → "−2", 12.50 → "12.5"; with `places`, exactly so many decimals."""
    if places is not None:
        return _grouped(f"{_rounded(value, places):,f}")
    text = f"{Decimal(str(value)):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _grouped("0" if text == "-0" else text)


def points(value: Number) -> str:
    """Points always carry two decimals: 17.1 → "17.10", -1 → "−1.00"."""
    return number(value, 2)


def signed(value: Number, places: int | None = None) -> str:
    """A change with its sign: 2 → "+2", -1 → "−1", 0 → "0"."""
    text = number(value, places)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def percent(fraction: Number, places: int = 1) -> str:
    """A fraction from 0 to 1 as a percentage: 0.871 → "87.1%"."""
    return f"{number(Decimal(str(fraction)) * 100, places)}%"


def short_date(day: date, today: date) -> str:
    """10月21日 or 21 Oct; with the year where it is not the year of `today`."""
    if speaks_chinese():
        return f"{'' if day.year == today.year else f'{day.year}年'}{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}{'' if day.year == today.year else f' {day.year}'}"


def short_datetime(moment: datetime, today: date) -> str:
    """10月21日 16:40 or 21 Oct 16:40, in the portal's time zone; a day's last microsecond is its 24:00."""
    local = timezone.localtime(moment)
    clock = "24:00" if local.time() == time.max else f"{local:%H:%M}"
    return f"{short_date(local.date(), today)} {clock}"


def month_label(month: Month | date) -> str:
    """2026年10月 or Oct 2026; a date stands for its month."""
    number = month.number if isinstance(month, Month) else month.month
    return f"{month.year}年{number}月" if speaks_chinese() else f"{_MONTHS[number - 1]} {month.year}"


def _pinyin(text: str) -> str:
    return "".join(lazy_pinyin(text, v_to_u=True)).capitalize()


def _divisions_in_pinyin(name: str) -> str:
    """合肥市瑶海区 → "Yaohai District, Hefei City": smallest first, as English addresses go."""
    parts = [f"{_pinyin(part['name'])} {_DIVISIONS[part['kind']]}" for part in _ONE_DIVISION.finditer(name)]
    return ", ".join(reversed(parts))


def english_unit_name(name: str) -> str:
    """A unit's name for English pages: pinyin with the kind of unit translated, 四岗社区 → "Sigang Community"."""
    if not re.search(r"[\u4e00-\u9fff]", name):
        return name
    if grid := _GRID.fullmatch(name):
        place = english_unit_name(grid["place"]) if grid["place"] else ""
        return f"{place} Grid {grid['number']}".strip()
    for office, english in _OFFICES.items():
        if name.endswith(office):
            place = english_unit_name(name.removesuffix(office)) if name != office else ""
            return f"{place} {english}".strip()
    for kind, english in _SETTLEMENTS.items():
        if name.endswith(kind) and name != kind:
            return f"{_pinyin(name.removesuffix(kind))} {english}"
    if _DIVISION_PATH.fullmatch(name):
        return _divisions_in_pinyin(name)
    return _pinyin(name)
