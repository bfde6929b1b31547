"""Configuration, and whom and where a dispute can be given."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from disputes.models import Dispute, RegisterSetting, StageRule
from disputes.selectors.handlers import escalation_targets, possible_handlers, referral_targets
from disputes.selectors.lists import by_text, overdue, registered_in
from disputes.selectors.rules import screening_rounds_required, setting_of, stage_days
from disputes.states import State
from safety_portal.accounts.models import Role
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit
from tests.disputes.makers import MORNING, Town, at, in_state, registered
from tests.factories import AppointmentFactory, CommunityFactory, GridFactory, MemberUnitFactory, user_as

TODAY = MORNING.date()


# --- Configuration ---------------------------------------------------------------------------------------------


def test_stage_days_are_the_defaults(town: Town) -> None:
    assert stage_days(town.township.pk) == {
        "grid": 1, "community": 3, "township": 7, "ceiling": 30, "return_visit": 30,
    }  # fmt: skip


def test_stage_days_of_a_township_replace_single_defaults(town: Town) -> None:
    StageRule.objects.create(township=town.township, kind="return_visit", days=15, basis="本镇规定")
    assert stage_days(town.township.pk)["return_visit"] == 15
    assert stage_days(town.township.pk)["grid"] == 1
    assert stage_days(Town().township.pk)["return_visit"] == 30


def test_setting_of_a_township_or_the_default(town: Town) -> None:
    RegisterSetting.objects.create(township=town.township, screening_rounds=8, asks_id_number=True)
    assert (setting_of(town.township.pk).screening_rounds, setting_of(town.township.pk).asks_id_number) == (8, True)
    for other in (None, Town().township.pk):
        assert (setting_of(other).screening_rounds, setting_of(other).asks_id_number) == (4, False)


def test_rounds_required_by_community(town: Town) -> None:
    RegisterSetting.objects.create(township=town.township, screening_rounds=0)
    other = Town()
    assert screening_rounds_required([town.community, other.community]) == {town.community.pk: 0, other.community.pk: 4}


def test_a_change_of_days_leaves_running_deadlines_alone(town: Town) -> None:
    dispute = registered(town)
    StageRule.objects.filter(township=None, kind="community").update(days=9)
    assert dispute.deadlines.get(counts=True).days == 3
    assert registered(town).deadlines.get(counts=True).days == 9


# --- Handlers --------------------------------------------------------------------------------------------------


def names(units: object) -> set[str]:
    return {unit.name for unit in units}  # type: ignore[attr-defined]


def test_handlers_are_the_people_of_the_unit(town: Town) -> None:
    people = {role: town.person(role) for role in Role}
    cases = [
        (registered(town, by=town.worker, unit=town.grid), {Role.GRID_WORKER, Role.SECRETARY}),
        (registered(town), {Role.SECRETARY}),
        (registered(town, by=town.office, responsible_unit=town.police), {Role.UNIT}),
        (registered(town, by=town.office, responsible_unit=town.township), {Role.OFFICE}),
    ]
    for dispute, roles in cases:
        assert set(possible_handlers(dispute, TODAY)) == {people[role] for role in roles}


def test_handlers_of_a_grid_include_its_micro_grids(town: Town) -> None:
    micro = Unit.objects.create(
        code="900001001001001902", level="micro_grid", name="微网格", parent=town.grid, township=town.township
    )
    worker = user_as(Role.GRID_WORKER, micro)
    assert worker in possible_handlers(registered(town, by=town.worker, unit=town.grid), TODAY)


def test_handlers_hold_their_post_today(town: Town) -> None:
    dispute = registered(town)
    gone = AppointmentFactory(unit=town.community, valid=DateRange(date(2020, 1, 1), date(2026, 10, 21))).user
    coming = AppointmentFactory(unit=town.community, valid=DateRange(date(2026, 10, 22), None)).user
    locked = user_as(Role.SECRETARY, town.community, is_active=False)
    assert set(possible_handlers(dispute, TODAY)) & {gone, coming, locked} == set()
    assert coming in possible_handlers(dispute, date(2026, 10, 22))


def test_handlers_appear_once_whatever_their_posts(town: Town) -> None:
    AppointmentFactory(user=town.secretary, unit=town.grid, role=Role.GRID_WORKER)
    dispute = registered(town, by=town.worker, unit=town.grid)
    assert sorted(user.pk for user in possible_handlers(dispute, TODAY)) == sorted(
        {user.pk for user in (town.secretary, town.worker)}
    )


# --- Targets ---------------------------------------------------------------------------------------------------


@pytest.fixture
def crowded(town: Town) -> Town:
    """A township with a second community, grid and member unit, and a neighbour with all of it."""
    town.with_everybody()
    CommunityFactory(parent=town.township, name="别的社区")
    GridFactory(parent=town.community, name="别的网格")
    MemberUnitFactory(parent=town.township, name="司法所")
    Town().with_everybody()
    return town


def test_escalation_goes_up_in_the_own_township(crowded: Town) -> None:
    upper = {crowded.township.name, crowded.police.name, "司法所"}
    at_grid = registered(crowded, by=crowded.worker, unit=crowded.grid)
    assert names(escalation_targets(at_grid, TODAY)) == upper | {crowded.community.name}
    assert names(escalation_targets(registered(crowded), TODAY)) == upper
    at_top = registered(crowded, by=crowded.office, responsible_unit=crowded.police)
    assert names(escalation_targets(at_top, TODAY)) == set()


def test_referral_stays_level_or_goes_down(crowded: Town) -> None:
    grids = {crowded.grid.name, "别的网格"}
    at_grid = registered(crowded, by=crowded.worker, unit=crowded.grid)
    assert names(referral_targets(at_grid, TODAY)) == {"别的网格"}
    assert names(referral_targets(registered(crowded), TODAY)) == grids
    at_top = registered(crowded, by=crowded.office, responsible_unit=crowded.police)
    assert names(referral_targets(at_top, TODAY)) == grids | {crowded.community.name, crowded.township.name, "司法所"}


def test_targets_leave_out_closed_units(crowded: Town) -> None:
    Unit.objects.filter(name="司法所").update(closed_on=TODAY)
    assert "司法所" not in names(escalation_targets(registered(crowded), TODAY))


# --- Lists -----------------------------------------------------------------------------------------------------


def test_overdue_is_open_and_past_its_deadline(town: Town) -> None:
    late, concluded = registered(town), in_state(town, State.CONCLUDED)
    last_moment = late.due_at
    assert last_moment is not None
    moments = [last_moment, at("2026-10-25 00:00"), at("2027-10-25 00:00")]
    found = [set(Dispute.objects.filter(overdue(moment))) for moment in moments]
    assert found == [set(), {late}, {late}]
    assert concluded.pk


@pytest.mark.parametrize("text", ["漏水", "新海", "〔2026〕10"])
def test_text_is_sought_in_matter_place_and_number(town: Town, text: str) -> None:
    dispute = registered(town)
    registered(town, title="停车", place="东岗", when=at("2026-11-02 09:00"))
    assert list(Dispute.objects.filter(by_text(text))) == [dispute]


def test_registered_in_counts_what_one_sees(town: Town) -> None:
    registered(town)
    registered(town, at("2026-11-01 00:00"))
    in_state(town, State.VOID)
    registered(Town())
    assert [registered_in(town.secretary, Month(2026, month)) for month in (9, 10, 11)] == [0, 1, 1]
