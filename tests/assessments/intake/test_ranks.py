from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from assessments.intake.ranks import RanksImport
from assessments.models import FrozenFacts, MonthResult, PastRank, RuleSet
from safety_portal.accounts.models import Role
from safety_portal.imports.kinds import Scope
from safety_portal.imports.models import ImportChange
from safety_portal.imports.reading.columns import Value
from tests.assessments.intake.sheets import SOURCE, bring_in, rows, scope_of, told
from tests.assessments.reports.builders import at, queries_of
from tests.assessments.reports.people import Town
from tests.factories import CommunityFactory, user_as

pytestmark = pytest.mark.django_db
KIND = RanksImport()
MAY = date(2026, 5, 1)


def scope(town: Town) -> Scope:
    return scope_of(town.unit, town.office, at("11-02 09:00"), month=None)


def place(town: Town, index: int, rank: int, **values: Value) -> dict[str, Value]:
    said: dict[str, Value] = {"month": MAY, "rank": rank, "total": Decimal("92.50"), "kind": None}
    return {"unit": town.communities[index].code, **said, **values}


def score_october(town: Town) -> None:
    """A row that says that the month was scored."""
    rules = RuleSet.objects.create(code="x", version=1, name="x", effective_from="2026-01-01", body="{}")
    facts = FrozenFacts.objects.create(month=town.month, text="{}", sha256="0" * 64)
    MonthResult.objects.create(month=town.month, facts=facts, rule_set=rules, number=1, fingerprint="x", text="{}")


def places(town: Town) -> list[tuple[str, str, int, Decimal | None]]:
    kept = PastRank.objects.filter(township=town.unit)
    return [(str(row.month), row.kind, row.rank, row.total) for row in kept]


def test_a_row_is_a_place_by_points_unless_it_says_otherwise(town: Town) -> None:
    given = rows(place(town, 0, 1), place(town, 1, 2), place(town, 1, 1, kind="survey", sample=45, total=None))
    assert told(KIND.plan(scope(town), given)) == [("new", []), ("new", []), ("new", [])]
    run, written = bring_in(KIND, scope(town), given)
    assert places(town) == [
        ("2026-05", "score", 1, Decimal("92.5")),
        ("2026-05", "score", 2, Decimal("92.5")),
        ("2026-05", "survey", 1, None),
    ]
    first = PastRank.objects.get(kind="score", rank=1)
    assert (first.source, first.run, first.created_at) == (SOURCE, run, at("11-02 09:00"))
    assert written[3] == (first.pk, f"2026-05 {town.communities[0].name}")


def test_the_same_sheet_again_says_nothing_new(town: Town) -> None:
    given = rows(place(town, 0, 1), place(town, 1, 2))
    bring_in(KIND, scope(town), given)
    assert told(KIND.plan(scope(town), given)) == [("same", []), ("same", [])]


def test_a_place_that_differs_shows_what_was_there(town: Town) -> None:
    bring_in(KIND, scope(town), rows(place(town, 0, 1), place(town, 1, 2)))
    given = rows(place(town, 0, 2))
    (plan,) = KIND.plan(scope(town), given)
    assert (plan.status.value, plan.before["rank"]) == ("changed", 1)
    run, _written = bring_in(KIND, scope(town), given)
    changed = PastRank.objects.get(unit=town.communities[0])
    assert (changed.rank, changed.run) == (2, run)
    assert [one.keys for one in ImportChange.objects.filter(run=run)] == [[changed.pk]]


def test_a_month_that_the_portal_ranked_itself_is_refused(town: Town) -> None:
    score_october(town)
    october = place(town, 0, 1, month=date(2026, 10, 1))
    given = rows(october, {**october, "kind": "survey"})
    assert [codes for _status, codes in told(KIND.plan(scope(town), given))] == [["month_has_own_ranking"], []]


def test_a_month_that_is_not_over_is_refused(town: Town) -> None:
    given = rows(place(town, 0, 1, month=date(2026, 11, 1)))
    assert told(KIND.plan(scope(town), given)) == [("refused", ["month_not_over"])]


def test_a_place_must_fit_the_number_ranked(town: Town) -> None:
    given = rows(place(town, 0, 10, of=9), place(town, 1, 9, of=9))
    assert told(KIND.plan(scope(town), given)) == [("refused", ["rank_above_number"]), ("new", [])]


def test_a_place_that_the_township_had_no_community_for_is_questioned(town: Town) -> None:
    CommunityFactory(parent=town.unit, opened_on=date(2026, 6, 1))
    given = rows(place(town, 0, 2), place(town, 1, 3), place(town, 0, 3, month=date(2026, 6, 1)))
    assert [codes for _status, codes in told(KIND.plan(scope(town), given))] == [[], ["rank_above_communities"], []]


def test_a_unit_of_another_township_is_refused(town: Town) -> None:
    given = rows({**place(town, 0, 1), "unit": CommunityFactory().code})
    assert told(KIND.plan(scope(town), given)) == [("refused", ["unit_not_known"])]


def test_only_the_office_brings_ranks_in(town: Town) -> None:
    leader = user_as(Role.LEADER, town.unit)
    assert [KIND.may_import(user, town.unit) for user in (town.office, town.police, leader)] == [True, False, False]


def test_the_database_refuses_what_no_place_can_be(town: Town) -> None:
    unit = town.communities[0]
    kept = {"township": town.unit, "unit": unit, "kind": "score", "source": "x", "first_day": MAY, "rank": 1}
    PastRank.objects.create(**kept)
    for wrong in ({"first_day": MAY.replace(day=2)}, {"rank": 0, "kind": "survey"}, {"of": 1, "rank": 2}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PastRank.objects.create(**{**kept, **wrong})


def test_places_are_seen_by_those_who_see_scores(town: Town) -> None:
    bring_in(KIND, scope(town), rows(place(town, 0, 1), place(town, 1, 2)))
    leader = user_as(Role.LEADER, town.unit)
    seen = [PastRank.objects.visible_to(user).count() for user in (town.office, leader, town.secretary, town.police)]
    assert seen == [2, 2, 1, 0]


def test_planning_asks_as_often_for_one_place_as_for_two(town: Town) -> None:
    one, two = rows(place(town, 0, 1)), rows(place(town, 0, 1), place(town, 1, 2))
    assert queries_of(lambda: KIND.plan(scope(town), one)) == queries_of(lambda: KIND.plan(scope(town), two))
