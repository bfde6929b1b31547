"""The log of an import's changes: entries come back to the byte, and what was touched since is told."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Model

from disputes.models import Dispute, Party
from safety_portal.core.bulk import write_back
from safety_portal.imports.changes import ChangeLog, digests_of, stored_rows
from safety_portal.imports.models import ImportRun
from safety_portal.organization.models import CalendarDay, Unit
from tests.disputes.makers import Town, registered
from tests.factories import CommunityFactory, TownshipFactory, UserFactory

pytestmark = pytest.mark.django_db


def _run() -> ImportRun:
    return ImportRun.objects.create(
        township=TownshipFactory(),
        kind="days",
        sender="一",
        file_name="a",
        size=1,
        sha256="0",
        created_by=UserFactory(),
    )


def _table(model: type[Model]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT row_to_json(t)::text FROM "{model._meta.db_table}" t ORDER BY 1')  # noqa: S608
        return list(cursor.fetchall())


def _day(number: int = 1) -> CalendarDay:
    return CalendarDay.objects.create(day=date(2031, 1, number), kind="off", name="元旦")


def _party(dispute: Dispute, **fields: str) -> Party:
    return Party.objects.create(dispute=dispute, role="applicant", name="演示·甲", name_index="0", **fields)


def test_created_and_changed_are_kept_in_their_order() -> None:
    log, old = ChangeLog(_run()), _day()
    log.will_change([old])
    old.name = "新年"
    old.save()
    log.changed([old])
    new = [_day(2), _day(3)]
    log.created(new)
    log.seal()
    rows = [(row.model, row.keys, bool(row.before), len(row.after)) for row in log.run.changes.all()]
    assert rows == [
        ("organization.calendarday", [old.pk], True, 1),
        ("organization.calendarday", [entry.pk for entry in new], False, 2),
    ]


def test_announced_change_is_kept_though_nobody_told_its_end() -> None:
    log, old = ChangeLog(_run()), _day()
    log.will_change([old])
    CalendarDay.objects.filter(pk=old.pk).update(name="新年")
    log.seal()
    change = log.run.changes.get()
    assert change.after == [digests_of(CalendarDay, [old.pk])[old.pk]]
    assert '"name":"元旦"' in change.before


def test_entries_of_two_models_are_refused() -> None:
    with pytest.raises(TypeError):
        ChangeLog(_run()).created([_day(), CommunityFactory()])


def test_many_entries_make_few_rows() -> None:
    log = ChangeLog(_run())
    units = [Unit(pk=number) for number in range(1, 4502)]
    log.created(units)
    assert [len(row.keys) for row in log.run.changes.all()] == [2000, 2000, 501]


def test_restored_rows_are_the_same_to_the_byte() -> None:
    dispute = registered(Town(), summary='引号"与\\反斜线')
    party = _party(dispute, phone="13900000001")
    before = _table(Dispute), _table(Party)
    rows = [f"[{stored_rows(model, [key])[key]}]" for model, key in ((Dispute, dispute.pk), (Party, party.pk))]
    Dispute.objects.update(title="别的", summary="", version=9, occurred_on=date(2026, 1, 1))
    party.name = "别人"
    party.save()
    assert (_table(Dispute), _table(Party)) != before
    write_back(Dispute, rows[0])
    write_back(Party, rows[1])
    assert (_table(Dispute), _table(Party)) == before


def test_digest_covers_what_hangs_on_an_entry() -> None:
    dispute = registered(Town())
    seen = [digests_of(Dispute, [dispute.pk])[dispute.pk]]
    party = _party(dispute)
    seen.append(digests_of(Dispute, [dispute.pk])[dispute.pk])
    Party.objects.update(address="四岗花园")
    seen.append(digests_of(Dispute, [dispute.pk])[dispute.pk])
    party.delete()
    seen.append(digests_of(Dispute, [dispute.pk])[dispute.pk])
    assert len(set(seen)) == 3
    assert seen[0] == seen[3]


def test_digest_of_what_is_gone_is_left_out() -> None:
    assert digests_of(CalendarDay, [0]) == {}
