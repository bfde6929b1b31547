"""Long lists: one job a list and user, the same view asked again, a file for its starter alone, erased in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from safety_portal.accounts.models import Appointment, Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core import xlsx
from safety_portal.core.crypto import key_ring
from safety_portal.work import exporting, jobs
from safety_portal.work.models import Export, Job, TrackedItem
from safety_portal.work.tasks import erase_exports
from tests.exports_of import client_of, content_of, lines_of, rows_of
from tests.factories import CommunityFactory, user_as
from tests.work.items import TrackedItemFactory
from tests.work.test_jobs import _in_threads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _low_limit(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EXPORT_INLINE_ROWS = 2
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(jobs, "_send", lambda job_id, expires=None: None)


@pytest.fixture
def secretary() -> User:
    """Somebody to whom five things are owed."""
    community = CommunityFactory()
    for n in range(5):
        TrackedItemFactory(owed_by=community, township=community.township, title=f"事项{n}")
    TrackedItemFactory(title="别处的事项")
    return user_as(Role.SECRETARY, community)


def asked(user: User, **query: str) -> Job:
    """The job that the list's button starts."""
    response = client_of(user).get(reverse("work:tracked"), {"export": "xlsx", **query})
    job = Job.objects.get(kind="export", created_by=user, state="queued")
    assert (response.status_code, response["Location"]) == (302, job.get_absolute_url())
    return job


def done(user: User, **query: str) -> Job:
    job = jobs.perform(asked(user, **query).pk)
    assert job is not None
    return job


def test_short_list_comes_at_once(secretary: User) -> None:
    response = client_of(secretary).get(reverse("work:tracked"), {"export": "xlsx", "q": "事项3"})
    assert [row[1] for row in rows_of(content_of(response))[1:]] == ["事项3"]
    assert not Job.objects.exists()


@pytest.mark.parametrize(("ending", "read"), [("xlsx", rows_of), ("csv", lines_of)])
def test_long_list_is_a_job_with_a_file(secretary: User, ending: str, read: Callable[[bytes], Any]) -> None:
    job = done(secretary, export=ending, order="-issued_at")
    assert (job.state, job.done, job.total, job.error) == ("done", 5, 5, "")
    rows = read(content_of(client_of(secretary).get(job.result_url)))
    shown = TrackedItem.objects.visible_to(secretary).order_by("-issued_at", "pk")
    assert [row[1] for row in rows[1:]] == [item.title for item in shown]


def test_page_of_the_job_offers_the_file(secretary: User) -> None:
    html = client_of(secretary).get(done(secretary).get_absolute_url()).content.decode()
    assert "导出列表" in html
    assert "下载文件" in html
    assert "七天后删除" in html


def test_double_click_gives_one_job(secretary: User) -> None:
    assert asked(secretary) == asked(secretary)
    assert Export.objects.count() == 1


def test_other_conditions_or_format_are_another_job(secretary: User) -> None:
    first = client_of(secretary).get(reverse("work:tracked"), {"export": "xlsx"})
    second = client_of(secretary).get(reverse("work:tracked"), {"export": "csv"})
    assert first["Location"] != second["Location"]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_give_one_job(secretary: User) -> None:
    def click() -> object:
        values = {"path": reverse("work:tracked"), "query": "export=xlsx", "ending": "xlsx", "title": "t"}
        return exporting.start_export(**values, by=secretary).pk

    assert len(set(_in_threads(*[click] * 4))) == 1
    assert (Job.objects.count(), Export.objects.count()) == (1, 1)


def test_job_sees_what_the_user_may_see_when_it_runs(secretary: User) -> None:
    job = asked(secretary)
    TrackedItem.objects.filter(title="事项0").delete()
    jobs.perform(job.pk)
    rows = rows_of(content_of(client_of(secretary).get(Export.objects.get().job.result_url)))
    assert sorted(row[1] for row in rows[1:]) == ["事项1", "事项2", "事项3", "事项4"]


def test_rows_of_a_right_that_was_lost_are_not_written(secretary: User) -> None:
    job = asked(secretary)
    Appointment.objects.filter(user=secretary).delete()
    jobs.perform(job.pk)
    assert Export.objects.get().rows == 0


