"""What a row of a ledger means, and what is asked or refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from disputes.imports import DisputeLedger
from disputes.ledger_columns import ledger_columns
from disputes.models import DisputeCategory, RiskGrade
from disputes.services import PartyFacts
from disputes.wording import REMARKS
from safety_portal.imports import wording
from safety_portal.imports.reading.columns import Severity
from safety_portal.imports.states import RowStatus
from tests.disputes.ledgers import Ledger, cell, codes, remark
from tests.disputes.makers import Town, at, registered
from tests.factories import CommunityFactory

pytestmark = pytest.mark.django_db

REFUSED = [
    ({"registered_on": date(2026, 10, 9)}, "registered_in_future", "registered_on"),
    ({"registered_on": cell("2026-10-08 10:01")}, "registered_in_future", "registered_on"),
    ({"outcome": "settled"}, "concluded_without_day", "concluded_on"),
    ({"outcome": "declined"}, "concluded_without_day", "concluded_on"),
    ({"outcome": "failed_untold", "concluded_on": date(2026, 9, 28)}, "remedies_unsaid", "outcome"),
    ({"outcome": "settled", "concluded_on": date(2026, 9, 24)}, "concluded_before_registered", "concluded_on"),
    ({"outcome": "settled", "concluded_on": date(2026, 10, 9)}, "concluded_in_future", "concluded_on"),
    ({"occurred_on": date(2026, 10, 9)}, "occurred_in_future", "occurred_on"),
]
QUESTIONED = [
    ({"outcome": "open", "concluded_on": date(2026, 9, 2)}, "open_with_day", "concluded_on", {}),
    ({"concluded_on": date(2026, 9, 28)}, "open_with_day", "concluded_on", {}),
    ({"registered_on": date(2025, 10, 1)}, "registered_long_ago", "registered_on", {}),
    ({"people": None}, "people_blank", "people", {}),
    ({"people": 50}, "scale_unknown", "people", {"people": 50}),
    ({"limit": "7个工作日"}, "limit_unread", "limit", {"days": 3}),
    ({"limit": "2026-10-26"}, "limit_out_of_range", "limit", {"days": 3, "ceiling": 30}),
    ({"limit": "2026-09-25"}, "limit_out_of_range", "limit", {"days": 3, "ceiling": 30}),
    ({"parties": "李建和张三"}, "parties_split", "parties", {"count": 2}),
    ({"parties": None, "phone": "13900000001"}, "phone_without_party", "phone", {}),
    ({"agreement_number": "1号"}, "number_not_taken", "agreement_number", {}),
    (
        {"outcome": "oral", "concluded_on": date(2026, 9, 28), "agreement_number": "1号"},
        "number_not_taken",
        "agreement_number",
        {},
    ),
]


@pytest.fixture
def ledger(town: Town) -> Ledger:
    return Ledger(town, town.office)


@pytest.mark.parametrize(("values", "code", "column"), REFUSED)
def test_row_is_refused(ledger: Ledger, values: dict[str, Any], code: str, column: str) -> None:
    (plan,) = ledger.plan(ledger.row(**values))
    found = remark(plan)
    assert (found.code, found.severity, found.column) == (code, Severity.REFUSAL, column)


@pytest.mark.parametrize(("values", "code", "column", "params"), QUESTIONED)
def test_row_is_questioned(
    ledger: Ledger, values: dict[str, Any], code: str, column: str, params: dict[str, object]
) -> None:
    (plan,) = ledger.plan(ledger.row(**values))
    found = remark(plan)
    assert (found.code, found.severity, found.column, found.params) == (code, Severity.QUESTION, column, params)
    assert plan.status == RowStatus.NEW


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"people": 49},
        {"people": 55, "scale": "02"},
        {"people": 55, "scale": "01"},
        {"limit": "2026-10-25"},
        {"registered_on": cell("2026-10-08 10:00")},
        {"outcome": "settled", "concluded_on": date(2026, 9, 25)},
        {"registered_on": cell("2026-09-25 09:30"), "outcome": "settled", "concluded_on": date(2026, 9, 25)},
        {"outcome": "settled", "concluded_on": date(2026, 9, 28), "agreement_number": "1号"},
    ],
)
def test_row_is_taken_without_a_word(ledger: Ledger, values: dict[str, Any]) -> None:
    (plan,) = ledger.plan(ledger.row(**values))
    assert (plan.status, codes(plan)) == (RowStatus.NEW, {})


def test_old_case_of_an_opening_balance_is_no_question(town: Town) -> None:
    ledger = Ledger(town, town.office, is_opening=True)
    (plan,) = ledger.plan(ledger.row(registered_on=date(2024, 1, 5)))
    assert codes(plan) == {}


def test_secretary_brings_in_the_own_community_only(town: Town) -> None:
    other = CommunityFactory(parent=town.township)
    ledger = Ledger(town, town.secretary)
    own, foreign = ledger.plan(ledger.row(4), ledger.row(5, unit=other))
    assert (codes(own), codes(foreign)) == ({}, {"not_your_community": "refusal"})
    assert codes(Ledger(town, town.office).plan(ledger.row(5, unit=other))[0]) == {}


def test_community_that_was_not_there_is_questioned(town: Town) -> None:
    closed = CommunityFactory(parent=town.township, name="老街社区", closed_on=date(2026, 9, 25))
    ledger = Ledger(town, town.office)
    before, after = ledger.plan(ledger.row(4, unit=closed, registered_on=date(2026, 9, 24)), ledger.row(5, unit=closed))
    assert codes(before) == {}
    assert remark(after).params == {"unit": "老街社区"}


def test_same_party_of_the_same_day_is_questioned(ledger: Ledger, town: Town) -> None:
    from_portal = registered(town, at("2026-09-25 15:00"), parties=(PartyFacts(role="applicant", name="演示 乙1"),))
    registered(town, at("2026-09-26 15:00"), parties=(PartyFacts(role="applicant", name="演示乙1"),))  # another day
    registered(
        Town(town.township), at("2026-09-25 15:00"), parties=(PartyFacts(role="applicant", name="演示乙1"),)
    )  # another community
    (plan,) = ledger.plan(ledger.row())
    assert (remark(plan).code, remark(plan).params) == ("maybe_same", {"number": from_portal.number})
    assert plan.status == RowStatus.NEW


def test_number_of_queries_does_not_grow_with_the_rows(ledger: Ledger, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        ledger.plan(*(ledger.row(number, parties=f"甲{number}、乙{number}") for number in range(4, 60)))


# --- Columns and words -----------------------------------------------------------------------------------------


def test_heading_belongs_to_one_column() -> None:
    words = [word for column in ledger_columns() for word in (column.label, *column.words)]
    assert len(words) == len(set(words))


def test_dispute_is_told_by_day_place_people_and_category() -> None:
    assert [column.key for column in ledger_columns() if column.is_identity] == [
        "registered_on",
        "unit",
        "place",
        "parties",
        "category",
    ]
    assert {column.key for column in ledger_columns() if column.is_personal} == {"parties", "phone"}


def test_columns_with_words_have_their_vocabulary(ledger: Ledger) -> None:
    vocabularies = DisputeLedger().vocabularies(ledger.scope)
    named = {column.vocabulary for column in ledger_columns() if column.vocabulary}
    assert named == set(vocabularies)
    for vocabulary in vocabularies.values():
        assert set(vocabulary.words.values()) <= set(vocabulary.labels)


def test_every_remark_has_words() -> None:
    said = {code for _values, code, *_rest in [*REFUSED, *QUESTIONED]}
    assert said <= set(REMARKS)
    assert set(REMARKS) <= set(wording._remarks)


def test_grades_that_an_office_has_not_are_no_words(ledger: Ledger) -> None:
    RiskGrade.objects.filter(code="orange").delete()
    vocabulary = DisputeLedger().vocabularies(ledger.scope)["risk"]
    assert "orange" not in {*vocabulary.labels, *vocabulary.words.values()}


def test_every_category_that_can_be_picked_is_offered(ledger: Ledger) -> None:
    leaves = set(DisputeCategory.objects.filter(children=None).values_list("code", flat=True))
    assert set(DisputeLedger().vocabularies(ledger.scope)["category"].labels) == leaves
