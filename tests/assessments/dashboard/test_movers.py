"""What moved against the month before, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessments.dashboard.selectors import Movers, movers_of
from assessments.models import PastRank
from safety_portal.core.months import Month
from tests.assessments.dashboard.autumn import AUGUST, OCTOBER, OCTOBERS, SEPTEMBER, SEPTEMBERS, Autumn
from tests.assessments.reports.builders import queries_of
from tests.assessments.results.builders import make_town

pytestmark = pytest.mark.django_db


def _movers(autumn: Autumn, month: Month, *, published_only: bool = False) -> Movers:
    return movers_of(autumn.months[month], autumn.results[month], published_only=published_only)


def test_communities_with_their_items(autumn: Autumn) -> None:
    movers = _movers(autumn, OCTOBER)
    shown = [
        (one.score.unit, one.before.rank, one.score.rank, one.places, one.change, one.rest) for one in movers.units
    ]
    first, second, third = autumn.units
    assert shown == [
        (first, 1, 3, -2, Decimal("-20.00"), Decimal(0)),
        (second, 2, 1, 1, Decimal("9.47"), Decimal(0)),
        (third, 3, 2, 1, Decimal("26.84"), Decimal(0)),
    ]
    assert [[(item.name, item.before, item.after, item.change) for item in one.items] for one in movers.units] == [
        [("宣传计划", 40, 20, -20)],
        [("按期化解", Decimal("50.53"), 60, Decimal("9.47"))],
        [("宣传计划", 10, 40, 30), ("按期化解", 60, Decimal("56.84"), Decimal("-3.16"))],
    ]
    assert (movers.before, movers.is_comparable, movers.has_other_rules) == (SEPTEMBER, True, False)


def test_items_in_the_order_of_how_far_they_drew_communities_apart(autumn: Autumn) -> None:
    shown = [(i.name, i.risen, i.gained, i.fallen, i.lost, i.spread) for i in _movers(autumn, OCTOBER).items]
    assert shown == [
        ("宣传计划", 1, 30, 1, -20, 50),
        ("按期化解", 1, Decimal("9.47"), 1, Decimal("-3.16"), Decimal("12.63")),
    ]


def test_an_item_in_which_all_lose_the_same_moves_nobody() -> None:
    autumn = Autumn(make_town(3, SEPTEMBER))
    autumn.score(SEPTEMBER, SEPTEMBERS[:2])
    autumn.score(OCTOBER, ({"publicity_activities": 2},) * 3)
    assert [item.name for item in _movers(autumn, OCTOBER).items] == ["按期化解"]


def test_a_draft_before_is_none_for_whom_drafts_are_nothing(autumn: Autumn) -> None:
    autumn.score(OCTOBER + 1, OCTOBERS)
    movers = _movers(autumn, OCTOBER + 1, published_only=True)
    assert (movers.units, movers.items, movers.is_comparable) == ([], [], False)
    assert _movers(autumn, OCTOBER + 1).is_comparable


def test_the_first_month_has_nothing_before_it_and_places_from_the_books_no_items(autumn: Autumn) -> None:
    assert not _movers(autumn, SEPTEMBER).is_comparable
    PastRank.objects.create(
        township=autumn.unit, unit=autumn.units[1], first_day=AUGUST.first_day, kind="score", rank=1, source="台账"
    )
    movers = _movers(autumn, SEPTEMBER)
    assert [(one.score.unit, one.places, one.change, one.items) for one in movers.units] == [
        (autumn.units[1], -1, None, ())
    ]
    assert movers.items == []


def test_six_queries_whatever_the_number_of_communities(autumn: Autumn) -> None:
    many = Autumn(make_town(12, SEPTEMBER))
    for month in (SEPTEMBER, OCTOBER):
        many.score(month, SEPTEMBERS, is_surveyed=False)
    counts = [queries_of(lambda one=one: _movers(one, OCTOBER)) for one in (autumn, many)]  # type: ignore[misc]
    assert counts == [6, 6]
