"""What personal data an import holds goes when its time is over, or at once where nothing was written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from safety_portal.accounts.models import Role, User
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.imports.policies import moves_of
from safety_portal.imports.selectors import preview_rows
from safety_portal.imports.services import discard, erase_old, undo
from safety_portal.organization.models import CalendarDay, Unit
from tests.factories import user_as
from tests.imports.makers import statuses, uploaded, written

pytestmark = pytest.mark.usefixtures("kind")
NEW_YEAR = ("2031-01-01", "放假", "元旦")


def files(folder: Path) -> list[Path]:
    return list(folder.rglob("*.bin"))


def aged(run: ImportRun, days: int) -> ImportRun:
    past = timezone.now() - timedelta(days=days)
    ImportRun.objects.filter(pk=run.pk).update(created_at=past, written_at=past if run.written_at else None)
    return ImportRun.objects.get(pk=run.pk)


def test_discarded_import_leaves_neither_file_nor_rows(
    office: User, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    run = uploaded(office, NEW_YEAR)
    assert len(files(tmp_path)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        run = discard(run=run, by=office, version=run.version)
    assert (run.state, files(tmp_path), ImportRow.objects.count()) == ("discarded", [], 0)
    assert moves_of(office, run) == []


def test_discard_is_for_who_uploaded_it_and_the_office(office: User, town: Unit) -> None:
    run = uploaded(user_as(Role.LEADER, town), NEW_YEAR)
    with pytest.raises(NotAllowed):
        discard(run=run, by=user_as(Role.LEADER, town), version=run.version)
    discard(run=run, by=office, version=run.version)


def test_written_import_cannot_be_discarded(office: User) -> None:
    run = written(office, NEW_YEAR)
    with pytest.raises(Refused):
        discard(run=run, by=office, version=run.version)


def test_old_values_and_file_go_and_the_entries_stay(
    office: User, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    CalendarDay.objects.create(day=date(2031, 1, 1), kind="off", name="旧名")
    run = aged(written(office, NEW_YEAR), days=91)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_old(now=timezone.now()) == 1
    run.refresh_from_db()
    assert (run.state, run.emptied_at is not None, files(tmp_path)) == ("written", True, [])
    assert list(run.rows.values_list("values", "status")) == [("", "changed")]
    assert [change.before for change in run.changes.all()] == [""]
    assert CalendarDay.objects.get(day=date(2031, 1, 1)).name == "元旦"
    assert [cell.text for cell in preview_rows(run, list(run.rows.all()))[0].cells] == ["", "", ""]
    assert erase_old(now=timezone.now()) == 0


def test_erased_import_is_recognised_but_not_undone(office: User) -> None:
    run = aged(written(office, NEW_YEAR), days=91)
    erase_old(now=timezone.now())
    run.refresh_from_db()
    assert moves_of(office, run) == []
    with pytest.raises(Refused, match="erased"):
        undo(run=run, by=office, version=run.version, reason="发错了")
    assert statuses(uploaded(office, NEW_YEAR)) == [(3, "same", [])]


def test_old_import_that_was_never_written_is_discarded(office: User) -> None:
    young, old = uploaded(office, NEW_YEAR), aged(uploaded(office, NEW_YEAR), days=91)
    aged(young, days=89)
    assert erase_old(now=timezone.now()) == 1
    states = dict(ImportRun.objects.values_list("pk", "state"))
    assert states == {young.pk: "preview", old.pk: "discarded"}
