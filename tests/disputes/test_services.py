"""What each move changes, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from disputes import services
from disputes.models import Dispute, ReturnVisit, ScreeningRound, StageDeadline
from disputes.states import State
from safety_portal.accounts.models import Role
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from tests.disputes.makers import (
    MORNING,
    TWO_PARTIES,
    Town,
    accepted,
    at,
    conclude,
    concluded,
    in_state,
    registered,
    visit_all,
)
from tests.factories import CommunityFactory, user_as

NEXT_DAY = at("2026-10-22 10:00")


def test_accept_names_the_handler_for_good(town: Town) -> None:
    dispute = services.accept(
        registered(town), handler=town.secretary, by=town.secretary, now=NEXT_DAY, version=1, leader_label="镇长"
    )
    named = (dispute.state, dispute.handler, dispute.assigned_at, dispute.accepted_at, dispute.leader_label)
    assert named == ("accepted", town.secretary, NEXT_DAY, NEXT_DAY, "镇长")


@pytest.mark.parametrize("role", [Role.OFFICE, Role.UNIT, Role.GRID_WORKER, Role.LEADER])
def test_accept_by_somebody_of_another_unit_is_refused(town: Town, role: Role) -> None:
    with pytest.raises(Refused) as refusal:
        services.accept(registered(town), handler=town.person(role), by=town.office, now=MORNING, version=1)
    assert set(refusal.value.message_dict) == {"handler"}


def test_handler_of_a_grid_may_be_the_secretary(town: Town) -> None:
    dispute = registered(town, by=town.worker, unit=town.grid)
    assert services.accept(dispute, handler=town.secretary, by=town.worker, now=MORNING, version=1).handler


def test_start_records_closed_doors(town: Town) -> None:
    assert services.start(accepted(town), is_public=False, by=town.secretary, version=2).is_public is False


def test_escalate_hands_over_to_be_accepted(town: Town) -> None:
    dispute = services.escalate(
        accepted(town), to=town.police, reason="涉嫌违法", by=town.secretary, now=NEXT_DAY, version=2
    )
    facts = (dispute.state, dispute.level, dispute.responsible_unit, dispute.handler, dispute.assigned_at)
    assert facts == ("handed_over", "township", town.police, None, MORNING)
    taken = services.accept(dispute, handler=town.officer, by=town.officer, now=NEXT_DAY, version=3)
    assert (taken.state, taken.accepted_at) == ("accepted", MORNING)


def test_escalate_marks_what_was_handed_on_in_time(town: Town) -> None:
    dispute = accepted(town)
    services.escalate(dispute, to=town.township, reason="疑难", by=town.secretary, now=NEXT_DAY, version=2)
    old, new = StageDeadline.objects.filter(dispute=dispute).exclude(stage="ceiling")
    assert (old.stage, old.counts, old.handed_on_at) == ("community", False, NEXT_DAY)
    assert (new.stage, new.counts, new.started_at) == ("township", True, MORNING)


@pytest.mark.parametrize("to", ["community", "grid"])
def test_escalate_downward_is_refused(town: Town, to: str) -> None:
    with pytest.raises(Refused) as refusal:
        services.escalate(accepted(town), to=getattr(town, to), reason="x", by=town.office, now=MORNING, version=2)
    assert set(refusal.value.message_dict) == {"to"}


def test_refer_keeps_level_and_deadline(town: Town) -> None:
    dispute = registered(town, by=town.office, responsible_unit=town.police)
    sent = services.refer(dispute, to=town.community, reason="属社区职责", by=town.officer, version=1)
    assert (sent.state, sent.level, sent.responsible_unit) == ("handed_over", "township", town.community)
    assert sent.due_at == dispute.due_at


@pytest.mark.parametrize("to", ["township", "police"])
def test_refer_upward_is_refused(town: Town, to: str) -> None:
    with pytest.raises(Refused):
        services.refer(accepted(town), to=getattr(town, to), reason="x", by=town.office, version=2)


def test_refer_to_where_it_lies_or_abroad_is_refused(town: Town) -> None:
    for unit in (town.community, CommunityFactory()):
        with pytest.raises(Refused):
            services.refer(accepted(town), to=unit, reason="x", by=town.office, version=2)


def test_reason_is_needed(town: Town) -> None:
    dispute, result = accepted(town), concluded(town)
    common: dict[str, Any] = {"reason": " ", "by": town.office}
    tries: list[Callable[[], Dispute]] = [
        lambda: services.escalate(dispute, to=town.township, now=MORNING, version=2, **common),
        lambda: services.refer(dispute, to=town.grid, version=2, **common),
        lambda: services.void(dispute, now=MORNING, version=2, **common),
        lambda: services.reopen(result, now=MORNING, version=3, **common),
    ]
    for attempt in tries:
        with pytest.raises(Refused) as refusal:
            attempt()
        assert set(refusal.value.message_dict) == {"reason"}


def test_conclude_stops_the_clocks_and_owes_visits(town: Town) -> None:
    dispute = concluded(town, MORNING, result_at=NEXT_DAY, parties=TWO_PARTIES)
    assert set(dispute.deadlines.values_list("met_at", flat=True)) == {NEXT_DAY}
    visits = ReturnVisit.objects.filter(dispute=dispute).values_list("party__role", "counted_from", "days", "due_on")
    day, due = date(2026, 10, 22), date(2026, 11, 21)
    assert list(visits) == [("applicant", day, 30, due), ("respondent", day, 30, due)]
    assert (dispute.counted_from, timezone.localtime(dispute.due_at).date()) == (NEXT_DAY, due)


@pytest.mark.parametrize(
    ("outcome", "told", "number", "field"),
    [("failed", False, "", "told_remedies"), ("oral", False, "（2026）人调字第1号", "agreement_number")],
)
def test_conclude_refuses_half_a_result(town: Town, outcome: str, told: bool, number: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        services.conclude(
            accepted(town),
            outcome=outcome,
            note="经过",
            told_remedies=told,
            agreement_number=number,
            by=town.secretary,
            now=MORNING,
            version=2,
        )
    assert set(refusal.value.message_dict) == {field}


def test_close_waits_for_the_visits(town: Town) -> None:
    dispute = concluded(town, parties=TWO_PARTIES)
    with pytest.raises(Refused):
        services.close(dispute, by=town.secretary, now=MORNING, version=dispute.version)
    dispute = visit_all(town, dispute, MORNING)
    closed = services.close(dispute, by=town.secretary, now=NEXT_DAY, version=dispute.version)
    assert (closed.state, closed.closed_at, closed.due_at) == ("closed", NEXT_DAY, None)


def test_visit_once_a_round(town: Town) -> None:
    dispute = visit_all(town, concluded(town, parties=TWO_PARTIES[:1]), MORNING)
    visit = dispute.return_visits.get()
    with pytest.raises(Refused):
        services.record_visit(
            visit, visited_on=MORNING.date(), satisfaction="satisfied", performance="kept", by=town.secretary,
            now=MORNING, version=dispute.version,
        )  # fmt: skip


@pytest.mark.parametrize("day", ["2026-10-20 12:00", "2026-10-22 12:00"])
def test_visit_outside_its_days_is_refused(town: Town, day: str) -> None:
    dispute = concluded(town, parties=TWO_PARTIES[:1])
    with pytest.raises(Refused) as refusal:
        services.record_visit(
            dispute.return_visits.get(), visited_on=at(day).date(), satisfaction="satisfied", performance="kept",
            by=town.secretary, now=MORNING, version=dispute.version,
        )  # fmt: skip
    assert set(refusal.value.message_dict) == {"visited_on"}


@pytest.mark.parametrize(("satisfaction", "relapse"), [("unreached", False), ("satisfied", True)])
def test_visit_that_needs_words_gets_them(town: Town, satisfaction: str, relapse: bool) -> None:
    dispute = concluded(town, parties=TWO_PARTIES[:1])
    with pytest.raises(Refused) as refusal:
        services.record_visit(
            dispute.return_visits.get(), visited_on=MORNING.date(), satisfaction=satisfaction, performance="kept",
            is_relapse=relapse, by=town.secretary, now=MORNING, version=dispute.version,
        )  # fmt: skip
    assert set(refusal.value.message_dict) == {"note"}


def test_reopen_starts_a_new_round(town: Town) -> None:
    dispute = services.reopen(
        in_state(town, State.CLOSED),
        reason="反复",
        by=town.secretary,
        now=NEXT_DAY,
        version=4,
    )
    facts = (dispute.state, dispute.round, dispute.outcome, dispute.concluded_at, dispute.closed_at)
    assert facts == ("mediating", 2, "", None, None)
    rows = dispute.deadlines.values_list("round", "stage", "started_at")
    assert list(rows.filter(round=2)) == [(2, "community", NEXT_DAY), (2, "ceiling", NEXT_DAY)]


def test_second_round_visits_the_parties_again(town: Town) -> None:
    dispute = visit_all(town, concluded(town, parties=TWO_PARTIES), MORNING)
    dispute = services.reopen(dispute, reason="反复", by=town.office, now=MORNING, version=dispute.version)
    dispute = conclude(town, dispute, NEXT_DAY, "oral")
    assert sorted(dispute.return_visits.values_list("round", flat=True)) == [1, 1, 2, 2]


def test_void_keeps_the_reason_and_stops_the_clock(town: Town) -> None:
    dispute = services.void(registered(town), reason="重复登记", by=town.office, now=NEXT_DAY, version=1)
    assert (dispute.state, dispute.void_reason, dispute.closed_at, dispute.due_at) == (
        "void", "重复登记", NEXT_DAY, None,
    )  # fmt: skip


def test_stale_form_is_refused_whoever_sends_it(town: Town) -> None:
    dispute = registered(town)
    services.accept(dispute, handler=town.secretary, by=town.secretary, now=MORNING, version=1)
    with pytest.raises(Refused, match="刚被他人改动"):
        services.void(dispute, reason="重复登记", by=town.office, now=MORNING, version=1)


# --- Revealing ------------------------------------------------------------------------------------------------


def test_reveal_is_on_record_with_its_reason(town: Town) -> None:
    dispute = registered(town, parties=TWO_PARTIES)
    names = [party.name for party in services.reveal_parties(dispute, by=town.secretary, reason="电话联系调解")]
    entry = AuditEntry.objects.get(kind="read")
    assert names == ["张三", "李四四"]
    assert (entry.action, entry.reason, entry.actor_id) == ("disputes.reveal", "电话联系调解", town.secretary.pk)


def test_reveal_without_reason_or_right_is_refused(town: Town) -> None:
    dispute = registered(town, parties=TWO_PARTIES)
    with pytest.raises(Refused):
        services.reveal_parties(dispute, by=town.secretary, reason=" ")
    for role in (Role.LEADER, Role.UNIT, Role.GRID_WORKER, Role.DISTRICT, Role.ADMIN, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            services.reveal_parties(dispute, by=town.person(role), reason="想看看")
    assert not AuditEntry.objects.filter(kind="read").exists()


# --- Screening rounds -----------------------------------------------------------------------------------------


def report(
    town: Town, found: int, *, nil: bool, day: date = date(2026, 10, 20), role: Role = Role.SECRETARY
) -> ScreeningRound:
    return services.report_round(
        community=town.community, held_on=day, kind="routine", found=found, is_nil_report=nil, by=town.person(role),
        now=MORNING,
    )  # fmt: skip


def test_round_with_a_nil_report(town: Town) -> None:
    row = report(town, 0, nil=True)
    assert (row.found, row.is_nil_report, AuditEntry.objects.get().action) == (0, True, "disputes.screening")


@pytest.mark.parametrize(("found", "nil"), [(0, False), (2, True)])
def test_round_whose_tick_and_number_differ_is_refused(town: Town, found: int, nil: bool) -> None:
    with pytest.raises(Refused):
        report(town, found, nil=nil)


def test_round_twice_or_tomorrow_is_refused(town: Town) -> None:
    report(town, 1, nil=False)
    for day in (date(2026, 10, 20), date(2026, 10, 22)):
        with pytest.raises(Refused) as refusal:
            report(town, 1, nil=False, day=day)
        assert set(refusal.value.message_dict) == {"held_on"}


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.UNIT, Role.LEADER, Role.DISTRICT, Role.ADMIN, Role.AUDITOR])
def test_round_by_others_is_not_allowed(town: Town, role: Role) -> None:
    with pytest.raises(NotAllowed):
        report(town, 1, nil=False, role=role)


def test_round_of_a_foreign_community_is_not_allowed(town: Town) -> None:
    stranger = user_as(Role.SECRETARY, CommunityFactory(parent=town.township))
    with pytest.raises(NotAllowed):
        services.report_round(
            community=town.community, held_on=date(2026, 10, 20), kind="routine", found=1, is_nil_report=False,
            by=stranger, now=MORNING,
        )  # fmt: skip
    assert Dispute.objects.count() == ScreeningRound.objects.count() == 0
