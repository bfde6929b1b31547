"""Chips, clocks, buttons and the timeline of a dispute."""

from __future__ import annotations

import pytest
from django.utils import translation

from disputes import services
from disputes.history import steps
from disputes.models import Dispute
from disputes.presentation import Chip, StageView, buttons, clock_of, risk_chip, rows_of, stage_views, state_chip
from disputes.states import Move, State
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.timeline import Step
from safety_portal.audit.trail import history_of
from tests.disputes.makers import MORNING, TWO_PARTIES, Town, accepted, at, concluded, in_state, registered, visit_all

NEXT_DAY = at("2026-10-22 09:00")
FAR = at("2026-12-24 09:00")


def test_state_chips_name_every_state() -> None:
    texts = {state: state_chip(Dispute(state=state)).text for state in State}
    assert texts == {
        State.REGISTERED: "待受理",
        State.HANDED_OVER: "待签收",
        State.ACCEPTED: "已受理",
        State.MEDIATING: "调解中",
        State.CONCLUDED: "待回访",
        State.CLOSED: "已办结",
        State.VOID: "已作废",
    }


def test_risk_chip_has_sign_and_word(town: Town) -> None:
    assert risk_chip(registered(town)) == Chip("warn", "黄 一般", "flag")


def test_row_of_the_list(town: Town) -> None:
    dispute = registered(town)
    (row,) = rows_of([dispute], NEXT_DAY)
    assert row.clock is not None
    assert (row.dispute, row.state.text, row.clock.words, row.clock.band) == (dispute, "待受理", "余 2 天 14 小时", 0)


@pytest.mark.parametrize(
    ("state", "has_clock"), [("registered", True), ("concluded", True), ("closed", False), ("void", False)]
)
def test_clock_runs_until_nothing_is_owed(town: Town, state: str, has_clock: bool) -> None:
    assert (clock_of(in_state(town, State(state)), NEXT_DAY) is not None) is has_clock


# --- Clocks of the page ----------------------------------------------------------------------------------------


def views(dispute: Dispute, now: object = NEXT_DAY) -> list[StageView]:
    return stage_views(dispute, list(dispute.deadlines.all()), now)  # type: ignore[arg-type]


def verdicts(dispute: Dispute) -> dict[str, tuple[str, str]]:
    """Ended deadlines: title → what the chip and the note say."""
    return {view.title: (view.chip.text, view.note) for view in views(dispute) if view.chip}


def test_running_clocks_show_their_arithmetic(town: Town) -> None:
    clocks = [view.clock for view in views(registered(town))]
    assert [clock and clock.arithmetic for clock in clocks] == [
        "10月21日 09:00 登记 + 3 日 = 10月24日 24:00",
        "10月21日 09:00 登记 + 30 日 = 11月20日 24:00",
    ]


def test_clocks_met_in_time_tell_what_was_used(town: Town) -> None:
    dispute = concluded(town, MORNING, result_at=at("2026-10-23 12:00"))
    assert verdicts(dispute) == {
        "社区级": ("按期", "3 日内用 2 天 3 小时"),
        "调解期限上限": ("按期", "30 日内用 2 天 3 小时"),
    }


def test_clock_met_late_tells_by_how_much_and_why(town: Town) -> None:
    dispute = concluded(town, MORNING, result_at=at("2026-10-27 12:00"))
    assert verdicts(dispute)["社区级"] == ("超 2 天", "10月21日 09:00 登记 + 3 日 = 10月24日 24:00")


def test_clock_handed_on_stands_below_the_running_ones(town: Town) -> None:
    dispute = services.escalate(
        accepted(town), to=town.police, reason="疑难", by=town.secretary, now=NEXT_DAY, version=2
    )
    assert [(view.title, view.chip and view.chip.text) for view in views(dispute)] == [
        ("镇级", None), ("调解期限上限", None), ("社区级", "按期上交"),
    ]  # fmt: skip


def test_clocks_of_a_void_dispute_have_ended(town: Town) -> None:
    assert {view.clock for view in views(in_state(town, State.VOID))} == {None}


def test_clocks_of_a_second_round_count_from_the_reopening(town: Town) -> None:
    dispute = services.reopen(concluded(town), reason="反复", by=town.office, now=NEXT_DAY, version=3)
    (level, _ceiling) = [view.clock for view in views(dispute)]
    assert level is not None
    assert level.arithmetic == "10月22日 09:00 重新办理 + 3 日 = 10月25日 24:00"


# --- Buttons ---------------------------------------------------------------------------------------------------


