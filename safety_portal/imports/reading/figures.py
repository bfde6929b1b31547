"""Numbers as people type them: full-width, in thousands, counted (3起), in Chinese, approximate, in another scale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from safety_portal.imports.reading.columns import Column, Form, Remark
from safety_portal.imports.reading.raw import Broken, Mangled, Raw, Unfilled
from safety_portal.imports.reading.remarks import question, refusal
from safety_portal.imports.reading.text import VOID, chinese_number, cleaned, has_odd_digits, plain, squeezed

_ZERO = frozenset({"无", "没有", "没", "零", "无发生", "未发生", "nil", "none"})
_TIMES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_ALIKE = {"名": "人", "位": "人", "口": "人", "件": "起", "宗": "起", "例": "起", "案": "起", "块": "元", "块钱": "元"}
_ANYTHING = "个"
_SCALE = r"(?P<times>十|百万|千万|百|千|万|亿)?"
_UNIT = re.compile(_SCALE + r"(?P<base>人次|户次|块钱|[元块人名位口起件宗例案次户份条家处个场页册部辆栋间套%‰])?")
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,15})?|\d{1,3}(?: \d{3})+|\d{1,15}(?:\.\d{1,15})?|\.\d{1,15}"
_NUMBER = re.compile(
    r"'?(?:共计|合计|总计|共|计)?(?P<about>大约|大概|约|将近|接近|近|超过|超|逾|至少)? ?"
    r"(?:(?P<sign>[-+负]?)(?P<digits>" + _DIGITS + r")"
    r"|(?P<chinese>[零〇○一二三四五六七八九十百千万两壹贰叁肆伍陆柒捌玖拾佰仟]+))"
    r" ?(?P<more>余|多|几|来)? ?(?P<unit>" + _UNIT.pattern + r") ?(?P<less>左右|上下|以上|余|多)?"
)
#: No figure of an office is as large; decimals of such numbers can no longer be told.
BEYOND = Decimal(10**14)
_MONEY = "元"
_PER_CENT = frozenset("%‰")


@dataclass(frozen=True)
class Figure:
    """A typed number before it is measured by its column; ``value`` None where the cell says nothing."""

    value: Decimal | None = None
    times: int = 1
    base: str = ""
    is_approximate: bool = False
    fault: str = ""

    @property
    def has_unit(self) -> bool:
        return bool(self.base) or self.times != 1


@lru_cache(maxsize=65536)
def typed(text: str) -> Figure:
    """What a text says as a number, ``fault`` a remark's code if it says none."""
    if has_odd_digits(text):
        return Figure(fault="not_a_number")
    text = plain(text)
    bare = squeezed(text)
    if bare in VOID:
        return Figure()
    if bare in _ZERO:
        return Figure(Decimal(0))
    found = _NUMBER.fullmatch(text)
    if found is None:
        return Figure(fault="not_a_number")
    value = _value(found)
    if value is None:
        return Figure(fault="not_a_number")
    return Figure(
        value,
        _TIMES[found["times"] or ""],
        _ALIKE.get(found["base"] or "", found["base"] or ""),
        is_approximate=any(found[name] for name in ("about", "more", "less")),
        fault="one_or_dash" if bare == "一" else "",
    )


def _value(found: re.Match[str]) -> Decimal | None:
    if found["chinese"]:
        number = chinese_number(found["chinese"])
        return None if number is None else Decimal(number)
    value = Decimal(found["digits"].replace(",", "").replace(" ", ""))
    return -value if found["sign"] in {"-", "负"} else value


@lru_cache(maxsize=1024)
def unit_of(counted_in: str) -> tuple[int, str] | None:
    """万元 → (10000, 元); None for a text that is no unit (必填)."""
    found = _UNIT.fullmatch(squeezed(counted_in))
    if found is None or not found[0]:
        return None
    base = found["base"] or ""
    return _TIMES[found["times"] or ""], _ALIKE.get(base, base)


def counts_money(counted_in: str) -> bool:
    """Whether numbers of such a column are amounts, which are worth nothing without their scale."""
    unit = unit_of(counted_in)
    return unit is not None and unit[1] == _MONEY


def ratio(times: int, base: str, counted_in: str) -> Decimal | None:
    """By what a number in (``times``, ``base``) is multiplied to be counted in ``counted_in``; None if by nothing."""
    target_times, target_base = unit_of(counted_in) or (1, "")
    if target_base == base or not base or _ANYTHING in {base, target_base}:
        return Decimal(times) / Decimal(target_times)
    if not target_base and base != _MONEY and base not in _PER_CENT:
        return Decimal(times)
    return None