@pytest.mark.parametrize(("name", "kept"), [("accounts:users", Role.ADMIN), ("assessments:filings", Role.OFFICE)])
def test_list_that_may_no_longer_be_seen_fails_in_words(name: str, kept: Role) -> None:
    user = user_as(kept)
    job = exporting.start_export(path=reverse(name), query="export=xlsx", ending="xlsx", title="t", by=user)
    Appointment.objects.filter(user=user).delete()
    ended = jobs.perform(job.pk)
    assert ended is not None
    assert (ended.state, ended.error) == ("failed", "这个列表已无权查看。")


def test_closed_account_gets_no_file(secretary: User) -> None:
    job = asked(secretary)
    User.objects.filter(pk=secretary.pk).update(is_active=False)
    ended = jobs.perform(job.pk)
    assert ended is not None
    assert (ended.state, Export.objects.get().file.name) == ("failed", "")


def test_more_rows_than_a_workbook_holds_fail_in_words(secretary: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    assert done(secretary).error == "行数超出工作簿的上限。缩小查询范围，或改用 CSV。"


# --- The file -------------------------------------------------------------------------------------------------


def test_file_is_for_its_starter_alone(secretary: User) -> None:
    url = done(secretary).result_url
    township = Appointment.objects.get(user=secretary).unit.township
    assert township is not None
    others = [user_as(Role.OFFICE, township), user_as(Role.LEADER, township), user_as(Role.AUDITOR, township)]
    assert [client_of(user).get(url).status_code for user in others] == [404, 404, 404]


def test_file_is_out_of_reach_once_rights_have_changed(secretary: User) -> None:
    url = done(secretary).result_url
    Appointment.objects.filter(user=secretary).delete()
    assert client_of(secretary).get(url).status_code == 404


def test_file_lies_encrypted(secretary: User) -> None:
    done(secretary)
    stored = Path(Export.objects.get().file.path).read_bytes()
    assert not stored.startswith(b"PK")
    assert key_ring().decrypt_bytes(stored).startswith(b"PK")


def test_conditions_lie_encrypted_and_out_of_the_key(secretary: User) -> None:
    job = asked(secretary, q="事项")
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM work_export")
        (stored,) = cursor.fetchone()
    assert (Export.objects.get().query, "%E4%BA%8B" in stored) == ("export=xlsx&q=%E4%BA%8B%E9%A1%B9", False)
    assert (job.params, "事项" in job.key) == ({}, False)


def test_fetching_is_recorded_with_its_count(secretary: User) -> None:
    url = done(secretary).result_url
    for _turn in range(2):
        content_of(client_of(secretary).get(url))
    entries = AuditEntry.objects.filter(action="list.export")
    lines = [(entry.kind, entry.actor_id, entry.object_label, entry.details) for entry in entries]
    assert lines == [("read", secretary.pk, Export.objects.get().title, {"rows": 5, "format": "xlsx"})] * 2


def test_file_is_erased_after_seven_days(
    secretary: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    job = done(secretary, q="事项")
    path = Path(Export.objects.get().file.path)
    Job.objects.update(created_at=timezone.now() - timedelta(days=6, hours=23))
    assert exporting.erase_old(now=timezone.now()) == 0
    Job.objects.update(created_at=timezone.now() - timedelta(days=7, seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        erase_exports()
    export = Export.objects.get()
    assert (export.file.name, export.query, path.exists(), Job.objects.get().result_url) == ("", "", False, "")
    assert client_of(secretary).get(job.result_url).status_code == 404


def test_job_taken_over_leaves_no_file(secretary: User, tmp_path: Path) -> None:
    job = asked(secretary)
    claimed = jobs.claim(job.pk)
    assert claimed is not None
    Job.objects.filter(pk=job.pk).update(owner=uuid4())
    with pytest.raises(jobs.LeaseLost), transaction.atomic():
        exporting.make_file(claimed, jobs.Progress(claimed))
    assert (Export.objects.get().file.name, [path for path in tmp_path.rglob("*") if path.is_file()]) == ("", [])


def test_attempt_after_a_crash_leaves_one_file(secretary: User, tmp_path: Path) -> None:
    job = asked(secretary)
    claimed = jobs.claim(job.pk)
    assert claimed is not None
    for _attempt in range(2):
        exporting.make_file(claimed, jobs.Progress(claimed))
    assert [path.name for path in tmp_path.rglob("*.bin")] == [Path(str(Export.objects.get().file)).name]
