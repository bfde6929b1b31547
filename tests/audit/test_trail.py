from datetime import datetime

import pytest
from django.db import DatabaseError, InternalError, connection, transaction

from safety_portal.audit import wording
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import SYSTEM, begin_action, history_of, record, record_many
from tests.factories import CommunityFactory, UserFactory

pytestmark = pytest.mark.django_db


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "update audit_auditentry set reason = 'other'",
        "delete from audit_auditentry",
        "truncate audit_auditentry",
    ],
)
def test_database_refuses_to_change_the_trail(sql: str) -> None:
    entry = record("unit.edit", CommunityFactory(), by=SYSTEM)
    with pytest.raises(InternalError):
        run(sql)
    assert AuditEntry.objects.get() == entry


def test_orm_refuses_to_change_the_trail() -> None:
    entry = record("unit.edit", CommunityFactory(), by=SYSTEM)
    entry.reason = "other"
    for change in (entry.save, entry.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_row_history_is_as_closed_as_the_trail() -> None:
    UserFactory()
    for sql in ("update accounts_userevent set name = 'x'", "delete from accounts_userevent"):
        with pytest.raises(InternalError):
            run(sql)


def test_entry_is_a_snapshot_of_actor_and_object() -> None:
    unit, user = CommunityFactory(name="四岗社区"), UserFactory(name="演示·管理员")
    entry = record("unit.edit", unit, by=user, township_id=unit.township_id, reason="更正", details={"was": "旧"})
    unit.name = "新名"
    unit.save()
    entry.refresh_from_db()
    shown = (entry.actor_id, entry.actor_label, entry.object_type, entry.object_id, entry.object_label, entry.reason)
    assert shown == (user.pk, "演示·管理员", "organization.unit", str(unit.pk), "四岗社区", "更正")
    assert entry.details == {"was": "旧"}


def test_one_action_joins_its_entries() -> None:
    unit = CommunityFactory()
    number = begin_action()
    entries = [record("unit.edit", unit, by=SYSTEM) for _time in range(2)]
    assert {entry.action_id for entry in entries} == {number}


def test_many_lines_of_one_action_keep_their_own_details() -> None:
    first, second = CommunityFactory(), CommunityFactory()
    record_many("unit.edit", [(first, {"row": 4}), (second, {"row": 5})], by=SYSTEM, township_id=first.township_id)
    entries = list(AuditEntry.objects.order_by("id"))
    assert [(entry.object_id, entry.details, entry.kind) for entry in entries] == [
        (str(first.pk), {"row": 4}, "change"),
        (str(second.pk), {"row": 5}, "change"),
    ]
    assert {(entry.actor_label, entry.township_id) for entry in entries} == {("系统", first.township_id)}
    assert len({entry.action_id for entry in entries}) == 1


def test_history_tells_changes_of_one_object_oldest_first() -> None:
    unit = CommunityFactory()
    first, _read, last = (
        record("unit.open", unit, by=SYSTEM),
        record("unit.reveal", unit, by=SYSTEM, kind=AuditEntry.Kind.READ),
        record("unit.rename", unit, by=SYSTEM),
    )
    record("unit.open", CommunityFactory(), by=SYSTEM)
    assert history_of(unit) == [first, last]


def test_words_of_an_unknown_action_are_its_code() -> None:
    assert wording.words_for("gone.app") == "gone.app"


def test_entry_tells_its_time_actor_action_and_object() -> None:
    entry = AuditEntry(at=datetime(2026, 10, 1, 9, 0), actor_label="甲", action="unit.edit", object_label="乙")  # noqa: DTZ001
    assert str(entry) == "2026-10-01 09:00 甲 unit.edit 乙"
