"""Workbook, screen and tables of the database say the same, cell by cell; and nothing personal is in any sheet.

What the database holds is read by SQL written here, not through the portal's own selectors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessments.models import AssessmentMonth, FrozenFacts
from assessments.workbook import services
from assessments.workbook.selectors import book_of
from disputes.models import Dispute, Party, ScreeningRound
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.months import Month
from safety_portal.work import jobs
from safety_portal.work.models import Job
from tests.assessments.workbook.forms_of_districts import monthly_form
from tests.exports_of import client_of, content_of
from tests.factories import CommunityFactory, TownshipFactory
from tests.world import FULL_NAME, FULL_PHONE, Town, make_town

pytestmark = pytest.mark.django_db

Cells = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def towns(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), transaction.atomic():
        near, far = make_town("此岸", communities=3), make_town("彼岸")
        _move_cases_into(near, near.published)
        yield near, far
        transaction.set_rollback(True)


@pytest.fixture
def town(towns: tuple[Town, Town]) -> Town:
    return towns[0]


def _move_cases_into(town: Town, month: AssessmentMonth) -> None:
    """The town's cases begin now: some of them are put back into the month that is published."""
    back = datetime.combine(month.first_day, datetime.min.time(), Month.of(month.first_day).start.tzinfo)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE disputes_dispute SET registered_at = %s, accepted_at = NULL, concluded_at =
                   CASE WHEN concluded_at IS NULL THEN NULL ELSE %s::timestamptz END,
                   counted_from = CASE WHEN counted_from IS NULL THEN NULL ELSE %s::timestamptz END
               WHERE township_id = %s AND id %% 2 = 0""",
            [back + timedelta(days=3), back + timedelta(days=9), back + timedelta(days=3), town.unit.pk],
        )
        cursor.execute(
            "UPDATE disputes_screeninground SET held_on = %s WHERE community_id = %s",
            [month.first_day + timedelta(days=4), town.places[0].community.pk],
        )


def sql(query: str, *values: Any) -> Cells:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: Cells = cursor.fetchall()
        return rows


def taken(user: User, address: str) -> tuple[Workbook, bytes]:
    data = content_of(client_of(user).get(address))
    return load_workbook(BytesIO(data)), data


def workbook_of(town: Town, month: AssessmentMonth, role: Role = Role.OFFICE) -> Workbook:
    return taken(town.people[role], month.page("workbook", export="xlsx"))[0]


def table_of(sheet: Worksheet) -> tuple[list[str], Cells]:
    """Heads (row 3) and rows below them."""
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    return [str(head) for head in rows[2]], rows[3:]


def _foot(sheet: Worksheet) -> tuple[str, str]:
    """What every printed page has at its foot: left, and in the middle."""
    foot = sheet.oddFooter
    assert foot is not None
    return foot.left.text or "", foot.center.text or ""


def records_of(sheet: Worksheet) -> list[dict[str, Any]]:
    heads, rows = table_of(sheet)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def result_of(month: AssessmentMonth) -> int:
    """The result that is published."""
    found = sql("SELECT result_id FROM assessments_publication WHERE month_id = %s AND is_current", month.pk)
    return int(found[0][0])


# --- Ranking --------------------------------------------------------------------------------------------------

RANKING = """
    SELECT s.rank, u.name, s.total, s.base, s.bonus, s.deduction FROM assessments_unitscore s
    JOIN organization_unit u ON u.id = s.unit_id WHERE s.result_id = %s ORDER BY s.rank NULLS LAST, u.code
"""
_CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)


def cells_on(html: str, caption: str = "ranking") -> list[list[str]]:
    """The texts of the rows of the page's table, in their order."""
    body = html.partition(f'{caption}">')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    rows = body.split("<tr")[1:]
    return [[_text(cell) for cell in _CELL.findall(row)] for row in rows]


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def _number(text: str) -> Decimal:
    """As the page writes it: thin spaces, a real minus, 无 where there is none."""
    plain = text.replace("\u2009", "").replace("\u2212", "-").replace("+", "")
    return Decimal(plain) if plain.strip("无") else Decimal(0)


