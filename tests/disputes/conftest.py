import pytest

from tests.disputes.makers import Town


@pytest.fixture
def town(db: None) -> Town:
    return Town()
