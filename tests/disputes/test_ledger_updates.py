"""A later ledger that says more of the same disputes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from disputes import services
from disputes.models import Dispute, ReturnVisit
from safety_portal.audit.trail import history_of
from safety_portal.core.crypto import blind_index
from safety_portal.core.errors import Refused
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import Plan, Row
from safety_portal.imports.models import ImportChange
from safety_portal.imports.states import RowStatus
from tests.disputes.ledgers import KIND, NOW, Ledger, codes, fields, remark
from tests.disputes.makers import Town, accepted, at, day_end

pytestmark = pytest.mark.django_db

SETTLED: dict[str, Any] = {"outcome": "settled", "concluded_on": date(2026, 9, 28)}


@pytest.fixture
def ledger(town: Town) -> Ledger:
    return Ledger(town, town.office)


def later(ledger: Ledger, dispute: Dispute, number: int = 9, **values: Any) -> Row:
    """The same row of another workbook."""
    return replace(ledger.row(number, **values), target_id=dispute.pk)


def planned(ledger: Ledger, dispute: Dispute, **values: Any) -> Plan:
    (plan,) = ledger.plan(later(ledger, dispute, **values))
    return plan


def test_result_of_a_later_ledger_is_recorded(ledger: Ledger, town: Town) -> None:
    (dispute,) = ledger.write(ledger.row(4))
    plan = planned(ledger, dispute, **SETTLED)
    assert (plan.status, plan.target_id, plan.label) == (RowStatus.CHANGED, dispute.pk, dispute.number)
    assert plan.before == {"outcome": "open", "concluded_on": None}
    (after,) = ledger.write(later(ledger, dispute, **SETTLED))
    assert fields(after, "pk", "number", "state", "outcome", "concluded_at", "accepted_at", "due_at", "version") == {
        "pk": dispute.pk,
        "number": dispute.number,
        "state": "concluded",
        "outcome": "oral",
        "concluded_at": at("2026-09-28 00:00"),
        "accepted_at": at("2026-09-25 00:00"),
        "due_at": day_end("2026-10-28"),
        "version": 2,
    }
    assert {clock.met_at for clock in after.deadlines.all()} == {at("2026-09-28 00:00")}
    assert [visit.due_on for visit in after.return_visits.all()] == [date(2026, 10, 28)] * 2
    assert [entry.action for entry in history_of(after)] == ["disputes.import", "disputes.import_update"]


def test_old_result_of_a_later_ledger_closes(ledger: Ledger) -> None:
    (dispute,) = ledger.write(ledger.row(4, registered_on=date(2026, 8, 1)))
    values: dict[str, Any] = {"registered_on": date(2026, 8, 1), "outcome": "declined"}
    (after,) = ledger.write(later(ledger, dispute, **values, concluded_on=date(2026, 8, 3)))
    assert fields(after, "state", "closed_at", "due_at") == {"state": "closed", "closed_at": NOW, "due_at": None}


def test_other_fields_follow_the_later_ledger(ledger: Ledger) -> None:
    (dispute,) = ledger.write(ledger.row(4, people=2, phone="13900000001"))
    said: dict[str, Any] = {
        "people": 5,
        "summary": "漏水。",
        "handler": "网格长",
        "limit": "7日",
        "phone": "13900000009",
        "risk": "red",
        "doors": "closed",
    }
    assert planned(ledger, dispute, **said).before == {
        "people": 2,
        "summary": "因楼上漏水引发争执，双方要求赔偿。",
        "handler": "",
        "limit": "3",
        "phone": "13900000001",
        "risk": "yellow",
        "doors": "open",
    }
    (after,) = ledger.write(later(ledger, dispute, **said))
    assert fields(after, "people_involved", "title", "handler_label", "due_at", "risk_id", "is_public", "state") == {
        "people_involved": 5,
        "title": "漏水",
        "handler_label": "网格长",
        "due_at": day_end("2026-10-02"),
        "risk_id": "red",
        "is_public": False,
        "state": "registered",
    }
    party = after.parties.get(role="applicant")
    assert (party.phone, party.phone_index) == ("13900000009", blind_index("13900000009", "phone"))
    assert planned(ledger, after, **said).status == RowStatus.SAME


def test_blank_cells_take_nothing_back(ledger: Ledger) -> None:
    (dispute,) = ledger.write(
        ledger.row(4, people=2, handler="社区调委会", phone="13900000001", limit="7日", **SETTLED)
    )
    plan = planned(ledger, dispute, people=None, handler=None, phone=None, limit=None, outcome=None, concluded_on=None)
    assert (plan.status, plan.label) == (RowStatus.SAME, dispute.number)


def test_corrected_day_of_a_result_moves_the_visits(ledger: Ledger) -> None:
    (dispute,) = ledger.write(ledger.row(4, **SETTLED))
    (after,) = ledger.write(later(ledger, dispute, outcome="settled", concluded_on=date(2026, 9, 30)))
    assert (after.state, after.concluded_at, after.due_at) == (
        "concluded",
        at("2026-09-30 00:00"),
        day_end("2026-10-30"),
    )
    visits = ReturnVisit.objects.values_list("counted_from", "due_on")
    assert list(visits) == [(date(2026, 9, 30), date(2026, 10, 30))] * 2


def test_same_row_is_left_alone(ledger: Ledger, town: Town) -> None:
    (dispute,) = ledger.write(ledger.row(4))
    services.accept(dispute, handler=town.secretary, by=town.office, now=NOW, version=dispute.version)
    (plan,) = ledger.plan(replace(later(ledger, dispute), is_same=True))
    assert (plan.status, plan.remarks, plan.label) == (RowStatus.SAME, (), dispute.number)


@pytest.mark.parametrize(
    ("use", "code"), [("accept", "worked_on_since"), ("void", "voided_since"), ("withdraw", "result_withdrawn")]
)
def test_what_the_portal_knows_better_is_refused(ledger: Ledger, town: Town, use: str, code: str) -> None:
    (dispute,) = ledger.write(ledger.row(4, **(SETTLED if use == "withdraw" else {})))
    said = SETTLED
    if use == "accept":
        services.accept(dispute, handler=town.secretary, by=town.office, now=NOW, version=dispute.version)
    elif use == "void":
        services.void(dispute, reason="重复登记", by=town.office, now=NOW, version=dispute.version)
    else:
        said = {"outcome": "open"}
    plan = planned(ledger, dispute, **said)
    assert (plan.status, remark(plan).code, remark(plan).params) == (
        RowStatus.REFUSED,
        code,
        {"number": dispute.number},
    )


def test_entry_that_was_taken_back_is_new_again(ledger: Ledger) -> None:
    (dispute,) = ledger.write(ledger.row(4))
    row = replace(later(ledger, dispute), is_same=True)
    dispute.delete()
    assert ledger.plan(row)[0].status == RowStatus.NEW


def test_work_between_plan_and_writing_is_not_overwritten(ledger: Ledger, town: Town) -> None:
    (dispute,) = ledger.write(ledger.row(4))
    row = later(ledger, dispute, **SETTLED)
    services.accept(dispute, handler=town.secretary, by=town.office, now=NOW, version=dispute.version)
    with pytest.raises(Refused, match="已有人办理"):
        KIND.write(ledger.scope, [row], ChangeLog(ledger.run()))


def test_other_townships_disputes_are_no_target(ledger: Ledger, town: Town) -> None:
    foreign = accepted(Town())
    assert planned(ledger, foreign, **SETTLED).status == RowStatus.NEW


def test_everything_that_changes_is_told_to_the_log(ledger: Ledger) -> None:
    (dispute,) = ledger.write(ledger.row(4, phone="13900000001"))
    ledger.write(later(ledger, dispute, **SETTLED, phone="13900000002"))
    told = [(change.model, bool(change.before), len(change.keys)) for change in ImportChange.objects.order_by("id")]
    assert told == [
        ("disputes.dispute", False, 1),
        ("disputes.dispute", True, 1),
        ("disputes.stagedeadline", True, 2),
        ("disputes.party", True, 1),
        ("disputes.returnvisit", False, 2),
    ]
    assert codes(planned(ledger, dispute, **SETTLED)) == {}
