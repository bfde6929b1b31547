"""What the database refuses by itself, whoever writes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from disputes.models import Dispute, DisputeCategory, ReturnVisit, RiskGrade, ScreeningRound, StageDeadline, StageRule
from disputes.states import State
from tests.disputes.makers import MORNING, TWO_PARTIES, Town, concluded, in_state, registered
from tests.factories import CommunityFactory, GridFactory


@pytest.mark.parametrize(
    ("state", "changes", "constraint"),
    [
        ("registered", {"state": "lost"}, "dispute_(state_known|result|clock)"),
        ("registered", {"level": "moon"}, "dispute_level_known"),
        ("registered", {"scale": "09"}, "dispute_scale_known"),
        ("registered", {"source": "rumour"}, "dispute_source_known"),
        ("registered", {"people_involved": -1}, "people"),
        ("registered", {"closed_at": MORNING}, "dispute_closed_iff_closed"),
        ("closed", {"closed_at": None}, "dispute_closed_iff_closed"),
        ("registered", {"outcome": "agreed"}, "dispute_result_iff_concluded"),
        ("concluded", {"outcome": ""}, "dispute_result_iff_concluded"),
        ("concluded", {"concluded_at": None}, "dispute_result_iff_concluded"),
        ("registered", {"due_at": MORNING}, "dispute_clock_iff_unfinished"),
        ("registered", {"due_at": None}, "dispute_clock_iff_unfinished"),
        ("closed", {"due_at": MORNING}, "dispute_clock_iff_unfinished"),
        ("accepted", {"accepted_at": MORNING - timedelta(days=1)}, "dispute_times_in_order"),
        ("concluded", {"concluded_at": MORNING - timedelta(days=1)}, "dispute_times_in_order"),
        ("void", {"void_reason": ""}, "dispute_void_has_reason"),
        ("accepted", {"void_reason": "x"}, "dispute_void_has_reason"),
        ("concluded", {"outcome": "failed"}, "dispute_failed_told_remedies"),
        ("concluded", {"outcome": "oral", "agreement_number": "1"}, "dispute_number_of_agreement"),
        ("accepted", {"assigned_at": None}, "dispute_handler_since"),
    ],
)
def test_dispute_refuses(town: Town, state: str, changes: dict[str, Any], constraint: str) -> None:
    dispute = in_state(town, State(state))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(**changes)


def test_dispute_refuses_a_grid_of_another_community(town: Town) -> None:
    dispute = registered(town)
    with pytest.raises(IntegrityError, match="is none of community"), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(grid=GridFactory(parent=CommunityFactory(parent=town.township)))


def test_dispute_refuses_a_community_of_another_township(town: Town) -> None:
    dispute = registered(town)
    with pytest.raises(IntegrityError, match="is none of township"), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(community=CommunityFactory())


def test_dispute_refuses_a_number_twice(town: Town) -> None:
    first, second = registered(town), registered(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.filter(pk=second.pk).update(number=first.number)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"due_at": MORNING}, "stage_deadline_due_after_start"),
        ({"met_at": MORNING - timedelta(days=1)}, "stage_deadline_ends_after_start"),
        ({"handed_on_at": MORNING}, "stage_deadline_handed_on_counts_not"),
        ({"stage": "ceiling"}, "stage_deadline"),
    ],
)
def test_deadline_refuses(town: Town, changes: dict[str, Any], constraint: str) -> None:
    row = registered(town).deadlines.get(counts=True)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StageDeadline.objects.filter(pk=row.pk).update(**changes)


def test_deadline_refuses_two_that_count(town: Town) -> None:
    dispute = registered(town)
    with pytest.raises(IntegrityError, match="stage_deadline_one_counts"), transaction.atomic():
        StageDeadline.objects.create(
            dispute=dispute, stage="township", started_at=MORNING, days=7, due_at=MORNING.replace(day=28), counts=True
        )


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"satisfaction": "satisfied"}, "return_visit_answers_iff_visited"),
        ({"visited_on": date(2026, 10, 25)}, "return_visit_answers_iff_visited"),
        ({"due_on": date(2026, 10, 21)}, "return_visit_due_after_start"),
    ],
)
def test_visit_refuses(town: Town, changes: dict[str, Any], constraint: str) -> None:
    concluded(town, parties=TWO_PARTIES[:1])
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ReturnVisit.objects.update(**changes)


def test_visit_refuses_a_second_one_in_a_round(town: Town) -> None:
    row = concluded(town, parties=TWO_PARTIES[:1]).return_visits.get()
    row.pk = None
    with pytest.raises(IntegrityError, match="return_visit_once_a_round"), transaction.atomic():
        row.save()


@pytest.mark.parametrize(("found", "nil"), [(0, False), (3, True)])
def test_round_refuses_a_tick_that_does_not_fit(town: Town, found: int, nil: bool) -> None:
    with pytest.raises(IntegrityError, match="screening_nil_iff_zero"), transaction.atomic():
        ScreeningRound.objects.create(
            community=town.community, held_on=MORNING.date(), found=found, is_nil_report=nil,
            reported_by=town.secretary, reported_at=MORNING,
        )  # fmt: skip


def test_rule_refuses_no_day_and_a_second_default(town: Town) -> None:
    for changes in ({"township": town.township, "days": 0}, {"days": 9}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StageRule.objects.create(kind="grid", basis="x", **changes)


def test_row_history_catches_a_write_past_the_services(town: Town) -> None:
    dispute = registered(town)
    Dispute.objects.filter(pk=dispute.pk).update(title="改了")
    events = Dispute.pgh_event_model.objects.filter(pgh_obj=dispute)  # type: ignore[attr-defined]
    assert list(events.order_by("pgh_id").values_list("title", flat=True))[-1] == "改了"


# --- What the register starts with ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_categories_are_those_of_the_standard() -> None:
    codes = DisputeCategory.objects.values_list("code", flat=True)
    tops = [code for code in codes if len(code) == 2]
    assert (len(codes), tops) == (95, [f"{n:02d}" for n in range(1, 17)] + ["99"])
    assert (
        DisputeCategory.objects.select_related("parent").get(code="0902").path == "0902 土地及资源权属纠纷 · 宅基地使用"
    )
    assert DisputeCategory.objects.get(code="99").path == "99 其他"


@pytest.mark.django_db
def test_defaults_name_their_basis() -> None:
    rules = dict(StageRule.objects.filter(township=None).values_list("kind", "days"))
    assert rules == {"grid": 1, "community": 3, "township": 7, "ceiling": 30, "return_visit": 30}
    assert all(rule.basis.startswith("默认值") for rule in StageRule.objects.all())
    assert list(RiskGrade.objects.values_list("code", flat=True)) == ["red", "orange", "yellow", "blue"]
