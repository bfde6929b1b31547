"""Pages of consequences: what each reads, forms that keep what was entered, the list taken away."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from assessments.consequences import services
from safety_portal.accounts.models import Role
from safety_portal.core.months import Month
from tests.assessments.consequences.builders import make_world
from tests.assessments.consequences.conftest import Case, in_days
from tests.exports_of import client_of, content_of, lines_of
from tests.factories import CommunityFactory, user_as

pytestmark = pytest.mark.django_db

LIST = "/assessments/consequences/"


def page_of(user: object, url: str) -> str:
    response = client_of(user).get(url)  # type: ignore[arg-type]
    assert response.status_code == 200, (url, response.status_code)
    return unescape(response.content.decode())


def status_of(user: object, url: str) -> int:
    return client_of(user).get(url).status_code  # type: ignore[arg-type]


# --- Reading ----------------------------------------------------------------------------------------------------


def test_secretary_and_district_before_and_after_the_confirmation(case: Case) -> None:
    district, url = user_as(Role.DISTRICT, case.township.parent), case.row.get_absolute_url()
    assert [status_of(user, url) for user in (case.secretary, district)] == [404, 404]
    assert "拟" not in page_of(case.secretary, LIST).partition("<main")[2].partition("<tbody")[2]
    case.confirm(reason="内部理由")
    assert [status_of(user, url) for user in (case.secretary, district)] == [200, 404]
    text = page_of(case.secretary, url)
    assert case.row.number in text
    assert not any(word in text for word in ("内部理由", "群众反映集中"))
    assert status_of(district, LIST) == 404


def test_secretary_of_another_community_sees_nothing_of_it(case: Case) -> None:
    case.confirm()
    other = user_as(Role.SECRETARY, CommunityFactory(parent=case.township))
    assert status_of(other, case.row.get_absolute_url()) == 404
    assert case.row.number not in page_of(other, LIST)


def test_proposal_by_figures_shows_band_and_chance_and_the_unit_its_own_row_only() -> None:
    world, month = make_world("甲", "乙", "丙"), Month(2026, 9)
    world.publish(month, {"甲": (95, 100), "乙": (70, 100), "丙": (90, 100)})
    row = world.proposal("乙", month)
    text = page_of(world.leader, row.get_absolute_url())
    assert all(world.units[name].name in text for name in "甲乙丙")
    secretary = user_as(Role.SECRETARY, world.units["乙"])
    assert status_of(secretary, row.get_absolute_url()) == 404
    services.confirm(consequence=row, due_on=in_days(5), by=world.leader)
    own = page_of(secretary, row.get_absolute_url()).partition("<tbody>")[2].partition("</tbody>")[0]
    assert re.findall(r'<th scope="row">(.*?)</th>', own) == ["乙"]


def test_every_state_has_its_page_for_office_and_leader(case: Case) -> None:
    def both() -> None:
        for user in (case.leader, case.office):
            page_of(user, case.row.get_absolute_url())

    both()
    case.confirm()
    both()
    case.carry_out()
    case.clear_plan()
    both()
    services.close(consequence=case.row, finding="已整改", by=case.colleague)
    both()
    services.revoke(consequence=case.row, reason="依据有误", by=case.leader)
    both()


# --- Forms ------------------------------------------------------------------------------------------------------

#: Move → who makes it, what is missing or wrong, and what was entered and stays.
FORMS = {
    "confirm": ("leader", {"day": "", "reason": "照办"}, "day", "照办"),
    "decline": ("leader", {"reason": ""}, "reason", None),
    "postpone": ("leader", {"day": str(in_days(-3)), "reason": "待核数据"}, "day", "待核数据"),
    "withdraw": ("office", {"reason": ""}, "reason", None),
    "carry_out": (
        "office",
        {"held_on": str(in_days(0)), "place": "会议室", "summary": "谈了整改"},
        "chaired_by",
        "谈了整改",
    ),
    "extend": ("office", {"day": str(in_days(1)), "reason": "工作冲突"}, "day", "工作冲突"),
    "repeat": ("office", {"day": "", "reason": "整改不到位"}, "day", "整改不到位"),
    "close": ("colleague", {"reason": ""}, "reason", None),
    "revoke": ("leader", {"reason": ""}, "reason", None),
}


def _put_before(case: Case, action: str) -> None:
    if action in {"carry_out", "extend", "repeat", "close", "revoke"}:
        case.confirm()
    if action in {"repeat", "close"}:
        case.carry_out()


@pytest.mark.parametrize("action", FORMS)
def test_form_shows_the_error_at_its_field_and_keeps_what_was_entered(case: Case, action: str) -> None:
    _put_before(case, action)
    who, given, field, kept = FORMS[action]
    url = reverse("assessments:consequence_move", args=[case.row.pk, action])
    assert f'name="{field}"' in page_of(getattr(case, who), url)
    before = case.now_is()
    response = client_of(getattr(case, who)).post(url, {"version": case.row.version} | given)
    text = unescape(response.content.decode())
    assert response.status_code in {200, 422}
    assert next(iter(response.context["form"].errors)) == field
    assert re.search(rf'id="id_{field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="id_{field}"', text)
    assert kept is None or kept in text
    assert case.now_is() == before


def test_confirming_by_the_form_leads_back_to_the_page(case: Case) -> None:
    url = reverse("assessments:consequence_move", args=[case.row.pk, "confirm"])
    response = client_of(case.leader).post(url, {"version": 1, "day": str(in_days(5)), "reason": ""})
    assert (response.status_code, response["Location"]) == (302, case.row.get_absolute_url())
    assert case.now_is() == "confirmed"


def test_page_that_is_out_of_date_says_so(case: Case) -> None:
    url = reverse("assessments:consequence_move", args=[case.row.pk, "decline"])
    services.postpone(consequence=case.row, until=in_days(3), reason="待核", by=case.other_leader)
    response = client_of(case.leader).post(url, {"version": 1, "reason": "不予采纳"})
    assert "已有变动" in response.content.decode()
    assert "不予采纳" in response.content.decode()
    assert case.now_is() == "postponed"


# --- The list ---------------------------------------------------------------------------------------------------


def _many(case: Case) -> None:
    for _ in range(3):
        case.choose(CommunityFactory(parent=case.township))
    case.confirm()


@pytest.mark.parametrize("query", ["tab=all", "tab=decide", "tab=force", "tab=all&order=due_at"])
def test_list_taken_away_is_the_screen(case: Case, query: str) -> None:
    _many(case)
    client = client_of(case.leader)
    page = client.get(f"{LIST}?{query}")
    shown = [(row.number, row.unit.name) for row in page.context["page_obj"]]
    head, *lines = lines_of(content_of(client.get(f"{LIST}?{query}&export=csv")))
    taken = [(line[head.index("编号")], line[head.index("单位")]) for line in lines]
    assert [number for number, _name in taken] == [number for number, _name in shown]
    assert all(name in unit for (_n, name), (_m, unit) in zip(shown, taken, strict=True))


def test_secretary_takes_away_the_own_only(case: Case) -> None:
    _many(case)
    lines = lines_of(content_of(client_of(case.secretary).get(f"{LIST}?tab=all&export=csv")))
    assert [line[0] for line in lines[1:]] == [case.row.number]
