"""Disputes as they might have happened: matter, place and times, drawn before anything is stored."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from disputes.models import Source
from disputes.states import HandlingLevel, Outcome
from safety_portal.core.months import SHANGHAI, Month
from safety_portal.demo.course import Form
from safety_portal.demo.plan import Plan


@dataclass(frozen=True)
class Matter:
    """A kind of dispute: category code, wording, risk, share among all, and the member unit that takes it over."""

    category: str
    titles: tuple[str, ...]
    risk: str
    weight: int
    taken_over_by: str


MATTERS = [
    Matter("0201", ("楼上漏水赔偿", "下水管堵塞反水", "加装雨棚影响采光"), "yellow", 18, "justice"),
    Matter("0299", ("楼道堆放杂物", "装修噪声扰民", "宠物夜间吠叫", "广场舞音量过大"), "blue", 20, "city"),
    Matter("0202", ("占用公共绿地种菜", "圈占消防通道停车"), "yellow", 8, "city"),
    Matter("0402", ("物业费欠缴催收", "停车位收费调整", "电梯故障维修拖延"), "yellow", 16, "justice"),
    Matter("0101", ("夫妻因家务争吵", "婚约彩礼返还"), "yellow", 8, "justice"),
    Matter("0102", ("老人赡养分担", "子女抚养费支付"), "yellow", 6, "justice"),
    Matter("0602", ("房屋租赁押金退还", "门面房转租争议"), "yellow", 8, "justice"),
    Matter("0601", ("预付卡店铺停业退款", "网购家电售后争议"), "blue", 6, "market"),
    Matter("0701", ("装修班组工资拖欠", "保洁人员加班费争议"), "orange", 6, "labour"),
    Matter("0503", ("非机动车碰撞赔偿", "小区内车辆剐蹭"), "blue", 6, "police"),
    Matter("0902", ("安置房分配面积争议", "宅基地界址争议"), "orange", 4, "land"),
    Matter("0804", ("民间借贷还款拖延",), "red", 2, "justice"),
]
SOURCES = [
    (Source.SCREENING, 30),
    (Source.APPLICATION, 22),
    (Source.PATROL, 18),
    (Source.HOTLINE, 16),
    (Source.VISIT, 8),
    (Source.POLICE, 4),
    (Source.LETTER, 2),
]
OUTCOMES = [(Outcome.AGREED, 55), (Outcome.ORAL, 31), (Outcome.DECLINED, 5), (Outcome.FAILED, 5), (Outcome.COURT, 4)]


@dataclass(frozen=True)
class Case:
    """One dispute as it happened, up to the demo's day. Times are aware; ``None``: has not happened yet."""

    matter: Matter
    title: str
    place: str
    grid: int | None
    source: Source
    people: int
    registered_at: datetime
    level: HandlingLevel
    accepted_at: datetime | None
    escalated_at: datetime | None
    concluded_at: datetime | None
    outcome: Outcome | None
    has_handler: bool
    visit_days: tuple[int, int]


def draw_cases(plan: Plan, code: str, month: Month, form: Form, grids: int) -> Iterator[Case]:
    """The disputes registered in one community in one month, oldest first; the running month counts by its days."""
    dice = plan.dice("cases", code, month)
    last = min(month.last_day, plan.today)
    share = ((last - month.first_day).days + 1) / month.last_day.day
    count = _poisson(dice, form.load * share)
    moments = sorted(_working_moment(dice, month.first_day, last) for _ in range(count))
    return (_case(plan, dice, moment, form, grids) for moment in moments if moment < plan.now)


def _case(plan: Plan, dice: random.Random, registered: datetime, form: Form, grids: int) -> Case:
    matter = dice.choices(MATTERS, [one.weight for one in MATTERS])[0]
    level = dice.choices([HandlingLevel.COMMUNITY, HandlingLevel.GRID], [82, 18])[0]
    if matter.risk in {"orange", "red"}:
        level = HandlingLevel.COMMUNITY
    in_time = dice.random() < form.quality
    escalates = level == HandlingLevel.COMMUNITY and dice.random() < (0.5 if matter.risk in {"orange", "red"} else 0.06)
    days = {HandlingLevel.GRID: 1, HandlingLevel.COMMUNITY: 7 if escalates else 3}[level]
    taken = dice.uniform(0.15, 0.95) * days if in_time else days + 1 + dice.expovariate(1 / dice.choice([3, 3, 4, 30]))
    accepted = registered + timedelta(hours=dice.uniform(0.5, 6))
    escalated = _office_hours(dice, registered + timedelta(days=dice.uniform(1, 2.6))) if escalates else None
    ended = _office_hours(dice, registered + timedelta(days=taken))
    concluded = max(ended, (escalated or accepted) + timedelta(hours=2))

    def happened(moment: datetime | None) -> datetime | None:
        return moment.replace(microsecond=0) if moment and moment < plan.now else None

    outcome = dice.choices([one for one, _ in OUTCOMES], [weight for _, weight in OUTCOMES])[0]
    return Case(
        matter=matter,
        title=dice.choice(matter.titles),
        place=f"{dice.randint(1, 36)}幢{dice.choice(['', '1单元', '2单元', '3单元'])}",
        grid=dice.randrange(grids) if dice.random() < 0.85 or level == HandlingLevel.GRID else None,
        source=dice.choices([one for one, _ in SOURCES], [weight for _, weight in SOURCES])[0],
        people=dice.choice([2, 2, 2, 3, 4, 5, 8, 12]),
        registered_at=registered,
        level=level,
        accepted_at=happened(accepted),
        escalated_at=happened(escalated),
        concluded_at=happened(concluded),
        outcome=outcome if happened(concluded) else None,
        has_handler=dice.random() < 0.9 + 0.1 * form.quality,
        visit_days=(_visit_day(dice, form), _visit_day(dice, form)),
    )


def _visit_day(dice: random.Random, form: Form) -> int:
    """Days from the result to the visit of one party."""
    return dice.randint(5, 29) if dice.random() < 0.5 + form.quality / 2 else dice.randint(32, 55)


def _working_moment(dice: random.Random, first: date, last: date) -> datetime:
    """A moment of office hours, seldom at the weekend."""
    day = first + timedelta(days=dice.randint(0, (last - first).days))
    if day.weekday() >= 5 and dice.random() < 0.7 and day - timedelta(days=2) >= first:
        day -= timedelta(days=2)
    return datetime.combine(day, time(dice.randint(8, 17), dice.randint(0, 59)), tzinfo=SHANGHAI)


def _office_hours(dice: random.Random, moment: datetime) -> datetime:
    """The same day, between nine and five."""
    return moment.replace(hour=dice.randint(9, 16), minute=dice.randint(0, 59), second=0)


def _poisson(dice: random.Random, mean: float) -> int:
    """A Poisson draw by exponential gaps; means here stay below some tens."""
    count, span = 0, dice.expovariate(1)
    while span < mean:
        count, span = count + 1, span + dice.expovariate(1)
    return count
