"""The figures of a month, worked out by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disputes import services
from disputes.models import Dispute, RegisterSetting, StageDeadline, StageRule
from disputes.ports import Facts
from disputes.selectors.figures import FIGURES, REQUIRED, monthly_facts
from disputes.states import State
from safety_portal.core.months import Month
from tests.disputes.makers import (
    MORNING,
    TWO_PARTIES,
    Town,
    accepted,
    at,
    conclude,
    concluded,
    day_end,
    in_state,
    registered,
    visit_all,
)
from tests.factories import CommunityFactory

OCTOBER, NOVEMBER, DECEMBER = Month(2026, 10), Month(2026, 11), Month(2026, 12)


def figures(town: Town, month: Month) -> dict[str, int]:
    """The figures of the town's community that are not zero, without the prefix of disputes."""
    values = {code: by_unit[town.community.pk] for code, by_unit in monthly_facts(month, [town.community.pk]).items()}
    values.pop(REQUIRED.code)
    return {code.removeprefix("disputes."): int(value) for code, value in values.items() if value}


def test_a_month_worked_out_by_hand(town: Town) -> None:
    concluded(town, at("2026-10-05 09:00"), result_at=at("2026-10-06 10:00"))  # due on the 8th: in time, agreed
    concluded(town, at("2026-10-10 09:00"), result_at=at("2026-10-15 10:00"), outcome="failed")  # due on the 13th: late
    accepted(town, at("2026-10-20 09:00"))  # due on the 23rd: no result
    registered(town, at("2026-10-30 09:00"))  # due on 2 November, nobody named
    assert figures(town, OCTOBER) == {
        "registered": 4, "assigned": 3, "due": 3, "on_time": 1, "concluded": 2, "agreed": 1, "open_overdue": 1,
    }  # fmt: skip
    assert figures(town, NOVEMBER) == {"due": 1, "open_overdue": 2}


@pytest.mark.parametrize(
    ("when", "inflow", "deadline"),
    [
        ("2026-10-01 00:00", OCTOBER, OCTOBER),
        ("2026-10-28 23:59", OCTOBER, OCTOBER),
        ("2026-10-29 00:00", OCTOBER, NOVEMBER),
        ("2026-10-31 23:59", OCTOBER, NOVEMBER),
        ("2026-12-31 23:59", DECEMBER, Month(2027, 1)),
        ("2026-12-28 12:00", DECEMBER, DECEMBER),
    ],
)
def test_months_at_their_borders(town: Town, when: str, inflow: Month, deadline: Month) -> None:
    registered(town, at(when))
    months = [inflow - 1, inflow, inflow + 1]
    assert [figures(town, month).get("registered", 0) for month in months] == [0, 1, 0]
    assert [figures(town, month).get("due", 0) for month in months] == [int(month == deadline) for month in months]


@pytest.mark.parametrize(
    ("result", "in_time"), [("2026-10-24 23:59", 1), ("2026-10-25 00:00", 0), ("2026-10-21 09:00", 1)]
)
def test_on_time_ends_with_the_last_day(town: Town, result: str, in_time: int) -> None:
    concluded(town, MORNING, result_at=at(result))
    assert figures(town, OCTOBER).get("on_time", 0) == in_time


def test_result_counts_in_its_own_month(town: Town) -> None:
    concluded(town, at("2026-10-30 09:00"), result_at=at("2026-11-01 09:00"))
    assert figures(town, OCTOBER) == {"registered": 1, "assigned": 1}
    assert figures(town, NOVEMBER) == {"due": 1, "on_time": 1, "concluded": 1, "agreed": 1}


@pytest.mark.parametrize(
    ("outcome", "agreed"), [("agreed", 1), ("oral", 1), ("declined", 0), ("failed", 0), ("court", 0)]
)
def test_agreed_is_an_agreement_only(town: Town, outcome: str, agreed: int) -> None:
    concluded(town, MORNING, outcome=outcome)
    found = figures(town, OCTOBER)
    assert (found["concluded"], found.get("agreed", 0), found["on_time"]) == (1, agreed, 1)


def test_void_counts_nowhere(town: Town) -> None:
    dispute = concluded(town, MORNING, parties=TWO_PARTIES)
    services.void(dispute, reason="重复登记", by=town.office, now=MORNING, version=dispute.version)
    assert (figures(town, OCTOBER), figures(town, NOVEMBER)) == ({}, {})


def test_escalation_in_time_moves_the_deadline(town: Town) -> None:
    dispute = accepted(town, at("2026-10-27 09:00"))  # due on the 30th
    escalated = services.escalate(
        dispute, to=town.township, reason="疑难", by=town.secretary, now=at("2026-10-30 18:00"), version=2
    )
    assert escalated.due_at == day_end("2026-11-03")
    assert "due" not in figures(town, OCTOBER)
    assert figures(town, NOVEMBER)["due"] == 1


