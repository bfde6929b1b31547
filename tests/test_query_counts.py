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
from tests.pages import PAGES, Row, Target, address_of
from tests.world import Town, make_town

pytestmark = pytest.mark.django_db


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
