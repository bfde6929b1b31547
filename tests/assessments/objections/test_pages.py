"""What the pages of objections show to whom, and what their forms send back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import FactCorrection, Objection
from assessments.objections import services
from safety_portal.accounts.models import Role
from safety_portal.work.models import Attachment
from tests.assessments.objections.builders import TOO_LATE, Case
from tests.assessments.results.builders import publish_current
from tests.assessments.results.test_pages import client_of, page, status
from tests.factories import user_as

pytestmark = pytest.mark.django_db
LIST = "/assessments/2026-10/objections/"
PDF = b"%PDF-1.7 scan"


def form_url(case: Case, item: str = "on-time", index: int = 1) -> str:
    return f"/assessments/2026-10/ranking/{case.town.communities[index].code}/object/{item}/"


def score_url(case: Case) -> str:
    return f"/assessments/2026-10/ranking/{case.town.communities[1].code}/"


def move_url(objection: Objection, action: str) -> str:
    return f"/assessments/objections/{objection.pk}/{action}/"


# --- Filing ---------------------------------------------------------------------------------------------------


def test_each_line_of_the_own_score_leads_to_the_form(case: Case) -> None:
    text = page(case.secretary, score_url(case))
    assert [form_url(case, item) in text for item in ("on-time", "publicity", "initiative", "veto")] == [True] * 4
    assert form_url(case) not in page(case.leader, score_url(case))


def test_no_line_leads_there_after_the_window(case: Case, time_machine: object) -> None:
    time_machine.move_to(TOO_LATE)  # type: ignore[attr-defined]
    assert form_url(case) not in page(case.secretary, score_url(case))
    response = client_of(case.secretary).get(form_url(case), follow=True)
    assert "逾期只能由镇综治办代提" in response.content.decode()


def test_form_files_figures_and_evidence(case: Case) -> None:
    data = {
        "disputes.on_time": "１０",
        "disputes.due": "",
        "reason": "漏录两件",
        "evidence": SimpleUploadedFile("协议.pdf", PDF),
    }
    response = client_of(case.secretary).post(form_url(case), data, follow=True)
    objection = Objection.objects.get()
    assert response.redirect_chain[-1][0] == objection.get_absolute_url()
    assert list(objection.claims.values_list("metric", "value")) == [("disputes.on_time", Decimal(10))]
    assert Attachment.objects.get().name == "协议.pdf"
    text = response.content.decode()
    assert all(shown in text for shown in (objection.number, "漏录两件", "协议.pdf", "50.53", "待处理"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reason": ""}, "该字段是必填项"),
        ({"reason": "漏录", "disputes.on_time": "很多"}, "不是数字"),
        ({"reason": "漏录", "disputes.on_time": "11"}, "不能大于"),
        ({"reason": "漏录", "evidence": SimpleUploadedFile("a.pdf", b"<html>")}, "PDF"),
    ],
)
def test_form_says_what_is_wrong_and_keeps_nothing(case: Case, data: dict[str, object], said: str) -> None:
    text = client_of(case.secretary).post(form_url(case), data).content.decode()
    assert said in text
    assert not Objection.objects.exists()
    assert not Attachment.objects.exists()


def test_double_click_files_once(case: Case) -> None:
    client = client_of(case.secretary)
    client.post(form_url(case), {"reason": "漏录"})
    assert "还未处理" in client.post(form_url(case), {"reason": "漏录"}).content.decode()
    assert Objection.objects.count() == 1


def test_office_files_for_a_community_with_the_reason(case: Case) -> None:
    assert form_url(case) in page(case.office, f"{score_url(case)}?item=on-time")
    client = client_of(case.office)
    assert "该字段是必填项" in client.post(form_url(case), {"reason": "漏录"}).content.decode()
    client.post(form_url(case), {"reason": "漏录", "on_behalf": "书记住院"})
    assert Objection.objects.get().on_behalf_reason == "书记住院"


# --- Seeing ---------------------------------------------------------------------------------------------------


def test_secretary_sees_own_objections_only(case: Case) -> None:
    objection = case.file()
    neighbour = user_as(Role.SECRETARY, case.town.communities[0])
    assert objection.number in page(case.secretary, LIST)
    assert objection.number not in page(neighbour, LIST)
    assert status(neighbour, objection.get_absolute_url()) == 404
    assert status(neighbour, form_url(case)) == 404


@pytest.mark.parametrize("role", [Role.UNIT, Role.GRID_WORKER, Role.ADMIN, Role.AUDITOR, Role.DISTRICT])
def test_objections_are_not_there_for_others(case: Case, role: Role) -> None:
    objection = case.file()
    places = {Role.ADMIN: case.town.unit, Role.AUDITOR: case.town.unit, Role.DISTRICT: case.town.unit.parent}
    user = user_as(role, places.get(role))
    addresses = [LIST, "/assessments/objections/", objection.get_absolute_url(), move_url(objection, "reject")]
    assert [status(user, address) for address in [*addresses, form_url(case)]] == [404] * 5


def test_district_sees_the_corrected_figure_but_no_objection(case: Case) -> None:
    objection = case.accept(case.file(), disputes_on_time=10)
    case.run()
    publish_current(case.town.month, case.town.office)
    text = page(user_as(Role.DISTRICT, case.town.unit.parent), f"{score_url(case)}?item=on-time")
    assert "8 → 10" in text
    assert objection.get_absolute_url() not in text


def test_list_has_tabs_and_says_why_it_is_empty(case: Case) -> None:
    assert "没有异议" in page(case.office, LIST)
    assert "看得分" in page(case.secretary, LIST)
    services.reject(objection=case.file(), reason="无误", by=case.office)
    case.file("publicity")
    text = page(case.office, LIST)
    assert "宣传计划" in text
    assert "按期化解" not in text
    assert "按期化解" in page(case.office, f"{LIST}?tab=decided")


def test_list_without_a_month_leads_to_the_newest(case: Case) -> None:
    response = client_of(case.secretary).get("/assessments/objections/")
    assert response["Location"] == f"{LIST}?township={case.town.unit.code}"


def test_score_page_shows_the_objection_at_its_line(case: Case) -> None:
    objection = case.file()
    text = page(case.office, score_url(case))
    assert objection.get_absolute_url() in text
    assert "待处理" in text


# --- Deciding -------------------------------------------------------------------------------------------------


def test_accepting_shows_before_and_after_once_it_is_scored(case: Case) -> None:
    objection = case.file(values={"disputes.on_time": 10})
    client = client_of(case.office)
    assert 'value="10"' in client.get(move_url(objection, "accept")).content.decode()
    data = {"version": 1, "remedy": "figure", "disputes.on_time": "10", "disputes.due": "", "reason": "属实"}
    text = client.post(move_url(objection, "accept"), data, follow=True).content.decode()
    assert "正在重新计分" in text
    case.run()
    text = page(case.secretary, objection.get_absolute_url())
    assert all(shown in text for shown in ("50.53", "60.00", "+9.47", "90.53", "100.00", "第 2 次初评"))
    assert "8 → 10" in page(case.secretary, f"{score_url(case)}?item=on-time")


def test_figure_may_be_decided_as_not_applicable(case: Case) -> None:
    data = {"version": 1, "remedy": "figure", "disputes.on_time-na": "on", "reason": "属实"}
    client_of(case.office).post(move_url(case.file(), "accept"), data)
    assert FactCorrection.objects.get().value is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"remedy": "figure", "reason": "属实"}, "填写更正后的数据"),
        ({"remedy": "source", "reason": "属实"}, "写明在哪里改正的"),
        ({"remedy": "figure", "disputes.on_time": "10"}, "该字段是必填项"),
        ({"remedy": "figure", "disputes.on_time": "10", "reason": "属实", "version": 7}, "刚刚有人处理过"),
        ({"remedy": "points", "points": "60", "reason": "属实"}, "points 不在可用的选项中"),
    ],
)
def test_accept_form_says_what_is_wrong(case: Case, data: dict[str, object], said: str) -> None:
    response = client_of(case.office).post(move_url(case.file(), "accept"), {"version": 1, **data})
    assert said in response.content.decode()
    assert Objection.objects.get().state == "open"


def test_points_by_hand_are_decided_on_their_form(case: Case) -> None:
    objection = case.file("initiative", points=3)
    client = client_of(case.leader)
    assert 'value="3"' in client.get(move_url(objection, "accept")).content.decode()
    client.post(move_url(objection, "accept"), {"version": 1, "remedy": "points", "points": "2", "reason": "属实"})
    assert Objection.objects.get().decided_points == 2


@pytest.mark.parametrize(
    ("who", "action", "expected"),
    [
        ("secretary", "withdraw", 200),
        ("secretary", "accept", 403),
        ("secretary", "reject", 403),
        ("secretary", "reopen", 403),
        ("office", "withdraw", 403),
        ("office", "accept", 200),
        ("office", "reject", 200),
        ("office", "reopen", 403),
        ("leader", "withdraw", 403),
        ("leader", "accept", 200),
        ("leader", "reject", 200),
        ("leader", "reopen", 200),
        ("office", "erase", 404),
    ],
)
def test_moves_by_role(case: Case, who: str, action: str, expected: int) -> None:
    assert status(getattr(case, who), move_url(case.file(), action)) == expected


def test_withdrawing_and_reopening_on_their_pages(case: Case) -> None:
    objection = services.reject(objection=case.file(), reason="无误", by=case.office)
    client_of(case.leader).post(move_url(objection, "reopen"), {"version": objection.version, "reason": "再查"})
    objection.refresh_from_db()
    text = client_of(case.secretary).post(move_url(objection, "withdraw"), {"version": objection.version}, follow=True)
    assert "已撤回" in text.content.decode()


def test_unchanged_points_after_an_accepted_objection_are_said(case: Case) -> None:
    data = {"version": 1, "remedy": "source", "place": "纠纷登记簿", "reason": "已补录"}
    client_of(case.office).post(move_url(case.file(), "accept"), data)
    case.run()
    text = page(case.secretary, Objection.objects.get().get_absolute_url())
    assert "这一项的得分没有变化" in text
    assert "纠纷登记簿" in text


def test_reasons_are_shown_as_text(case: Case) -> None:
    objection = case.file(reason="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page(case.office, objection.get_absolute_url())


def test_evidence_is_fetched_by_those_who_see_the_objection(case: Case) -> None:
    client_of(case.secretary).post(form_url(case), {"reason": "漏录", "evidence": SimpleUploadedFile("a.pdf", PDF)})
    address = f"/work/files/{Attachment.objects.get().pk}/"
    response = client_of(case.office).get(address)
    assert b"".join(response) == PDF
    assert status(user_as(Role.SECRETARY, case.town.communities[0]), address) == 404


def test_evidence_is_added_until_the_decision_only(case: Case) -> None:
    objection = case.file()
    assert 'name="file"' in page(case.secretary, objection.get_absolute_url())
    services.reject(objection=objection, reason="无误", by=case.office)
    assert 'name="file"' not in page(case.secretary, objection.get_absolute_url())
