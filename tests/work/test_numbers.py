"""Register numbers between two people at once."""

import threading

import pytest
from django.db import connection, transaction

from safety_portal.work.models import Counter
from safety_portal.work.numbers import next_number, reserve_numbers


def _take(numbers: list[int], barrier: threading.Barrier) -> None:
    barrier.wait(10)
    try:
        for _turn in range(10):
            with transaction.atomic():
                numbers.append(next_number("dispute:1:2026"))
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_next_number_of_two_connections_is_gapless() -> None:
    numbers: list[int] = []
    barrier = threading.Barrier(2)
    threads = [threading.Thread(target=_take, args=(numbers, barrier)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(numbers) == list(range(1, 21))


@pytest.mark.django_db(transaction=True)
def test_next_number_comes_back_with_a_rollback() -> None:
    with transaction.atomic():
        next_number("a")
        transaction.set_rollback(True)
    with transaction.atomic():
        assert next_number("a") == 1
        assert next_number("b") == 1


@pytest.mark.django_db(transaction=True)
def test_next_number_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        next_number("a")
    assert not Counter.objects.exists()


@pytest.mark.django_db
def test_reserved_numbers_go_on_where_single_ones_ended() -> None:
    assert [next_number("a"), next_number("a")] == [1, 2]
    assert reserve_numbers({"a": 3, "b": 2}) == {"a": 3, "b": 1}
    assert [next_number("a"), next_number("b")] == [6, 3]
    assert reserve_numbers({}) == {}


@pytest.mark.django_db(transaction=True)
def test_reserving_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        reserve_numbers({"a": 1})
