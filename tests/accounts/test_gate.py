import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from safety_portal.accounts import demo, services
from safety_portal.accounts.demo import DemoLogin
from safety_portal.accounts.models import Role, User
from safety_portal.accounts.sign_ins import client_address
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import SYSTEM
from safety_portal.core.crypto import key_ring
from tests.factories import PASSWORD, UserFactory, user_as

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture
def secretary() -> User:
    return user_as(Role.SECRETARY, username="secretary")


def log_in(client: Client, password: str = PASSWORD, username: str = "secretary", **more: str) -> Any:
    return client.post(LOGIN, {"login": username, "password": password, **more}, headers={"accept-language": "zh"})


def sign_ins() -> list[tuple[str, str, str]]:
    rows = AuditEntry.objects.filter(kind=AuditEntry.Kind.SIGN_IN).order_by("id")
    return list(rows.values_list("action", "actor_label", "object_label"))


def test_pages_ask_for_log_in_and_lead_back(client: Client, secretary: User) -> None:
    answer = client.get("/account/")
    assert (answer.status_code, answer["Location"]) == (302, f"{LOGIN}?next=/account/")
    answer = client.post(answer["Location"], {"login": "secretary", "password": PASSWORD, "next": "/account/"})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")


def test_fragments_send_the_whole_page_to_the_log_in(client: Client) -> None:
    answer = client.get("/account/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"{LOGIN}?next=/account/")


def test_wrong_password_says_how_many_tries_are_left(client: Client, secretary: User) -> None:
    log_in(client, "wrong")
    page = log_in(client, "wrong again").content.decode()
    assert "账号或密码不对。再错 3 次，锁定 15 分钟。" in page


@pytest.mark.parametrize("username", ["nobody", "closed"])
def test_unknown_and_closed_accounts_look_like_a_wrong_password(client: Client, username: str) -> None:
    UserFactory(username="closed", is_active=False)
    page = log_in(client, PASSWORD, username).content.decode()
    assert "账号或密码不对。再错 4 次，锁定 15 分钟。" in page


def test_fifth_wrong_password_locks_out_for_a_quarter_of_an_hour(client: Client, secretary: User) -> None:
    answers = [log_in(client, "wrong").status_code for _try in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert log_in(client).status_code == 429
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert log_in(client).status_code == 302


def test_lock_out_is_for_one_user_from_one_address(client: Client, secretary: User) -> None:
    UserFactory(username="other")
    for _try in range(5):
        log_in(client, "wrong")
    assert log_in(client, PASSWORD, "other").status_code == 302
    assert Client(REMOTE_ADDR="10.0.0.9").post(LOGIN, {"login": "secretary", "password": PASSWORD}).status_code == 302


def test_trail_tells_of_log_ins_failures_lock_outs_and_log_outs(client: Client, secretary: User) -> None:
    for password in ("wrong", "wrong", "wrong", "wrong", "wrong"):
        log_in(client, password)
    other = UserFactory(username="other", name="演示·乙")
    log_in(client, PASSWORD, "other")
    client.post("/account/logout/")
    failed = ("user.fail_log_in", "未登录", secretary.name)
    assert sign_ins() == [
        *[failed] * 4,
        ("user.lock_out", "未登录", secretary.name),
        ("user.log_in", other.name, other.name),
        ("user.log_out", other.name, other.name),
    ]


def test_trail_never_keeps_what_was_typed_as_user_name(client: Client) -> None:
    log_in(client, "x", "My-secret-password-1")
    assert sign_ins() == [("user.fail_log_in", "未登录", "未知账号")]
    assert "My-secret" not in str(list(AuditEntry.objects.values()))


def test_idle_session_ends(client: Client, secretary: User) -> None:
    log_in(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert client.get("/account/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=29 + 31)):
        assert client.get("/account/").status_code == 302


def test_log_in_switches_to_the_users_language(client: Client) -> None:
    user_as(Role.SECRETARY, username="secretary", language="en")
    assert log_in(client).cookies["django_language"].value == "en"


def test_one_time_password_must_be_changed_before_anything_else(client: Client) -> None:
    user = user_as(Role.SECRETARY, username="secretary", must_change_password=True)
    log_in(client)
    answer = client.get("/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/password/")
    new = {"oldpassword": PASSWORD, "password1": "Another-horse-8", "password2": "Another-horse-8"}
    assert client.post("/account/password/", new).status_code == 302
    user.refresh_from_db()
    assert (user.must_change_password, user.check_password("Another-horse-8")) == (False, True)
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("password", "says"),
    [
        (PASSWORD, "新密码不能和现在的密码相同"),
        ("short-A1", "10"),
        ("onlyletterslong", "至少"),
    ],
)
def test_new_password_must_be_new_long_and_mixed(client: Client, password: str, says: str) -> None:
    user_as(Role.SECRETARY, username="secretary")
    log_in(client)
    page = client.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
        headers={"accept-language": "zh"},
    )
    assert page.status_code == 200
    assert says in page.content.decode()


@pytest.mark.parametrize("page", ["signup/", "email/", "password/reset/", "password/set/", "confirm-email/"])
def test_nobody_signs_up_or_resets_by_mail(client: Client, page: str) -> None:
    assert client.get(f"/account/{page}").status_code == 404


def test_language_can_be_switched_before_log_in(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": LOGIN})
    assert (answer["Location"], answer.cookies["django_language"].value) == (LOGIN, "en")


def test_demo_log_ins_show_in_the_demo_only(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "_offered", [lambda: [DemoLogin("书记", "demo-secretary", "Demo-pass-1")]])
    assert "demo-secretary" not in client.get(LOGIN).content.decode()
    settings.DEMO = True
    assert re.search(r'name="login" value="demo-secretary"', client.get(LOGIN).content.decode())


def test_gate_names_the_one_township(client: Client) -> None:
    user_as(Role.OFFICE)
    assert re.search("第.+区第.+镇", client.get(LOGIN, headers={"accept-language": "zh"}).content.decode())


# --- Second factor ---


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


@pytest.fixture
def with_factor(
    client: Client, secretary: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> str:
    """A secretary who has turned on the second factor; the secret of the app."""
    log_in(client)
    client.post("/account/confirm/?next=/account/second-factor/app/", {"password": PASSWORD})
    page = client.get("/account/second-factor/app/")
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/second-factor/app/", {"code": code_for(secret)})
    assert answer["Location"] == "/account/second-factor/codes/"
    client.logout()
    return str(secret)


def test_second_factor_is_asked_for_after_the_password(client: Client, with_factor: str) -> None:
    cache.clear()  # a code is good once; this stands for the next half minute
    assert log_in(client)["Location"] == "/account/second-factor/login/"
    assert client.get("/account/").status_code == 302
    assert client.post("/account/second-factor/login/", {"code": "000000"}).status_code == 200
    assert client.post("/account/second-factor/login/", {"code": code_for(with_factor)}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_secret_of_the_app_is_encrypted(with_factor: str) -> None:
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert with_factor not in stored
    assert key_ring().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == with_factor


def test_second_factor_is_on_record(with_factor: str) -> None:
    assert "user.add_factor" in [action for action, _actor, _object in sign_ins()]


def test_reset_at_the_counter_removes_factor_and_lock_out(client: Client, secretary: User, with_factor: str) -> None:
    for _try in range(5):
        log_in(client, "wrong")
    password = services.reset_password(user=secretary, by=SYSTEM)
    assert log_in(client, password)["Location"] == "/"
    assert not Authenticator.objects.exists()


def test_recovery_codes_are_shown_to_whoever_confirms_the_password(client: Client, with_factor: str) -> None:
    cache.clear()
    log_in(client)
    client.post("/account/second-factor/login/", {"code": code_for(with_factor)})
    confirm = client.get("/account/second-factor/codes/")["Location"]
    page = client.post(confirm, {"password": PASSWORD}, follow=True).content.decode()
    assert page.count("<code>") == 10


@pytest.mark.parametrize(("behind_proxy", "address"), [(False, "192.0.2.7"), (True, "203.0.113.5")])
def test_address_is_what_the_own_proxy_saw_and_nobody_elses_word(
    rf: RequestFactory, settings: Settings, behind_proxy: bool, address: str
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get("/", REMOTE_ADDR="192.0.2.7", headers={"x-forwarded-for": "10.9.9.9, 203.0.113.5"})
    assert client_address(request) == address
