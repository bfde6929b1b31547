"""The menu by role."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from safety_portal.accounts.models import Role, User
from safety_portal.home import navigation
from safety_portal.home.context_processors import place_of, who_is
from safety_portal.home.navigation import BOTTOM, MENU, SHORTCUTS, Here, bottom_bar_for, menu_for
from tests.factories import AppointmentFactory, CommunityFactory, DeputationFactory, UserFactory, user_as
from tests.work.items import TrackedItemFactory

pytestmark = pytest.mark.django_db

OFFICE_MENU = """
    home/index work/tracked documents/list
    assessments/reports assessments/filings assessments/dashboard
    assessments/ranking assessments/targets assessments/district_places
    assessments/objections assessments/consequences assessments/workbook assessments/months
    assessments/inspections assessments/rules
    disputes/list
    imports/list
    organization/units assessments/figure_owners organization/calendar
"""
LEADER_MENU = """
    home/index work/tracked documents/list
    assessments/dashboard
    assessments/ranking assessments/targets assessments/district_places assessments/objections
    assessments/consequences assessments/workbook assessments/months
    assessments/rules
    disputes/list
"""
SECRETARY_MENU = """
    home/index work/tracked documents/list
    assessments/my_report assessments/ranking assessments/targets assessments/objections assessments/consequences
    disputes/list
    imports/list
"""


@pytest.fixture
def _every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every page existed, at an address made from its name."""
    monkeypatch.setattr(navigation, "address_of", lambda page: f"/{page.replace(':', '/')}/")


def _pages(user: User) -> list[list[str]]:
    return [[item.url for item in group.items] for group in menu_for(Here(user, "", "/"))]


@pytest.mark.usefixtures("_every_page")
@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (
            Role.DISTRICT,
            """home/index documents/list assessments/dashboard assessments/ranking assessments/targets
            assessments/townships assessments/workbook assessments/months""",
        ),
        (Role.LEADER, LEADER_MENU),
        (Role.OFFICE, OFFICE_MENU),
        (
            Role.UNIT,
            """home/index work/tracked documents/list assessments/filings assessments/consequences disputes/list
            imports/list""",
        ),
        (Role.SECRETARY, SECRETARY_MENU),
        (Role.GRID_WORKER, "home/index disputes/list"),
        (
            Role.ADMIN,
            """home/index organization/units assessments/figure_owners organization/calendar accounts/users
            notices/outbox""",
        ),
        (Role.AUDITOR, "home/index audit/entries"),
    ],
)
def test_menu_by_role(role: Role, pages: str) -> None:
    shown = [url.strip("/") for group in _pages(user_as(role)) for url in group]
    assert shown == pages.split()


@pytest.mark.usefixtures("_every_page")
def test_menu_of_two_roles_is_both() -> None:
    user = user_as(Role.UNIT)
    AppointmentFactory(user=user, role=Role.AUDITOR, unit=user.scopes[0].unit.township)
    del user.scopes
    assert "/audit/entries/" in _pages(user)[-1]


def test_menu_leaves_out_pages_that_do_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "address_of", lambda page: "/" if page == "home:index" else None)
    assert _pages(user_as(Role.OFFICE)) == [["/"]]


def test_menu_of_somebody_without_a_role_is_home() -> None:
    assert _pages(UserFactory()) == [["/"]]


@pytest.mark.usefixtures("_every_page")
@pytest.mark.parametrize(
    ("page", "path", "current"),
    [
        ("home:index", "/", "/home/index/"),
        ("work:tracked_detail", "/work/tracked/7/", "/work/tracked/"),
        ("assessments:report", "/elsewhere/", "/assessments/reports/"),
        ("accounts:profile", "/account/", None),
    ],
)
def test_menu_marks_where_one_is(page: str, path: str, current: str | None) -> None:
    groups = menu_for(Here(user_as(Role.OFFICE), page, path))
    marked = [item.url for group in groups for item in group.items if item.current]
    assert marked == ([current] if current else [])


def test_menu_counts_what_waits_once_for_both_bars(django_assert_num_queries: object) -> None:
    user = user_as(Role.SECRETARY, CommunityFactory())
    TrackedItemFactory(owed_by=user.scopes[0].unit)
    here = Here(user, "", "/")
    with django_assert_num_queries(1):  # type: ignore[operator]
        counts = [item.count for group in menu_for(here) for item in group.items if item.hot]
        counts += [item.count for item in bottom_bar_for(here) if item.hot]
    assert counts == [1, 1]


def test_every_role_has_a_bottom_bar_and_shortcuts() -> None:
    assert set(BOTTOM) == set(SHORTCUTS) == set(Role)
    assert all(len(entries) <= 5 for entries in BOTTOM.values())


def test_every_icon_exists() -> None:
    icons = Path(settings.BASE_DIR, "static/img/icons.svg").read_text()
    entries = [entry for group in MENU for entry in group.entries]
    entries += [entry for bar in [*BOTTOM.values(), *SHORTCUTS.values()] for entry in bar]
    assert [entry.icon for entry in entries if f'id="{entry.icon}"' not in icons] == []


@pytest.mark.parametrize("role", Role)
def test_every_entry_leads_to_a_page_the_role_may_open(client: Client, role: Role) -> None:
    user = user_as(role)
    client.force_login(user)
    here = Here(user, "", "/")
    items = [item for group in menu_for(here) for item in group.items] + bottom_bar_for(here)
    items += navigation.shortcuts_for(user)
    answers = {item.url: client.get(item.url, follow=True).status_code for item in items}
    assert answers == dict.fromkeys(answers, 200)


# --- The frame ------------------------------------------------------------------------------------------------


def test_place_is_the_unit_and_what_it_lies_in() -> None:
    community = CommunityFactory()
    place = place_of(user_as(Role.SECRETARY, community))
    assert place is not None
    assert (place.name, place.parent) == (community.name, community.parent.name)  # type: ignore[union-attr]
    assert place_of(UserFactory()) is None


def test_who_is_says_post_and_for_whom() -> None:
    principal = user_as(Role.OFFICE, post="综治办主任", name="演示·主任")
    deputy = UserFactory(post="综治办干事", name="演示·干事")
    DeputationFactory(appointment=principal.appointments.get(), deputy=deputy)
    assert who_is(principal) == "综治办主任 · 演示·主任"
    assert who_is(deputy) == "综治办干事 · 演示·干事（代 演示·主任）"


def test_frame_shows_demo_place_and_menu(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    user = user_as(Role.SECRETARY, post="社区书记")
    client.force_login(user)
    page = client.get(reverse("home:index")).content.decode()
    for text in ('class="demo"', user.scopes[0].unit.name, "社区书记 · ", 'class="side-nav"', 'class="bottom-bar"'):
        assert text in page
