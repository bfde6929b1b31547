"""The shared mixins, by way of a page that uses them: the administrator's users."""

from datetime import datetime, timedelta

import pytest
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.test import Client
from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.core.errors import Refused
from safety_portal.core.forms import DayField, add_refusal
from safety_portal.core.views import Link
from tests.factories import TownshipFactory, user_as

USERS = "/account/users/"


@pytest.fixture
def admin(client: Client) -> Client:
    town = TownshipFactory()
    client.force_login(user_as(Role.ADMIN, town, username="a", last_login=None))
    for number, name in enumerate("bcd"):
        when: datetime = timezone.now() - timedelta(days=number)
        user_as(Role.OFFICE, town, username=name, last_login=when if name != "c" else None)
    User.objects.filter(username="a").update(last_login=None)
    return client


def order(client: Client, query: str) -> str:
    return "".join(user.username for user in client.get(f"{USERS}?{query}").context["page_obj"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "users"),
    [
        ("", "abcd"),
        ("order=-username", "dcba"),
        ("order=last_login", "dbac"),  # whoever never logged in comes last, either way round
        ("order=-last_login", "bdac"),
        ("order=password", "abcd"),  # not offered
        ("page=99", "abcd"),
        ("page=nonsense", "abcd"),
    ],
)
def test_list_is_sorted_by_what_the_page_offers(admin: Client, query: str, users: str) -> None:
    assert order(admin, query) == users


@pytest.mark.django_db
def test_list_offers_tabs_conditions_and_the_way_back(admin: Client) -> None:
    admin.cookies["django_language"] = "en"
    context = admin.get(f"{USERS}?tab=active&role=office&page=1").context
    assert [(str(tab.label), tab.url, tab.count, tab.is_current) for tab in context["tabs"]] == [
        ("May log in", f"{USERS}?tab=active&role=office", 3, True),
        ("Closed", f"{USERS}?tab=closed&role=office", 0, False),
    ]
    assert context["picked"] == [Link("Role: Governance office", f"{USERS}?tab=active")]
    assert context["clear_url"] == f"{USERS}?tab=active"


@pytest.mark.django_db
def test_pages_hold_fifty_rows(admin: Client) -> None:
    town = User.objects.get(username="a").scopes[0].unit
    for _time in range(50):
        user_as(Role.OFFICE, town)
    pages = [len(admin.get(f"{USERS}?page={number}").context["page_obj"]) for number in (1, 2)]
    assert pages == [50, 4]


class DateForm(forms.Form):
    day = DayField()


def test_refusal_stands_at_the_fields_that_the_form_has() -> None:
    form = DateForm({"day": "2026-10-01"})
    assert form.is_valid()
    add_refusal(form, Refused({"day": "too late", "elsewhere": "not here"}))
    assert form.errors == {"day": ["too late"], NON_FIELD_ERRORS: ["not here"]}


def test_refusal_without_a_field_is_about_the_whole_form() -> None:
    form = DateForm({"day": "2026-10-01"})
    add_refusal(form, Refused("no"))
    assert form.non_field_errors() == ["no"]


def test_day_field_keeps_the_form_that_browsers_take() -> None:
    html = str(DateForm(initial={"day": timezone.localdate().replace(2026, 10, 1)})["day"])
    assert 'type="date"' in html
    assert 'value="2026-10-01"' in html
