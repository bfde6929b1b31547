"""Dashboard and big screen: what each role sees of which month, and what must not be seen."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessments.dashboard.overview import Cut
from disputes import services
from disputes.models import Dispute
from safety_portal.accounts.models import Role, User
from tests.assessments.dashboard.autumn import OCTOBER, SEPTEMBER, SEPTEMBERS, Autumn
from tests.assessments.reports.builders import make_month, queries_of
from tests.assessments.reports.people import as_user, text_of
from tests.assessments.results.builders import make_town
from tests.disputes.makers import TWO_PARTIES, at, facts_at
from tests.factories import TownshipFactory, user_as
from tests.work.items import TrackedItemFactory

pytestmark = pytest.mark.django_db
DASHBOARD, SCREEN, FIGURES = (
    reverse(f"assessments:{name}") for name in ("dashboard", "big_screen", "big_screen_figures")
)


def month_page(month: object) -> str:
    return reverse("assessments:dashboard", args=[str(month)])


def get(user: User, address: str) -> HttpResponse:
    return as_user(user).get(address)  # type: ignore[return-value]


def main_of(user: User, address: str) -> str:
    return text_of(get(user, address)).split('<main id="main"')[1]


# --- Which month, and for whom --------------------------------------------------------------------------------


def test_the_newest_published_month_is_shown_by_itself(autumn: Autumn) -> None:
    text = main_of(autumn.leader, DASHBOARD)
    assert ["2026年9月" in text, "90.53" in text, "96.84" in text] == [True, True, False]


def test_leader_and_office_open_the_draft_and_it_says_so(autumn: Autumn) -> None:
    for user in (autumn.leader, autumn.town.office):
        text = main_of(user, month_page(OCTOBER))
        assert ["96.84" in text, "这是初评" in text] == [True, True]


def test_the_district_sees_what_is_published_and_no_work(autumn: Autumn) -> None:
    TrackedItemFactory(owed_by=autumn.units[0], title="清理楼道")
    text = main_of(autumn.district, DASHBOARD)
    assert ["90.53" in text, "按台账看超期" in text, "待决定" in text, "2026年10月" in text] == [
        True, False, False, False,
    ]  # fmt: skip
    assert get(autumn.district, month_page(OCTOBER)).status_code == 404


@pytest.mark.parametrize("role", [Role.UNIT, Role.GRID_WORKER, Role.ADMIN, Role.AUDITOR])
def test_nobody_else_opens_it(autumn: Autumn, role: Role) -> None:
    user = user_as(role)
    assert [get(user, page).status_code for page in (DASHBOARD, SCREEN, FIGURES)] == [404] * 3


def test_secretaries_and_other_townships_do_not(autumn: Autumn) -> None:
    stranger = user_as(Role.LEADER)
    query = f"?township={autumn.unit.code}"
    assert [get(autumn.secretary, page).status_code for page in (DASHBOARD, month_page(SEPTEMBER), SCREEN)] == [404] * 3
    assert [get(stranger, page + query).status_code for page in (DASHBOARD, month_page(SEPTEMBER), FIGURES)] == [
        404
    ] * 3


def test_the_district_chooses_among_its_townships(autumn: Autumn) -> None:
    other = TownshipFactory(parent=autumn.unit.parent, name="彼镇")
    text = main_of(autumn.district, f"{DASHBOARD}?township={other.code}")
    assert ["彼镇" in text, "还没有发布过" in text] == [True, True]


def test_a_district_without_townships_is_told_so(autumn: Autumn) -> None:
    assert "还没有开始考核的月份" in main_of(user_as(Role.DISTRICT), DASHBOARD)


# --- What it says ---------------------------------------------------------------------------------------------


def test_what_moved_in_sentences_with_links_to_the_items(autumn: Autumn) -> None:
    text = main_of(autumn.leader, month_page(OCTOBER))
    unit = autumn.units[2]
    address = reverse("assessments:score", args=["2026-10", unit.code])
    assert f'<a href="{address}?township={autumn.unit.code}&amp;item=publicity">宣传计划</a> +30.00' in text
    assert "由第 3 名到第 2 名，总分 +26.84" in text


def test_overdue_by_register_with_its_list(autumn: Autumn) -> None:
    TrackedItemFactory(owed_by=autumn.units[0], issued_at=at("2026-11-01 09:00"), due_at=at("2026-11-20 18:00"))
    text = main_of(autumn.leader, DASHBOARD)
    assert f'href="{reverse("work:tracked")}?tab=over"' in text


def test_small_samples_are_marked_and_named(autumn: Autumn) -> None:
    text = main_of(autumn.leader, DASHBOARD)
    assert text.count("样本少") == 1
    assert "20 份" in text.split("样本过少")[1]


def test_what_waits_for_the_leader(autumn: Autumn) -> None:
    waiting = main_of(autumn.leader, DASHBOARD).split('id="decisions"')[1].split("</section>")[0]
    assert ["发布2026年10月排名" in waiting, "11月10日" in waiting, "已过期" in waiting] == [True, True, True]


def test_chosen_communities_are_drawn(autumn: Autumn) -> None:
    data = main_of(autumn.leader, f"{DASHBOARD}?unit={autumn.units[1].code}").split('id="totals-data"')[1]
    series = data.split("</script>")[0]
    assert [unit.name.encode("unicode_escape").decode() in series for unit in autumn.units] == [False, True, False]


def test_a_long_table_shows_both_ends() -> None:
    rows = list(range(30))
    cut = Cut.of(rows)  # type: ignore[arg-type]
    assert [*cut.head, cut.left_out, *cut.tail] == [*rows[:6], 18, *rows[-6:]]
    assert Cut.of(rows[:12]).left_out == 0  # type: ignore[arg-type]


# --- Empty ----------------------------------------------------------------------------------------------------


def test_a_township_without_any_month() -> None:
    text = main_of(user_as(Role.LEADER), DASHBOARD)
    assert "还没有开始考核的月份" in text


def test_the_first_month_without_survey() -> None:
    first = Autumn(make_town(3, SEPTEMBER))
    first.score(SEPTEMBER, SEPTEMBERS, is_surveyed=False)
    text = main_of(first.leader, month_page(SEPTEMBER))
    assert ["上月没有排名" in text, "本月没有测评" in text, "这些月份没有测评" in text] == [True, True, True]


def test_a_month_that_is_not_scored(autumn: Autumn) -> None:
    make_month(autumn.unit, OCTOBER + 1)
    assert "还没有计分" in main_of(autumn.leader, month_page(OCTOBER + 1))


# --- Big screen -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [SCREEN, FIGURES])
def test_the_wall_shows_published_figures_and_nothing_personal(autumn: Autumn, address: str) -> None:
    services.register(
        facts_at(autumn.units[0], title="张三漏水"), TWO_PARTIES, by=autumn.town.office, now=at("2026-11-01 09:00")
    )
    assert Dispute.objects.count() == 1
    text = text_of(get(autumn.leader, address))
    assert ["90.53" in text, "96.84" in text] == [True, False]
    hidden = ["张三", "漏水", autumn.leader.name, autumn.town.office.name, autumn.secretary.name, "138"]
    assert [word for word in hidden if word in text] == []


def test_the_wall_of_a_township_that_has_published_nothing() -> None:
    text = text_of(get(user_as(Role.OFFICE), SCREEN))
    assert "还没有发布过" in text


def test_the_wall_keeps_its_figures_when_the_sign_in_has_ended(autumn: Autumn) -> None:
    response = Client().get(f"{FIGURES}?township={autumn.unit.code}", headers={"HX-Request": "true"})
    text = text_of(response)
    assert (response.status_code, response["HX-Retarget"], "HX-Redirect" in response) == (200, "#wall-note", False)
    assert ["登录已结束" in text, "90.53" in text, autumn.unit.name in text] == [True, False, False]


def test_a_long_ranking_leaves_out_its_middle_on_the_wall() -> None:
    many = Autumn(make_town(25, SEPTEMBER))
    many.score(SEPTEMBER, (), is_surveyed=False)
    many.publish(SEPTEMBER)
    text = text_of(get(many.leader, SCREEN))
    assert "中间还有 5 个社区" in text


# --- Speed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [DASHBOARD, month_page(OCTOBER), FIGURES])
def test_as_many_queries_for_sixty_communities_as_for_nine(address: str) -> None:
    counts = []
    for communities in (9, 60):
        town = Autumn(make_town(communities, SEPTEMBER))
        for month in (SEPTEMBER, OCTOBER):
            town.score(month, SEPTEMBERS)
            if month == SEPTEMBER:
                town.publish(SEPTEMBER)
        client = as_user(town.leader)
        client.get(address)
        counts.append(queries_of(lambda client=client: client.get(address)))  # type: ignore[misc]
    assert counts[0] == counts[1]
