"""Things owed: numbers, moves by state and role, four eyes, who sees them."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.models import Unit
from safety_portal.work import tracked
from safety_portal.work.models import TrackedItem
from safety_portal.work.policies import can_attach, open_moves
from safety_portal.work.selectors import TrackedItemsDue, TrackedItemSearch, units_that_may_owe
from safety_portal.work.states import TRACKED_MOVES, TrackedState
from tests.factories import CommunityFactory, GridFactory, MemberUnitFactory, TownshipFactory, UserFactory, user_as
from tests.work.items import TrackedItemFactory

pytestmark = pytest.mark.django_db
Kind = TrackedItem.Kind
TOMORROW = timedelta(days=1)


@pytest.fixture
def town() -> Unit:
    return TownshipFactory(short_name="大兴")


@pytest.fixture
def community(town: Unit) -> Unit:
    return CommunityFactory(parent=town)


def _issue(community: Unit, by: User, **fields: object) -> TrackedItem:
    values: dict[str, object] = {"kind": Kind.SUPERVISION_ORDER, "title": "整改消防通道", "due_at": _later()}
    return tracked.issue_item(owed_by=community, by=by, **{**values, **fields})  # type: ignore[arg-type]


def _later() -> datetime:
    return timezone.now() + TOMORROW


# --- Issuing --------------------------------------------------------------------------------------------------


def test_issue_item_numbers_by_township_kind_and_year(town: Unit, community: Unit) -> None:
    office, year = user_as(Role.OFFICE, town), timezone.localdate().year
    kinds = [Kind.SUPERVISION_ORDER, Kind.SUPERVISION_ORDER, Kind.FORUM_ITEM]
    numbers = [_issue(community, office, kind=kind).number for kind in kinds]
    assert numbers == [f"大兴督办〔{year}〕1", f"大兴督办〔{year}〕2", f"大兴恳谈〔{year}〕1"]


def test_issue_item_is_recorded(town: Unit, community: Unit) -> None:
    office = user_as(Role.OFFICE, town)
    item = _issue(community, office)
    assert (item.state, item.township, item.issued_by) == ("open", town, office)
    entry = AuditEntry.objects.get(action="tracked.issue")
    assert (entry.object_label, entry.township_id) == (str(item), town.pk)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE, Role.LEADER}))
def test_issue_item_is_for_office_and_leader(role: Role, town: Unit, community: Unit) -> None:
    with pytest.raises(NotAllowed):
        _issue(community, _person(role, community))


def test_issue_item_of_another_township_is_refused(community: Unit) -> None:
    with pytest.raises(NotAllowed):
        _issue(community, user_as(Role.OFFICE))


def test_issue_item_with_a_deadline_that_has_passed_is_refused(town: Unit, community: Unit) -> None:
    with pytest.raises(Refused) as refusal:
        _issue(community, user_as(Role.OFFICE, town), due_at=timezone.now() - TOMORROW)
    assert set(refusal.value.message_dict) == {"due_at"}


# --- Every move, role and state -------------------------------------------------------------------------------


def _person(role: Role, community: Unit) -> User:
    """Somebody of ``role`` in the township of ``community``, at the very unit where the role allows it."""
    town = community.township
    assert town is not None
    units = {
        Role.DISTRICT: town.parent,
        Role.UNIT: MemberUnitFactory(parent=town),
        Role.SECRETARY: community,
        Role.GRID_WORKER: GridFactory(parent=community),
    }
    return user_as(role, units.get(role, town))


def _act(item: TrackedItem, action: str, by: User) -> TrackedItem:
    acts = {
        "reply": lambda: tracked.reply_item(item=item, reply="已整改", by=by),
        "return": lambda: tracked.return_item(item=item, reason="照片不清", by=by),
        "clear": lambda: tracked.clear_item(item=item, verdict="现场看过", by=by),
        "void": lambda: tracked.void_item(item=item, reason="重复", by=by),
    }
    return acts[action]()


#: Who may do what, at an item that a community owes.
MAY = {
    "reply": {Role.SECRETARY},
    "return": {Role.OFFICE, Role.LEADER},
    "clear": {Role.OFFICE, Role.LEADER},
    "void": {Role.OFFICE, Role.LEADER},
}


def _outcome(action: str, state: TrackedState, by: User, owed_by: Unit) -> str:
    """What comes of the action, tried for real and taken back: the new state, or how it was refused."""
    with transaction.atomic():
        item = TrackedItemFactory(owed_by=owed_by, state=state)
        try:
            outcome: str = _act(item, action, by).state
        except (Refused, NotAllowed) as refusal:
            outcome = type(refusal).__name__
            assert TrackedItem.objects.get(pk=item.pk).state == state
        transaction.set_rollback(True)
    return outcome


@pytest.mark.parametrize("role", Role)
def test_moves_by_state_and_role(role: Role, community: Unit) -> None:
    person, table = _person(role, community), {}
    for action, (sources, target) in TRACKED_MOVES.items():
        for state in TrackedState:
            allowed = str(target) if role in MAY[action] else "NotAllowed"
            table[action, state] = allowed if state in sources else "Refused"
    assert {key: _outcome(*key, person, community) for key in table} == table


@pytest.mark.parametrize("role", Role)
def test_moves_by_somebody_of_another_township_are_refused(role: Role, community: Unit) -> None:
    stranger = _person(role, CommunityFactory())
    for action, (sources, _target) in TRACKED_MOVES.items():
        assert _outcome(action, min(sources), stranger, community) == "NotAllowed"


@pytest.mark.parametrize("state", TrackedState)
def test_open_moves_are_those_that_succeed(state: TrackedState, town: Unit, community: Unit) -> None:
    for person in (user_as(Role.OFFICE, town), user_as(Role.SECRETARY, community)):
        refusals = {"Refused", "NotAllowed"}
        succeed = [name for name in TRACKED_MOVES if _outcome(name, state, person, community) not in refusals]
        assert open_moves(person, TrackedItemFactory(owed_by=community, state=state)) == succeed


def test_a_whole_life(town: Unit, community: Unit) -> None:
    office, secretary = user_as(Role.OFFICE, town), user_as(Role.SECRETARY, community)
    item = _issue(community, office)
    for action, by in [("reply", secretary), ("return", office), ("reply", secretary), ("clear", office)]:
        item = _act(item, action, by)
    assert (item.state, item.reply, item.replied_by, item.verdict, item.checked_by) == (
        "cleared",
        "已整改",
        secretary,
        "现场看过",
        office,
    )
    assert item.closed_at is not None
    actions = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == [f"tracked.{name}" for name in ("issue", "reply", "return", "reply", "clear")]


# --- Four eyes ------------------------------------------------------------------------------------------------


def test_nobody_checks_an_own_reply(town: Unit) -> None:
    both = user_as(Role.OFFICE, town)
    item = TrackedItemFactory(owed_by=town, state="replied", replied_by=both)
    assert open_moves(both, item) == ["void"]
    with pytest.raises(NotAllowed):
        tracked.clear_item(item=item, by=both)
    assert tracked.clear_item(item=item, by=user_as(Role.LEADER, town)).state == "cleared"


def test_database_refuses_a_check_by_the_replier(community: Unit) -> None:
    person = UserFactory()
    with pytest.raises(IntegrityError, match="tracked_checked_by_another"), transaction.atomic():
        TrackedItemFactory(owed_by=community, state="replied", replied_by=person, checked_by=person)


@pytest.mark.parametrize("action", ["reply", "return", "void"])
def test_moves_without_words_are_refused(action: str, town: Unit, community: Unit) -> None:
    item = TrackedItemFactory(owed_by=community)
    services = {
        "reply": lambda: tracked.reply_item(item=item, reply=" ", by=UserFactory()),
        "return": lambda: tracked.return_item(item=item, reason=" ", by=UserFactory()),
        "void": lambda: tracked.void_item(item=item, reason="", by=UserFactory()),
    }
    with pytest.raises(Refused):
        services[action]()


# --- Who sees them, and for whom they wait --------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_visible_to_the_township_and_the_unit_that_owes(role: Role, community: Unit) -> None:
    item = TrackedItemFactory(owed_by=community)
    own, foreign = _person(role, community), _person(role, CommunityFactory())
    sees = role in {Role.OFFICE, Role.LEADER, Role.SECRETARY}
    assert TrackedItem.objects.visible_to(own).filter(pk=item.pk).exists() is sees
    assert not TrackedItem.objects.visible_to(foreign).exists()


def test_visible_to_the_secretary_is_what_a_grid_owes(community: Unit) -> None:
    item = TrackedItemFactory(owed_by=GridFactory(parent=community))
    assert list(TrackedItem.objects.visible_to(user_as(Role.SECRETARY, community))) == [item]


def test_due_for_the_unit_is_what_it_must_answer(town: Unit, community: Unit) -> None:
    late, soon = (TrackedItemFactory(owed_by=community, due_at=timezone.now() + TOMORROW * days) for days in (3, 1))
    TrackedItemFactory(owed_by=community, state="replied")
    TrackedItemFactory(owed_by=CommunityFactory(parent=town))
    entries, total = TrackedItemsDue().due_for(user_as(Role.SECRETARY, community), timezone.now(), limit=1)
    assert [(entry.number, entry.due_at, entry.place) for entry in entries] == [
        (soon.number, soon.due_at, community.name)
    ]
    assert total == 2
    assert late.due_at > soon.due_at


def test_due_for_the_office_is_what_it_must_check(town: Unit, community: Unit) -> None:
    office = user_as(Role.OFFICE, town)
    TrackedItemFactory(owed_by=community)
    item = TrackedItemFactory(owed_by=community, state="replied")
    TrackedItemFactory(owed_by=community, state="replied", replied_by=office)
    entries, total = TrackedItemsDue().due_for(office, timezone.now(), limit=9)
    assert ([entry.number for entry in entries], total) == ([item.number], 1)


def test_search_finds_visible_items_by_number_and_matter(town: Unit, community: Unit) -> None:
    item = TrackedItemFactory(owed_by=community, title="整改消防通道")
    TrackedItemFactory(owed_by=CommunityFactory(), title="整改消防通道")
    office = user_as(Role.OFFICE, town)
    for text in ("消防", item.number):
        assert [hit.number for hit in TrackedItemSearch().search(office, text, limit=9)] == [item.number]


def test_units_that_may_owe_are_the_townships_own(town: Unit, community: Unit) -> None:
    member = MemberUnitFactory(parent=town)
    GridFactory(parent=community)
    CommunityFactory()
    assert set(units_that_may_owe(user_as(Role.OFFICE, town))) == {community, member}


def test_files_may_be_attached_while_it_is_open(town: Unit, community: Unit) -> None:
    secretary = user_as(Role.SECRETARY, community)
    assert can_attach(secretary, TrackedItemFactory(owed_by=community))
    assert not can_attach(secretary, TrackedItemFactory(owed_by=community, state="cleared"))
    assert not can_attach(user_as(Role.ADMIN, town), TrackedItemFactory(owed_by=community))