def read_number(raw: Raw, column: Column, counted_in: str) -> tuple[int | Decimal | None, list[Remark]]:
    """One cell of an INTEGER or DECIMAL column; ``counted_in`` is what its heading says."""
    if raw.__class__ is int and (not counted_in or counted_in == column.counted_in):
        return _measured(Decimal(raw), str(raw), column, [])
    figure = _figure(raw)
    if figure.value is None:
        return None, [refusal(figure.fault, column, word=shown(raw))] if figure.fault else []
    remarks: list[Remark] = []
    factor = _factor(figure, column, counted_in, remarks)
    if factor is None:
        code = "percent" if figure.base in _PER_CENT else "not_a_number"
        return None, [refusal(code, column, word=shown(raw))]
    if _is_fraction(raw, column, counted_in):
        return None, [refusal("fraction_for_percent", column, word=shown(raw))]
    number, remarks = _measured(figure.value * factor, shown(raw), column, remarks)
    if number is not None and figure.is_approximate:
        remarks.append(question("approximate", column, word=shown(raw), value=str(number)))
    if number is not None and figure.fault:
        remarks.append(question(figure.fault, column))
    return number, remarks


def worth(raw: Raw) -> Decimal | None:
    """What a cell is worth as a plain number, whatever it counts; None if it is none, or nothing."""
    if raw is None:
        return None
    if raw.__class__ is int:
        return Decimal(raw)
    figure = _figure(raw)
    return None if figure.value is None else figure.value * figure.times


def _figure(raw: Raw) -> Figure:
    """What a cell of any type says as a number."""
    if isinstance(raw, bool):
        return Figure(fault="not_a_number")
    if isinstance(raw, int | float):
        if abs(raw) < 1e15:
            return Figure(Decimal(f"{raw:.15g}") if isinstance(raw, float) else Decimal(raw))
        return Figure(fault="mangled_number")
    if isinstance(raw, str):
        return typed(raw)
    return Figure(fault=wrong_type(raw, "date_for_number"))


def wrong_type(raw: Raw, code_for_dates: str) -> str:
    """The code for a cell that holds no value one could type, or a date where none belongs; empty for nothing."""
    if isinstance(raw, Unfilled):
        return "formula_without_value"
    if isinstance(raw, Broken):
        return "error_value"
    if isinstance(raw, Mangled):
        return "mangled_number"
    return code_for_dates if isinstance(raw, date | time | timedelta) else ""


def shown(raw: Raw) -> str:
    """A cell as one would see it, to be quoted."""
    if isinstance(raw, Unfilled):
        return f"={raw.text}"
    if isinstance(raw, Broken | Mangled):
        return raw.text
    if isinstance(raw, float):
        return f"{raw:.15g}"
    return "" if raw is None else cleaned(str(raw))


def _factor(figure: Figure, column: Column, counted_in: str, remarks: list[Remark]) -> Decimal | None:
    """What the cell says of its own scale goes before what its heading says."""
    if figure.has_unit:
        if figure.base in _PER_CENT:
            is_same = column.form is Form.DECIMAL and figure.base == column.counted_in
            return Decimal(1) if is_same else None
        return ratio(figure.times, figure.base, column.counted_in)
    scale = unit_of(counted_in) if counted_in else None
    if scale is None or (not column.counted_in and scale[0] == 1 and scale[1] != _MONEY):
        return Decimal(1)
    factor = ratio(*scale, column.counted_in) if column.counted_in else None
    if factor is None:
        remarks.append(question("other_scale", column, scale=counted_in, expected=column.counted_in))
    return factor or Decimal(1)


def _is_fraction(raw: Raw, column: Column, counted_in: str) -> bool:
    """0.934 under a heading of per cent is what a spreadsheet keeps for 93.4 % — or 0.934 %: nobody can tell."""
    is_rate = "%" in {column.counted_in, counted_in}
    return is_rate and isinstance(raw, int | float) and 0 < abs(raw) <= 1


def _measured(
    value: Decimal, word: str, column: Column, remarks: list[Remark]
) -> tuple[int | Decimal | None, list[Remark]]:
    """``value`` with the decimals and within the limits of its column."""
    if abs(value) >= BEYOND:
        fault, limit = ("above_maximum", BEYOND) if value > 0 else ("below_minimum", -BEYOND)
        return None, [refusal(fault, column, value=word, limit=str(limit))]
    number: int | Decimal
    if column.form is Form.INTEGER:
        number = int(value)
        if number != value:
            return None, [refusal("not_whole", column, word=word)]
    else:
        number = _rounded(value, column.decimals)
        if not _is_noise(value, number):
            remarks = [*remarks, question("rounded", column, word=word, value=str(number))]
    faults = out_of_bounds(number, column)
    return (None, faults) if faults else (number, remarks)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    """Half away from zero, always with the decimals of the column, so that equal figures are written alike."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + Decimal(0)


def _is_noise(value: Decimal, rounded: Decimal) -> bool:
    """Whether what was cut off is but what binary arithmetic left (26.130000000000003)."""
    return value == rounded or Decimal(f"{value:.12g}") == rounded


def out_of_bounds(number: int | Decimal, column: Column) -> list[Remark]:
    if column.minimum is not None and number < column.minimum:
        return [refusal("below_minimum", column, value=str(number), limit=str(column.minimum))]
    if column.maximum is not None and number > column.maximum:
        return [refusal("above_maximum", column, value=str(number), limit=str(column.maximum))]
    return []
