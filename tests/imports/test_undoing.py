"""Taking an import back: the database as before to the byte, or a refusal that names what stands in the way."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.models import ImportRun
from safety_portal.imports.services import confirm, undo, undo_run
from safety_portal.organization.models import CalendarDay, Unit
from safety_portal.work import jobs
from safety_portal.work.models import Attachment
from tests.factories import user_as
from tests.imports.days import Days
from tests.imports.dumps import dump
from tests.imports.makers import statuses, uploaded, written

pytestmark = pytest.mark.usefixtures("kind")
NEW_YEAR, NEXT = ("2031-01-01", "放假", "元旦"), ("2031-01-02", "上班", "？")
Row = tuple[int, str, str]
ROWS = st.lists(
    st.tuples(st.integers(1, 20), st.sampled_from(["放假", "上班", "什么"]), st.sampled_from(["元旦", "春节", ""])),
    max_size=12,
)


def taken_back(run: ImportRun, by: User, reason: str = "发错了") -> ImportRun:
    return undo_run(run=run, by=by, version=ImportRun.objects.get(pk=run.pk).version, reason=reason)


def test_undo_restores_what_was_there(office: User) -> None:
    CalendarDay.objects.create(day=date(2031, 1, 1), kind="make_up_workday", name="元旦")
    before = dump()
    run = written(office, NEW_YEAR, NEXT)
    assert dump() != before
    run = taken_back(run, office)
    assert dump() == before
    assert (run.state, run.undone_by, run.undo_reason) == ("undone", office, "发错了")
    entry = AuditEntry.objects.get(action="import.undo")
    assert (entry.details, entry.reason) == ({"kind": "days", "entries": 2}, "发错了")


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(there=ROWS, rows=ROWS, more=ROWS)
def test_undoing_in_turn_is_identity(office: User, there: list[Row], rows: list[Row], more: list[Row]) -> None:
    CalendarDay.objects.filter(day__year=2031).delete()
    for number, kind, name in there:
        values = {"kind": "off" if kind == "放假" else "make_up_workday", "name": name}
        CalendarDay.objects.update_or_create(day=date(2031, 1, number), defaults=values)
    before = dump()
    runs = [run for run in (_written_if_any(office, rows), _written_if_any(office, more)) if run]
    for run in reversed(runs):
        taken_back(run, office)
    assert dump() == before


def _written_if_any(by: User, rows: list[Row]) -> ImportRun | None:
    run = uploaded(by, *[(f"2031-01-{number:02d}", kind, name) for number, kind, name in rows], ("合计", None, None))
    if not (run.counts.get("new") or run.counts.get("changed")):
        return None
    confirm(run=run, by=by, version=run.version, acknowledged=True)
    return run


def test_undone_rows_are_new_again(office: User) -> None:
    taken_back(written(office, NEW_YEAR), office)
    assert statuses(uploaded(office, NEW_YEAR)) == [(3, "new", [])]


def test_later_import_of_the_same_forgets_what_is_gone(office: User) -> None:
    first = written(office, NEW_YEAR)
    second = written(office, NEW_YEAR, NEXT)
    taken_back(first, office)
    assert second.rows.get(number=3).target_id is None
    taken_back(second, office)
    assert not CalendarDay.objects.filter(day__year=2031).exists()


# --- What stands in the way -------------------------------------------------------------------------------------


def test_entry_changed_since_stops_it(office: User) -> None:
    run = written(office, NEW_YEAR, NEXT)
    CalendarDay.objects.filter(day=date(2031, 1, 2)).update(name="春节")
    before = dump()
    with pytest.raises(Refused, match="1 entry has been changed since the import: 2031-01-02 春节"):
        taken_back(run, office)
    assert dump() == before


def test_entry_gone_since_stops_it(office: User) -> None:
    run = written(office, NEW_YEAR, NEXT)
    CalendarDay.objects.filter(day=date(2031, 1, 2)).delete()
    with pytest.raises(Refused, match="gone"):
        taken_back(run, office)


def test_later_import_that_changed_the_entry_goes_first(office: User) -> None:
    first = written(office, NEW_YEAR)
    second = written(office, ("2031-01-01", "上班", "元旦"))
    with pytest.raises(Refused, match="changed since"):
        taken_back(first, office)
    taken_back(second, office)
    taken_back(first, office)
    assert not CalendarDay.objects.filter(day__year=2031).exists()


def test_reason_of_the_kind_stops_it(office: User, kind: Days) -> None:
    run = written(office, NEW_YEAR)
    kind.fault = "A deadline was counted with this day."
    with pytest.raises(Refused, match="A deadline"):
        taken_back(run, office)


def test_file_attached_since_stops_it(office: User) -> None:
    run = written(office, NEW_YEAR)
    entry = CalendarDay.objects.get(day=date(2031, 1, 1))
    Attachment.objects.create(
        target_type="organization.calendarday", target_id=entry.pk, name="a", size=1, uploaded_by=office
    )
    with pytest.raises(Refused, match="2031-01-01"):
        taken_back(run, office)


def test_undo_needs_a_reason_and_the_latest_form(office: User) -> None:
    run = written(office, NEW_YEAR)
    with pytest.raises(Refused, match="reason"):
        undo(run=run, by=office, version=run.version, reason="  ")
    with pytest.raises(Refused, match="in the meantime"):
        undo(run=run, by=office, version=run.version - 1, reason="发错了")


def test_large_import_is_taken_back_by_a_worker(office: User, settings: Settings) -> None:
    run = written(office, NEW_YEAR)
    settings.IMPORT_INLINE_BYTES = 10
    started = undo(run=run, by=office, version=run.version, reason="发错了")
    assert started is not None
    assert undo(run=run, by=office, version=run.version, reason="发错了") == started
    jobs.perform(started.pk)
    run.refresh_from_db()
    assert (run.state, run.undo_reason, CalendarDay.objects.filter(day=date(2031, 1, 1)).exists()) == (
        "undone",
        "发错了",
        False,
    )


def test_worker_that_cannot_take_back_says_why(office: User, settings: Settings) -> None:
    run = written(office, NEW_YEAR)
    settings.IMPORT_INLINE_BYTES = 10
    started = undo(run=run, by=office, version=run.version, reason="发错了")
    assert started is not None
    CalendarDay.objects.filter(day=date(2031, 1, 1)).update(name="改过")
    job = jobs.perform(started.pk)
    run.refresh_from_db()
    assert job is not None
    assert (job.state, "2031-01-01" in job.error, run.state) == ("failed", True, "written")


def test_undo_is_for_the_office_and_who_uploaded_it(town: Unit) -> None:
    leader = user_as(Role.LEADER, town)
    run = written(leader, NEW_YEAR)
    with pytest.raises(NotAllowed):
        taken_back(run, user_as(Role.LEADER, town))
    assert taken_back(run, user_as(Role.OFFICE, town)).state == "undone"
