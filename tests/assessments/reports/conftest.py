"""A township's October for pages: the clock stands at 2 November, registers counted nothing."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.assessments.reports.builders import FakeRegister, at, make_township, only_register, register_codes
from tests.assessments.reports.people import Town

NOW = at("11-02 09:00")


@pytest.fixture
def register() -> Iterator[FakeRegister]:
    make_township(0)
    fake = FakeRegister(register_codes())
    with only_register(fake), time_machine.travel(NOW, tick=False):
        yield fake


@pytest.fixture
def town(register: FakeRegister) -> Town:
    return Town(register)
