import pytest

from assessments.models import MonthResult
from safety_portal.organization.models import Unit
from tests.assessments.results.builders import bare_result


@pytest.fixture
def closed_october(town: Unit) -> MonthResult:
    """A result of October, whose day of publication is 10 November."""
    return bare_result(town)