def test_escalation_after_the_deadline_keeps_the_missed_one(town: Town) -> None:
    dispute = accepted(town, at("2026-10-27 09:00"))
    services.escalate(
        dispute, to=town.township, reason="疑难", by=town.secretary, now=at("2026-10-31 00:00"), version=2
    )
    assert figures(town, OCTOBER) == {"registered": 1, "assigned": 1, "due": 1, "open_overdue": 1}
    assert figures(town, NOVEMBER) == {"open_overdue": 1}


def test_escalation_twice_in_time_counts_the_last(town: Town) -> None:
    dispute = registered(town, MORNING, by=town.worker, unit=town.grid)
    for version, unit in ((1, town.community), (2, town.township)):
        dispute = services.escalate(dispute, to=unit, reason="疑难", by=town.office, now=MORNING, version=version)
    rows = StageDeadline.objects.filter(dispute=dispute).order_by("days").values_list("stage", "counts")
    assert list(rows) == [("grid", False), ("community", False), ("township", True), ("ceiling", False)]


def test_escalation_late_once_and_in_time_after_keeps_the_one_missed(town: Town) -> None:
    dispute = registered(town, MORNING, by=town.worker, unit=town.grid)  # due on the 22nd
    for version, unit, day in ((1, town.community, 23), (2, town.township, 24)):
        dispute = services.escalate(
            dispute, to=unit, reason="疑难", by=town.office, now=MORNING.replace(day=day), version=version
        )
    rows = StageDeadline.objects.filter(dispute=dispute).order_by("days").values_list("stage", "counts", "handed_on_at")
    assert list(rows) == [
        ("grid", True, None), ("community", False, MORNING.replace(day=24)), ("township", False, None),
        ("ceiling", False, None),
    ]  # fmt: skip
    services.accept(dispute, handler=town.office, by=town.office, now=MORNING.replace(day=25), version=3)
    conclude(town, Dispute.objects.get(), MORNING.replace(day=25))
    assert figures(town, OCTOBER) == {"registered": 1, "assigned": 1, "due": 1, "concluded": 1, "agreed": 1}


def test_reopening_leaves_the_first_deadline_and_adds_one(town: Town) -> None:
    dispute = concluded(town, at("2026-10-05 09:00"))
    services.reopen(dispute, reason="反复", by=town.office, now=at("2026-11-03 09:00"), version=dispute.version)
    assert figures(town, OCTOBER) == {"registered": 1, "assigned": 1, "due": 1, "on_time": 1}
    assert figures(town, NOVEMBER) == {"due": 1, "open_overdue": 1}


def test_reopened_and_concluded_again_counts_once_where_the_result_stands(town: Town) -> None:
    dispute = concluded(town, at("2026-10-05 09:00"))
    dispute = services.reopen(
        dispute, reason="反复", by=town.office, now=at("2026-11-03 09:00"), version=dispute.version
    )
    conclude(town, dispute, at("2026-11-04 09:00"), "oral")
    found = {month: figures(town, month).get("concluded", 0) for month in (OCTOBER, NOVEMBER)}
    assert found == {OCTOBER: 0, NOVEMBER: 1}
    assert figures(town, NOVEMBER)["on_time"] == 1


def test_return_visits_fall_due_a_month_later(town: Town) -> None:
    dispute = concluded(town, at("2026-10-05 09:00"), parties=TWO_PARTIES)  # visits by 4 November
    assert figures(town, NOVEMBER) == {"return_visits_due": 2}
    visit_all(town, dispute, at("2026-10-20 09:00"))
    assert figures(town, NOVEMBER) == {"return_visits_due": 2, "return_visits_done": 2}


@pytest.mark.parametrize(
    ("day", "satisfaction", "done"),
    [
        ("2026-11-04 23:00", "dissatisfied", 2),
        ("2026-11-05 08:00", "satisfied", 0),
        ("2026-11-04 09:00", "unreached", 0),
    ],
)
def test_return_visits_done_in_time_and_reached(town: Town, day: str, satisfaction: str, done: int) -> None:
    dispute = concluded(town, at("2026-10-05 09:00"), parties=TWO_PARTIES)
    visit_all(town, dispute, at(day), satisfaction)
    assert figures(town, NOVEMBER).get("return_visits_done", 0) == done


def test_reopening_lets_visits_not_made_lapse(town: Town) -> None:
    dispute = concluded(town, at("2026-10-05 09:00"), parties=TWO_PARTIES)
    services.reopen(dispute, reason="反复", by=town.office, now=at("2026-10-20 09:00"), version=dispute.version)
    assert "return_visits_due" not in figures(town, NOVEMBER)


def test_overdue_in_the_running_month_waits_for_the_deadline(town: Town) -> None:
    now = timezone.now()
    registered(town, now)
    assert "open_overdue" not in figures(town, Month.of(now))


