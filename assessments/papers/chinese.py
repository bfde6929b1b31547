"""How figures and dates are written in an official document (GB/T 15835): Arabic figures, no thin spaces."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from safety_portal.core.months import Month

#: Below this a percentage of a change says less than the change itself.
ENOUGH_FOR_PERCENT = 20


def plain(value: Decimal | int | float) -> str:
    """12, 0.5, 1421: no zeros behind the point, no grouping."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def two_places(value: Decimal) -> str:
    """Points: 95.20."""
    return str(value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def share(fraction: float | Decimal) -> str:
    """0.871 → 87.1%."""
    exact = (Decimal(str(fraction)) * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{exact}%"


def month_words(month: Month) -> str:
    """``2026年10月``"""
    return f"{month.year}年{month.number}月"


def change_words(value: Decimal, before: Decimal, unit: str) -> str:
    """``减少2起``, ``增加12起（15.4%）``, ``持平``."""
    change = value - before
    if not change:
        return "持平"
    words = f"{'增加' if change > 0 else '减少'}{plain(abs(change))}{unit}"
    return f"{words}（{share(abs(change) / before)}）" if before >= ENOUGH_FOR_PERCENT else words


def move_words(move: int | None) -> str:
    """``上升1位``, ``下降2位``, ``持平``; a dash where one of the months has no place."""
    if move is None:
        return "—"
    return "持平" if move == 0 else f"{'上升' if move > 0 else '下降'}{abs(move)}位"


def listed(names: Sequence[str], at_most: int = 6) -> str:
    """``甲、乙、丙``; of many the first few and how many there are."""
    return "、".join(names) if len(names) <= at_most else f"{'、'.join(names[:at_most])}等{len(names)}个社区"
