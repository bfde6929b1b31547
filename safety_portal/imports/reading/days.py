"""Days and months as people type them. A day that could be another one is never taken silently."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from safety_portal.imports.reading.columns import Column, Form, Remark
from safety_portal.imports.reading.figures import shown, wrong_type
from safety_portal.imports.reading.raw import Raw
from safety_portal.imports.reading.remarks import question, refusal
from safety_portal.imports.reading.text import VOID, arabic_dates, has_odd_digits, plain, squeezed

YEARS = range(1990, 2101)
#: Days as spreadsheets count them: 1 is the first of January 1900, and 1900 has a 29 February.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(32874, 73415)  # 1990 … 2100
_NOTHING = VOID | {"无", "没有", "暂无", "无日期"}

_CLOCK = re.compile(
    r"[ t]?(?P<part>上午|中午|下午|凌晨|早上|早晨|晚上|傍晚|晚|早|am|pm)? ?"
    r"(?:(?P<hour>\d{1,2})(?::|时|点|点钟)(?:(?P<minute>\d{1,2})分?|(?P<half>半))?(?::?(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?"
    r" ?(?P<part2>am|pm)?"
)
_WEEKDAY = re.compile(r"[( ]*(?:星期|周|礼拜)[一二三四五六日天][) ]*")
_SEPARATOR = r" ?[-./年、] ?"
_FULL = re.compile(r"(\d{4}|\d{2})" + _SEPARATOR + r"(\d{1,2})(?: ?[-./月、] ?)(\d{1,2}) ?[日号]?(.*)")
_SPACED = re.compile(r"(\d{4}) (\d{1,2}) (\d{1,2})()")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})()")
_YEAR_LAST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})(.*)")
_NO_YEAR = re.compile(r"(\d{1,2}) ?[-./月] ?(\d{1,2}) ?[日号]?(.*)")
_VAGUE = re.compile(
    r".*(?:旬|底|初|末|左右|前后|期间|季度|半年|农历|腊月|正月|本月|当月|上月|近期|月份|许|至|到|~|约).*"
    r"|\d{4}年?|\d{4} ?[-./年] ?\d{1,2}月?|\d{1,2}月|\d{1,2}[日号]?|\d{4}(?:0[1-9]|1[0-2])"
)
_RANGE = re.compile(r"[日号\d] ?[-~—–至到] ?\d")
_DASHED = re.compile(r"\d{2,4}-\d{1,2}-\d{1,4}|\d{1,2}-\d{1,2}$")
_YEAR_MONTH = re.compile(r"(\d{4})(?: ?[-./年] ?(\d{1,2}) ?(?:月份?)?|(0[1-9]|1[0-2]))")
_MONTH_ONLY = re.compile(r"(\d{1,2}) ?月份?")


@dataclass(frozen=True)
class YearMonth:
    """What the whole sheet is about, as far as is known."""

    year: int | None = None
    month: int | None = None

    def year_for(self, month: int) -> int | None:
        """This year, or for December in a sheet of January the last."""
        if self.year is None or self.month is None:
            return self.year
        return self.year - (month - self.month > 6)


@dataclass(frozen=True)
class Moment:
    """A text as a day; ``code`` is a remark's: a fault if there is no ``day``, else a doubt."""

    day: date | None = None
    clock: time | None = None
    code: str = ""


def read_day(raw: Raw, column: Column, about: YearMonth) -> tuple[date | datetime | None, list[Remark]]:
    """One cell of a DAY or MOMENT column; a MOMENT is a ``datetime`` only where the cell has a time of day."""
    moment = _moment(raw, about)
    if moment.day is None:
        return None, [refusal(moment.code, column, word=shown(raw))] if moment.code else []
    if moment.day.year not in YEARS:
        return None, [refusal("year_out_of_range", column, word=shown(raw))]
    remarks = [question(moment.code, column, word=shown(raw), value=moment.day.isoformat())] if moment.code else []
    if column.form is Form.MOMENT and moment.clock is not None:
        return datetime.combine(moment.day, moment.clock), remarks
    return moment.day, remarks


def _moment(raw: Raw, about: YearMonth) -> Moment:
    if isinstance(raw, datetime):
        has_time = raw.time() != time.min
        return Moment(raw.date(), raw.time() if has_time else None)
    if isinstance(raw, date):
        return Moment(raw)
    if isinstance(raw, str):
        return typed_moment(raw, about)
    if isinstance(raw, bool):
        return Moment(code="not_a_day")
    if isinstance(raw, int | float):
        return _number_as_moment(raw, about)
    return Moment(code=wrong_type(raw, "not_a_day"))


def _number_as_moment(number: float, about: YearMonth) -> Moment:
    """20260905, a day as the spreadsheet counts them, or 9.5 for 9月5日. 9.1 may have been 9.10: nobody can tell."""
    if number == int(number) and len(str(int(number))) == 8:
        return typed_moment(str(int(number)), about)
    if int(number) in _SERIALS:
        moment = datetime.combine(_SERIAL_ZERO, time.min) + timedelta(days=number)
        moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
        has_time = moment.time() != time.min
        return Moment(moment.date(), moment.time() if has_time else None, "serial_date")
    text = f"{number:.15g}"
    if re.fullmatch(r"\d{1,2}\.[123]", text):
        return Moment(code="ambiguous_day")
    return typed_moment(text, about)


