"""Writing an import: what the preview showed, all of it or nothing, exactly once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports import kinds
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import Plan, Row, Scope
from safety_portal.imports.models import ImportRow, ImportRun, SenderMemory
from safety_portal.imports.services import confirm, discard
from safety_portal.imports.states import RowStatus
from safety_portal.organization.models import CalendarDay, Unit
from tests.factories import user_as
from tests.imports.days import Days, workbook
from tests.imports.dumps import dump
from tests.imports.households import Households
from tests.imports.makers import statuses, uploaded, written

pytestmark = pytest.mark.usefixtures("kind")
NEW_YEAR, NEXT, BAD = ("2031-01-01", "放假", "元旦"), ("2031-01-02", "上班", "？"), ("2031-01-40", "放假", "元旦")


def days() -> list[tuple[date, str, str]]:
    return list(CalendarDay.objects.filter(day__year=2031).values_list("day", "kind", "name"))


def test_confirm_writes_new_and_changed_rows_and_leaves_refused_out(office: User) -> None:
    CalendarDay.objects.create(day=date(2031, 1, 1), kind="make_up_workday", name="元旦")
    run = written(office, NEW_YEAR, NEXT, BAD)
    assert days() == [(date(2031, 1, 1), "off", "元旦"), (date(2031, 1, 2), "make_up_workday", "？")]
    assert (run.state, run.written_by) == ("written", office)
    assert statuses(run) == [(3, "changed", []), (4, "new", ["odd_name"]), (5, "refused", ["no_such_day"])]
    targets = dict(CalendarDay.objects.values_list("day", "pk"))
    rows = list(ImportRow.objects.filter(run=run).values_list("target_id", "target_label"))
    assert rows == [(targets[date(2031, 1, 1)], "2031-01-01"), (targets[date(2031, 1, 2)], "2031-01-02"), (None, "")]


def test_confirm_counts_in_the_trail_and_tells_the_kind(office: User, kind: Days) -> None:
    run = written(office, NEW_YEAR, NEXT, BAD)
    entry = AuditEntry.objects.get(action="import.write")
    counts = {"kind": "days", "rows": 3, "new": 2, "refused": 1, "questioned": 1}
    assert (entry.details, entry.township_id, entry.object_id) == (counts, run.township_id, str(run.pk))
    assert kind.finished == [run.pk]


def test_same_rows_again_change_nothing(office: User) -> None:
    written(office, NEW_YEAR, NEXT)
    before = dump()
    run = uploaded(office, NEXT, NEW_YEAR)
    assert [status for _number, status, _codes in statuses(run)] == ["same", "same"]
    with pytest.raises(Refused, match="no row"):
        confirm(run=run, by=office, version=run.version, acknowledged=True)
    assert dump() == before


def test_confirm_by_an_old_form_is_refused(office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    with pytest.raises(Refused, match="in the meantime"):
        confirm(run=run, by=office, version=run.version - 1, acknowledged=True)
    assert days() == []


def test_confirm_twice_writes_once(office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    confirm(run=run, by=office, version=run.version, acknowledged=True)
    with pytest.raises(Refused, match="Written"):
        confirm(run=run, by=office, version=run.version, acknowledged=True)
    assert len(days()) == 1


def test_others_may_not_confirm(office: User, town: Unit) -> None:
    run = uploaded(office, NEW_YEAR)
    for stranger in (user_as(Role.LEADER, town), user_as(Role.OFFICE), user_as(Role.ADMIN, town)):
        with pytest.raises(NotAllowed):
            confirm(run=run, by=stranger, version=run.version, acknowledged=True)


def test_a_colleague_of_the_office_may_confirm(office: User, town: Unit) -> None:
    run, colleague = uploaded(office, NEW_YEAR), user_as(Role.OFFICE, town)
    confirm(run=run, by=colleague, version=run.version, acknowledged=True)
    assert ImportRun.objects.get(pk=run.pk).written_by == colleague


def test_question_on_the_sheet_must_be_acknowledged(office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    run.remarks = [{"code": "total_differs", "severity": "question"}]
    run.save()
    with pytest.raises(Refused, match="Tick"):
        confirm(run=run, by=office, version=run.version, acknowledged=False)
    confirm(run=run, by=office, version=run.version, acknowledged=True)
    assert len(days()) == 1


def test_reason_of_the_kind_stops_the_writing(office: User, kind: Days) -> None:
    run = uploaded(office, NEW_YEAR)
    kind.stop = "The year is closed."
    with pytest.raises(Refused, match="The year is closed"):
        confirm(run=run, by=office, version=run.version, acknowledged=True)
    assert days() == []


# --- What changed since the preview -----------------------------------------------------------------------------


def test_change_since_the_preview_shows_a_new_preview(office: User) -> None:
    run = uploaded(office, NEW_YEAR, NEXT)
    CalendarDay.objects.create(day=date(2031, 1, 1), kind="off", name="元旦")
    with pytest.raises(Refused, match="Look again"):
        confirm(run=run, by=office, version=run.version, acknowledged=True)
    again = ImportRun.objects.get(pk=run.pk)
    assert (again.state, again.version) == ("preview", run.version + 1)
    assert (again.counts["same"], again.counts["new"]) == (1, 1)
    assert [status for _number, status, _codes in statuses(run)] == ["same", "new"]
    confirm(run=again, by=office, version=again.version, acknowledged=True)
    assert len(days()) == 2


def test_change_of_what_stands_there_now_is_a_change(office: User) -> None:
    CalendarDay.objects.create(day=date(2031, 1, 1), kind="off", name="旧名")
    run = uploaded(office, NEW_YEAR)
    CalendarDay.objects.filter(day__year=2031).update(name="别名")
    with pytest.raises(Refused, match="Look again"):
        confirm(run=run, by=office, version=run.version, acknowledged=True)
    assert days() == [(date(2031, 1, 1), "off", "别名")]


def test_kind_is_told_of_blank_cells_whenever_it_is_asked(office: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank cell of a mapped column is None; a column that is not in the sheet is not there."""
    homes = Households()
    seen: list[Row] = []

    def plan(scope: Scope, rows: Sequence[Row]) -> list[Plan]:
        seen.extend(rows)
        return [Plan(RowStatus.NEW) for _row in rows]

    def write(scope: Scope, rows: Sequence[Row], log: ChangeLog) -> dict[int, tuple[int, str]]:
        seen.extend(rows)
        return {row.number: (1, "") for row in rows}

    monkeypatch.setattr(kinds, "_kinds", {"households": homes})
    monkeypatch.setattr(homes, "plan", plan)
    monkeypatch.setattr(homes, "write", write)
    file = SimpleUploadedFile("住户册.csv", "住户册,,,\n小区,楼栋,房号,备注\n四岗花园,1栋,101,".encode())
    written(office, file=file, kind="households")
    values = {"estate": "四岗花园", "house": "1栋", "room": "101", "note": None}
    assert [row.values for row in seen] == [values] * 3


