from datetime import date, timedelta

import pytest
from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import SYSTEM, history_of
from safety_portal.core import ports
from safety_portal.core.deadlines import WorkingCalendar
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization import services
from safety_portal.organization.calendar import working_calendar
from safety_portal.organization.models import CalendarDay, CalendarYear, Level, Unit, UnitPeriod, UnitSuccession
from safety_portal.organization.selectors import names_on
from safety_portal.organization.services import NewUnit
from tests.factories import CommunityFactory, DistrictFactory, GridFactory, TownshipFactory, user_as

pytestmark = pytest.mark.django_db
DAY = date(2024, 8, 6)
HOLIDAY = CalendarDay.Kind.OFF


@pytest.fixture
def town() -> Unit:
    return TownshipFactory(code="340102100", parent=DistrictFactory(code="340102"), name="大兴镇")


@pytest.fixture
def admin(town: Unit) -> User:
    return user_as(Role.ADMIN, town)


@pytest.fixture
def caochong(town: Unit) -> Unit:
    return CommunityFactory(parent=town, name="漕冲社区", code="340102100003")


def pages(unit: Unit) -> list[tuple[str, str | None, date | None, date | None]]:
    rows = UnitPeriod.objects.filter(unit=unit).order_by("valid").select_related("parent")
    return [(row.name, row.parent.name if row.parent else None, row.valid.lower, row.valid.upper) for row in rows]


def opened(town: Unit, admin: User, **facts: object) -> Unit:
    new = NewUnit(**{"code": "340102100009", "name": "兴漕社区", **facts})  # type: ignore[arg-type]
    return services.open_unit(level=Level.COMMUNITY, parent=town, new=new, on=DAY, by=admin)


def test_opened_unit_has_township_first_period_and_record(town: Unit, admin: User) -> None:
    unit = opened(town, admin)
    assert (unit.township, unit.opened_on) == (town, DAY)
    assert pages(unit) == [("兴漕社区", "大兴镇", DAY, None)]
    assert [entry.action for entry in history_of(unit)] == ["unit.open"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"code": "34010210000"}, "code"),
        ({"code": "340103100009"}, "code"),
        ({"code": "34010210000X"}, "code"),
    ],
)
def test_official_codes_have_their_digits_and_their_parents(
    town: Unit, admin: User, facts: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        opened(town, admin, **facts)
    assert list(refusal.value.message_dict) == [field]
    assert not opened(town, admin, **facts, code_is_official=False).code_is_official


def test_code_is_given_once(town: Unit, admin: User, caochong: Unit) -> None:
    with pytest.raises(Refused, match=r"代码已被占用|taken"):
        opened(town, admin, code=caochong.code)


def test_unit_hangs_only_where_its_level_belongs(town: Unit, admin: User, caochong: Unit) -> None:
    with pytest.raises(Refused):
        services.open_unit(
            level=Level.COMMUNITY, parent=caochong, new=NewUnit("340102100003001", "甲"), on=DAY, by=admin
        )


def test_changes_are_entered_when_their_day_has_come(admin: User, caochong: Unit) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused):
        services.rename_unit(unit=caochong, name="漕冲新村", on=tomorrow, by=admin)


def test_rename_keeps_the_earlier_name(admin: User, caochong: Unit) -> None:
    services.rename_unit(unit=caochong, name="漕冲新村", on=DAY, by=admin, document="瑶民〔2024〕1号")
    assert Unit.objects.get(pk=caochong.pk).name == "漕冲新村"
    assert names_on([caochong], date(2024, 8, 5)) == {caochong.pk: "漕冲社区"}
    assert names_on([caochong], DAY) == {caochong.pk: "漕冲新村"}
    with pytest.raises(Refused):
        services.rename_unit(unit=caochong, name="又一名", on=DAY, by=admin)


def test_move_keeps_the_earlier_parent_and_stays_in_the_township(town: Unit, admin: User, caochong: Unit) -> None:
    other = CommunityFactory(parent=town, name="兴集社区")
    grid = GridFactory(parent=caochong, name="第1网格")
    services.move_unit(unit=grid, parent=other, on=DAY, by=admin)
    assert pages(grid) == [
        ("第1网格", "漕冲社区", None, DAY),
        ("第1网格", "兴集社区", DAY, None),
    ]
    with pytest.raises(Refused):
        services.move_unit(unit=grid, parent=CommunityFactory(), on=date(2024, 9, 1), by=admin)


def test_split_off_leaves_the_old_unit_and_takes_its_grids_along(admin: User, caochong: Unit) -> None:
    stays, goes = GridFactory(parent=caochong), GridFactory(parent=caochong)
    part = NewUnit("340102100901", "兴漕社区", code_is_official=False, children=[goes])
    (made,) = services.split_unit(unit=caochong, into=[part], on=DAY, by=admin, keeps=True, document="〔2024〕8号")
    succession = UnitSuccession.objects.get()
    assert (succession.kind, succession.predecessor, succession.successor) == ("split", caochong, made)
    parents = dict(Unit.objects.filter(pk__in=[stays.pk, goes.pk]).values_list("pk", "parent"))
    assert parents == {stays.pk: caochong.pk, goes.pk: made.pk}
    assert Unit.objects.get(pk=caochong.pk).closed_on is None


