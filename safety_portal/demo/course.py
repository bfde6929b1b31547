"""How well each community does, month by month: a slow walk around its own level, so that ranks move believably."""

from __future__ import annotations

from dataclasses import dataclass

from safety_portal.core.months import Month
from safety_portal.demo.plan import NEIGHBOUR_LOAD, Plan
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class Form:
    """A community's form in one month; ``quality`` from 0 (everything late) to 1 (everything in time)."""

    quality: float
    load: float


def course_of(plan: Plan, community: Unit) -> dict[Month, Form]:
    """Form of one community in every month that the demo has of its township, whose instance it holds as parent."""
    township = community.parent.name if community.parent else ""
    usual = plan.scale.disputes_a_month * (NEIGHBOUR_LOAD if plan.neighbour(township) else 1)
    dice = plan.dice("course", community.code)
    level = dice.uniform(0.76, 0.95)
    here, result = level, {}
    for month in plan.months_of(township):
        here = min(0.99, max(0.6, level + 0.6 * (here - level) + dice.gauss(0, 0.06)))
        season = 1.25 if month.number in {1, 2, 7, 8, 12} else 1.0  # before 春节, and in the heat of summer
        load = usual * season * (community.population or 3000) / 4000 * dice.uniform(0.7, 1.3)
        result[month] = Form(quality=here, load=load)
    return result
