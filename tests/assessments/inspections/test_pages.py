from decimal import Decimal

import pytest

from assessments.models import ManualEntry, VetoDecision
from assessments.results.services import score_month
from safety_portal.accounts.models import Role
from tests.assessments.results.builders import Town, make_town
from tests.assessments.results.test_pages import client_of, page, status
from tests.factories import user_as

pytestmark = pytest.mark.django_db
PAGE = "/assessments/2026-10/inspections/"
VETOES = "/assessments/2026-10/vetoes/"


@pytest.fixture
def town() -> Town:
    return make_town(2)


def row(town: Town, index: int, points: str, reason: str = "", document: str = "") -> dict[str, str]:
    prefix = town.communities[index].code
    return {f"{prefix}-points": points, f"{prefix}-reason": reason, f"{prefix}-document": document}


def test_page_saves_all_rows_of_an_item(town: Town) -> None:
    data = row(town, 0, "2", "试点", "镇发〔2026〕3号") | row(town, 1, "")
    response = client_of(town.office).post(f"{PAGE}?item=initiative", data, follow=True)
    assert "已保存 1 条" in response.content.decode()
    entry = ManualEntry.objects.get()
    assert (entry.unit, entry.item_code, entry.points, entry.document) == (
        town.communities[0],
        "initiative",
        Decimal(2),
        "镇发〔2026〕3号",
    )


@pytest.mark.parametrize(
    ("points", "reason", "said"),
    [("2", "", "写明理由"), ("9", "过多", "小于或等于"), ("", "只有理由", "填写分数"), ("x", "a", "输入一个数字")],
)
def test_page_says_what_is_wrong_in_which_row(town: Town, points: str, reason: str, said: str) -> None:
    text = client_of(town.office).post(f"{PAGE}?item=initiative", row(town, 1, points, reason)).content.decode()
    assert said in text
    assert town.communities[1].name in text
    assert not ManualEntry.objects.exists()


def test_page_says_that_a_draft_is_older_than_the_entries(town: Town) -> None:
    score_month(month=town.month, by=town.office)
    assert "须重新计分" not in page(town.office, PAGE)
    client_of(town.office).post(f"{PAGE}?item=initiative", row(town, 0, "1", "试点") | row(town, 1, ""))
    assert "须重新计分" in page(town.office, PAGE)


def test_leader_reads_without_inputs(town: Town) -> None:
    client_of(town.office).post(f"{PAGE}?item=initiative", row(town, 0, "1", "试点") | row(town, 1, ""))
    text = page(user_as(Role.LEADER, town.unit), f"{PAGE}?item=initiative")
    assert "试点" in text
    assert "-points" not in text


def test_pages_are_not_there_for_others(town: Town) -> None:
    others = [
        user_as(Role.OFFICE),
        user_as(Role.SECRETARY, town.communities[0]),
        user_as(Role.DISTRICT, town.unit.parent),
        user_as(Role.AUDITOR, town.unit),
    ]
    for user in others:
        assert [status(user, path) for path in (PAGE, VETOES)] == [404, 404]


def test_inspections_without_a_month_lead_to_the_newest(town: Town) -> None:
    response = client_of(town.office).get("/assessments/inspections/")
    assert response["Location"] == f"{PAGE}?township={town.unit.code}"
    assert status(user_as(Role.SECRETARY, town.communities[0]), "/assessments/inspections/") == 404


def test_veto_is_recorded_and_withdrawn_on_its_page(town: Town) -> None:
    client = client_of(town.office)
    data = {
        "unit": town.communities[1].pk,
        "document": "瑶综治〔2026〕9号",
        "decided_by": "区平安办",
        "decided_on": "2026-10-20",
        "reason": "重大事故",
    }
    assert "已登记一票否决" in client.post(VETOES, data, follow=True).content.decode()
    assert "该社区本月已登记一票否决" in client.post(VETOES, data).content.decode()
    withdraw = f"/assessments/vetoes/{VetoDecision.objects.get().pk}/withdraw/"
    assert client_of(user_as(Role.OFFICE)).post(withdraw, {"reason": "x"}).status_code == 404
    assert "写明撤销理由" in client.post(withdraw, {"reason": ""}, follow=True).content.decode()
    assert "已撤销一票否决" in client.post(withdraw, {"reason": "决定已撤销"}, follow=True).content.decode()
    assert not VetoDecision.objects.exists()
