"""Who sees which dispute: own and foreign, open and behind closed doors."""

from __future__ import annotations

from datetime import date

import pytest

from disputes import services
from disputes.models import Dispute, ScreeningRound
from disputes.ports import Due, Search
from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Level, Unit
from tests.disputes.makers import MORNING, TWO_PARTIES, Town, accepted, concluded, registered, visit_all
from tests.factories import CommunityFactory, GridFactory, user_as

#: Who sees a dispute of the own grid, community or township that lies with the community.
OPEN_DOORS = {Role.LEADER, Role.OFFICE, Role.SECRETARY, Role.GRID_WORKER}
CLOSED_DOORS = {Role.OFFICE, Role.SECRETARY}


def sees(user: User, dispute: Dispute) -> bool:
    return Dispute.objects.visible_to(user).filter(pk=dispute.pk).exists()


@pytest.mark.parametrize(("is_public", "readers"), [(True, OPEN_DOORS), (False, CLOSED_DOORS)])
def test_visible_in_the_own_area(town: Town, is_public: bool, readers: set[Role]) -> None:
    dispute = registered(town, unit=town.grid, is_public=is_public)
    assert {role for role in Role if sees(town.person(role), dispute)} == readers


@pytest.mark.parametrize("is_public", [True, False])
def test_visible_nowhere_else(town: Town, is_public: bool) -> None:
    dispute = registered(town, unit=town.grid, is_public=is_public)
    stranger = Town()
    assert {role for role in Role if sees(stranger.person(role), dispute)} == set()


@pytest.mark.parametrize("is_public", [True, False])
def test_visible_to_the_unit_it_was_given_to(town: Town, is_public: bool) -> None:
    dispute = registered(town, by=town.office, responsible_unit=town.police, is_public=is_public)
    assert sees(town.officer, dispute)
    services.refer(dispute, to=town.community, reason="属社区", by=town.officer, version=1)
    assert not sees(town.officer, dispute)


def test_visible_to_a_named_handler_only_while_in_a_post(town: Town) -> None:
    dispute = accepted(town, is_public=False)
    helper = user_as(Role.GRID_WORKER, GridFactory(parent=town.community))
    Dispute.objects.filter(pk=dispute.pk).update(handler=helper)
    assert sees(helper, dispute)
    helper.appointments.all().delete()
    assert not sees(User.objects.get(pk=helper.pk), dispute)


def test_visible_to_a_secretary_of_the_own_community_only(town: Town) -> None:
    neighbour = user_as(Role.SECRETARY, CommunityFactory(parent=town.township))
    assert not sees(neighbour, registered(town))


def test_visible_to_a_micro_grid_worker_in_the_grid(town: Town) -> None:
    micro = Unit.objects.create(
        code="900001001001001901", level=Level.MICRO_GRID, name="微网格", parent=town.grid, township=town.township
    )
    worker = user_as(Role.GRID_WORKER, micro)
    assert sees(worker, registered(town, unit=town.grid))
    assert registered(town, by=worker, unit=town.grid).level == "grid"


def test_visible_to_nobody_without_a_role(town: Town) -> None:
    user = user_as(Role.SECRETARY, town.community)
    user.appointments.all().delete()
    assert not sees(user, registered(town))


def test_visible_rounds(town: Town) -> None:
    services.report_round(
        community=town.community, held_on=date(2026, 10, 20), kind="routine", found=1, is_nil_report=False,
        by=town.secretary, now=MORNING,
    )  # fmt: skip
    town.person(Role.GRID_WORKER)
    readers = {role for role in Role if ScreeningRound.objects.visible_to(town.person(role)).exists()}
    assert readers == {Role.LEADER, Role.OFFICE, Role.SECRETARY, Role.GRID_WORKER}
    GridFactory(parent=town.community)
    assert ScreeningRound.objects.visible_to(town.secretary).count() == 1  # however many grids there are
    stranger = Town()
    assert not any(ScreeningRound.objects.visible_to(stranger.person(role)).exists() for role in Role)


# --- Search and due ports ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [("漏水", True), ("新海家园", True), ("10-01", True), ("漏", False), ("  ", False), ("火灾", False)],
)
def test_search_by_number_matter_and_place(town: Town, text: str, found: bool) -> None:
    dispute = registered(town)
    hits = Search().search(town.secretary, text, 5)
    assert [hit.url for hit in hits] == ([dispute.get_absolute_url()] if found else [])


def test_search_finds_nothing_foreign_and_no_party(town: Town) -> None:
    registered(town, parties=TWO_PARTIES)
    assert Search().search(Town().secretary, "漏水", 5) == []
    assert Search().search(town.secretary, "张三", 5) == []


def due_numbers(user: User) -> list[str]:
    return [entry.number for entry in Due().due_for(user, MORNING, 10)[0]]


def test_due_waits_for_whoever_answers(town: Town) -> None:
    own = registered(town)
    theirs = registered(town, by=town.office, responsible_unit=town.police)
    waiting = {role: due_numbers(town.person(role)) for role in Role}
    expected = {Role.SECRETARY: [own.number], Role.UNIT: [theirs.number]}
    assert waiting == {role: expected.get(role, []) for role in Role}


def test_due_sorts_by_deadline_and_tells_how_many(town: Town) -> None:
    late, early = (registered(town, MORNING.replace(day=day)) for day in (21, 20))
    entries, total = Due().due_for(town.secretary, MORNING, 1)
    assert ([entry.number for entry in entries], total) == ([early.number], 2)
    assert entries[0].started_at == early.counted_from
    assert late.number not in {entry.number for entry in entries}


def test_due_holds_visits_until_closed(town: Town) -> None:
    dispute = visit_all(town, concluded(town, parties=TWO_PARTIES), MORNING)
    assert due_numbers(town.secretary) == [dispute.number]
    services.close(dispute, by=town.secretary, now=MORNING, version=dispute.version)
    assert due_numbers(town.secretary) == []