def test_ranking_is_that_of_screen_and_database(town: Town) -> None:
    month = town.published
    stored = [(r, n, *map(float, points)) for r, n, *points in sql(RANKING, result_of(month))]
    sheet = [
        tuple(row[head] for head in ("名次", "社区/村", "总分", "基础分", "加分", "扣分"))
        for row in records_of(workbook_of(town, month)["排名"])
    ]
    html = client_of(town.office).get(month.page("ranking")).content.decode()
    shown = [
        (int(cells[0].split()[0]), cells[1], *(float(_number(cell)) for cell in cells[2:6]))
        for cells in cells_on(html, "data cards ranking")
    ]
    assert len(stored) == 3
    assert sheet == stored
    assert shown == stored


def test_survey_is_that_of_screen_and_database(town: Town) -> None:
    month = town.published
    stored = sql(
        """SELECT u.name, sum(s.best + s.good), sum(s.best + s.good + s.poor + s.bad + s.unknown)
           FROM assessments_surveyresult s JOIN organization_unit u ON u.id = s.unit_id
           WHERE s.month_id = %s AND s.half = 'safety' GROUP BY u.name""",
        month.pk,
    )
    rows = records_of(workbook_of(town, month)["排名"])
    assert {row["社区/村"]: (row["群众安全感正面评价"], row["群众安全感有效样本"]) for row in rows} == {
        name: (positive, valid) for name, positive, valid in stored
    }
    assert [row["群众安全感"] for row in rows] == [
        float(Decimal(row["群众安全感正面评价"]) / row["群众安全感有效样本"]) for row in rows
    ]
    html = client_of(town.office).get(month.page("ranking")).content.decode()
    shown = {cells[1]: cells[9] for cells in cells_on(html, "data cards ranking") if len(cells) > 9}
    assert shown == {name: f"{positive} / {valid}" for name, positive, valid in stored}


# --- Points ---------------------------------------------------------------------------------------------------

LINES = """
    SELECT u.name, l.item_code, l.points FROM assessments_scoreline l
    JOIN assessments_unitscore s ON s.id = l.score_id JOIN organization_unit u ON u.id = s.unit_id
    WHERE s.result_id = %s ORDER BY s.rank NULLS LAST, u.code, l.position
"""


def test_points_are_those_of_screen_and_database(town: Town) -> None:
    month = town.published
    stored = sql(LINES, result_of(month))
    rules = sql("SELECT r.body FROM assessments_monthresult m JOIN assessments_ruleset r ON r.id = m.rule_set_id "
                "WHERE m.id = %s", result_of(month))[0][0]  # fmt: skip
    names = dict(re.findall(r'"code":\s*"([^"]+)",\s*"name":\s*"([^"]+)"', rules))
    sheet = [(row["社区/村"], row["考核项目"], row["得分"]) for row in records_of(workbook_of(town, month)["得分明细"])]
    assert sheet == [(unit, names[code], float(points)) for unit, code, points in stored]

    for place in town.places:
        address = reverse("assessments:score", args=[month.slug, place.community.code])
        html = client_of(town.office).get(address).content.decode()
        for code, points in ((code, points) for unit, code, points in stored if unit == place.community.name):
            if code == "veto":  # in words on the page: it takes no points
                continue
            row = next(one for one in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if f"item={code}" in one)
            texts = [_text(cell) for cell in _CELL.findall(row)]
            assert f"{points:.2f}".replace("-", "\u2212") in " ".join(texts), (place.community.name, code, texts)


# --- Figures --------------------------------------------------------------------------------------------------


