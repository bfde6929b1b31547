"""Many rows in one statement."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms import model_to_dict

from disputes.models import Dispute, Party, StageDeadline
from safety_portal.audit.models import AuditEntry
from safety_portal.core import bulk
from safety_portal.core.months import SHANGHAI
from tests.disputes.makers import Town, at, registered

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 10, 21, 9, 30, 15, 123456, tzinfo=SHANGHAI)


def _entry(**values: object) -> AuditEntry:
    return AuditEntry(kind="change", action="x.y", actor_label="甲", object_type="x", object_id="1", **values)


def test_inserted_rows_are_those_of_the_orm() -> None:
    details = {"file": "台账\"'\\.xlsx\n", "row": 7, "list": [1, None]}
    one, two = _entry(at=MOMENT, details=details, reason="=1+1"), _entry(actor_id=3)
    bulk.insert([one, two])
    assert not one._state.adding
    stored = {row.pk: row for row in AuditEntry.objects.all()}
    assert [model_to_dict(stored[row.pk]) for row in (one, two)] == [model_to_dict(one), model_to_dict(two)]
    assert (stored[one.pk].at, stored[one.pk].details) == (MOMENT, details)


def test_keys_are_known_before_the_rows_are_there(town: Town) -> None:
    dispute = registered(town)
    parties = [Party(dispute=dispute, role="applicant", name=name, name_index="x") for name in "甲乙"]
    bulk.assign_keys(parties)
    keys = [party.pk for party in parties]
    assert len(set(keys)) == 2
    bulk.insert(parties)
    assert [(party.pk, party.name) for party in dispute.parties.order_by("pk")] == [(keys[0], "甲"), (keys[1], "乙")]


def test_encrypted_fields_stay_encrypted(town: Town) -> None:
    party = Party(dispute=registered(town), role="applicant", name="张三", name_index="x")
    bulk.insert([party])
    party.phone = "13800001234"
    bulk.update([party], ["phone"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, address FROM disputes_party")
        ((name, phone, address),) = cursor.fetchall()
    assert "张三" not in name
    assert "1380" not in phone
    assert address == ""
    assert (Party.objects.get().name, Party.objects.get().phone) == ("张三", "13800001234")


def test_update_writes_the_named_fields_of_the_given_rows(town: Town) -> None:
    disputes = [registered(town) for _turn in range(3)]
    for number, dispute in enumerate(disputes[:2]):
        dispute.occurred_on, dispute.risk_id = date(2026, 10, number + 1), "red"
        dispute.due_at, dispute.title = at("2026-10-30 12:00") + timedelta(seconds=number), "不写"
    bulk.update(disputes[:2], ["occurred_on", "risk", "due_at"])
    found = Dispute.objects.order_by("pk").values_list("occurred_on", "risk", "due_at", "title")
    assert list(found) == [
        (date(2026, 10, 1), "red", at("2026-10-30 12:00"), disputes[2].title),
        (date(2026, 10, 2), "red", at("2026-10-30 12:00") + timedelta(seconds=1), disputes[2].title),
        (None, "yellow", disputes[2].due_at, disputes[2].title),
    ]


def test_constraints_hold(town: Town) -> None:
    dispute = registered(town)
    clock = StageDeadline(dispute=dispute, stage="grid", started_at=MOMENT, days=1, due_at=MOMENT)
    with pytest.raises(IntegrityError, match="stage_deadline_due_after_start"), transaction.atomic():
        bulk.insert([clock])


def test_nothing_is_nothing() -> None:
    bulk.insert([])
    bulk.update([], ["x"])
    bulk.assign_keys([])


@pytest.fixture
def town() -> Town:
    return Town()
