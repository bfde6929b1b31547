import pytest

from safety_portal.accounts.models import Role, User
from safety_portal.accounts.visibility import area_q
from safety_portal.organization.models import Unit
from tests.factories import CommunityFactory, DistrictFactory, GridFactory, TownshipFactory, UserFactory, user_as

pytestmark = pytest.mark.django_db


def grids_seen(user: User, *roles: Role) -> set[str]:
    """Grids stand in for the rows of a register: each has a township, a community (parent) and is a grid."""
    area = area_q(user, roles or None, community="parent", grid="pk")
    return set(Unit.objects.filter(area, level="grid").values_list("name", flat=True))


@pytest.fixture
def place() -> dict[Role, Unit]:
    district = DistrictFactory()
    town, other_town = TownshipFactory(parent=district), TownshipFactory(parent=district)
    here, there = CommunityFactory(parent=town), CommunityFactory(parent=town)
    mine = GridFactory(parent=here, name="mine")
    GridFactory(parent=here, name="same community")
    GridFactory(parent=there, name="same town")
    GridFactory(parent=CommunityFactory(parent=other_town), name="same district")
    GridFactory(name="elsewhere")
    return {
        Role.DISTRICT: district,
        Role.LEADER: town,
        Role.OFFICE: town,
        Role.SECRETARY: here,
        Role.GRID_WORKER: mine,
        Role.ADMIN: town,
        Role.AUDITOR: town,
    }


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.DISTRICT, {"mine", "same community", "same town", "same district"}),
        (Role.LEADER, {"mine", "same community", "same town"}),
        (Role.OFFICE, {"mine", "same community", "same town"}),
        (Role.SECRETARY, {"mine", "same community"}),
        (Role.GRID_WORKER, {"mine"}),
        (Role.ADMIN, set()),
        (Role.AUDITOR, set()),
    ],
)
def test_a_role_sees_its_area(place: dict[Role, Unit], role: Role, seen: set[str]) -> None:
    assert grids_seen(user_as(role, place[role])) == seen


def test_member_unit_and_nobody_have_no_area(place: dict[Role, Unit]) -> None:
    assert grids_seen(user_as(Role.UNIT)) == grids_seen(UserFactory()) == set()


def test_only_the_roles_asked_for_count(place: dict[Role, Unit]) -> None:
    user = user_as(Role.OFFICE, place[Role.OFFICE])
    assert grids_seen(user, Role.LEADER) == set()


def test_area_needs_one_query_for_the_scopes_however_many(
    place: dict[Role, Unit], django_assert_num_queries: pytest.FixtureRequest
) -> None:
    user = user_as(Role.OFFICE, place[Role.OFFICE])
    user.scopes  # noqa: B018
    with django_assert_num_queries(1):  # type: ignore[operator]
        grids_seen(user)
