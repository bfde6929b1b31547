"""The pages of an import, from the choice of a kind to the undoing."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from safety_portal.accounts.models import Role, User
from safety_portal.imports.models import ImportRow, ImportRun, SenderMemory
from safety_portal.imports.reading.columns import Remark, Severity
from safety_portal.imports.states import RunState
from safety_portal.imports.values import remark_as_json
from safety_portal.organization.models import CalendarDay, Unit
from safety_portal.work.models import Job
from tests.factories import user_as
from tests.imports.days import Days, workbook
from tests.imports.makers import uploaded, written

pytestmark = pytest.mark.django_db
Answer = Any  # the test client's response has more than an HttpResponse
NEW_YEAR = ("2027-01-01", "放假", "元旦")
SPRING = ("2027-02-06", "放假", "春节")
WRONG = ("2027-02-30", "放假", "春节")
UNKNOWN = ("2027-05-01", "休息", "劳动节")


@pytest.fixture
def client(kind: Days, office: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(office)
    return client


def _text(response: Answer) -> str:
    return " ".join(response.content.decode().split())


def _page(client: Client, run: ImportRun, page: str = "run", **query: str) -> str:
    response = client.get(reverse(f"imports:{page}", args=[run.pk]), query)
    assert response.status_code == 200, response.status_code
    return _text(response)


def _upload(client: Client, file: SimpleUploadedFile, **fields: str) -> Answer:
    return client.post(reverse("imports:upload", args=["days"]), {"sender": "国务院办公厅", "file": file, **fields})


def _post(client: Client, page: str, run: ImportRun, **fields: object) -> Answer:
    return client.post(reverse(f"imports:{page}", args=[run.pk]), {"version": run.version, **fields}, follow=True)


def _fresh(run: ImportRun) -> ImportRun:
    return ImportRun.objects.get(pk=run.pk)


# --- List -----------------------------------------------------------------------------------------------------


def test_empty_list_says_what_it_is_for_and_where_to_begin(client: Client) -> None:
    text = _text(client.get(reverse("imports:list")))
    assert "No import here" in text
    assert f'href="{reverse("imports:new")}"' in text


def test_list_shows_counts_and_state(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR, WRONG)
    text = _text(client.get(reverse("imports:list")))
    assert [part in text for part in ("days.xlsx", "To be checked", "国务院办公厅", run.get_absolute_url())] == [
        True
    ] * 4
    assert text.count('data-label="New">1<') == 1
    assert text.count('data-label="Refused">1<') == 1


@pytest.mark.parametrize(("tab", "shown"), [("open", True), ("written", False), ("ended", False), ("all", True)])
def test_list_in_tabs(client: Client, office: User, tab: str, shown: bool) -> None:
    uploaded(office, NEW_YEAR)
    assert ("days.xlsx" in _text(client.get(reverse("imports:list"), {"tab": tab}))) == shown


def test_list_is_found_by_sender_and_kind(client: Client, office: User) -> None:
    uploaded(office, NEW_YEAR)
    counts = [
        client.get(reverse("imports:list"), query).context["page_obj"].paginator.count
        for query in ({"q": "国务院"}, {"q": "省政府"}, {"kind": "days"}, {"kind": "other"})
    ]
    assert counts == [1, 0, 1, 0]


def test_leader_reads_the_list_and_the_rows_but_acts_on_none(
    client: Client, office: User, town: Unit, kind: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = uploaded(office, NEW_YEAR)
    monkeypatch.setattr(kind, "may_import", lambda user, township: user == office)
    client.force_login(user_as(Role.LEADER, town))
    text = _text(client.get(reverse("imports:list")))
    assert ("days.xlsx" in text, reverse("imports:new") in text) == (True, False)
    text = _page(client, run)
    assert ("元旦" in text, 'id="confirm"' in text) == (True, False)


# --- Upload ---------------------------------------------------------------------------------------------------


def test_kinds_are_offered_with_an_empty_workbook(client: Client) -> None:
    text = _text(client.get(reverse("imports:new")))
    assert "Special days" in text
    assert reverse("imports:template", args=["days"]) in text


def test_kind_that_takes_nothing_now_says_so_before_a_file_is_chosen(client: Client, kind: Days) -> None:
    kind.stop = "Not before December"
    assert "Not before December" in _text(client.get(reverse("imports:new")))
    text = _text(client.get(reverse("imports:upload", args=["days"])))
    assert "Not before December" in text
    assert 'type="file"' not in text


def test_form_asks_only_what_the_kind_needs(client: Client, kind: Days) -> None:
    form = client.get(reverse("imports:upload", args=["days"])).context["form"]
    assert (list(form.fields), form.initial["sender"]) == (["sender", "file"], "国务院办公厅")
    kind.may_be_opening = True
    form = client.get(reverse("imports:upload", args=["days"])).context["form"]
    assert list(form.fields) == ["sender", "file", "is_opening"]


def test_senders_are_suggested(client: Client) -> None:
    text = _text(client.get(reverse("imports:upload", args=["days"])))
    assert 'list="sender-before"' in text
    assert '<datalist id="sender-before"><option value="国务院办公厅"></option></datalist>' in text


def test_upload_leads_to_the_preview(client: Client) -> None:
    response = _upload(client, workbook(NEW_YEAR))
    run = ImportRun.objects.get()
    assert (response["Location"], run.state, run.sender) == (run.get_absolute_url(), "preview", "国务院办公厅")


def test_hostile_file_is_refused_beside_its_field(client: Client) -> None:
    response = _upload(client, SimpleUploadedFile("days.xlsx", b"PK\x03\x04 no zip at all"))
    assert list(response.context["form"].errors) == ["file"]
    assert 'id="id_file_error"' in _text(response)
    assert not ImportRun.objects.exists()


def test_nothing_chosen_says_so_and_keeps_what_was_typed(client: Client) -> None:
    response = client.post(reverse("imports:upload", args=["days"]), {"sender": "省政府办公厅"})
    assert list(response.context["form"].errors) == ["file"]
    assert 'value="省政府办公厅"' in _text(response)


def test_better_file_takes_the_place_of_the_old_one(client: Client, office: User) -> None:
    old = uploaded(office, WRONG)
    text = _page(client, old)
    query = urlencode({"township": old.township.code, "sender": old.sender, "instead": old.pk})
    assert f"{reverse('imports:upload', args=['days'])}?{query}".replace("&", "&amp;") in text
    address = f"{reverse('imports:upload', args=['days'])}?{query}"
    assert "Takes the place of" in _text(client.get(address))
    client.post(address, {"sender": old.sender, "file": workbook(SPRING)})
    states = list(ImportRun.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["discarded", "preview"]


def test_import_that_was_written_is_not_replaced(client: Client, office: User) -> None:
    old = written(office, NEW_YEAR)
    address = f"{reverse('imports:upload', args=['days'])}?instead={old.pk}"
    client.post(address, {"sender": old.sender, "file": workbook(SPRING)})
    assert _fresh(old).state == RunState.WRITTEN


@pytest.mark.parametrize("kind_code", ["unknown", "days"])
def test_kind_that_one_may_not_import_is_not_there(client: Client, kind_code: str) -> None:
    stranger = Client()
    stranger.force_login(user_as(Role.SECRETARY))
    assert stranger.get(reverse("imports:upload", args=[kind_code])).status_code == 404


def test_template_is_a_workbook_with_the_kinds_columns(client: Client) -> None:
    response = client.get(reverse("imports:template", args=["days"]))
    book = load_workbook(BytesIO(b"".join(response)))
    cells = [cell.value for row in book.active.iter_rows() for cell in row if cell.value]  # type: ignore[union-attr]
    assert {"日期", "类型", "节日"} <= {str(cell).rstrip("*") for cell in cells}


# --- Columns --------------------------------------------------------------------------------------------------


def _unmatched(office: User) -> ImportRun:
    return uploaded(office, file=workbook(NEW_YEAR, SPRING, heads=("何时", "怎样", "叫什么")))


def test_sheet_that_is_not_understood_asks_for_its_columns(client: Client, office: User) -> None:
    run = _unmatched(office)
    response = client.get(run.get_absolute_url())
    assert response["Location"] == reverse("imports:columns", args=[run.pk])
    text = _page(client, run, "columns")
    assert "Still to be matched:" in text
    assert all(part in text for part in ("节假日安排", "何时", "怎样", "Row 2"))


def _match(client: Client, run: ImportRun, **fields: object) -> Answer:
    given = {"sheet": 0, "head": [1], "c-0": "day", "c-1": "kind", "c-2": "name"}
    return _post(client, "columns", run, **(given | fields))


def test_matched_columns_lead_to_the_preview(client: Client, office: User) -> None:
    run = _unmatched(office)
    response = _match(client, run)
    assert "Write 2 rows" in _text(response)
    assert (_fresh(run).state, _fresh(run).mapping) == ("preview", {"0": "day", "1": "kind", "2": "name"})


def test_refused_match_keeps_what_was_chosen(client: Client, office: User) -> None:
    run = _unmatched(office)
    response = _match(client, run, **{"c-2": ""})
    assert _fresh(run).state == RunState.COLUMNS
    assert [key for _choice, key in response.context["choices"]][:2] == ["day", "kind"]
    assert [option.key for option in response.context["missing"]] == ["name"]


def test_match_from_an_old_page_is_refused(client: Client, office: User) -> None:
    run = _unmatched(office)
    response = _match(client, run, version=run.version - 1)
    assert "Somebody changed this import in the meantime" in _text(response)
    assert _fresh(run).state == RunState.COLUMNS


def test_word_that_nobody_understood_is_asked_once_and_remembered(client: Client, office: User) -> None:
    run = uploaded(office, UNKNOWN, ("2027-05-02", "休息", "劳动节"))
    text = _page(client, run, "columns")
    assert text.count('name="word" value="休息"') == 1
    response = _match(client, run, vocabulary=["kinds"], word=["休息"], code=["off"])
    assert "Write 2 rows" in _text(response)
    _post(client, "confirm", _fresh(run))
    again = uploaded(office, ("2027-05-03", "休息", "劳动节"))
    assert again.counts["new"] == 1


def test_sheet_that_is_not_there_is_not_found(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    assert client.get(reverse("imports:columns", args=[run.pk]), {"sheet": 7}).status_code == 404


# --- Preview --------------------------------------------------------------------------------------------------


def test_preview_marks_the_wrong_cell_and_says_where(client: Client, office: User) -> None:
    text = _page(client, uploaded(office, NEW_YEAR, WRONG))
    assert "1 row can't be written." in text
    assert "There is no such day or time: 2027-02-30." in text
    assert "A4</span>" in text
    assert 'class="full value err' in text


def test_preview_shows_what_a_changed_entry_says_now(client: Client, office: User) -> None:
    written(office, NEW_YEAR)
    text = _page(client, uploaded(office, ("2027-01-01", "放假", "新年")))
    assert '<span class="visually-hidden">was </span>元旦</del>' in text


def test_questions_are_written_and_marked(client: Client, office: User) -> None:
    text = _page(client, uploaded(office, ("2027-03-01", "放假", "？")))
    assert "What is this day called?" in text
    assert "The 1 questioned row is written and marked" in text


def test_preview_leads_to_words_that_were_not_understood(client: Client, office: User) -> None:
    run = uploaded(office, UNKNOWN, NEW_YEAR)
    text = _page(client, run)
    assert "1 word was not understood:" in text
    assert "休息 (1 row)" in text
    assert f'href="{reverse("imports:columns", args=[run.pk])}#words"' in text


def test_same_file_again_has_nothing_to_write(client: Client, office: User) -> None:
    written(office, NEW_YEAR)
    text = _page(client, uploaded(office, NEW_YEAR))
    assert "There is nothing to write." in text
    assert 'id="confirm"' not in text


def test_rows_that_are_no_data_have_a_tab(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR, ("合计", "", "1"))
    assert "Totals" in _page(client, run, tab="unread")


def test_preview_has_fifty_rows_a_page(client: Client, office: User) -> None:
    days = [(f"2027-{month:02}-{day:02}", "放假", "试") for month in range(1, 4) for day in range(1, 21)]
    run = uploaded(office, *days)
    counts = [len(client.get(run.get_absolute_url(), {"page": page}).context["lines"]) for page in (1, 2)]
    assert counts == [50, 10]


def test_foreign_import_is_not_found(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    stranger = Client()
    stranger.force_login(user_as(Role.OFFICE))
    pages = ("run", "columns", "errors", "undo")
    assert [stranger.get(reverse(f"imports:{page}", args=[run.pk])).status_code for page in pages] == [404] * 4
    acts = ("confirm", "discard", "read", "undo")
    assert [stranger.post(reverse(f"imports:{page}", args=[run.pk])).status_code for page in acts] == [404] * 4


# --- Writing and taking back ----------------------------------------------------------------------------------


def test_confirmed_rows_are_written_and_can_be_seen(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR, WRONG)
    text = _text(_post(client, "confirm", run))
    assert "1 row written." in text
    assert 'href="/calendar/"' in text
    assert CalendarDay.objects.filter(name="元旦", day="2027-01-01").count() == 1


def test_doubt_about_the_whole_sheet_must_be_ticked(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    doubt = Remark("other_month", Severity.QUESTION, params={"named": "9月", "month": "10月"})
    ImportRun.objects.filter(pk=run.pk).update(remarks=[remark_as_json(doubt)])
    assert "Checked: this is right" in _page(client, run)
    assert "Tick that you have looked" in _text(_post(client, "confirm", run))
    assert "1 row written." in _text(_post(client, "confirm", run, acknowledged="on"))


def test_import_whose_values_were_erased_still_tells_its_story(client: Client, office: User) -> None:
    run = written(office, NEW_YEAR)
    ImportRow.objects.filter(run=run).update(values="")
    ImportRun.objects.filter(pk=run.pk).update(emptied_at=run.created_at)
    text = _page(client, run)
    assert "File and values were erased" in text
    assert reverse("imports:undo", args=[run.pk]) not in text


def test_second_click_writes_nothing_more(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    _post(client, "confirm", run)
    assert "that cannot be done" in _text(_post(client, "confirm", run))
    assert CalendarDay.objects.filter(day="2027-01-01").count() == 1


def test_large_import_is_written_by_a_worker_whose_progress_is_shown(
    client: Client, office: User, settings: object
) -> None:
    run = uploaded(office, NEW_YEAR)
    Job.objects.create(kind="import_write", key=f"import:{run.pk}:write", township=run.township, created_by=office)
    text = _page(client, run)
    assert "You can leave this page and come back" in text
    assert 'hx-trigger="every 2s"' in text


@pytest.mark.parametrize(("kind_of_job", "told"), [("import_write", True), ("import_read", False)])
def test_failed_writing_is_told_over_the_preview(client: Client, office: User, kind_of_job: str, told: bool) -> None:
    run = uploaded(office, NEW_YEAR)
    job = Job(kind=kind_of_job, key=f"import:{run.pk}:job", state="failed", error="Something went wrong.")
    job.finished_at, job.created_by = run.created_at, office
    job.save()
    text = _page(client, run)
    assert ("Something went wrong." in text, "Write 1 row" in text) == (told, True)


def test_failed_undoing_is_told_over_what_was_written(client: Client, office: User) -> None:
    run = written(office, NEW_YEAR)
    job = Job(kind="import_undo", key=f"import:{run.pk}:undo", state="failed", error="Something went wrong.")
    job.finished_at, job.created_by = run.created_at, office
    job.save()
    assert "<b>Nothing was undone.</b> Something went wrong." in _page(client, run)


def test_a_sender_can_be_forgotten(client: Client, office: User) -> None:
    written(office, NEW_YEAR)
    run = uploaded(office, ("2031-01-02", "放假", "元旦"))
    assert f"/imports/{run.pk}/forget/" in _page(client, run, "columns")
    text = _text(client.post(f"/imports/{run.pk}/forget/", follow=True))
    assert ("Forgotten." in text, SenderMemory.objects.exists()) == (True, False)
    assert f"/imports/{run.pk}/forget/" not in _page(client, run, "columns")


def test_discarded_import_is_gone_from_what_is_to_be_done(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    assert "Discarded. Nothing was written." in _text(_post(client, "discard", run))
    assert _fresh(run).state == RunState.DISCARDED


def test_undo_says_what_it_does_and_asks_why(client: Client, office: User) -> None:
    run = written(office, NEW_YEAR)
    assert "1 entry made by this import is removed." in _page(client, run, "undo")
    response = _post(client, "undo", run, reason="")
    assert list(response.context["form"].errors) == ["reason"]
    assert "Reason: 发错了" in _text(_post(client, "undo", run, reason="发错了"))
    assert not CalendarDay.objects.filter(day="2027-01-01").exists()


def test_undo_that_is_refused_says_why_and_keeps_the_reason(client: Client, office: User, kind: Days) -> None:
    run = written(office, NEW_YEAR)
    kind.fault = "Somebody counts on these days."
    text = _text(_post(client, "undo", run, reason="发错了"))
    assert "Somebody counts on these days." in text
    assert 'value="发错了"' in text
    assert _fresh(run).state == RunState.WRITTEN


def test_import_that_is_not_written_has_nothing_to_undo(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    assert client.get(reverse("imports:undo", args=[run.pk]))["Location"] == run.get_absolute_url()


def test_error_workbook_is_the_senders_own(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR, WRONG)
    response = client.get(reverse("imports:errors", args=[run.pk]))
    assert "no-store" in response["Cache-Control"]
    book = load_workbook(BytesIO(b"".join(response)))
    assert book.active["C4"].value == "春节"  # type: ignore[index]


def test_workbook_that_could_not_be_read_can_be_read_again(client: Client, office: User) -> None:
    run = uploaded(office, NEW_YEAR)
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.READING)
    assert "This workbook has not been read." in _page(client, run)
    _post(client, "read", run)
    assert _fresh(run).state == RunState.PREVIEW
