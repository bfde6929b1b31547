"""Home page, search, health."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.core import ports
from safety_portal.core.ports import DueEntry, Hit, Panel, Registry, Tile
from safety_portal.home import health, selectors
from safety_portal.home.tasks import heartbeat
from tests.factories import CommunityFactory, user_as
from tests.work.items import TrackedItemFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 21, 9, tzinfo=timezone.get_default_timezone())


class _Register:
    """A register that offers everything, ``count`` of each."""

    def __init__(self, name: str, count: int, hours: float | None = None) -> None:
        self.name, self.count, self.hours = name, count, hours

    def due_for(self, user: User, now: datetime, limit: int) -> tuple[Sequence[DueEntry], int]:
        due_at = None if self.hours is None else now + timedelta(hours=self.hours)
        return [DueEntry("纠纷", self.name, "/x/", due_at)] * min(self.count, limit), self.count

    def search(self, user: User, text: str, limit: int) -> Sequence[Hit]:
        return [Hit("纠纷", f"{self.name}-{number}", text, "/x/") for number in range(min(self.count, limit))]

    def tiles(self, user: User, now: datetime) -> Sequence[Tile]:
        return [Tile(self.name, str(self.count), "/x/", order=self.count)]

    def panel(self, user: User, now: datetime) -> Panel | None:
        context = {"name": self.name}
        return Panel("includes/empty.html", context, order=self.count, aside=self.count > 5) if self.count else None


@pytest.fixture
def registers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Registry[_Register]]:
    """Ports that only this test's registers serve."""
    made: dict[str, Registry[_Register]] = {name: Registry() for name in ("due", "search", "panels")}
    for name, registry in made.items():
        monkeypatch.setattr(ports, name, registry)
    return made


# --- What waits -----------------------------------------------------------------------------------------------


def test_waiting_for_is_soonest_first_over_all_registers(registers: dict[str, Registry[_Register]]) -> None:
    for name, hours in (("无期限", None), ("余一天", 24), ("已超期", -2)):
        registers["due"].offer(name, _Register(name, 2, hours))
    waiting = selectors.waiting_for(User(), NOW, limit=3)
    assert [due.entry.title for due in waiting.entries] == ["已超期", "已超期", "余一天"]
    assert (waiting.total, waiting.over) == (6, 2)
    assert [due.clock.is_over for due in waiting.entries if due.clock] == [True, True, False]


def test_board_is_sorted_and_split(registers: dict[str, Registry[_Register]]) -> None:
    for count in (9, 3, 0, 4):
        registers["panels"].offer(str(count), _Register(str(count), count))
    board = selectors.board_for(User(), NOW)
    assert [tile.label for tile in board.tiles] == ["0", "3", "4", "9"]
    assert [[panel.context["name"] for panel in side] for side in (board.main, board.aside)] == [["3", "4"], ["9"]]


def test_home_page_shows_tiles_and_blocks(client: Client, registers: dict[str, Registry[_Register]]) -> None:
    registers["due"].offer("late", _Register("漏水纠纷", 3, -1))
    registers["panels"].offer("few", _Register("月报", 4))
    client.force_login(user_as(Role.OFFICE))
    response = client.get(reverse("home:index"))
    assert [(tile.value, tile.is_hot) for tile in response.context["tiles"]] == [("3", True), ("4", False)]
    assert response.content.decode().count('class="tile') == 2 + 1  # and the strip itself


@pytest.mark.parametrize("role", Role)
def test_home_page_of_every_role(client: Client, role: Role) -> None:
    client.force_login(user_as(role))
    assert client.get(reverse("home:index")).status_code == 200


def test_home_page_shows_what_waits(client: Client) -> None:
    community = CommunityFactory()
    item = TrackedItemFactory(owed_by=community)
    client.force_login(user_as(Role.SECRETARY, community))
    page = client.get(reverse("home:index")).content.decode()
    assert f'<a href="{item.get_absolute_url()}">{item.title}</a>' in page


def test_home_page_needs_as_many_queries_at_1_and_30_rows(client: Client) -> None:
    community, counts = CommunityFactory(), []
    client.force_login(user_as(Role.SECRETARY, community))
    client.get(reverse("home:index"))  # asks once a session when the user was last here
    for rows in (1, 29):
        TrackedItemFactory.create_batch(rows, owed_by=community)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("home:index"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- Search ---------------------------------------------------------------------------------------------------


def test_search_asks_every_register_and_is_capped(registers: dict[str, Registry[_Register]]) -> None:
    registers["search"].offer("few", _Register("few", 2))
    assert not selectors.search(User(), "漏水").is_capped
    registers["search"].offer("many", _Register("many", 99))
    found = selectors.search(User(), "漏水")
    assert len(found.hits) == 2 + selectors.HITS_OF_A_REGISTER
    assert found.is_capped


def test_search_of_one_character_asks_nobody(registers: dict[str, Registry[_Register]]) -> None:
    registers["search"].offer("many", _Register("many", 99))
    assert selectors.search(User(), "漏").hits == []


@pytest.mark.parametrize("text", ["", "漏", "漏水", " 楼道 ", "<script>"])
def test_search_page(client: Client, text: str) -> None:
    community = CommunityFactory()
    TrackedItemFactory(owed_by=community, title="清理楼道堆物")
    TrackedItemFactory(title="清理楼道堆物")
    client.force_login(user_as(Role.SECRETARY, community))
    response = client.get(reverse("home:search"), {"q": text})
    assert len(response.context["found"].hits) == (1 if "楼道" in text else 0)
    assert "<script>" not in response.content.decode().split("</head>")[1].split("</main>")[0]


# --- Health ---------------------------------------------------------------------------------------------------


def _answer(client: Client) -> tuple[int, object]:
    response = client.get("/healthz")
    return response.status_code, response.json()


def test_healthz_is_public_and_tells_nothing_but_yes(client: Client) -> None:
    heartbeat()
    assert _answer(client) == (200, {"ok": True})


def test_healthz_misses_the_heartbeat(client: Client) -> None:
    assert _answer(client) == (503, {"ok": False})
    cache.set(health.HEARTBEAT_KEY, timezone.now().timestamp() - health.HEARTBEAT_SECONDS - 1)
    assert health.ailing() == ["beat"]


def test_healthz_misses_the_database(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    def fail() -> bool:
        raise DatabaseError("password in it")

    heartbeat()
    monkeypatch.setitem(health.CHECKS, "database", fail)
    assert health.ailing() == ["database"]
    assert _answer(client) == (503, {"ok": False})