def test_split_that_ends_the_old_unit_needs_a_place_for_every_grid(admin: User, caochong: Unit) -> None:
    grids = [GridFactory(parent=caochong), GridFactory(parent=caochong)]
    first = NewUnit("340102100901", "甲社区", code_is_official=False, children=grids[:1])
    second = NewUnit("340102100902", "乙社区", code_is_official=False)
    with pytest.raises(Refused):
        services.split_unit(unit=caochong, into=[first, second], on=DAY, by=admin, keeps=False)
    full = NewUnit("340102100903", "丙社区", code_is_official=False, children=grids[1:])
    services.split_unit(unit=caochong, into=[first, full], on=DAY, by=admin, keeps=False)
    assert Unit.objects.get(pk=caochong.pk).closed_on == DAY
    assert pages(caochong) == [("漕冲社区", "大兴镇", None, DAY)]


def test_merger_moves_the_grids_and_closes_the_old_units(town: Unit, admin: User, caochong: Unit) -> None:
    other = CommunityFactory(parent=town)
    grid = GridFactory(parent=other)
    whole = services.merge_units(units=[other], into=caochong, on=DAY, by=admin)
    grid.refresh_from_db()
    other.refresh_from_db()
    assert (whole, grid.parent, other.closed_on) == (caochong, caochong, DAY)
    assert list(Unit.objects.open_on(DAY).communities()) == [caochong]
    assert set(Unit.objects.open_on(date(2024, 8, 5)).communities()) == {caochong, other}


def test_merger_into_a_new_unit(town: Unit, admin: User, caochong: Unit) -> None:
    new = NewUnit("340102100901", "新社区", code_is_official=False)
    whole = services.merge_units(units=[caochong, CommunityFactory(parent=town)], into=new, on=DAY, by=admin)
    assert whole.successions_in.count() == 2


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEADER, Role.AUDITOR, Role.ADMIN])
def test_only_the_administrator_of_the_place_changes_units(caochong: Unit, role: Role) -> None:
    foreign = user_as(role, caochong.parent if role != Role.ADMIN else None)
    with pytest.raises(NotAllowed):
        services.rename_unit(unit=caochong, name="新名", on=DAY, by=foreign)


def test_district_administrator_and_the_portal_change_units(town: Unit, caochong: Unit) -> None:
    district = user_as(Role.ADMIN, town.parent)
    services.rename_unit(unit=caochong, name="新名", on=DAY, by=district)
    services.rename_unit(unit=caochong, name="又名", on=date(2024, 9, 1), by=SYSTEM)
    assert Unit.objects.get(pk=caochong.pk).name == "又名"


# --- Calendar ---


class Follower:
    """A register whose open deadlines move with every change."""

    def __init__(self) -> None:
        self.seen: list[WorkingCalendar] = []

    def calendar_changed(self, calendar: WorkingCalendar) -> int:
        self.seen.append(calendar)
        return 3


@pytest.fixture
def follower(monkeypatch: pytest.MonkeyPatch) -> Follower:
    one = Follower()
    monkeypatch.setattr(ports.calendar, "_providers", {"test": one})
    return one


@pytest.mark.django_db(transaction=True)
def test_special_day_is_in_force_at_once_and_followed(admin: User, follower: Follower) -> None:
    day = date(2027, 2, 8)
    assert working_calendar().is_working(day)
    row = services.set_calendar_day(day=day, kind=HOLIDAY, name="春节", by=admin)
    assert not working_calendar().is_working(day)
    assert [calendar.off_days[day] for calendar in follower.seen] == ["春节"]
    assert history_of(row)[0].details == {"kind": "off", "moved": 3}
    services.clear_calendar_day(day=row, by=admin)
    assert working_calendar().is_working(day)


def test_confirmed_year_moves_the_end_of_certainty(admin: User, follower: Follower) -> None:
    year = services.confirm_year(year=2027, source="国办发明电〔2026〕7号", by=admin)
    assert follower.seen[-1].confirmed_until == date(2027, 12, 31)
    with pytest.raises(Refused):
        services.confirm_year(year=2027, source="", by=admin)
    services.unconfirm_year(year=year, by=admin)
    assert follower.seen[-1].confirmed_until == date(2026, 12, 31)
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_only_administrators_edit_the_calendar() -> None:
    with pytest.raises(NotAllowed):
        services.set_calendar_day(day=DAY, kind=HOLIDAY, name="x", by=user_as(Role.OFFICE))
