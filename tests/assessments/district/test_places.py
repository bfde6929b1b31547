"""Announced places: entered, corrected, struck out, brought in, followed; and those that the portal computes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from assessments.district.intake import PlacesImport
from assessments.district.places import Difference, latest_of, steps_of
from assessments.district.published import standings_of
from assessments.district.selectors import computed_places_of, places_of
from assessments.district.services import Announced, correct_place, enter_place, strike_out_place
from assessments.fairness.estimates import share
from assessments.models import DistrictPlace
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from safety_portal.imports.reading.columns import Value
from safety_portal.organization.models import Unit
from tests.assessments.district.towns import Facts, draft, make_district, publish
from tests.assessments.intake.sheets import bring_in, rows, scope_of, told
from tests.assessments.reports.builders import OCTOBER, at
from tests.factories import TownshipFactory, user_as

MAY = date(2026, 5, 1)
SAID = Announced(MAY, "safety", 6, 18, Decimal("93.5"), 600, "区测评通报")


@pytest.fixture
def town(db: None) -> Unit:
    return TownshipFactory()


@pytest.fixture
def office(town: Unit) -> User:
    return user_as(Role.OFFICE, town)


def announced(**values: object) -> Announced:
    return Announced(**{**vars(SAID), **values})


def test_a_place_is_entered_and_corrected_on_the_record(town: Unit, office: User) -> None:
    place = enter_place(township=town, announced=SAID, by=office)
    correct_place(place=place, announced=announced(place=5), version=1, reason="抄错", by=office)
    assert [(one.place, one.of, one.version) for one in places_of(town, Month(2026, 5))] == [(5, 18, 2)]
    entries = AuditEntry.objects.filter(action__startswith="place.").order_by("pk")
    assert [(one.action, one.reason) for one in entries] == [("place.enter", ""), ("place.correct", "抄错")]


def test_a_struck_out_place_is_gone_and_can_be_entered_again(town: Unit, office: User) -> None:
    place = enter_place(township=town, announced=SAID, by=office)
    strike_out_place(place=place, version=1, reason="重复", by=office)
    assert places_of(town, Month(2026, 5)) == []
    enter_place(township=town, announced=SAID, by=office)
    assert DistrictPlace.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"place": 19}, "place"),
        ({"first_day": date(2099, 1, 1)}, "first_day"),
        ({"value": Decimal(101)}, "value"),
        ({"kind": "assessment"}, "sample"),
        ({"source": " "}, "source"),
    ],
)
def test_what_cannot_be_is_refused_by_name(town: Unit, office: User, values: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        enter_place(township=town, announced=announced(**values), by=office)
    assert list(refusal.value.message_dict) == [field]


def test_a_place_is_entered_once_and_by_the_office_only(town: Unit, office: User) -> None:
    place = enter_place(township=town, announced=SAID, by=office)
    with pytest.raises(Refused):
        enter_place(township=town, announced=SAID, by=office)
    with pytest.raises(NotAllowed):
        enter_place(township=town, announced=announced(kind="both"), by=user_as(Role.LEADER, town))
    with pytest.raises(Refused):
        correct_place(place=place, announced=announced(place=1), version=9, reason="抄错", by=office)


@pytest.mark.parametrize("wrong", [{"place": 19}, {"kind": "x"}, {"value": 101}, {"first_day": date(2026, 5, 2)}])
def test_the_database_refuses_impossible_places(town: Unit, office: User, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DistrictPlace.objects.create(township=town, entered_by=office, **{**vars(SAID), **wrong})


def test_who_sees_a_place(town: Unit, office: User) -> None:
    enter_place(township=town, announced=SAID, by=office)
    assert town.parent is not None
    users = [office, user_as(Role.LEADER, town), user_as(Role.DISTRICT, town.parent), user_as(Role.DISTRICT)]
    assert [DistrictPlace.objects.visible_to(user).count() for user in users] == [1, 1, 1, 0]


# --- From survey to survey ------------------------------------------------------------------------------------


def _place(month: int, place: int, value: str | None, sample: int | None, of: int = 18) -> DistrictPlace:
    index = Decimal(value) if value else None
    return DistrictPlace(first_day=date(2026, month, 1), kind="safety", place=place, of=of, value=index, sample=sample)


def test_each_place_is_against_the_one_before() -> None:
    steps = steps_of([_place(1, 9, "90", 600), _place(4, 6, "90.5", 600), _place(7, 6, "96", 600), _place(8, 8, "", 1)])
    assert [step.gained for step in steps] == [None, 3, 0, -2]
    # 543 of 600 against 540: far within chance; 576 against 543: 5.5 points with ± about 2.8
    assert [step.difference for step in steps] == [None, Difference.NONE, Difference.HIGHER, None]
    assert latest_of(steps) == [steps[-1]]


def test_another_number_of_townships_is_said() -> None:
    first, second = steps_of([_place(1, 9, None, None), _place(4, 9, None, None, of=20)])
    assert (first.is_among_others, second.is_among_others) == (False, True)


@given(st.lists(st.tuples(st.integers(0, 30), st.just(30)), min_size=1, max_size=12))
def test_equals_share_a_place_and_every_place_lies_in_its_range(counts: list[tuple[int, int]]) -> None:
    standings = standings_of({key: share(*one) for key, one in enumerate(counts)})
    for key, one in standings.items():
        better = sum(Fraction(*other) > Fraction(*counts[key]) for other in counts)
        assert one.place == better + 1
        assert 1 <= one.best <= one.place <= one.worst <= one.of == len(counts)


# --- Computed -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_place_is_computed_once_all_have_published() -> None:
    made = make_district(3)
    one, two, three = made.townships
    publish(draft(one, [Facts((95, 100), (80, 100))]))
    publish(draft(two, [Facts((90, 100), (90, 100))]))
    last = draft(three, [Facts((95, 100), (70, 100))])
    assert computed_places_of(one, OCTOBER, None).rows == []
    publish(last)
    found = computed_places_of(one, OCTOBER, None).rows
    # safety 95, 90, 95; satisfaction 80, 90, 70; both 87.5, 90, 82.5
    assert [(row.kind, row.standing.place, row.standing.of) for row in found] == [
        ("safety", 1, 3),
        ("satisfaction", 2, 3),
        ("both", 2, 3),
    ]
    assert not computed_places_of(one, OCTOBER, 18).are_all_here
    assert computed_places_of(one, OCTOBER, 18).rows == []


@pytest.mark.django_db
def test_nothing_is_computed_for_a_township_alone() -> None:
    made = make_district(1)
    publish(draft(made.townships[0], [Facts((95, 100), (80, 100))]))
    assert computed_places_of(made.townships[0], OCTOBER, None).rows == []


# --- Brought in -----------------------------------------------------------------------------------------------


def test_a_workbook_brings_places_in(town: Unit, office: User) -> None:
    enter_place(township=town, announced=SAID, by=office)
    scope = scope_of(town, office, at("11-02 09:00"), month=None)
    said: dict[str, Value] = {
        "month": MAY,
        "kind": "safety",
        "place": 5,
        "of": 18,
        "value": Decimal("93.5"),
        "sample": 600,
    }
    given_rows = rows(said, {**said, "kind": "both"}, {**said, "kind": "satisfaction", "place": 19})
    assert [status for status, _remarks in told(PlacesImport().plan(scope, given_rows))] == [
        "changed",
        "new",
        "refused",
    ]
    bring_in(PlacesImport(), scope, given_rows[:2])
    kept = [(one.kind, one.place, one.version) for one in places_of(town, Month(2026, 5))]
    assert kept == [("both", 5, 1), ("safety", 5, 2)]