def offered(dispute: Dispute, user: User) -> list[tuple[str, bool]]:
    owed = list(dispute.return_visits.filter(visited_on=None))
    return [(button.label, button.is_primary) for button in buttons(dispute, user, owed)]


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        (State.REGISTERED, [("移交", False), ("上交", False), ("受理", True)]),
        (State.HANDED_OVER, [("移交", False), ("上交", False), ("受理", True)]),
        (State.ACCEPTED, [("记录结果", False), ("移交", False), ("上交", False), ("开始调解", True)]),
        (State.MEDIATING, [("移交", False), ("上交", False), ("记录结果", True)]),
        (State.CONCLUDED, [("重新办理", False), ("办结", True)]),
        (State.CLOSED, [("重新办理", False)]),
        (State.VOID, []),
    ],
)
def test_buttons_of_the_secretary(town: Town, state: State, labels: list[tuple[str, bool]]) -> None:
    assert offered(in_state(town, state), town.secretary) == labels


def test_buttons_of_the_office_hold_the_grave_one_apart(town: Town) -> None:
    shown = buttons(registered(town), town.office, [])
    assert [(button.label, button.url.split("/")[-2]) for button in shown if button.is_grave] == [("作废", Move.VOID)]


def test_buttons_offer_no_escalation_from_the_top(town: Town) -> None:
    dispute = registered(town, by=town.office, responsible_unit=town.police)
    assert [label for label, _ in offered(dispute, town.officer)] == ["移交", "受理"]


def test_buttons_close_only_when_nothing_is_owed(town: Town) -> None:
    dispute = concluded(town, parties=TWO_PARTIES)
    assert offered(dispute, town.secretary) == [("重新办理", False)]
    assert offered(visit_all(town, dispute, MORNING), town.secretary)[-1] == ("办结", True)


@pytest.mark.parametrize("role", [Role.LEADER, Role.DISTRICT, Role.ADMIN, Role.AUDITOR, Role.UNIT, Role.GRID_WORKER])
def test_buttons_are_none_for_who_only_reads(town: Town, role: Role) -> None:
    assert offered(registered(town), town.person(role)) == []


# --- Timeline --------------------------------------------------------------------------------------------------


def timeline(dispute: Dispute) -> list[Step]:
    visits = list(dispute.return_visits.select_related("party"))
    return steps(dispute, history_of(dispute), list(dispute.deadlines.all()), visits, FAR)


def told(dispute: Dispute) -> list[tuple[str, str]]:
    return [(str(step.title), step.text) for step in timeline(dispute)]


def test_timeline_of_an_open_dispute(town: Town) -> None:
    dispute = services.start(accepted(town), is_public=False, by=town.secretary, version=2)
    name = town.community.name
    assert sorted(told(dispute)) == sorted([
        ("登记", "来源：集中排查"),
        (f"{name}受理", f"承办人：{town.secretary.name}"),
        ("开始调解", "不公开"),
        ("社区级届满", ""),
        ("调解期限上限届满", ""),
        ("结果", "待记录"),
        ("回访", "有结果后回访各方当事人"),
    ])  # fmt: skip


def test_timeline_ends_with_what_is_owed(town: Town) -> None:
    dispute = concluded(town, parties=TWO_PARTIES)
    assert told(dispute)[-2:] == [("回访 张*", "11月20日前"), ("回访 李**", "11月20日前")]
    assert [step.css for step in timeline(dispute)[-2:]] == ["todo", "todo"]


def test_timeline_tells_reasons_and_units(town: Town) -> None:
    dispute = services.escalate(
        accepted(town), to=town.police, reason="涉嫌违法", by=town.secretary, now=NEXT_DAY, version=2
    )
    dispute = services.refer(dispute, to=town.community, reason="属社区职责", by=town.officer, version=3)
    dispute = services.void(dispute, reason="重复登记", by=town.office, now=NEXT_DAY, version=4)
    expected = [
        (f"上交{town.police.name}", "涉嫌违法"),
        (f"移交{town.community.name}", "属社区职责"),
        ("已作废", "重复登记"),
    ]
    assert [line for line in told(dispute) if line in expected] == expected


def test_timeline_tells_a_relapse(town: Town) -> None:
    dispute = concluded(town, parties=TWO_PARTIES[:1])
    services.record_visit(
        dispute.return_visits.get(), visited_on=MORNING.date(), satisfaction="dissatisfied", performance="broken",
        is_relapse=True, note="又漏水", by=town.secretary, now=MORNING, version=dispute.version,
    )  # fmt: skip
    assert ("回访", "不满意；纠纷有反复") in told(dispute)


def test_timeline_of_a_line_without_details_says_what_it_can(town: Town) -> None:
    dispute = registered(town)
    AuditEntry.objects.create(
        kind="change", action="disputes.conclude", actor_label="系统", object_type="disputes.dispute",
        object_id=str(dispute.pk), object_label="x",
    )  # fmt: skip
    assert ("已记录结果", "") in told(dispute)


def test_timeline_in_english_names_units_in_pinyin(town: Town) -> None:
    town.community.name = "四岗社区"
    town.community.save()
    dispute = accepted(town)
    with translation.override("en"):
        assert "Accepted by Sigang Community" in [step.title for step in timeline(dispute)]
