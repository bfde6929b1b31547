import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safety_portal.accounts.models import Deputation, Role, User
from safety_portal.organization.models import Unit
from tests.factories import AppointmentFactory, CommunityFactory, TownshipFactory, UserFactory, user_as

pytestmark = pytest.mark.django_db
USERS = "/account/users/"
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def town() -> Unit:
    return TownshipFactory()


@pytest.fixture
def secretary(town: Unit) -> User:
    return user_as(Role.SECRETARY, CommunityFactory(parent=town), name="演示·书记", username="shuji")


@pytest.fixture
def admin(client: Client, town: Unit) -> Client:
    return signed_in(client, user_as(Role.ADMIN, town, username="admin"))


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    client.cookies["django_language"] = "zh-hans"
    return client


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_list_shows_users_of_the_area_with_what_they_hold(admin: Client, secretary: User) -> None:
    user_as(Role.SECRETARY, name="外镇书记")
    page = text(admin, USERS)
    assert [words in page for words in ("演示·书记", "社区书记", "外镇书记")] == [True, True, False]


@pytest.mark.parametrize(
    ("query", "found"),
    [("role=secretary", True), ("role=office", False), ("q=shuji", True), ("q=书记", True), ("tab=closed", False)],
)
def test_list_is_narrowed(admin: Client, secretary: User, query: str, found: bool) -> None:
    assert ("演示·书记" in text(admin, f"{USERS}?{query}")) == found


def test_list_is_narrowed_by_unit_and_all_beneath(admin: Client, secretary: User, town: Unit) -> None:
    unit = secretary.scopes[0].unit
    assert "演示·书记" in text(admin, f"{USERS}?unit={unit.pk}")
    assert "演示·书记" in text(admin, f"{USERS}?unit={town.pk}")
    assert "演示·书记" not in text(admin, f"{USERS}?unit={CommunityFactory(parent=town).pk}")


def test_query_count_is_the_same_at_1_and_30_rows(admin: Client, town: Unit) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            text(admin, USERS)
        return len(seen)

    user_as(Role.OFFICE, town)
    text(admin, USERS)
    few = queries()
    for _time in range(29):
        user_as(Role.OFFICE, town)
    assert queries() == few


def test_administrator_makes_a_user_and_hands_over_the_password(admin: Client, town: Unit) -> None:
    page = admin.post(f"{USERS}new/", {"username": "xinren", "name": "演示·新人"}).content.decode()
    shown = re.search(r'id="one-time-password">([^<]+)<', page)
    user = User.objects.get(username="xinren")
    assert shown
    assert user.check_password(shown[1])
    facts = {"role": "office", "unit": town.pk, "first_day": TODAY.isoformat()}
    assert admin.post(f"{USERS}{user.pk}/appoint/", facts).status_code == 302
    assert User.objects.get(pk=user.pk).has_role(Role.OFFICE)


def test_taken_user_name_comes_back_with_what_was_typed(admin: Client, secretary: User) -> None:
    page = admin.post(f"{USERS}new/", {"username": "SHUJI", "name": "演示·新人"}).content.decode()
    assert "账号已被占用。" in page
    assert "演示·新人" in page


def test_administrator_resets_closes_and_opens(admin: Client, secretary: User) -> None:
    url = f"{USERS}{secretary.pk}/"
    answer = admin.post(f"{url}password/")
    assert "no-store" in answer["Cache-Control"]
    assert "只显示这一次" in answer.content.decode()
    admin.post(f"{url}close/", {"reason": "调离"})
    assert not User.objects.get(pk=secretary.pk).is_active
    admin.post(f"{url}open/")
    page = text(admin, url)
    assert [words in page for words in ("重置密码", "停用账号", "启用账号", "调离")] == [True] * 4


def test_administrator_edits_and_ends_an_appointment(admin: Client, secretary: User) -> None:
    url = f"{USERS}{secretary.pk}/"
    admin.post(f"{url}edit/", {"name": "演示·老书记", "post": "书记"})
    held = secretary.appointments.get()
    answer = admin.post(f"{url}appointments/{held.pk}/end/", {"last_day": TODAY.isoformat()})
    assert answer.status_code == 302
    held.refresh_from_db()
    assert (held.valid.upper, User.objects.get(pk=secretary.pk).name) == (TODAY + DAY, "演示·老书记")


@pytest.mark.parametrize("page", ["", "edit/", "appoint/", "close/", "deputies/new/"])
def test_foreign_users_do_not_exist(admin: Client, secretary: User, page: str) -> None:
    foreign = user_as(Role.SECRETARY)
    assert admin.get(f"{USERS}{foreign.pk}/{page}").status_code == 404
    assert admin.get(f"{USERS}{secretary.pk}/{page}").status_code == 200


@pytest.mark.parametrize("page", ["", "new/", "{pk}/", "{pk}/edit/", "{pk}/appoint/", "{pk}/close/"])
@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.DISTRICT])
def test_users_are_the_administrators_business(client: Client, secretary: User, page: str, role: Role) -> None:
    signed_in(client, user_as(role))
    assert client.get(USERS + page.format(pk=secretary.pk)).status_code == 403


# --- One's own account ---


def test_profile_shows_what_one_may_act_as(client: Client, secretary: User) -> None:
    page = text(signed_in(client, secretary), "/account/")
    assert [words in page for words in ("演示·书记", "社区书记", "修改密码", "两步验证")] == [True] * 4


def test_user_names_and_ends_the_own_deputy(client: Client, secretary: User, town: Unit) -> None:
    deputy = user_as(Role.OFFICE, town, name="演示·副")
    signed_in(client, secretary)
    form = {
        "appointment": secretary.appointments.get().pk,
        "deputy": deputy.pk,
        "first_day": TODAY.isoformat(),
        "last_day": (TODAY + DAY).isoformat(),
        "reason": "出差",
    }
    assert client.post("/account/deputies/new/", form).status_code == 302
    assert "演示·副" in text(client, "/account/")
    assert "我代办的" in text(signed_in(Client(), deputy), "/account/")
    client.post(f"/account/deputies/{Deputation.objects.get().pk}/end/")
    assert not Deputation.objects.exists()


def test_others_deputies_do_not_exist(client: Client, secretary: User, town: Unit) -> None:
    deputy = user_as(Role.OFFICE, town)
    row = Deputation.objects.create(
        appointment=secretary.appointments.get(), deputy=deputy, valid=(TODAY, TODAY + DAY), reason="x"
    )
    assert signed_in(client, user_as(Role.OFFICE, town)).post(f"/account/deputies/{row.pk}/end/").status_code == 404


def test_language_is_kept_and_switched(client: Client, secretary: User) -> None:
    answer = signed_in(client, secretary).post("/account/language/", {"language": "en"})
    assert answer.cookies["django_language"].value == "en"
    assert User.objects.get(pk=secretary.pk).language == "en"
    assert "Change password" in text(client, "/account/")


def test_profile_asks_as_often_for_one_appointment_as_for_many(client: Client, secretary: User, town: Unit) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            text(client, "/account/")
        return len(seen)

    signed_in(client, secretary)
    text(client, "/account/")
    few = queries()
    for _time in range(9):
        AppointmentFactory(user=secretary, unit=CommunityFactory(parent=town))
    assert queries() == few


def test_user_without_appointment_is_told(client: Client) -> None:
    assert "没有任职" in text(signed_in(client, UserFactory()), "/account/")