@lru_cache(maxsize=65536)
def typed_moment(text: str, about: YearMonth) -> Moment:
    """A text as a day, with the time of day where it says one."""
    if squeezed(text) in _NOTHING:
        return Moment()
    if has_odd_digits(text):
        return Moment(code="not_a_day")
    text = _WEEKDAY.sub(" ", arabic_dates(plain(text).lower())).strip(" .。,、;")
    if _RANGE.search(_DASHED.sub("", text)):
        return Moment(code="vague_day")
    for pattern, read in _PATTERNS:
        found = pattern.fullmatch(text)
        if found and _clock(found[found.re.groups]) is not None:
            return read(found, about)
    return Moment(code="vague_day" if _VAGUE.fullmatch(text) else "not_a_day")


def _clock(text: str) -> tuple[time | None, bool] | None:
    """The time of day said by ``text`` and whether there is such a time; None if it says anything else."""
    found = _CLOCK.fullmatch(text.rstrip())
    if found is None:
        return None
    if found["hour"] is None:
        return None, True
    hour, minute = int(found["hour"]), 30 if found["half"] else int(found["minute"] or 0)
    part = found["part"] or found["part2"] or ""
    if part in {"下午", "晚上", "傍晚", "晚", "pm"} and hour < 12:
        hour += 12
    elif (part in {"晚上", "晚", "凌晨", "am"} and hour == 12) or (part == "中午" and hour < 3):
        return None, False
    second = int(found["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None, False
    return time(hour, minute, second), True


def _built(year: int, month: int, day: int, rest: str, code: str = "") -> Moment:
    clock, is_time = _clock(rest) or (None, False)
    try:
        found = date(year, month, day)
    except ValueError:
        return Moment(code="no_such_day")
    return Moment(found, clock, code) if is_time else Moment(code="no_such_day")


def _year_first(found: re.Match[str], about: YearMonth) -> Moment:
    year, month, day, rest = found.groups()
    if len(year) == 4:
        return _built(int(year), int(month), int(day), rest)
    full = 2000 + int(year)
    if about.year is not None and abs(full - about.year) > 1:
        return Moment(code="ambiguous_day")
    return _built(full, int(month), int(day), rest, "short_year")


def _year_last(found: re.Match[str], _about: YearMonth) -> Moment:
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if first == second:
        return _built(year, first, second, found[4])
    if first > 12:
        return _built(year, second, first, found[4], "day_first")
    if second > 12:
        return _built(year, first, second, found[4], "day_first")
    return Moment(code="ambiguous_day")


def _without_year(found: re.Match[str], about: YearMonth) -> Moment:
    month, day = int(found[1]), int(found[2])
    year = about.year_for(month)
    if year is None:
        is_day = _built(2000, month, day, found[3]).day is not None
        return Moment(code="no_year" if is_day else "no_such_day")
    return _built(year, month, day, found[3], "year_assumed")


_PATTERNS = (
    (_COMPACT, _year_first),
    (_FULL, _year_first),
    (_SPACED, _year_first),
    (_YEAR_LAST, _year_last),
    (_NO_YEAR, _without_year),
)


def read_month(raw: Raw, column: Column, about: YearMonth) -> tuple[date | None, list[Remark]]:
    """One cell of a MONTH column, as the first day of the month."""
    first: date | None
    if isinstance(raw, date):
        first, code = date(raw.year, raw.month, 1), ""
    elif isinstance(raw, str):
        first, code = _typed_month(raw, about)
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        text = f"{raw:.15g}"
        first, code = (None, "ambiguous_day") if re.fullmatch(r"\d{4}\.1", text) else _typed_month(text, about)
    else:
        first, code = None, wrong_type(raw, "not_a_month") or ("not_a_month" if raw is not None else "")
    if first is None:
        return None, [refusal(code, column, word=shown(raw))] if code else []
    if first.year not in YEARS:
        return None, [refusal("year_out_of_range", column, word=shown(raw))]
    return first, [question(code, column, word=shown(raw), value=f"{first:%Y-%m}")] if code else []


def _typed_month(text: str, about: YearMonth) -> tuple[date | None, str]:
    if squeezed(text) in _NOTHING:
        return None, ""
    text = arabic_dates(plain(text))
    found = _YEAR_MONTH.fullmatch(text)
    year: int | None
    if found:
        year, month, code = int(found[1]), int(found[2] or found[3]), ""
    elif found := _MONTH_ONLY.fullmatch(text):
        month = int(found[1])
        year, code = about.year_for(month), "year_assumed"
    else:
        day = typed_moment(text, about)
        return (day.day.replace(day=1), day.code) if day.day else (None, "not_a_month")
    if not 1 <= month <= 12:
        return None, "not_a_month"
    return (date(year, month, 1), code) if year else (None, "no_year")
