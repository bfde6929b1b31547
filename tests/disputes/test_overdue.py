"""Overdue port: disputes and screening rounds of many townships at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disputes.models import RegisterSetting, ScreeningRound
from disputes.overdue import Disputes, Rounds
from disputes.states import State
from safety_portal.core.ports import Overdue
from safety_portal.organization.models import Unit
from tests.disputes.makers import Town, at, in_state, registered
from tests.factories import CommunityFactory, TownshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town().with_everybody()


def _numbers(found: Overdue) -> tuple[int, int, int]:
    return found.open, found.overdue, found.soon


def test_disputes_overdue_and_soon_by_the_clock_that_runs(town: Town) -> None:
    for when in ("2026-10-15 09:00", "2026-10-19 09:00", "2026-10-21 09:00"):
        registered(town, at(when))  # three days: due at the end of the 18th, 22nd, 24th
    in_state(town, State.CONCLUDED)
    in_state(town, State.VOID)
    quiet, other = TownshipFactory(), Town()
    registered(other, at("2026-10-01 09:00"))
    found = Disputes().overdue_by_township([town.township.pk, quiet.pk], at("2026-10-21 10:00"))
    assert {key: _numbers(one) for key, one in found.items()} == {town.township.pk: (3, 1, 1), quiet.pk: (0, 0, 0)}
    assert found[town.township.pk].url == f"{reverse('disputes:list')}?tab=overdue"
    assert found[quiet.pk].url == reverse("disputes:list")


def _held(town: Town, unit: Unit, *days: str, kind: str = "routine") -> None:
    common: dict[str, Any] = {"kind": kind, "found": 0, "is_nil_report": True, "reported_by": town.office}
    ScreeningRound.objects.bulk_create(
        ScreeningRound(community=unit, held_on=date.fromisoformat(day), reported_at=at(f"{day} 18:00"), **common)
        for day in days
    )


def test_rounds_of_last_month_are_overdue_and_none_makes_up_for_another(town: Town) -> None:
    RegisterSetting.objects.create(township=town.township, screening_rounds=2)
    eager = CommunityFactory(parent=town.township)
    CommunityFactory(parent=town.township, opened_on=date(2026, 11, 2), closed_on=date(2026, 11, 20))
    _held(town, town.community, "2026-10-05", "2026-11-05")
    _held(town, eager, "2026-10-05", "2026-10-12", "2026-10-19", "2026-11-05", "2026-11-12", "2026-11-19")
    found = Rounds().overdue_by_township([town.township.pk], at("2026-11-23 09:00"))[town.township.pk]
    assert _numbers(found) == (2, 1, 0)
    assert found.url == f"{reverse('disputes:rounds')}?month=2026-10"
    assert _numbers(Rounds().overdue_by_township([town.township.pk], at("2026-11-29 09:00"))[town.township.pk]) == (
        2, 1, 1,
    )  # fmt: skip


def test_rounds_of_a_new_community_are_not_owed_for_the_month_before_it(town: Town) -> None:
    RegisterSetting.objects.create(township=town.township, screening_rounds=1)
    Unit.objects.filter(pk=town.community.pk).update(opened_on=date(2026, 11, 3))
    found = Rounds().overdue_by_township([town.township.pk], at("2026-11-23 09:00"))[town.township.pk]
    assert _numbers(found) == (1, 0, 0)
    assert found.url == f"{reverse('disputes:rounds')}?month=2026-11"


@pytest.mark.parametrize(("provider", "queries"), [(Disputes(), 1), (Rounds(), 3)])
def test_as_many_queries_for_one_township_as_for_five(provider: Disputes | Rounds, queries: int) -> None:
    towns = [TownshipFactory() for _ in range(5)]
    for town in towns:
        CommunityFactory(parent=town)
    for asked in (towns[:1], towns):
        with CaptureQueriesContext(connection) as caught:
            found = provider.overdue_by_township([town.pk for town in asked], at("2026-11-23 09:00"))
        assert (len(caught), len(found)) == (queries, len(asked))