# --- All or nothing ---------------------------------------------------------------------------------------------


def test_crash_in_the_middle_leaves_all_as_it_was(office: User, kind: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safety_portal.imports.services.rows.BATCH", 2)
    CalendarDay.objects.create(day=date(2031, 1, 1), kind="make_up_workday", name="元旦")
    run = uploaded(office, *[(f"2031-01-{number:02d}", "放假", "元旦") for number in range(1, 8)])
    before, rows, trail = dump(), list(ImportRow.objects.values_list()), AuditEntry.objects.count()

    def die(number: int) -> None:
        if number > 6:
            raise OperationalError("server closed the connection")

    kind.crash = die
    with pytest.raises(OperationalError):
        confirm(run=run, by=office, version=run.version, acknowledged=True)
    assert (dump(), list(ImportRow.objects.values_list()), AuditEntry.objects.count()) == (before, rows, trail)
    assert not run.changes.exists()
    kind.crash = None
    confirm(run=run, by=office, version=run.version, acknowledged=True)
    assert len(days()) == 7


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_write_once(office: User) -> None:
    run = uploaded(office, NEW_YEAR, NEXT)
    barrier, faults = threading.Barrier(2), list[str]()

    def press() -> None:
        barrier.wait(10)
        try:
            confirm(run=run, by=User.objects.get(pk=office.pk), version=run.version, acknowledged=True)
        except Refused as refusal:
            faults.append(refusal.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(days()) == 2
    assert len(faults) == 1


# --- Memory -----------------------------------------------------------------------------------------------------


def test_what_was_written_is_remembered_of_the_sender(office: User, town: Unit) -> None:
    written(office, NEW_YEAR)
    memory = SenderMemory.objects.get(township=town, kind="days", sender="国务院办公厅")
    assert memory.columns == {"日期": "day", "类型": "kind", "节日": "name"}


def test_what_was_only_looked_at_is_not_remembered(office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    discard(run=run, by=office, version=run.version)
    assert not SenderMemory.objects.exists()


def test_remembered_heading_needs_no_question(office: User, town: Unit) -> None:
    columns = {"甲": "day", "乙": "kind", "丙": "name", "丁": ""}
    SenderMemory.objects.create(township=town, kind="days", sender="省厅", columns=columns)
    file = workbook((*NEW_YEAR, "x"), heads=("甲", "乙", "丙", "丁"))
    run = uploaded(office, file=file, sender="省厅")
    assert (run.state, run.mapping) == ("preview", {"0": "day", "1": "kind", "2": "name"})
    assert uploaded(office, file=workbook(NEW_YEAR, heads=("甲", "乙", "丙"))).state == "columns"
    assert timezone.now() > run.created_at
