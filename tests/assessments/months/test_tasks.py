import pytest
import time_machine

from assessments.models import AssessmentMonth
from assessments.tasks import open_months
from tests.assessments.reports.builders import at, make_township

pytestmark = pytest.mark.django_db


def test_beat_opens_what_has_ended_and_is_safe_twice() -> None:
    make_township(1)
    with time_machine.travel(at("11-01 00:10"), tick=False):
        open_months()
        open_months()
    assert [str(month.month) for month in AssessmentMonth.objects.all()] == ["2026-10"]