def test_rounds_and_what_is_required(town: Town) -> None:
    for day, found in ((1, 0), (8, 3)):
        services.report_round(
            community=town.community,
            held_on=date(2026, 10, day),
            kind="routine",
            found=found,
            is_nil_report=found == 0,
            by=town.secretary,
            now=MORNING,
        )
    facts = monthly_facts(OCTOBER, [town.community.pk])
    assert (facts["screening.rounds"], facts["screening.required"]) == ({town.community.pk: 2}, {town.community.pk: 4})


def test_required_rounds_of_a_township_go_before_the_default(town: Town) -> None:
    RegisterSetting.objects.create(township=town.township, screening_rounds=2)
    other = Town()
    ids = [town.community.pk, other.community.pk]
    assert monthly_facts(OCTOBER, ids)["screening.required"] == dict(zip(ids, (2, 4), strict=True))


def test_days_of_a_township_go_before_the_default(town: Town) -> None:
    StageRule.objects.create(township=town.township, kind="community", days=5, basis="本镇规定")
    assert registered(town, MORNING).due_at == day_end("2026-10-26")
    assert registered(Town(), MORNING).due_at == day_end("2026-10-24")


def test_every_unit_appears_under_every_figure(town: Town) -> None:
    ids = [town.community.pk, CommunityFactory(parent=town.township).pk, town.township.pk]
    facts = monthly_facts(OCTOBER, ids)
    assert set(facts) == {metric.code for metric in Facts.metrics}
    assert {frozenset(by_unit) for by_unit in facts.values()} == {frozenset(ids)}
    assert facts["disputes.due"] == {ids[0]: 0, ids[1]: 0, ids[2]: None}


def test_queries_do_not_grow_with_units_or_rows(town: Town, django_assert_num_queries: pytest.FixtureRequest) -> None:
    registered(town)
    others = [CommunityFactory(parent=town.township).pk for _ in range(5)]
    for units in ([town.community.pk], [town.community.pk, *others]):
        with django_assert_num_queries(len(FIGURES) + 2):  # type: ignore[operator]
            monthly_facts(OCTOBER, units)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.integers(1, 28), hours=st.integers(0, 71), late=st.lists(st.integers(0, 200), max_size=2))
def test_one_more_dispute_in_time_never_lowers_the_rate(town: Town, day: int, hours: int, late: list[int]) -> None:
    """product.md, "Volume never costs points"."""
    Dispute.objects.exclude(state="void").update(state="void", void_reason="清空", due_at=None, counted_from=None,
                                                 closed_at=MORNING.replace(year=2099))  # fmt: skip
    start = at(f"2026-10-{day:02d} 00:00")
    for extra in late:
        concluded(town, start, result_at=later(start, extra))
    before = rate(town)
    concluded(town, start, result_at=later(start, hours))
    assert rate(town) >= before


def later(start: datetime, hours: int) -> datetime:
    return datetime.fromtimestamp(start.timestamp() + hours * 3600, start.tzinfo)


def rate(town: Town) -> float:
    """On time over due, October and November together; 0 where nothing was due."""
    found = [figures(town, month) for month in (OCTOBER, NOVEMBER)]
    due = sum(one.get("due", 0) for one in found)
    return sum(one.get("on_time", 0) for one in found) / due if due else 0.0


def test_records_behind_a_figure(town: Town) -> None:
    late = concluded(town, at("2026-10-10 09:00"), result_at=at("2026-10-15 10:00"))
    early = concluded(town, at("2026-10-05 09:00"))
    owed = accepted(town, at("2026-10-20 09:00"))
    page = Facts().records("disputes.on_time", OCTOBER, town.community.pk, town.secretary)
    assert [(one.number, one.counted, one.note) for one in page.records] == [
        (late.number, False, "社区级，10月13日到期，超 1 天"),
        (owed.number, False, "社区级，10月23日到期，尚无结果"),
        (early.number, True, "社区级，10月8日到期，按期"),
    ]
    assert page.total == 3
    assert page.more_url == f"/disputes/?tab=all&figure=disputes.on_time&month=2026-10&community={town.community.pk}"


def test_records_of_an_unseen_dispute_show_the_number_only(town: Town) -> None:
    dispute = concluded(town, at("2026-10-10 09:00"), result_at=at("2026-10-15 10:00"), is_public=False)
    record = Facts().records("disputes.on_time", OCTOBER, town.community.pk, town.leader).records[0]
    assert (record.number, record.label, record.url, record.note) == (dispute.number, "", None, "")


@pytest.mark.parametrize("metric", [metric.code for metric in Facts.metrics])
def test_records_of_every_figure_agree_with_it(town: Town, metric: str) -> None:
    visit_all(town, concluded(town, at("2026-10-01 09:00"), parties=TWO_PARTIES), at("2026-10-09 09:00"))
    in_state(town, State.ACCEPTED)
    provider = Facts()
    for month in (OCTOBER, NOVEMBER):
        value = provider.monthly_facts(month, [town.community.pk])[metric][town.community.pk]
        page = provider.records(metric, month, town.community.pk, town.office)
        assert sum(one.counted for one in page.records) == (0 if metric == REQUIRED.code else value)
