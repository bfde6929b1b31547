"""What disputes show on the home page."""

from datetime import timedelta

import pytest

from disputes.models import Dispute
from disputes.panels import ROWS, Panels
from safety_portal.accounts.models import Role
from safety_portal.core.ports import Panel
from tests.disputes.makers import MORNING, Town, concluded, day_end, registered

DUE = day_end("2026-10-24")  # three days at community level
LATE = DUE + timedelta(hours=1)


def _shown(panel: Panel | None) -> list[Dispute]:
    rows = panel.context["rows"] if panel else []
    return [dispute for dispute, _clock in rows]  # type: ignore[attr-defined]


def test_tile_counts_what_is_in_hand_and_overdue(town: Town) -> None:
    registered(town)
    registered(town, MORNING + timedelta(days=3))
    concluded(town)
    for role in (Role.LEADER, Role.OFFICE, Role.SECRETARY):
        (tile,) = Panels().tiles(town.person(role), LATE)
        assert (tile.value, tile.is_hot, tile.url) == ("2", True, "/disputes/?tab=overdue")
    (tile,) = Panels().tiles(town.leader, MORNING)
    assert (tile.is_hot, tile.url) == (False, "/disputes/")


def test_panel_lists_the_most_urgent_first(town: Town) -> None:
    later, late = registered(town, MORNING + timedelta(days=1)), registered(town)
    registered(town, MORNING + timedelta(days=9))
    concluded(town)
    assert _shown(Panels().panel(town.leader, LATE)) == [late, later]
    assert _shown(Panels().panel(town.leader, MORNING - timedelta(days=1))) == []


def test_panel_is_short(town: Town) -> None:
    for _turn in range(ROWS + 2):
        registered(town)
    assert len(_shown(Panels().panel(town.office, LATE))) == ROWS


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEADER, Role.OFFICE}))
def test_panel_is_for_leader_and_office(town: Town, role: Role) -> None:
    registered(town)
    assert Panels().panel(town.person(role), LATE) is None


@pytest.mark.parametrize("role", [Role.UNIT, Role.GRID_WORKER])
def test_tile_counts_what_its_reader_may_see(town: Town, role: Role) -> None:
    registered(town)
    assert [(tile.value, tile.is_hot) for tile in Panels().tiles(town.person(role), LATE)] == [("0", False)]


@pytest.mark.parametrize("role", [Role.DISTRICT, Role.ADMIN, Role.AUDITOR])
def test_no_tile_for_all_others(town: Town, role: Role) -> None:
    registered(town)
    assert list(Panels().tiles(town.person(role), LATE)) == []
