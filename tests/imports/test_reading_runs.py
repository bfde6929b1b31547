"""From the upload to the preview: what the engine makes of a workbook, and of one that it cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from safety_portal.imports import kinds
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.imports.selectors import needs_acknowledging, preview_rows, rows_for
from safety_portal.imports.services import begin_reading, confirm
from safety_portal.imports.storage import content_of
from safety_portal.imports.values import unseal
from safety_portal.organization.models import Unit
from safety_portal.work import jobs
from safety_portal.work.models import Job
from tests.factories import user_as
from tests.imports.days import Days, workbook
from tests.imports.households import Households
from tests.imports.makers import statuses, uploaded, written

pytestmark = pytest.mark.usefixtures("kind")
SAMPLES = Path(__file__).parents[1] / "samples"
NEW_YEAR, NEXT = ("2031-01-01", "放假", "元旦"), ("2031年1月2日", "上班", "？")


# --- Taking the file --------------------------------------------------------------------------------------------


def test_upload_reads_and_plans_every_row(office: User) -> None:
    run = uploaded(office, NEW_YEAR, NEXT, ("1月32日", "放假", "元旦"), reason=" 代报 ")
    assert (run.state, run.mapping) == ("preview", {"0": "day", "1": "kind", "2": "name"})
    assert statuses(run) == [(3, "new", []), (4, "new", ["odd_name"]), (5, "refused", ["no_such_day"])]
    assert run.counts == {
        "rows": 3, "new": 2, "changed": 0, "same": 0, "repeated": 0, "refused": 1, "questioned": 1, "left_out": {},
    }  # fmt: skip
    assert (run.created_by, run.reason, run.file_name) == (office, "代报", "days.xlsx")


def test_file_lies_encrypted_and_comes_back_as_it_was(office: User) -> None:
    file = workbook(NEW_YEAR)
    data = file.read()
    file.seek(0)
    run = uploaded(office, file=file)
    stored = Path(run.file.path).read_bytes()
    assert b"PK" not in stored[:40]
    assert data not in stored
    assert content_of(run) == data


def test_values_of_rows_lie_encrypted(office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    row = ImportRow.objects.get(run=run)
    assert unseal(row.values).values["name"] == "元旦"
    assert ImportRow.objects.extra(where=["values LIKE '%%元旦%%'"]).count() == 0


def test_trail_knows_who_uploaded_what_kind_but_no_file_name(office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    entry = AuditEntry.objects.get(action="import.upload")
    assert (entry.object_label, entry.details) == (f"days {run.pk}", {"kind": "days", "sender": "国务院办公厅"})


@pytest.mark.parametrize(("role", "may"), [(Role.OFFICE, True), (Role.LEADER, True), (Role.SECRETARY, False)])
def test_who_may_upload_is_up_to_the_kind(town: Unit, role: Role, may: bool) -> None:
    user = user_as(role, town)
    if may:
        assert uploaded(user, NEW_YEAR).state == "preview"
        return
    with pytest.raises(NotAllowed):
        uploaded(user, NEW_YEAR)


def test_unknown_kind_is_not_allowed(office: User) -> None:
    with pytest.raises(NotAllowed):
        uploaded(office, NEW_YEAR, kind="weather")


@pytest.mark.parametrize(
    ("fields", "name"), [({"is_opening": True}, "is_opening"), ({"sender": " "}, "sender"), ({"file": None}, "")]
)
def test_form_is_checked_before_the_file(office: User, fields: dict[str, object], name: str) -> None:
    if not name:
        fields = {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7")}
    with pytest.raises(Refused) as refusal:
        uploaded(office, **fields)  # type: ignore[arg-type]
    assert list(refusal.value.message_dict) == [name or "file"]
    assert not ImportRun.objects.exists()


def test_reason_of_the_kind_stops_the_upload(office: User, kind: Days) -> None:
    kind.stop = "The year is closed."
    with pytest.raises(Refused, match="The year is closed"):
        uploaded(office, NEW_YEAR)


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4" + b"x" * 200, b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99]
)
def test_what_is_no_workbook_leaves_nothing_behind(office: User, data: bytes, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        uploaded(office, file=SimpleUploadedFile("台账.xlsx", data))
    assert (ImportRun.objects.count(), list(tmp_path.rglob("*.bin"))) == (0, [])


# --- Rows -------------------------------------------------------------------------------------------------------


def test_repeated_row_is_told_and_left_out(office: User) -> None:
    run = uploaded(office, NEW_YEAR, NEXT, ("2031/1/1", "放假", "元旦"))
    assert statuses(run) == [(3, "new", []), (4, "new", ["odd_name"]), (5, "repeated", ["same_as_row"])]


def test_contradicting_rows_are_all_refused(office: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safety_portal.imports.services.reading.BATCH", 2)
    run = uploaded(office, NEW_YEAR, NEXT, ("2031-01-01", "上班", "元旦"), NEW_YEAR, ("2031-01-05", "放假", "元旦"))
    assert statuses(run) == [
        (3, "refused", ["contradicts_row"]),
        (4, "new", ["odd_name"]),
        (5, "refused", ["contradicts_row"]),
        (6, "refused", ["contradicts_row"]),
        (7, "new", []),
    ]
    rows = {row.number: row.remarks[0]["params"]["row"] for row in ImportRow.objects.filter(run=run, status="refused")}
    assert rows == {3: 5, 5: 3, 6: 3}
    assert run.counts["refused"] == 3


def test_row_contradicted_by_an_unreadable_one_is_refused(office: User) -> None:
    run = uploaded(office, NEW_YEAR, ("2031-01-01", "什么", "元旦"), ("什么", "什么", "元旦"))
    assert statuses(run) == [
        (3, "refused", ["contradicts_row"]),
        (4, "refused", ["unknown_word", "contradicts_row"]),
        (5, "refused", ["not_a_day", "unknown_word"]),
    ]


def test_rows_that_are_no_data_are_left_out_and_counted(office: User) -> None:
    run = uploaded(
        office, NEW_YEAR, (None, None, None), NEXT, ("合计", None, None), ("填表人：演示·甲", None, "审核人：")
    )
    assert run.counts["left_out"] == {"blank": 1, "total": 1, "foot": 1}
    assert run.unread == [{"row": 6, "role": "total", "text": "合计"}, {"row": 7, "role": "foot", "text": ""}]
    assert "演示·甲" not in str(ImportRun.objects.values().get())


def test_reading_again_replaces_the_rows(office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    begin_reading(run=run, by=office)
    again = ImportRun.objects.get(pk=run.pk)
    assert (statuses(again), again.version) == ([(3, "new", [])], run.version + 1)


def test_home_list_needs_no_code_of_its_own(office: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values carried down a block, a sheet as a grid keeps it: the engine reads it by its columns alone."""
    monkeypatch.setattr(kinds, "_kinds", {"households": Households()})
    data = (SAMPLES / "住户册-四岗3网格.xlsx").read_bytes()
    run = uploaded(office, file=SimpleUploadedFile("住户册.xlsx", data), kind="households", sender="四岗3网格")
    assert (run.state, run.counts["rows"], run.counts["new"]) == ("preview", 400, 400)
    texts = [[cell.text for cell in row.cells] for row in preview_rows(run, list(rows_for(run, "all")))]
    assert texts[1] == ["四岗花园", "1栋", "1单元", "102", "自住", "138****0001", ""]
    assert texts[-1][1:5] == ["9栋", "2单元", "202", "空置"]


