from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, transaction
from django.db.models import Value
from django.db.models.functions import Replace

from assessments.models import FrozenFacts, MonthResult
from assessments.results.services import score_month
from tests.assessments.results.builders import Town, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    """Two drafts of October."""
    town = make_town(2)
    score_month(month=town.month, by=town.office)
    town.set(0, disputes_on_time=7)
    score_month(month=town.month, by=town.office)
    return town


def run(township: str, month: str = "2026-10") -> list[str]:
    out = StringIO()
    call_command("recompute", township, month, stdout=out)
    return out.getvalue().splitlines()


def test_every_draft_is_the_same_to_the_byte(town: Town) -> None:
    lines = run(town.unit.code)
    assert [line.rsplit(": ", 1)[1] for line in lines] == ["same to the byte"] * 2
    assert [" (current)" in line for line in lines] == [False, True]


def test_a_changed_result_is_found(town: Town) -> None:
    with pgtrigger.ignore("assessments.MonthResult:text_stays"):
        MonthResult.objects.filter(number=1).update(text=Replace("text", Value("100.00"), Value("100.01")))
    with pytest.raises(CommandError, match="1 of 2 differ"):
        run(town.unit.code)


@pytest.mark.parametrize(("township", "month"), [("000", "2026-10"), ("", "2026-13")])
def test_what_is_not_there_is_said(township: str, month: str) -> None:
    with pytest.raises(CommandError):
        run(township, month)


def test_database_keeps_texts_and_facts_as_they_are(town: Town) -> None:
    for rows, field in ((MonthResult.objects.all(), "text"), (FrozenFacts.objects.all(), "text")):
        with pytest.raises(InternalError, match="never change"), transaction.atomic():
            rows.update(**{field: "{}"})
