from datetime import date

import pytest
from django.urls import reverse

from assessments.models import MonthResult, PastRank
from assessments.results.history import history_of
from assessments.results.ranking import bump_data, ranking_of
from assessments.results.services import score_month
from tests.assessments.reports.builders import queries_of
from tests.assessments.reports.people import as_user, text_of
from tests.assessments.results.builders import Town, make_town

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)


def brought_in(town: Town, day: date, rank: int, kind: str = "score") -> PastRank:
    """A place of the first community."""
    return PastRank.objects.create(
        township=town.unit, unit=town.communities[0], first_day=day, kind=kind, rank=rank, source="台账"
    )


def scored(town: Town) -> MonthResult:
    return score_month(month=town.month, by=town.office)


def test_ranks_from_the_books_stand_before_the_first_month() -> None:
    town = make_town()
    first = town.communities[0]
    brought_in(town, AUGUST, 3)
    brought_in(town, SEPTEMBER, 2)
    history = history_of(town.month, list(scored(town).scores.all()))
    assert history.ranks(first.pk) == [None, None, None, 3, 2, 1]
    assert history.totals(first.pk)[:5] == [None] * 5
    assert history.opening == [False, False, False, True, True, False]
    assert history.columns[-2:] == [("9月", True), ("10月", False)]
    assert history.move(first.pk, 1) == 1


def test_the_surveys_ranks_are_no_part_of_the_trend_by_points() -> None:
    town = make_town()
    brought_in(town, SEPTEMBER, 2, kind="survey")
    history = history_of(town.month, list(scored(town).scores.all()))
    assert history.ranks(town.communities[0].pk) == [None] * 5 + [1]


def test_a_month_that_the_portal_scored_speaks_for_itself() -> None:
    town = make_town()
    first = town.communities[0]
    brought_in(town, SEPTEMBER, 9)
    scores = list(scored(town).scores.all())
    town.month.pk, town.month.first_day = None, SEPTEMBER
    town.month.save()
    town.month.results.create(
        facts_id=scores[0].result.facts_id,
        rule_set_id=scores[0].result.rule_set_id,
        number=1,
        fingerprint="x",
        text="{}",
        is_current=True,
    )
    october = scores[0].result.month
    assert history_of(october, scores).ranks(first.pk) == [None] * 5 + [1]


def test_the_trend_asks_as_often_with_ranks_from_the_books() -> None:
    town = make_town()
    scores = list(scored(town).scores.all())
    before = queries_of(lambda: history_of(town.month, scores))
    brought_in(town, AUGUST, 3)
    assert queries_of(lambda: history_of(town.month, scores)) == before == 2


def test_the_ranking_marks_what_was_brought_in() -> None:
    town = make_town()
    brought_in(town, SEPTEMBER, 3)
    result = scored(town)
    assert bump_data(ranking_of(town.month, result))["opening"] == [False] * 4 + [True, False]
    page = text_of(as_user(town.office).get(reverse("assessments:ranking", args=[town.month.slug])))
    assert '9月 <span class="hint">期初</span>' in page
    assert 'class="ring"' in page
