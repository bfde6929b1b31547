"""Consequences for the test world, what their forms send, their rows of the table in ``tests/test_permissions.py``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.forms.models import model_to_dict
from django.utils import timezone

from assessments.consequences import proposing, services
from assessments.consequences.ladder import ladder_of
from assessments.consequences.services import Holding, Plan
from assessments.consequences.setting import FIELDS
from assessments.models import Consequence, LadderStep
from safety_portal.accounts.models import Role
from safety_portal.core.months import Month

if TYPE_CHECKING:
    from tests.pages import Target
    from tests.world import Place

CONSEQUENCES = """
name                            method object            D L O U S G A T n

assessments:consequences        GET    any               - + + + + - - - >
assessments:consequences?export=csv GET any              - + + + + - - - >
assessments:consequence         GET    own.confirmed     - + + - + - - - >
assessments:consequence         GET    own.carried       - + + - + - - - >
assessments:consequence         GET    own.proposed      - + + - - - - - >
assessments:consequence         GET    near.confirmed    - + + - - - - - >
assessments:consequence         GET    far.confirmed     - - - - - - - - >
assessments:consequence_move[confirm]   GET  own.proposed    - + x - - - - - >
assessments:consequence_move[confirm]   POST own.proposed    - + x - - - - - >
assessments:consequence_move[confirm]   POST far.proposed    - - - - - - - - >
assessments:consequence_move[decline]   POST own.proposed    - + x - - - - - >
assessments:consequence_move[postpone]  POST own.proposed    - + x - - - - - >
assessments:consequence_move[withdraw]  POST own.proposed    - x + - - - - - >
assessments:consequence_move[carry_out] GET  own.confirmed   - + + - x - - - >
assessments:consequence_move[carry_out] POST own.confirmed   - + + - x - - - >
assessments:consequence_move[carry_out] POST near.confirmed  - + + - - - - - >
assessments:consequence_move[extend]    POST own.confirmed   - + + - x - - - >
assessments:consequence_move[repeat]    POST own.carried     - + + - x - - - >
assessments:consequence_move[close]     POST own.carried     - o x - x - - - >
assessments:consequence_move[revoke]    POST own.confirmed   - + x - x - - - >
assessments:consequence_move[uphold]    POST own.confirmed   - x x - x - - - >
assessments:consequence_move[resume]    POST own.proposed    - - - - - - - - >
assessments:consequence_choose  GET    any               - - + - - - - - >
assessments:consequence_choose  POST   own               - - + - - - - - >
assessments:consequence_choose  POST   far               - - o - - - - - >
assessments:consequence_record  GET    any               - - + - - - - - >
assessments:consequence_record  POST   own               - - + - - - - - >
assessments:ladder              GET    own               - + + - - - - - >
assessments:ladder              GET    far               - - - - - - - - >
assessments:ladder_new          GET    own               - + + - - - - - >
assessments:ladder_new          POST   own               - + + - - - - - >
assessments:ladder_step         GET    own               - + + - - - - - >
assessments:ladder_step         POST   own               - + + - - - - - >
assessments:ladder_step         POST   far               - - - - - - - - >
"""

CONSEQUENCE_PAGES = [
    ("assessments:consequences?tab=all any", Role.OFFICE),
    ("assessments:consequences any", Role.SECRETARY),
    ("assessments:consequences?export=xlsx any", Role.OFFICE),
    ("assessments:consequence own.proposed", Role.LEADER),
    ("assessments:consequence own.carried", Role.SECRETARY),
    ("assessments:consequence_move[confirm] own.proposed", Role.LEADER),
    ("assessments:consequence_move[carry_out] own.confirmed", Role.OFFICE),
    ("assessments:consequence_choose any", Role.OFFICE),
    ("assessments:consequence_record any", Role.OFFICE),
    ("assessments:ladder own", Role.LEADER),
    ("assessments:ladder_new own", Role.OFFICE),
    ("assessments:ladder_step own", Role.OFFICE),
]
CHOSEN = "quarter-interview"


def step_of(place: Place, code: str = CHOSEN) -> LadderStep:
    return next(step for step in ladder_of(place.town.unit) if step.code == code)


def add_consequences(place: Place, rows: int) -> None:
    """Of ``place``: proposals by the office (one a quarter), one confirmed, one carried out with its plan owed."""
    this = Month.of(timezone.now())
    for n in range(rows):
        place.consequences["proposed"] = _choose(place, this - 3 * n)
    for name, back in (("confirmed", 1), ("carried", 2)):
        place.consequences[name] = services.confirm(
            consequence=_choose(place, this - 3 * (rows + back)), due_on=_in(9), by=place.town.people[Role.LEADER]
        )
    plan = Plan(f"{place.mark} 整改要求", _in(20))
    holding = Holding(timezone.localdate(), f"{place.mark} 约谈情况", "镇会议室", "镇长", plan)
    place.consequences["carried"] = services.carry_out(
        consequence=place.consequences["carried"], holding=holding, by=place.town.office
    )


def _choose(place: Place, month: Month) -> Consequence:
    reason = f"{place.mark} 选定理由"
    return proposing.choose(step=step_of(place), unit=place.community, reason=reason, month=month, by=place.town.office)


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


# --- Addresses and forms --------------------------------------------------------------------------------------


def consequence_of(t: Target) -> list[object]:
    return [t.place.consequences[t.thing].pk]


def move_of(t: Target) -> list[object]:
    return [*consequence_of(t), t.row.variant]


def move_form(t: Target) -> dict[str, object]:
    form: dict[str, object] = {"version": t.place.consequences[t.thing].version, "reason": "核对", "day": str(_in(30))}
    if t.row.variant == "carry_out":
        form |= {"held_on": str(_in(0)), "place": "会议室", "chaired_by": "镇长", "summary": "已约谈"}
        form |= {"requirement": "报整改方案", "plan_due": str(_in(9))}
    return form


def choose_form(t: Target) -> dict[str, object]:
    unit = t.place.member_unit.pk
    return {"step": f"{t.town.unit.pk}-{CHOSEN}", "unit": unit, "reason": "连续被投诉"}


def record_form(t: Target) -> dict[str, object]:
    step = {"step": f"{t.town.unit.pk}-year-priority", "unit": t.place.community.pk, "reason": "年终决定"}
    return {**step, "document": "镇委〔2026〕1号", "body": "镇平安建设领导小组", "decided_on": str(_in(0))}


def step_form(t: Target) -> dict[str, object]:
    """The shipped step with one day more; for a new one, under another name."""
    step = step_of(t.place)
    values = {name: value for name, value in model_to_dict(step, FIELDS).items() if value not in {None, False}}
    more = {"version": step.version, "days": 16, "reason": "节假日较多"}
    return {**values, **more, "action": "interview"}
