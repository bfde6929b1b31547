"""Disputes as news: the home page's counts are the rows of the lists to which they lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from disputes.ports import News
from safety_portal.accounts.models import Role
from tests.exports_of import client_of, content_of, rows_of
from tests.world import Town, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_town("此岸", rows=2)
        transaction.set_rollback(True)


def _since() -> datetime:
    return timezone.now() - timedelta(days=400)


@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICE, Role.UNIT, Role.SECRETARY, Role.GRID_WORKER])
def test_counts_are_the_rows_of_the_list(town: Town, role: Role) -> None:
    user = town.user(role)
    for one in News().news_for(user, _since()):
        rows = rows_of(content_of(client_of(user).get(f"{one.url}&export=xlsx")))[1:]
        assert re.sub(r"\D", "", str(one.words)) == str(len(rows)), one.words


def test_each_role_hears_of_its_own(town: Town) -> None:
    told = {role: [str(one.words).rstrip("0123456789 件") for one in News().news_for(town.user(role), _since())]
            for role in Role}  # fmt: skip
    assert told[Role.DISTRICT] == told[Role.ADMIN] == told[Role.AUDITOR] == []
    assert "登记处理结果" in told[Role.OFFICE]
    assert "登记处理结果" not in told[Role.SECRETARY]


def test_nothing_happened_is_no_news(town: Town) -> None:
    assert News().news_for(town.office, timezone.now() + timedelta(hours=1)) == []


def test_news_without_a_moment_are_no_rows(town: Town) -> None:
    response = client_of(town.office).get("/disputes/?tab=all&news=registered")
    assert list(response.context["page_obj"]) == []


def test_moment_that_is_none_says_so(town: Town) -> None:
    response = client_of(town.office).get("/disputes/?tab=all&news=registered&since=gestern")
    assert (response.status_code, list(response.context["page_obj"])) == (200, [])
