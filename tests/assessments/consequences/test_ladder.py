"""The ladder of a township: shipped, changed with a reason, version by version."""

from __future__ import annotations

import pytest

from assessments.consequences.ladder import ladder_of
from assessments.consequences.setting import FIELDS, Value, add_step, change_step
from assessments.consequences.states import Action
from assessments.models import LadderStep
from safety_portal.accounts.models import Role
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from tests.assessments.consequences.conftest import Case
from tests.factories import TownshipFactory, user_as


def values_of(step: LadderStep, **changes: Value) -> dict[str, Value]:
    return {name: getattr(step, name) for name in FIELDS} | changes


@pytest.mark.django_db
def test_township_that_has_set_nothing_has_the_plan_s_ladder() -> None:
    township = TownshipFactory()
    steps = ladder_of(township)
    assert not any(step.pk for step in steps)
    assert [(step.code, step.trigger, step.times) for step in steps] == [
        ("last-once", "last_place", 1),
        ("last-twice", "last_place", 2),
        ("quarter-interview", "chosen", None),
        ("quarter-supervision", "chosen", None),
        ("year-priority", "recorded", None),
        ("year-veto", "recorded", None),
    ]


def test_change_is_a_new_version_with_its_reason_in_the_trail(case: Case) -> None:
    step = case.step("last-twice")
    new = change_step(
        township=case.township,
        code=step.code,
        values=values_of(step, times=3),
        reason="镇党委会议定",
        by=case.leader,
        version=1,
    )
    assert (new.version, new.times, new.is_current, new.changed_by) == (2, 3, True, case.leader)
    assert list(LadderStep.objects.filter(code=step.code).values_list("version", "is_current", "times")) == [
        (2, True, 3),
        (1, False, 2),
    ]
    entry = AuditEntry.objects.get(action="ladder.change")
    assert (entry.reason, entry.details["times"]) == ("镇党委会议定", "2 → 3")


def test_what_was_proposed_keeps_its_own_version(case: Case) -> None:
    step = case.step("quarter-interview")
    values = values_of(step, days=30)
    change_step(township=case.township, code=step.code, values=values, reason="节假日", by=case.office)
    case.row.refresh_from_db()
    assert (case.row.step.version, case.row.step.days) == (1, 15)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"times": None}, "times"),
        ({"times": 13}, "times"),
        ({"days": None}, "days"),
        ({"days": 200}, "days"),
        ({"trigger": "recorded"}, "trigger"),
        ({"trigger": "chosen", "times": None}, "exit_not_last"),
        ({"basis": ""}, "basis"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_step_that_does_not_fit_together_is_refused_in_words(case: Case, changes: dict[str, Value], field: str) -> None:
    step = case.step("last-once")
    with pytest.raises(Refused) as refusal:
        change_step(
            township=case.township, code=step.code, values=values_of(step, **changes), reason="核对", by=case.office
        )
    assert list(refusal.value.message_dict) == [field]
    assert LadderStep.objects.filter(township=case.township, version=2).count() == 0


def test_without_a_reason_a_change_or_the_newest_version_it_is_refused(case: Case) -> None:
    step = case.step("last-once")
    for values, reason, version in ((values_of(step, days=5), " ", 1), (values_of(step), "核对", 1)):
        with pytest.raises(Refused):
            change_step(
                township=case.township, code=step.code, values=values, reason=reason, by=case.office, version=version
            )
    values = values_of(step, days=5)
    change_step(township=case.township, code=step.code, values=values, reason="核对", by=case.office, version=1)
    with pytest.raises(Refused, match="已有变动"):
        change_step(township=case.township, code=step.code, values=values, reason="核对", by=case.leader, version=1)


def test_added_step_comes_last(case: Case) -> None:
    values = values_of(case.step("quarter-supervision"), name="专项督办")
    added = add_step(
        township=case.township, action=Action.SUPERVISION, values=values, reason="区里要求", by=case.office
    )
    assert (added.code, added.position, ladder_of(case.township)[-1]) == ("own-1", 7, added)
    assert AuditEntry.objects.get(action="ladder.add").reason == "区里要求"


def test_only_the_township_itself_sets_its_ladder(case: Case) -> None:
    step = case.step("last-once")
    for user in (case.secretary, user_as(Role.OFFICE), user_as(Role.ADMIN, case.township)):
        with pytest.raises(NotAllowed):
            change_step(township=case.township, code=step.code, values=values_of(step, days=5), reason="核对", by=user)
