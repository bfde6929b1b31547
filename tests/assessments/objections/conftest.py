from collections.abc import Iterator

import pytest
import time_machine

from tests.assessments.objections.builders import IN_WINDOW, Case, make_case


@pytest.fixture
def case() -> Iterator[Case]:
    with time_machine.travel(IN_WINDOW):
        yield make_case()
