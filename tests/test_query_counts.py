"""No page asks the database more often because there is more to show."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safety_portal.accounts.models import Role
from tests.pages import Row, Target, address_of
from tests.world import Town, make_town

pytestmark = pytest.mark.django_db

#: Page, object, and who looks: the role that sees most there.
PAGES = [
    ("home:index any", Role.OFFICE),
    ("home:index any", Role.LEADER),
    ("home:index any", Role.SECRETARY),
    ("home:index any", Role.UNIT),
    ("home:index any", Role.DISTRICT),
    ("home:search?q=楼 any", Role.OFFICE),
    ("home:search?q=漏水 any", Role.SECRETARY),
    ("accounts:profile any", Role.SECRETARY),
    ("accounts:users any", Role.ADMIN),
    ("accounts:user own", Role.ADMIN),
    ("accounts:appoint own", Role.ADMIN),
    ("accounts:user_deputize own", Role.ADMIN),
    ("organization:units any", Role.ADMIN),
    ("organization:units?tab=members any", Role.ADMIN),
    ("organization:unit own.town", Role.ADMIN),
    ("organization:unit_merge own", Role.ADMIN),
    ("organization:unit_open any", Role.ADMIN),
    ("organization:calendar any", Role.ADMIN),
    ("audit:entries any", Role.AUDITOR),
    ("notices:list any", Role.OFFICE),
    ("notices:list?tab=all any", Role.OFFICE),
    ("work:tracked any", Role.OFFICE),
    ("work:tracked any", Role.SECRETARY),
    ("work:tracked_detail own.open", Role.OFFICE),
    ("work:tracked_issue any", Role.OFFICE),
    ("disputes:list any", Role.OFFICE),
    ("disputes:list any", Role.SECRETARY),
    ("disputes:list any", Role.UNIT),
    ("disputes:list?tab=all&order=risk any", Role.OFFICE),
    ("disputes:list?export=xlsx any", Role.OFFICE),
    ("disputes:create any", Role.OFFICE),
    ("disputes:detail own", Role.OFFICE),
    ("disputes:detail own.concluded", Role.OFFICE),
    ("disputes:edit own", Role.OFFICE),
    ("disputes:move[accept] own", Role.OFFICE),
    ("disputes:move[escalate] own", Role.OFFICE),
    ("disputes:move[conclude] own.accepted", Role.OFFICE),
    ("disputes:print own", Role.OFFICE),
    ("disputes:rounds any", Role.OFFICE),
    ("disputes:round-create any", Role.OFFICE),
    ("disputes:api-list any", Role.OFFICE),
    ("disputes:api-detail own", Role.OFFICE),
    ("assessments:months any", Role.OFFICE),
    ("assessments:months any", Role.DISTRICT),
    ("assessments:reports own", Role.OFFICE),
    ("assessments:accept_plain own", Role.OFFICE),
    ("assessments:report own", Role.SECRETARY),
    ("assessments:report own", Role.OFFICE),
    ("assessments:report_on_behalf own", Role.OFFICE),
    ("assessments:filings any", Role.OFFICE),
    ("assessments:filing own", Role.UNIT),
    ("assessments:filing own", Role.OFFICE),
    ("assessments:survey own", Role.OFFICE),
    ("assessments:ranking own", Role.OFFICE),
    ("assessments:ranking own", Role.SECRETARY),
    ("assessments:ranking own", Role.DISTRICT),
    ("assessments:score?item=on-time own", Role.OFFICE),
    ("assessments:score?item=on-time own", Role.SECRETARY),
    ("assessments:score?item=initiative own", Role.OFFICE),
    ("assessments:rules any", Role.OFFICE),
    ("assessments:rule_set own", Role.OFFICE),
    ("assessments:inspections own", Role.OFFICE),
    ("assessments:vetoes own", Role.OFFICE),
]


@dataclass(frozen=True)
class Towns:
    """The same town with one row and with thirty of everything."""

    one: Town
    thirty: Town


@pytest.fixture(scope="module")
def towns(django_db_setup: None, django_db_blocker: Any) -> Iterator[Towns]:
    logging.disable()
    with django_db_blocker.unblock(), transaction.atomic():
        yield Towns(make_town("一", communities=1, rows=1), make_town("多", communities=30, rows=30))
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def _queries(town: Town, page: str, role: Role) -> list[str]:
    """Of the second call: the first fills caches. The session's own are the same everywhere."""
    name, kind = page.split()
    row = Row(name, "GET", kind)
    user = town.user(role)
    address = address_of(Target(row, town.places[0], user, role))
    client = Client()
    client.force_login(user)
    _load(client, address)
    with CaptureQueriesContext(connection) as queries:
        _load(client, address)
    return [query["sql"] for query in queries.captured_queries]


def _load(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, address
    if response.streaming:
        b"".join(response)


@pytest.mark.parametrize(("page", "role"), PAGES)
def test_thirty_rows_need_no_more_queries_than_one(towns: Towns, page: str, role: Role) -> None:
    cache.clear()
    one, thirty = _queries(towns.one, page, role), _queries(towns.thirty, page, role)
    is_same = len(thirty) == len(one)
    assert is_same, _difference(one, thirty)


def _difference(one: list[str], thirty: list[str]) -> str:
    """How many there are, and which shapes come more often."""
    shapes = {sql[:160] for sql in thirty}
    more = [sql for sql in shapes if sum(q[:160] == sql for q in thirty) > sum(q[:160] == sql for q in one)]
    return "\n".join([f"{len(one)} queries at one row, {len(thirty)} at thirty; more often:", *more])
