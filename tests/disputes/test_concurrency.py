"""Two connections at once: one wins, the other is told."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from disputes import services
from disputes.models import Dispute, DisputeCategory, RegisterSetting, RiskGrade, StageRule
from safety_portal.core.errors import Refused
from tests.disputes.makers import MORNING, Town, facts_at, registered

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Each in a thread with its own connection, started together; a refusal comes back as its class."""
    gate = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            gate.wait(timeout=10)
            return work()
        except Refused:
            return Refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_accept_at_once_and_one_is_refused() -> None:
    town = Town()
    dispute, people = registered(town), (town.secretary, town.office)

    def accept(index: int) -> str:
        return services.accept(dispute, handler=people[0], by=people[index], now=MORNING, version=1).state

    outcomes = at_once(lambda: accept(0), lambda: accept(1))
    assert sorted(outcomes, key=str) == [Refused, "accepted"]
    dispute.refresh_from_db()
    assert (dispute.state, dispute.version) == ("accepted", 2)


def test_void_and_conclude_at_once_leave_one_truth() -> None:
    town = Town()
    dispute, office = registered(town), town.office
    services.accept(dispute, handler=town.secretary, by=office, now=MORNING, version=1)
    outcomes = at_once(
        lambda: services.void(dispute, reason="重复登记", by=office, now=MORNING, version=2).state,
        lambda: services.conclude(dispute, outcome="oral", note="和解", by=office, now=MORNING, version=2).state,
    )
    assert outcomes.count(Refused) == 1


def test_double_click_registers_one_dispute() -> None:
    town = Town()
    token, facts, by = uuid.uuid4(), facts_at(town.community), town.secretary
    made = at_once(*[lambda: services.register(facts, by=by, now=MORNING, token=token).pk] * 4)
    assert (len(set(made)), Dispute.objects.count()) == (1, 1)


def test_numbers_taken_at_once_differ_without_a_gap() -> None:
    town = Town()
    facts, by = facts_at(town.community), town.secretary
    at_once(*[lambda: services.register(facts, by=by, now=MORNING).pk] * 4)
    numbers = Dispute.objects.order_by("number").values_list("number", flat=True)
    assert [number[-2:] for number in numbers] == ["01", "02", "03", "04"]


def test_dictionaries_are_back_for_the_next_test() -> None:
    assert all(model.objects.exists() for model in (DisputeCategory, RiskGrade, StageRule, RegisterSetting))
