"""Moves of a consequence: who, with what reason, once, by four eyes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.consequences import proposing, services
from assessments.consequences.proposing import Elsewhere
from assessments.consequences.selectors import counts_of, exit_of
from assessments.consequences.services import Act, Holding, move
from assessments.models import Consequence
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.work.models import TrackedItem
from tests.assessments.consequences.conftest import Case, in_days
from tests.factories import CommunityFactory, DeputationFactory, user_as


def act(by: User, reason: str = "核对") -> Act:
    return Act(by, timezone.now(), reason, in_days(20))


def actions_of(row: Consequence) -> list[str]:
    return list(AuditEntry.objects.filter(object_id=str(row.pk)).order_by("pk").values_list("action", flat=True))


# --- Who --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["confirm", "decline", "postpone"])
def test_only_a_leader_of_the_township_decides(case: Case, action: str) -> None:
    strangers = [case.office, case.secretary, user_as(Role.LEADER), user_as(Role.DISTRICT, case.township.parent)]
    for user in strangers:
        with pytest.raises(NotAllowed):
            move(consequence=case.row, action=action, act=act(user))
    assert case.now_is() == "proposed"


def test_deputy_of_the_leader_decides(case: Case) -> None:
    appointment = case.leader.appointments.get()
    deputy = DeputationFactory(appointment=appointment).deputy
    assert case.confirm(by=User.objects.get(pk=deputy.pk)).decided_by_id == deputy.pk


def test_nobody_decides_about_an_own_proposal(case: Case) -> None:
    """Whoever leads the office as well proposes, and another leader decides."""
    both = user_as(Role.OFFICE, case.township)
    case.row = case.choose(CommunityFactory(parent=case.township), by=both)
    both.appointments.create(role=Role.LEADER, unit=case.township, valid=both.appointments.get().valid)
    both = User.objects.get(pk=both.pk)
    with pytest.raises(NotAllowed):
        case.confirm(by=both)
    assert case.confirm(by=case.other_leader).state == "confirmed"


@pytest.mark.parametrize("who", ["leader", "secretary", "stranger"])
def test_only_the_office_chooses_and_records(case: Case, who: str) -> None:
    user = user_as(Role.OFFICE) if who == "stranger" else getattr(case, who)
    with pytest.raises(NotAllowed):
        case.choose(CommunityFactory(parent=case.township), by=user)
    with pytest.raises(NotAllowed):
        proposing.record_elsewhere(
            step=case.step("year-veto"),
            unit=case.unit,
            decision=Elsewhere("镇委〔2026〕1号", "领导小组", in_days(0)),
            reason="年终决定",
            by=user,
        )


def test_carried_out_and_closed_by_two_people(case: Case) -> None:
    case.confirm()
    case.carry_out()
    case.clear_plan()
    with pytest.raises(NotAllowed):
        services.close(consequence=case.row, finding="已整改", by=case.office)
    closed = services.close(consequence=case.row, finding="已整改", by=case.colleague)
    assert (closed.state, closed.finding, closed.closed_by) == ("closed", "已整改", case.colleague)
    assert actions_of(closed) == [f"consequence.{name}" for name in ("choose", "confirm", "carry_out", "close")]


# --- Reasons and days -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["decline", "postpone"])
@pytest.mark.parametrize("reason", ["", "  "])
def test_declined_or_postponed_without_a_reason_is_refused(case: Case, action: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        move(consequence=case.row, action=action, act=act(case.leader, reason))
    assert list(refusal.value.message_dict) == ["reason"]
    assert (case.now_is(), actions_of(case.row)) == ("proposed", ["consequence.choose"])


def test_declined_one_is_not_chosen_again_this_quarter(case: Case) -> None:
    declined = services.decline(consequence=case.row, reason="已专题研究", by=case.leader)
    assert (declined.number, declined.decision) == ("", "已专题研究")
    with pytest.raises(Refused, match="已经登记"):
        case.choose(case.unit)


def test_taken_back_one_may_be_chosen_again(case: Case) -> None:
    services.withdraw(consequence=case.row, reason="选错单位", by=case.colleague)
    assert case.choose(case.unit).pk != case.row.pk


def test_postponed_to_a_day_that_lies_ahead_and_back_on_it(case: Case) -> None:
    with pytest.raises(Refused):
        services.postpone(consequence=case.row, until=in_days(0), reason="待核", by=case.leader)
    services.postpone(consequence=case.row, until=in_days(2), reason="待核", by=case.leader)
    counts = [services.resume_postponed(now=timezone.now() + timedelta(days=days)) for days in (1, 2, 2)]
    assert counts == [0, 1, 0]
    case.row.refresh_from_db()
    assert (case.row.state, case.row.decided_by, case.row.decision) == ("proposed", None, "")


def test_deadline_only_moves_forward(case: Case) -> None:
    with pytest.raises(Refused):
        case.confirm(due_on=in_days(-1))
    case.confirm(due_on=in_days(9))
    with pytest.raises(Refused):
        services.extend(consequence=case.row, due_on=in_days(9), reason="工作冲突", by=case.office)
    assert services.extend(consequence=case.row, due_on=in_days(10), reason="工作冲突", by=case.office).version == 3


@pytest.mark.parametrize(
    ("holding", "field"),
    [
        (Holding(in_days(0), " ", "会议室", "镇长"), "summary"),
        (Holding(in_days(1), "已约谈", "会议室", "镇长"), "held_on"),
        (Holding(in_days(-1), "已约谈", "会议室", "镇长"), "held_on"),
        (Holding(in_days(0), "已约谈", "", "镇长"), "place"),
        (Holding(in_days(0), "已约谈", "会议室", ""), "chaired_by"),
        (Holding(in_days(0), "已约谈", "会议室", "镇长"), "requirement"),
    ],
    ids=["summary", "ahead", "before", "place", "chair", "plan"],
)
def test_carrying_out_says_all_that_the_step_asks_for(case: Case, holding: Holding, field: str) -> None:
    case.confirm()
    with pytest.raises(Refused) as refusal:
        services.carry_out(consequence=case.row, holding=holding, by=case.office)
    assert list(refusal.value.message_dict) == [field]
    assert not TrackedItem.objects.exists()


# --- Numbers, exit, clicks --------------------------------------------------------------------------------------


def test_numbers_are_given_on_confirmation_in_turn(case: Case) -> None:
    year = timezone.localdate().year
    assert case.row.number == ""
    first = case.confirm()
    case.row = case.choose(CommunityFactory(parent=case.township))
    numbers = [row.number for row in (first, case.confirm())]
    assert numbers == [f"大兴奖惩〔{year}〕1号", f"大兴奖惩〔{year}〕2号"]


def test_open_plan_keeps_it_open(case: Case) -> None:
    case.confirm()
    case.carry_out()
    assert (exit_of(case.row).plan, exit_of(case.row).is_met) == ("unmet", False)
    with pytest.raises(Refused):
        services.close(consequence=case.row, finding="已整改", by=case.colleague)
    case.clear_plan()
    assert exit_of(case.row).is_met


def test_once_more_clears_what_was_put_down(case: Case) -> None:
    case.confirm()
    case.carry_out()
    row = services.repeat(consequence=case.row, due_on=in_days(5), reason="整改不到位", by=case.colleague)
    assert (row.state, row.held_on, row.summary, row.carried_out_by) == ("confirmed", None, "", None)


def test_revoked_one_keeps_its_number_and_counts_as_confirmed(case: Case) -> None:
    case.confirm()
    row = services.revoke(consequence=case.row, reason="依据有误", by=case.other_leader)
    assert (row.state, bool(row.number)) == ("revoked", True)
    assert counts_of([case.township.pk]) == {case.township.pk: {"confirmed": 1, "in_force": 0, "closed": 0}}


def test_second_click_of_the_same_person_changes_nothing(case: Case) -> None:
    seen, version = case.row, case.row.version
    first = case.confirm(version=version)
    again = services.confirm(consequence=seen, due_on=in_days(30), by=case.leader, version=version)
    assert (again.number, again.version, again.due_at) == (first.number, first.version, first.due_at)
    version = case.row.version
    case.carry_out(version=version)
    case.carry_out(version=version)
    assert TrackedItem.objects.count() == 1
    assert actions_of(case.row) == [f"consequence.{name}" for name in ("choose", "confirm", "carry_out")]


def test_another_leader_from_an_old_page_is_refused(case: Case) -> None:
    version = case.row.version
    case.confirm(version=version)
    for name in ("confirm", "decline"):
        with pytest.raises(Refused, match="已有变动"):
            move(consequence=case.row, action=name, act=act(case.other_leader), version=version)


# --- Decided elsewhere ------------------------------------------------------------------------------------------


def test_recorded_decision_names_its_document_and_is_numbered(case: Case) -> None:
    decision = Elsewhere("镇委〔2026〕1号", "镇平安建设领导小组", in_days(-3), in_days(90))

    def record() -> Consequence:
        return proposing.record_elsewhere(
            decision=decision, step=case.step("year-priority"), unit=case.unit, reason="年终决定", by=case.office
        )

    row = record()
    assert (row.state, row.document, row.first_day) == ("carried_out", "镇委〔2026〕1号", in_days(-3))
    assert row.number
    with pytest.raises(Refused):
        record()


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (Elsewhere("", "领导小组", in_days(0)), "document"),
        (Elsewhere("镇委〔2026〕1号", "", in_days(0)), "body"),
        (Elsewhere("镇委〔2026〕1号", "领导小组", in_days(1)), "decided_on"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_recording_without_the_document_is_refused(case: Case, decision: Elsewhere, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        proposing.record_elsewhere(
            step=case.step("year-veto"), unit=case.unit, decision=decision, reason="年终决定", by=case.office
        )
    assert list(refusal.value.message_dict) == [field]
