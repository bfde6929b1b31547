from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.imports.fuzz.towns import Town, town_of_daxing


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    with town_of_daxing() as town:
        yield town
