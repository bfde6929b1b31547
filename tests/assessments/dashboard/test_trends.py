"""Twelve months: published ones from the cache, drafts as they stand, months from the books, gaps."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.cache import cache

from assessments.dashboard.trends import trend_of
from assessments.models import PastRank
from safety_portal.core.statistics import wilson
from tests.assessments.dashboard.autumn import AUGUST, OCTOBER, SEPTEMBER, Autumn
from tests.assessments.reports.builders import queries_of

pytestmark = pytest.mark.django_db


def test_month_by_month(autumn: Autumn) -> None:
    for place, unit in enumerate(autumn.units, start=1):
        total = 90 - place if place < 3 else None
        PastRank.objects.create(
            township=autumn.unit,
            unit=unit,
            first_day=AUGUST.first_day,
            kind="score",
            rank=place,
            total=total,
            source="台账",
        )
    months = trend_of(autumn.unit, OCTOBER)
    assert [one.month for one in months] == [*OCTOBER.back(11), OCTOBER]
    assert [(one.median, one.mean) for one in months[-4:]] == [
        (None, None),
        (Decimal("88.5"), Decimal("88.50")),
        (Decimal("90.53"), Decimal("86.84")),
        (Decimal("96.84"), Decimal("92.28")),
    ]
    assert [(one.is_opening, one.is_draft) for one in months[-4:]] == [
        (False, False), (True, False), (False, False), (False, True),
    ]  # fmt: skip
    assert months[-1].total(autumn.units[0].pk) == 80


def test_survey_of_all_communities_together(autumn: Autumn) -> None:
    september = trend_of(autumn.unit, OCTOBER)[-2]
    assert september.safety is not None
    assert (september.safety.positive, september.safety.valid) == (155, 170)
    assert september.safety.interval == wilson(155, 170)


def test_drafts_are_gaps_for_whom_they_are_nothing(autumn: Autumn) -> None:
    months = trend_of(autumn.unit, OCTOBER, published_only=True)
    assert [one.month for one in months if one.fixed] == [SEPTEMBER]


def test_what_is_published_is_read_once_and_a_correction_anew(autumn: Autumn) -> None:
    cache.clear()
    asked = [
        queries_of(lambda: trend_of(autumn.unit, OCTOBER, published_only=True)),
        queries_of(lambda: trend_of(autumn.unit, OCTOBER, published_only=True)),
    ]
    assert asked == [4, 2]
    autumn.town.month = autumn.months[SEPTEMBER]
    autumn.score(SEPTEMBER, ({}, {"disputes_on_time": 10}, {}), is_surveyed=False)
    autumn.publish(SEPTEMBER, 2, reason="漏录两件")
    assert trend_of(autumn.unit, OCTOBER, published_only=True)[-2].median == 100
