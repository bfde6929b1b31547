"""Targets by plan: three plans taken on, and the counts that member units file for them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from assessments.models import AssessmentMonth, Figure, FigureOwner, FiledFigure, Filing, Target
from assessments.states import FilingState
from assessments.targets.services import Amendment, amend_target, install_plan
from assessments.targets.shipped import shipped_plans
from safety_portal.core.months import Month
from safety_portal.demo.people import People
from safety_portal.demo.places import Township
from safety_portal.demo.plan import Plan
from safety_portal.organization.models import Unit

#: 大兴镇 shows both boards; the other townships only the plan of their district.
FIRST_PLANS = ("daxing-2022", "songshanlu-2020", "chengjian-2023")
OTHER_PLANS = ("daxing-2022",)
CONFIRMED = "综治办与司法所商定按此口径统计（演示数据）"
_BATCH = 5000


def make_targets(plan: Plan, townships: list[Township], people: People, months: list[AssessmentMonth]) -> None:
    """Before the first month is scored or after the last: nothing here counts for points."""
    for township in townships:
        is_first = township is townships[0]
        for code in FIRST_PLANS if is_first else OTHER_PLANS:
            owners = _owners(township, code) if is_first else {}
            install_plan(
                township=township.unit,
                code=code,
                from_month=plan.months[0],
                by=people.offices[township.unit.pk],
                owners=owners,
                now=plan.months[0].end,
            )
    first = townships[0]
    _confirm(first, people)
    _file(plan, first, people, [row for row in months if row.township_id == first.unit.pk])


def _owners(township: Township, code: str) -> dict[str, Unit]:
    """The member unit that usually files a figure, where the township has one."""
    figures = Figure.objects.filter(code__in=shipped_plans()[code].figures, is_townshipwide=True)
    return {
        figure.code: unit
        for figure in figures
        for unit in [_likely(figure, list(township.member_units.values()))]
        if unit is not None
    }


def _likely(figure: Figure, units: list[Unit]) -> Unit | None:
    return next((unit for ending in figure.usual_owner.split() for unit in units if unit.name.endswith(ending)), None)


def _confirm(township: Township, people: People) -> None:
    """The office has said how judicial services are counted; the damaged "20230%" still waits for it."""
    target = Target.objects.select_related("plan__township").get(
        plan__township=township.unit, plan__code="songshanlu-2020", code="legal-service"
    )
    given = Amendment(
        value=target.value,
        definition="今年以来已提供的司法服务 ÷ 群众申请的司法服务。",
        from_day=target.from_day,
        until_day=None,
    )
    amend_target(target=target, given=given, reason=CONFIRMED, by=people.offices[township.unit.pk], version=1)


# --- Counts ---------------------------------------------------------------------------------------------------


def _file(plan: Plan, township: Township, people: People, months: list[AssessmentMonth]) -> None:
    owners = list(
        FigureOwner.objects.filter(township=township.unit, figure__is_townshipwide=True).select_related("figure")
    )
    filings = {
        (row.pk, unit): _filing(plan, row, unit, people)
        for row in months
        for unit in {one.member_unit_id for one in owners}
    }
    FiledFigure.objects.bulk_create(
        (
            FiledFigure(
                filing=filings[row.pk, owner.member_unit_id], unit=township.unit, figure=owner.figure, value=value
            )
            for row in months
            for owner in owners
            for value in [_count(plan, row.month, owner.figure.code)]
        ),
        batch_size=_BATCH,
    )


def _filing(plan: Plan, row: AssessmentMonth, unit_id: int, people: People) -> Filing:
    filing, _is_new = Filing.objects.get_or_create(
        month=row,
        member_unit_id=unit_id,
        defaults={
            "state": FilingState.SUBMITTED,
            "version": 2,
            "submitted_at": min(row.due_at - timedelta(hours=8), plan.now),
            "submitted_by": people.member_users[unit_id],
        },
    )
    return filing


def _count(plan: Plan, month: Month, code: str) -> Decimal:
    """Plausible counts of a town of 35 000: what must not happen didn't, but for one public-order problem."""
    dice = plan.dice("targets", month, code)
    rising = (month.year - plan.months[0].year) * 12 + month.number - plan.months[0].number
    if code == "police.public_order":
        return Decimal(int(month == plan.open_month - 4))
    numbers = {
        "police.serious_crime": dice.choice([0, 0, 1, 1, 2]),
        "police.robbery": dice.choice([0, 0, 0, 1]),
        "police.snatching": dice.choice([0, 0, 0, 1]),
        "police.theft": max(0, 9 - rising // 3 + dice.choice([-1, 0, 1])),
        "care.persons": 46 + dice.choice([-1, 0, 1]),
        "care.visits": dice.randint(38, 62),
        **_pairs(plan, month),
    }
    return Decimal(numbers.get(code, 0))


def _pairs(plan: Plan, month: Month) -> dict[str, int]:
    """Numerators that never pass their denominators: drawn from the month alone, not from the figure."""
    shared = plan.dice("targets", month)
    requests, listed = shared.randint(22, 41), 3 + month.number // 3
    return {
        "legal.requests": requests,
        "legal.served": requests,
        "places.listed": listed,
        "places.rectified": listed - (1 if month.number % 3 == 1 else 0),
    }
