from datetime import date, timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from safety_portal.accounts import services
from safety_portal.accounts.models import Appointment, Deputation, Role, User
from safety_portal.accounts.services import one_time_password
from safety_portal.audit.trail import SYSTEM, history_of
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.models import Unit
from tests.factories import PASSWORD, CommunityFactory, TownshipFactory, UserFactory, user_as

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def town() -> Unit:
    return TownshipFactory()


@pytest.fixture
def admin(town: Unit) -> User:
    return user_as(Role.ADMIN, town)


@pytest.fixture
def secretary(town: Unit) -> User:
    return user_as(Role.SECRETARY, CommunityFactory(parent=town))


def faults(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return list(refusal.value.message_dict) if hasattr(refusal.value, "error_dict") else []


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


# --- Users ---


def test_one_time_passwords_can_be_read_out_and_pass_the_rules() -> None:
    for password in {one_time_password() for _time in range(50)}:
        assert len(password) == 14
        assert not set(password) & set("0O1lIi")
        validate_password(password)


def test_created_user_must_change_the_password_that_is_shown_once(admin: User) -> None:
    user, password = services.create_user(username=" wangli ", name="演示·乙", by=admin)
    assert (user.username, user.check_password(password), user.must_change_password) == ("wangli", True, True)
    assert [entry.action for entry in history_of(user)] == ["user.create"]
    with pytest.raises(Refused):
        services.create_user(username="WangLi", name="演示·丙", by=admin)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_administrators_make_users(role: Role) -> None:
    with pytest.raises(NotAllowed):
        services.create_user(username="x", name="x", by=user_as(role))


def test_reset_at_the_counter_gives_a_new_one_time_password(admin: User, secretary: User) -> None:
    password = services.reset_password(user=secretary, by=admin)
    user = fresh(secretary)
    found = (user.check_password(password), user.check_password(PASSWORD), user.must_change_password)
    assert found == (True, False, True)
    assert password not in str([entry.details for entry in history_of(user)])


def test_administrators_reach_users_of_their_area_only(admin: User, secretary: User) -> None:
    foreign, boss = user_as(Role.SECRETARY), user_as(Role.ADMIN, admin.scopes[0].unit.parent)
    for user in (foreign, boss):
        with pytest.raises(NotAllowed):
            services.reset_password(user=user, by=admin)
    services.reset_password(user=secretary, by=boss)
    services.reset_password(user=foreign, by=SYSTEM)


def test_administrator_neither_resets_nor_closes_themself(admin: User) -> None:
    with pytest.raises(Refused):
        services.reset_password(user=admin, by=admin)
    with pytest.raises(Refused):
        services.deactivate_user(user=admin, reason="", by=admin)


def test_closed_user_acts_as_nothing_until_opened_again(admin: User, secretary: User) -> None:
    services.deactivate_user(user=secretary, reason="调离", by=admin)
    assert fresh(secretary).scopes == ()
    assert history_of(secretary)[-1].reason == "调离"
    services.reactivate_user(user=secretary, by=admin)
    assert fresh(secretary).has_role(Role.SECRETARY)


def test_own_password_is_changed_by_oneself_only(admin: User, secretary: User) -> None:
    with pytest.raises(NotAllowed):
        services.change_password(user=secretary, password="Another-horse-8", by=admin)
    with pytest.raises(Refused):
        services.change_password(user=secretary, password="short", by=secretary)
    services.change_password(user=secretary, password="Another-horse-8", by=secretary)
    assert fresh(secretary).check_password("Another-horse-8")


def test_edit_changes_the_facts(admin: User, secretary: User) -> None:
    services.edit_user(user=secretary, name="演示·丁", post="书记", email="d@example.org", language="en", by=admin)
    user = fresh(secretary)
    assert (user.name, user.post, user.email, user.language) == ("演示·丁", "书记", "d@example.org", "en")


# --- Appointments ---


def test_appointment_runs_from_its_first_to_its_last_day(admin: User, town: Unit) -> None:
    user = UserFactory()
    services.appoint(user=user, role=Role.OFFICE, unit=town, by=admin, first_day=TODAY, last_day=TODAY + DAY)
    holds = [user.scopes_on(TODAY + n * DAY) != [] for n in (-1, 0, 1, 2)]
    assert holds == [False, True, True, False]


def test_role_belongs_to_its_level(admin: User, town: Unit) -> None:
    with pytest.raises(Refused) as refusal:
        services.appoint(user=UserFactory(), role=Role.SECRETARY, unit=town, by=admin, first_day=TODAY)
    assert faults(refusal) == ["unit"]


def test_same_role_is_not_held_twice_at_once(admin: User, town: Unit) -> None:
    user = UserFactory()
    services.appoint(user=user, role=Role.OFFICE, unit=town, by=admin, first_day=TODAY, last_day=TODAY)
    with pytest.raises(Refused):
        services.appoint(user=user, role=Role.OFFICE, unit=town, by=admin, first_day=TODAY)
    services.appoint(user=user, role=Role.OFFICE, unit=town, by=admin, first_day=TODAY + DAY)
    assert user.appointments.count() == 2


def test_administrator_cannot_give_themself_a_view_of_cases(admin: User, town: Unit) -> None:
    with pytest.raises(NotAllowed):
        services.appoint(user=admin, role=Role.OFFICE, unit=town, by=admin, first_day=TODAY)


def test_administrator_appoints_in_the_own_area_only(admin: User) -> None:
    with pytest.raises(NotAllowed):
        services.appoint(user=UserFactory(), role=Role.OFFICE, unit=TownshipFactory(), by=admin, first_day=TODAY)
    district = admin.scopes[0].unit.parent
    assert district
    with pytest.raises(NotAllowed):
        services.appoint(user=UserFactory(), role=Role.ADMIN, unit=district, by=admin, first_day=TODAY)


def test_discipline_contact_is_a_leader_or_of_the_office(admin: User, town: Unit) -> None:
    community = CommunityFactory(parent=town)
    with pytest.raises(Refused):
        services.appoint(
            user=UserFactory(),
            role=Role.SECRETARY,
            unit=community,
            by=admin,
            first_day=TODAY,
            is_discipline_contact=True,
        )


def test_ended_appointment_ends_its_deputies_too(admin: User, secretary: User, town: Unit) -> None:
    held = secretary.appointments.get()
    deputy = user_as(Role.OFFICE, town)
    days = {"first_day": TODAY, "last_day": TODAY + 9 * DAY}
    services.deputize(appointment=held, deputy=deputy, **days, reason="出差", by=secretary)
    services.end_appointment(appointment=held, last_day=TODAY + 2 * DAY, by=admin)
    assert Appointment.objects.get(pk=held.pk).valid.upper == TODAY + 3 * DAY
    assert Deputation.objects.get().valid == DateRange(TODAY, TODAY + 3 * DAY)


@pytest.mark.parametrize("last_day", [date(2019, 12, 31)])
def test_appointment_cannot_end_before_it_began(admin: User, secretary: User, last_day: date) -> None:
    with pytest.raises(Refused):
        services.end_appointment(appointment=secretary.appointments.get(), last_day=last_day, by=admin)


# --- Deputies ---


def deputize(principal: User, deputy: User, by: User, first: int = 0, last: int = 6) -> Deputation:
    return services.deputize(
        appointment=principal.appointments.get(),
        deputy=deputy,
        first_day=TODAY + first * DAY,
        last_day=TODAY + last * DAY,
        reason="出差",
        by=by,
    )


def test_deputy_stands_in_on_the_days_and_acts_under_the_own_name(secretary: User, town: Unit) -> None:
    deputy = user_as(Role.OFFICE, town, name="演示·副")
    deputize(secretary, deputy, by=secretary)
    assert [scope.deputizing_for for scope in fresh(deputy).scopes if scope.role == Role.SECRETARY] == [secretary.name]
    assert fresh(deputy).audit_label == f"演示·副（代 {secretary.name}）"


@pytest.mark.parametrize("deputy", ["stranger", "self", "closed"])
def test_only_a_colleague_can_stand_in(secretary: User, town: Unit, deputy: str) -> None:
    people = {
        "stranger": user_as(Role.SECRETARY),
        "self": secretary,
        "closed": user_as(Role.OFFICE, town, is_active=False),
    }
    with pytest.raises(Refused) as refusal:
        deputize(secretary, people[deputy], by=secretary)
    assert faults(refusal) == ["deputy"]


def test_one_deputy_at_a_time_and_never_for_past_days(secretary: User, town: Unit) -> None:
    deputy = user_as(Role.OFFICE, town)
    deputize(secretary, deputy, by=secretary)
    with pytest.raises(Refused):
        deputize(secretary, deputy, by=secretary, first=6, last=8)
    with pytest.raises(Refused):
        deputize(secretary, deputy, by=secretary, first=-9, last=-8)


def test_others_may_not_name_ones_deputy(secretary: User, admin: User, town: Unit) -> None:
    office = user_as(Role.OFFICE, town)
    with pytest.raises(NotAllowed):
        deputize(secretary, office, by=office)
    assert deputize(secretary, office, by=admin).deputy == office


def test_deputation_ends_today_or_is_dropped(secretary: User, town: Unit) -> None:
    deputy = user_as(Role.OFFICE, town)
    running = deputize(secretary, deputy, by=secretary)
    Deputation.objects.filter(pk=running.pk).update(valid=DateRange(TODAY - DAY, TODAY + DAY))
    running.refresh_from_db()
    services.end_deputation(deputation=running, by=secretary)
    later = deputize(secretary, deputy, by=secretary, first=3)
    services.end_deputation(deputation=later, by=secretary)
    assert Deputation.objects.get().valid == DateRange(TODAY - DAY, TODAY)