def test_figures_are_those_that_were_frozen(town: Town) -> None:
    month = town.published
    text = sql(
        "SELECT f.text FROM assessments_monthresult m JOIN assessments_frozenfacts f ON f.id = m.facts_id "
        "WHERE m.id = %s",
        result_of(month),
    )[0][0]
    frozen = {unit["code"]: unit["facts"] for unit in json.loads(text)["units"]}
    catalogue = sql("SELECT code, name, unit_label FROM assessments_figure")
    labels = {code: f"{name}（{unit}）" if unit else name for code, name, unit in catalogue}
    codes = {name: code for code, name in sql("SELECT code, name FROM organization_unit WHERE level = 'community'")}
    rows = records_of(workbook_of(town, month)["指标"])
    assert [row["社区/村"] for row in rows] == [name for _rank, name, *_points in sql(RANKING, result_of(month))]
    for row in rows:
        facts = {labels[code]: value for code, value in frozen[codes[row["社区/村"]]].items()}
        assert {head: value for head, value in row.items() if head != "社区/村"} == {
            label: "不适用" if value is None else float(value) for label, value in facts.items()
        }


# --- Ledgers --------------------------------------------------------------------------------------------------


def test_ledger_of_disputes_has_as_many_rows_as_the_register(town: Town) -> None:
    month = town.published
    start, end = month.month.start, month.month.end
    stored = sql(
        """SELECT d.number, u.name, (d.registered_at AT TIME ZONE 'Asia/Shanghai')::date,
                  CASE WHEN d.concluded_at < %s THEN '已办结' ELSE '在办' END
           FROM disputes_dispute d JOIN organization_unit u ON u.id = d.community_id
           WHERE d.township_id = %s AND d.state <> 'void' AND d.registered_at < %s
             AND (d.concluded_at IS NULL OR d.concluded_at >= %s) ORDER BY u.code, d.registered_at, d.id""",
        end, town.unit.pk, end, start,
    )  # fmt: skip
    rows = records_of(workbook_of(town, month)["台账：矛盾纠纷"])
    assert len(stored) > 2
    assert [(row["编号"], row["社区/村"], row["登记日期"].date(), row["月末状态"]) for row in rows] == stored
    closed = {number for (number,) in sql("SELECT number FROM disputes_dispute WHERE NOT is_public")}
    for row in rows:
        if row["编号"] in closed:
            assert (row["类别"], row["来源"], row["风险"]) == (
                "不公开调解",
                None,
                None,
            )


def test_other_ledgers_have_as_many_rows_as_their_registers(town: Town) -> None:
    month, book = town.published, workbook_of(town, town.published)
    rounds = sql(
        """SELECT count(*) FROM disputes_screeninground r JOIN organization_unit u ON u.id = r.community_id
           WHERE u.township_id = %s AND r.held_on BETWEEN %s AND %s""",
        town.unit.pk, month.first_day, month.month.last_day,
    )[0][0]  # fmt: skip
    assert rounds > 0
    assert len(records_of(book["台账：大排查"])) == rounds
    reports = sql("SELECT count(*) FROM assessments_report WHERE month_id = %s", month.pk)[0][0]
    assert len(records_of(book["台账：月报"])) == reports == 3


def test_summary_counts_what_the_database_holds(town: Town) -> None:
    month = town.published
    owed, in_time, accepted = sql(
        """SELECT count(*), count(*) FILTER (WHERE r.first_submitted_at <= m.due_at),
                  count(*) FILTER (WHERE r.state = 'accepted')
           FROM assessments_report r JOIN assessments_assessmentmonth m ON m.id = r.month_id WHERE m.id = %s""",
        month.pk,
    )[0]
    mean, best, middle = sql(
        "SELECT round(avg(total), 2), max(total), percentile_cont(0.5) WITHIN GROUP (ORDER BY total) "
        "FROM assessments_unitscore WHERE result_id = %s",
        result_of(month),
    )[0]
    said = {row[0]: row[1] for row in table_of(workbook_of(town, month)["汇总"])[1]}
    assert (said["应报月报"], said["按时报送"], said["社区数"]) == (owed, in_time, 3)
    assert accepted == 3
    assert [said["总分平均"], said["总分最高"], said["总分中位数"]] == [float(mean), float(best), float(middle)]


# --- A district's form ----------------------------------------------------------------------------------------


