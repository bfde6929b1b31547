from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from safety_portal.accounts.models import Role, Scope, User
from tests.factories import (
    ALWAYS,
    AppointmentFactory,
    CommunityFactory,
    DeputationFactory,
    TownshipFactory,
    UserFactory,
    user_as,
)

pytestmark = pytest.mark.django_db


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_scopes_are_own_appointments_of_today() -> None:
    community = CommunityFactory()
    user = user_as(Role.SECRETARY, community)
    AppointmentFactory(user=user, valid=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    assert user.scopes == (Scope(Role.SECRETARY, community, is_discipline_contact=False),)


def test_deputy_acts_as_the_principal_but_never_as_discipline_contact() -> None:
    town = TownshipFactory()
    principal = AppointmentFactory(
        user=UserFactory(name="演示·主任"), role=Role.OFFICE, unit=town, is_discipline_contact=True
    )
    deputy = UserFactory(name="演示·副主任")
    DeputationFactory(appointment=principal, deputy=deputy)
    assert deputy.scopes == (Scope(Role.OFFICE, town, is_discipline_contact=False, deputizing_for="演示·主任"),)
    assert deputy.audit_label == "演示·副主任（代 演示·主任）"


def test_deputation_ends_with_its_dates() -> None:
    deputation = DeputationFactory(valid=DateRange(date(2026, 1, 1), date(2026, 1, 8)))
    on_last_day, after = (deputation.deputy.scopes_on(date(2026, 1, day)) for day in (7, 8))
    assert (len(on_last_day), len(after)) == (1, 0)


def test_inactive_user_and_inactive_principal_give_no_scope() -> None:
    user = user_as(Role.SECRETARY)
    deputation = DeputationFactory(appointment=user.appointments.get())
    User.objects.filter(pk=user.pk).update(is_active=False)
    today = timezone.localdate()
    assert (User.objects.get(pk=user.pk).scopes_on(today), deputation.deputy.scopes_on(today)) == ([], [])


def test_database_refuses_the_same_appointment_twice_at_once() -> None:
    one = AppointmentFactory()
    with pytest.raises(IntegrityError, match="appointment_once"):
        AppointmentFactory(user=one.user, role=one.role, unit=one.unit, valid=ALWAYS)


def test_row_history_keeps_inserts_updates_and_deletes() -> None:
    user = UserFactory(username="kept", name="甲")
    User.objects.filter(pk=user.pk).update(name="乙")
    user.delete()
    found = rows("select pgh_label, name from accounts_userevent where username = 'kept' order by pgh_id")
    assert found == [("insert", "甲"), ("update", "乙"), ("delete", "乙")]


def test_row_history_counts_in_64_bits() -> None:
    columns = "information_schema.columns where table_name = 'accounts_userevent' and column_name = 'pgh_id'"
    assert rows(f"select data_type from {columns}") == [("bigint",)]  # noqa: S608
