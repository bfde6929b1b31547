"""What the ranking shows on the home page."""

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from assessments.results.ports import Moves, Ranks
from assessments.results.services import score_month
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import Month
from tests.assessments.reports.builders import make_month, queries_of
from tests.assessments.results.builders import Town, make_town, open_reports
from tests.factories import user_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    """Three communities: full marks, 8 of 10 in time, 5 of 10."""
    town = make_town(3)
    town.set(1, disputes_on_time=8)
    town.set(2, disputes_on_time=5)
    score_month(month=town.month, by=town.office)
    return town


def _panel(port: Ranks | Moves, user: User) -> str:
    panel = port.panel(user, timezone.now())
    return render_to_string(panel.template_name, {"panel": panel.context}) if panel else ""


def test_ranking_for_the_office_is_the_whole_table(town: Town) -> None:
    text = _panel(Ranks(), town.office)
    places = [text.index(f"/ranking/{unit.code}/") for unit in town.communities]
    assert places == sorted(places)
    assert all(total in text for total in ("100.00", "90.53", "71.58"))


def test_tiles_for_the_leader_name_the_median(town: Town) -> None:
    tiles = Ranks().tiles(user_as(Role.LEADER, town.unit), timezone.now())
    assert [tile.value for tile in tiles][-1] == "90.53"


def test_tile_of_a_secretary_is_the_own_place(town: Town) -> None:
    secretary = user_as(Role.SECRETARY, town.communities[1])
    (tile,) = Ranks().tiles(secretary, timezone.now())
    assert (tile.value, tile.unit) == ("2", "/ 3")
    assert tile.url == f"/assessments/2026-10/ranking/{town.communities[1].code}/"
    assert _panel(Ranks(), secretary) == _panel(Moves(), secretary) == ""


@pytest.mark.parametrize("role", [Role.UNIT, Role.GRID_WORKER, Role.ADMIN, Role.AUDITOR])
def test_nothing_for_who_does_not_rank(town: Town, role: Role) -> None:
    user = user_as(role)
    assert (list(Ranks().tiles(user, timezone.now())), _panel(Ranks(), user), _panel(Moves(), user)) == ([], "", "")


def test_nothing_before_the_first_result() -> None:
    office = make_town(2).office
    assert (list(Ranks().tiles(office, timezone.now())), _panel(Ranks(), office)) == ([], "")


def test_moves_name_who_changed_places(town: Town) -> None:
    assert _panel(Moves(), town.office) == ""
    later = Town(town.unit, town.office, make_month(town.unit, Month(2026, 11)), town.communities)
    open_reports(later)
    later.set(0, disputes_on_time=6)
    score_month(month=later.month, by=later.office)
    panel = Moves().panel(town.office, timezone.now())
    assert panel is not None
    movers = panel.context["movers"]
    assert [(one.score.unit, one.move, one.before, one.score.rank) for one in movers] == [  # type: ignore[attr-defined]
        (town.communities[0], -2, 1, 3),
        (town.communities[2], 2, 3, 1),
        (town.communities[1], 1, 2, 1),
    ]


@pytest.mark.parametrize("port", [Ranks(), Moves()])
def test_blocks_need_as_many_queries_for_many(port: Ranks | Moves) -> None:
    def queries(size: int) -> int:
        town = make_town(size)
        score_month(month=town.month, by=town.office)
        assert town.office.scopes
        return queries_of(lambda: _panel(port, town.office))

    assert queries(2) == queries(20)