def test_filled_form_says_what_the_database_says(town: Town) -> None:
    month = town.published
    names = [place.community.name for place in town.places]
    template = services.keep_template(
        township=town.unit, title="区表", name="a.xlsx", data=monthly_form(names), by=town.office
    )
    book = book_of(month)
    assert book is not None
    data = services.fill_template(template=template, book=book, by=town.office)
    sheet = load_workbook(BytesIO(data))["月报表"]
    stored: Mapping[str, Any] = {row[1]: row for row in sql(RANKING, result_of(month))}
    facts = _facts(result_of(month))
    for row, name in enumerate(names, 5):
        rank, _name, total, *_points = stored[name]
        assert [sheet.cell(row, column).value for column in (3, 4, 5, 6, 7)] == [
            facts[name]["disputes.registered"],
            facts[name]["disputes.agreed"],
            float(total),
            rank,
            0.9,
        ]
    assert (sheet["B2"].value, sheet["G2"].value) == (
        town.unit.name,
        f"{month.first_day.year}年{month.first_day.month}月",
    )


def _facts(result: int) -> dict[str, dict[str, Any]]:
    pk = sql("SELECT facts_id FROM assessments_monthresult WHERE id = %s", result)[0][0]
    names: dict[str, str] = dict(sql("SELECT code, name FROM organization_unit"))
    return {names[unit["code"]]: unit["facts"] for unit in json.loads(FrozenFacts.objects.get(pk=pk).text)["units"]}


# --- Who sees what --------------------------------------------------------------------------------------------


def texts_in(data: bytes) -> str:
    book = load_workbook(BytesIO(data))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return "\n".join([*book.sheetnames, *cells])


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEADER, Role.DISTRICT])
def test_nothing_personal_and_nothing_of_another_township_is_in_any_sheet(towns: tuple[Town, Town], role: Role) -> None:
    town, far = towns
    addresses = [town.published.page("workbook", export="xlsx")]
    if role == Role.DISTRICT:
        addresses.append(f"{reverse('assessments:district_workbook', args=[town.published.slug])}?export=xlsx")
    for address in addresses:
        text = texts_in(taken(town.people[role], address)[1])
        assert town.unit.name in text
        found = [words for words in [*_personal(), far.unit.name, *_written(town)] if words in text]
        assert found == []


def _personal() -> set[str]:
    """Names, phones, numbers and addresses of everybody who is a party, and of who reported or handled."""
    parties = [
        value
        for party in Party.objects.all()
        for value in (party.name, party.phone, getattr(party, "id_number", ""), getattr(party, "address", ""))
    ]
    return {value for value in [FULL_NAME, FULL_PHONE, FULL_PHONE[3:], *parties] if value}


def _written(town: Town) -> set[str]:
    """What people wrote: matters, courses, places, notes, outcomes."""
    texts = {
        text
        for dispute in Dispute.objects.filter(township=town.unit)
        for text in (dispute.title, dispute.summary, dispute.place, dispute.outcome_note, dispute.handler_label)
    }
    texts |= set(ScreeningRound.objects.values_list("note", flat=True))
    texts |= {title for (title,) in sql("SELECT title FROM work_trackeditem")}
    texts |= {remark for (remark,) in sql("SELECT remark FROM assessments_report")}
    return {text for text in texts if text}


def test_district_sees_published_months_alone(town: Town) -> None:
    client = client_of(town.people[Role.DISTRICT])
    for month, status in ((town.published, 200), (town.judged, 404), (town.before, 404), (town.now, 404)):
        assert client.get(month.page("workbook")).status_code == status
        assert client.get(month.page("workbook", export="xlsx")).status_code == status
        address = reverse("assessments:district_workbook", args=[month.slug])
        assert client.get(f"{address}?export=xlsx").status_code == status


def test_others_get_no_workbook(towns: tuple[Town, Town]) -> None:
    town, far = towns
    address = town.published.page("workbook")
    for user in (town.places[0].secretary, town.people[Role.AUDITOR], far.office, far.people[Role.DISTRICT]):
        assert client_of(user).get(address).status_code == 404


