"""What the district announced of the first township's place, survey by survey; invented, and marked so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from assessments.models import DistrictPlace
from safety_portal.demo.people import People
from safety_portal.demo.places import Township
from safety_portal.demo.plan import Plan

RANKED = 20  # townships and sub-districts; as many as the demo of a whole district has
LAST = 1  # the newest announcement is that of the month before the open one


def make_district_places(plan: Plan, township: Township, people: People) -> None:
    """A survey each quarter with both halves, and the half-yearly assessment."""
    office = people.offices[township.unit.pk]
    rounds = plan.months[::-1][LAST::3][::-1]
    rows = []
    for number, month in enumerate(rounds):
        dice = plan.dice("district place", month)
        place = max(1, 11 - 2 * number + dice.choice([-1, 0, 0, 2]))
        for kind, value, shift in (("safety", "92.1", 0), ("satisfaction", "88.6", 1), ("both", "90.3", 0)):
            index = Decimal(value) + Decimal(number * 4 + dice.randint(-5, 5)) / 10
            rows.append(_place(township, month.first_day, kind, place + shift, index, dice.randint(560, 660)))
        if number % 2:
            points = Decimal(880 + 12 * number + dice.randint(0, 9)) / 10
            rows.append(_place(township, month.first_day, "assessment", max(1, place - 1), points, None))
    for row in rows:
        row.entered_by, row.entered_at = office, min((row.month + 1).end, plan.now)
    DistrictPlace.objects.bulk_create(rows)


def _place(
    township: Township, first_day: date, kind: str, place: int, value: Decimal, sample: int | None
) -> DistrictPlace:
    return DistrictPlace(
        township=township.unit,
        first_day=first_day,
        kind=kind,
        place=place,
        of=RANKED,
        value=value,
        sample=sample,
        source="区测评通报（演示数据）" if sample else "区平安建设考核通报（演示数据）",
    )
