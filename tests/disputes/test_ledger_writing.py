"""What an imported ledger leaves in the register."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from disputes import services
from disputes.history import steps
from disputes.models import Dispute, Party, ReturnVisit, StageDeadline
from disputes.ports import Facts
from safety_portal.audit.trail import history_of
from safety_portal.core.crypto import blind_index
from safety_portal.core.months import Month
from safety_portal.work.models import Attachment, Link, TrackedItem
from safety_portal.work.tracked import issue_item
from tests.disputes.ledgers import KIND, NOW, Ledger, cell, fields, numbers
from tests.disputes.makers import Town, at, day_end, registered
from tests.disputes.test_figures import figures

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER, AUGUST = Month(2026, 9), Month(2026, 10), Month(2026, 8)
SETTLED: dict[str, Any] = {"outcome": "settled", "concluded_on": date(2026, 9, 28)}


@pytest.fixture
def ledger(town: Town) -> Ledger:
    return Ledger(town, town.office)


def clocks(dispute: Dispute) -> list[tuple[object, ...]]:
    rows = dispute.deadlines.order_by("stage")
    return [(row.stage, row.started_at, row.days, row.due_at, row.met_at, row.counts) for row in rows]


def test_open_dispute_is_written_as_registered_by_hand(ledger: Ledger, town: Town) -> None:
    row = ledger.row(7, people=3, source="police", handler="社区调委会", phone="13900000001", source_number="12")
    (dispute,) = ledger.write(row)
    start = at("2026-09-25 00:00")
    expected = {
        "number": f"{town.community.short_name}〔2026〕09-01",
        "title": "因楼上漏水引发争执，双方要求赔偿",
        "summary": "因楼上漏水引发争执，双方要求赔偿。",
        "category_id": "0804",
        "scale": "01",
        "people_involved": 3,
        "place": "兴集小区16栋",
        "township": town.township,
        "community": town.community,
        "grid": None,
        "source": "police",
        "source_number": "12",
        "risk_id": "yellow",
        "is_public": True,
        "origin": "ledger",
        "responsible_unit": town.community,
        "handler": None,
        "handler_label": "社区调委会",
        "assigned_at": start,
        "level": "community",
        "state": "registered",
        "registered_at": start,
        "registered_by": town.office,
        "accepted_at": None,
        "counted_from": start,
        "due_at": day_end("2026-09-28"),
        "outcome": "",
        "concluded_at": None,
        "closed_at": None,
        "version": 1,
    }
    assert fields(dispute, *expected) == expected
    assert clocks(dispute) == [
        ("ceiling", start, 30, day_end("2026-10-25"), None, False),
        ("community", start, 3, day_end("2026-09-28"), None, True),
    ]
    assert [(party.role, party.name, party.phone) for party in dispute.parties.all()] == [
        ("applicant", "演示甲1", "13900000001"),
        ("respondent", "演示乙1", ""),
    ]
    assert set(Party.objects.values_list("name_index", "phone_index")) == {
        (blind_index("演示甲1", "name"), blind_index("13900000001", "phone")),
        (blind_index("演示乙1", "name"), ""),
    }


def test_row_that_says_little_gets_what_a_form_starts_with(ledger: Ledger, town: Town) -> None:
    row = ledger.row(place=None, parties="甲、乙、丙", summary=None, category="0299")
    (dispute,) = ledger.write(row)
    assert fields(dispute, "place", "title", "people_involved", "source", "handler_label", "assigned_at") == {
        "place": town.community.name,
        "title": f"邻里纠纷 {town.community.name}",
        "people_involved": 3,
        "source": "screening",
        "handler_label": "",
        "assigned_at": None,
    }


def test_every_other_column_arrives(ledger: Ledger) -> None:
    row = ledger.row(
        scale="02", risk="red", leader_label="镇长", measures="上门调解", occurred_on=date(2026, 9, 20), doors="closed"
    )
    (dispute,) = ledger.write(row)
    expected = {
        "scale": "02",
        "risk_id": "red",
        "leader_label": "镇长",
        "outcome_note": "上门调解",
        "occurred_on": date(2026, 9, 20),
        "is_public": False,
    }
    assert fields(dispute, *expected) == expected


@pytest.mark.parametrize(
    ("said", "number", "outcome", "kept"),
    [
        ("settled", None, "oral", ""),
        ("settled", "（2026）人调字第1号", "agreed", "（2026）人调字第1号"),
        ("agreed", None, "agreed", ""),
        ("oral", "1号", "oral", ""),
        ("declined", None, "declined", ""),
        ("failed", None, "failed", ""),
        ("court", None, "court", ""),
    ],
)
def test_results(ledger: Ledger, said: str, number: str | None, outcome: str, kept: str) -> None:
    (dispute,) = ledger.write(ledger.row(outcome=said, concluded_on=date(2026, 9, 28), agreement_number=number))
    told = (dispute.outcome, dispute.agreement_number, dispute.told_remedies)
    assert told == (outcome, kept, outcome == "failed")
    assert (dispute.concluded_at, dispute.accepted_at) == (at("2026-09-28 00:00"), at("2026-09-25 00:00"))


def test_visits_are_owed_while_they_can_be_made_in_time(ledger: Ledger) -> None:
    (dispute,) = ledger.write(ledger.row(**SETTLED))
    assert fields(dispute, "state", "counted_from", "due_at", "closed_at") == {
        "state": "concluded",
        "counted_from": at("2026-09-28 00:00"),
        "due_at": day_end("2026-10-28"),
        "closed_at": None,
    }
    visits = [(visit.party.role, visit.counted_from, visit.due_on) for visit in dispute.return_visits.all()]
    assert visits == [
        ("applicant", date(2026, 9, 28), date(2026, 10, 28)),
        ("respondent", date(2026, 9, 28), date(2026, 10, 28)),
    ]


@pytest.mark.parametrize(("now", "state"), [("2026-10-28 23:59", "concluded"), ("2026-10-29 00:00", "closed")])
def test_older_results_are_closed_at_once(town: Town, now: str, state: str) -> None:
    ledger = Ledger(town, town.office, now=at(now))
    (dispute,) = ledger.write(ledger.row(**SETTLED))
    assert (dispute.state, ReturnVisit.objects.count()) == (state, 2 if state == "concluded" else 0)
    if state == "closed":
        assert (dispute.closed_at, dispute.due_at, dispute.counted_from) == (at(now), None, None)


def test_limit_of_the_ledger_is_the_stages(ledger: Ledger) -> None:
    (dispute,) = ledger.write(ledger.row(limit="2026-10-08"))
    assert clocks(dispute)[1] == ("community", at("2026-09-25 00:00"), 13, day_end("2026-10-08"), None, True)
    assert dispute.due_at == day_end("2026-10-08")


def test_result_of_the_day_of_registration_is_not_older_than_it(ledger: Ledger) -> None:
    row = ledger.row(registered_on=cell("2026-09-25 09:30"), outcome="settled", concluded_on=date(2026, 9, 25))
    (dispute,) = ledger.write(row)
    assert (dispute.registered_at, dispute.concluded_at) == (at("2026-09-25 09:30"), at("2026-09-25 09:30"))


def test_numbers_go_on_in_the_order_of_the_days(ledger: Ledger, town: Town) -> None:
    registered(town, at("2026-09-30 09:00"))
    rows = [ledger.row(4, registered_on=date(2026, 9, 20)), ledger.row(5, registered_on=date(2026, 9, 2))]
    rows.append(ledger.row(6, registered_on=date(2026, 8, 31)))
    name = town.community.short_name
    assert numbers(ledger.write(*rows)) == [f"{name}〔2026〕09-03", f"{name}〔2026〕09-02", f"{name}〔2026〕08-01"]
    assert registered(town, at("2026-09-30 10:00")).number == f"{name}〔2026〕09-04"


def test_entry_goes_on_as_one_registered_by_hand(ledger: Ledger, town: Town) -> None:
    (dispute,) = ledger.write(ledger.row(handler="社区调委会"))
    dispute = services.accept(dispute, handler=town.secretary, by=town.office, now=NOW, version=dispute.version)
    dispute = services.conclude(dispute, outcome="oral", note="和解", by=town.office, now=NOW, version=dispute.version)
    assert (dispute.state, dispute.assigned_at, ReturnVisit.objects.count()) == (
        "concluded",
        at("2026-09-25 00:00"),
        2,
    )


# --- Figures ---------------------------------------------------------------------------------------------------


def test_ledger_counts_like_entries_of_the_portal(ledger: Ledger, town: Town) -> None:
    ledger.write(
        ledger.row(4, handler="社区调委会", **SETTLED),  # due and done on the 28th
        ledger.row(5, outcome="failed", concluded_on=date(2026, 9, 29)),  # a day late
        ledger.row(6, registered_on=date(2026, 9, 29)),  # due in October, still open
    )
    assert figures(town, SEPTEMBER) == {
        "registered": 3, "assigned": 1, "due": 2, "on_time": 1, "concluded": 2, "agreed": 1,
    }  # fmt: skip
    assert figures(town, OCTOBER) == {"due": 1, "open_overdue": 1, "return_visits_due": 4}


def test_opening_balance_is_not_judged_for_what_fell_before_it(town: Town) -> None:
    ledger = Ledger(town, town.office, is_opening=True)
    disputes = ledger.write(
        ledger.row(4, registered_on=date(2026, 8, 3)),  # overdue long since
        ledger.row(5, outcome="settled", concluded_on=date(2026, 9, 28)),
        ledger.row(6, registered_on=date(2026, 10, 4)),  # due the day before the import
        ledger.row(7, registered_on=date(2026, 10, 5)),  # due the day of the import
    )
    assert {dispute.origin for dispute in disputes} == {"opening"}
    assert figures(town, AUGUST) == {"registered": 1}
    assert figures(town, SEPTEMBER) == {"registered": 1, "concluded": 1, "agreed": 1}
    assert figures(town, OCTOBER) == {"registered": 2, "due": 1, "open_overdue": 1, "return_visits_due": 2}


def test_records_say_where_they_come_from(ledger: Ledger, town: Town) -> None:
    ledger.write(ledger.row(4, **SETTLED))
    for code, note in [
        ("disputes.registered", "达成口头协议 · 台账导入"),
        ("disputes.due", "社区级，9月28日到期，按期 · 台账导入"),
    ]:
        page = Facts().records(code, SEPTEMBER, town.community.pk, town.office)
        assert [record.note for record in page.records] == [note]


# --- Trail -----------------------------------------------------------------------------------------------------


def test_history_names_file_and_row(ledger: Ledger, town: Town) -> None:
    (dispute,) = ledger.write(ledger.row(7))
    (entry,) = history_of(dispute)
    told = (entry.action, entry.actor_label, entry.township_id, entry.details)
    assert told == ("disputes.import", town.office.name, town.township.pk, {"file": "台账.xlsx, 综治办", "row": 7})
    step = steps(dispute, [entry], [], [], NOW)[0]
    assert (step.title, step.text, step.who) == ("由台账导入", "台账.xlsx, 综治办，第 7 行", town.office.name)


def test_trail_and_notices_hold_no_name(ledger: Ledger) -> None:
    (dispute,) = ledger.write(ledger.row(7, phone="13900000001"))
    text = str([(entry.details, entry.object_label) for entry in history_of(dispute)])
    assert "演示甲1" not in text
    assert "1390000" not in text


# --- Undo ------------------------------------------------------------------------------------------------------


def test_unused_entries_can_be_taken_back_with_all_that_hangs_on_them(ledger: Ledger) -> None:
    disputes = ledger.write(ledger.row(4), ledger.row(5, **SETTLED))
    keys = [dispute.pk for dispute in disputes]
    assert KIND.undo_fault(ledger.scope, "disputes.dispute", keys) is None
    Dispute.objects.filter(pk__in=keys).delete()
    left = [model.objects.count() for model in (Dispute, Party, StageDeadline, ReturnVisit)]
    assert left == [0, 0, 0, 0]


@pytest.mark.parametrize("use", ["visit", "attachment", "order", "link", "move"])
def test_used_entries_stay(ledger: Ledger, town: Town, use: str) -> None:
    (dispute,) = ledger.write(ledger.row(5, **SETTLED))
    _use(dispute, town, use)
    fault = KIND.undo_fault(ledger.scope, "disputes.dispute", [dispute.pk])
    assert fault == f"{dispute.number} 已有人办理。"


def _use(dispute: Dispute, town: Town, use: str) -> None:
    match use:
        case "visit":
            ReturnVisit.objects.filter(dispute=dispute).update(
                visited_on=date(2026, 10, 1), visited_by=town.secretary, satisfaction="satisfied", performance="kept"
            )
        case "attachment":
            Attachment.objects.create(
                target_type="disputes.dispute", target_id=dispute.pk, name="协议.pdf", size=1, uploaded_by=town.office
            )
        case "order":
            issue_item(
                kind=TrackedItem.Kind.SUPERVISION_ORDER,
                title="限期回访",
                owed_by=town.community,
                due_at=timezone.now() + timedelta(days=3),
                by=town.office,
                source_number=dispute.number,
            )
        case "link":
            Link.objects.create(from_number="信〔2026〕1", to_number=dispute.number, kind="transfer")
        case _:
            services.reopen(dispute, reason="反复", by=town.office, now=NOW, version=dispute.version)


# --- Queries ---------------------------------------------------------------------------------------------------


def test_number_of_queries_does_not_grow_with_the_rows(ledger: Ledger) -> None:
    def queries(first: int, count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            ledger.write(*(ledger.row(n, parties=f"甲{n}、乙{n}") for n in range(first, first + count)))
        return len(captured)

    queries(1000, 1)
    few, many = queries(4, 2), queries(10, 60)
    assert many - few == 60 - 2  # reading the disputes back, by the test itself