def test_draft_says_on_every_sheet_that_it_is_one(town: Town) -> None:
    book = workbook_of(town, town.now)
    assert {sheet["A2"].value[:4] for sheet in book} == {"【草稿】"}


def test_formulas_in_texts_are_text(town: Town) -> None:
    name = '=HYPERLINK("http://x","甲")'
    community = town.places[0].community
    with transaction.atomic():
        type(community).objects.filter(pk=community.pk).update(name=name)
        book = workbook_of(town, town.published)
        transaction.set_rollback(False)
    type(community).objects.filter(pk=community.pk).update(name=community.name)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert cells
    assert {(cell.data_type, bool(cell.quotePrefix)) for cell in cells} == {("s", True)}


def test_sheets_are_ready_to_be_read_and_printed(town: Town) -> None:
    book = workbook_of(town, town.published)
    for sheet in book:
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert sheet.print_title_rows == "$1:$3"
        assert "&P" in _foot(sheet)[1]
        assert str(sheet.freeze_panes).endswith("4")
    ranking = book["排名"]
    heads, _rows = table_of(ranking)
    formats = dict(zip(heads, [cell.number_format for cell in ranking[4]], strict=True))
    assert (formats["总分"], formats["群众安全感"], formats["名次"]) == ("0.00", "0.0%", "0")
    assert isinstance(ranking["A4"].value, int)
    day = records_of(book["台账：月报"])[0]["时限"]
    assert isinstance(day, date)


# --- Long ones ------------------------------------------------------------------------------------------------


def test_long_workbook_is_a_job_with_the_same_sheets(
    town: Town, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = town.published.page("workbook", export="xlsx")
    at_once = {sheet.title: table_of(sheet)[1] for sheet in workbook_of(town, town.published)}
    settings.EXPORT_INLINE_ROWS, settings.MEDIA_ROOT = 10, tmp_path
    monkeypatch.setattr(jobs, "_send", lambda job_id, expires=None: None)
    client = client_of(town.office)
    assert client.get(address).status_code == 302
    waiting = Job.objects.get(kind="export", created_by=town.office, state="queued", key__startswith="export:")
    job = jobs.perform(waiting.pk)
    assert job is not None
    assert (job.state, job.done) == ("done", job.total)
    book = load_workbook(BytesIO(content_of(client.get(job.result_url))))
    by_job = {sheet.title: table_of(sheet)[1] for sheet in book}
    about = [by_job.pop("说明"), at_once.pop("说明")]
    assert by_job == at_once
    assert len(about[0]) == len(about[1])


def test_workbook_of_the_district_holds_every_township_that_has_published(towns: tuple[Town, Town]) -> None:
    town = towns[0]
    other = TownshipFactory(parent=town.district, name="北岸镇")
    CommunityFactory(parent=other, name="北岸社区")
    address = f"{reverse('assessments:district_workbook', args=[town.published.slug])}?export=xlsx"
    book = taken(town.people[Role.DISTRICT], address)[0]
    assert [row["乡镇街道"] for row in records_of(book["汇总"])] == [town.unit.name]
    ranked = [(row["乡镇街道"], row["名次"], row["社区/村"], row["总分"]) for row in records_of(book["排名"])]
    stored = sql(RANKING, result_of(town.published))
    assert ranked == [(town.unit.name, rank, name, float(total)) for rank, name, total, *_points in stored]
    about: dict[str, str] = dict(table_of(book["说明"])[1])
    assert about["尚未发布"] == "北岸镇"


def test_fetching_is_in_the_trail(town: Town) -> None:
    title = _foot(workbook_of(town, town.published)["汇总"])[0]
    line = AuditEntry.objects.filter(action="list.export").latest("id")
    assert (line.actor_id, line.township_id, line.object_label, line.kind) == (
        town.office.pk, town.unit.pk, title, "read",
    )  # fmt: skip