# --- The whole sheet --------------------------------------------------------------------------------------------


def test_same_file_again_is_told_without_a_question(office: User) -> None:
    data = workbook(NEW_YEAR).read()
    first = written(office, file=SimpleUploadedFile("a.xlsx", data))
    run = uploaded(office, file=SimpleUploadedFile("b.xlsx", data))
    assert first.written_at is not None
    assert [remark["code"] for remark in run.remarks] == ["same_file"]
    assert run.remarks[0]["params"]["who"] == office.name
    assert not needs_acknowledging(run)


def test_other_month_in_title_or_file_is_asked(office: User, kind: Days) -> None:
    kind.takes_month = True
    fields = {"month": Month(2031, 1)}
    named = uploaded(office, file=workbook(NEW_YEAR, title="2031年2月安排"), **fields)
    assert [remark["code"] for remark in named.remarks] == ["other_month"]
    assert needs_acknowledging(named)
    assert uploaded(office, file=workbook(NEW_YEAR, title="2031年1月安排"), **fields).remarks == []
    assert uploaded(office, file=workbook(NEW_YEAR, name="2月.xlsx"), **fields).remarks != []


def test_month_is_needed_by_kinds_that_take_one(office: User, kind: Days) -> None:
    kind.takes_month = True
    with pytest.raises(Refused):
        uploaded(office, NEW_YEAR)


# --- By a worker ------------------------------------------------------------------------------------------------


def test_large_workbook_is_read_and_written_by_a_worker(office: User, settings: Settings) -> None:
    settings.IMPORT_INLINE_BYTES = 10
    run = uploaded(office, NEW_YEAR, NEXT)
    assert run.state == "reading"
    job = jobs.perform(Job.objects.get().pk)
    run.refresh_from_db()
    assert job is not None
    assert (job.state, job.result_url, run.state) == ("done", run.get_absolute_url(), "preview")
    started = confirm(run=run, by=office, version=run.version, acknowledged=True)
    assert started is not None
    assert confirm(run=run, by=office, version=run.version, acknowledged=True) == started
    jobs.perform(started.pk)
    run.refresh_from_db()
    assert run.state == "written"


def test_worker_that_cannot_read_says_why(office: User, kind: Days, settings: Settings) -> None:
    settings.IMPORT_INLINE_BYTES = 10
    run = uploaded(office, NEW_YEAR)
    kind.stop = "The year is closed."
    job = jobs.perform(Job.objects.get().pk)
    assert job is not None
    assert (job.state, job.error) == ("failed", "The year is closed.")
    assert ImportRun.objects.get(pk=run.pk).state == "reading"
