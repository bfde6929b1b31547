from collections.abc import Iterator

import pytest
import time_machine

from tests.assessments.dashboard.autumn import NOW, Autumn, make_autumn


@pytest.fixture
def autumn() -> Iterator[Autumn]:
    with time_machine.travel(NOW):
        yield make_autumn()
