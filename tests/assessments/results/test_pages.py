import json
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from assessments.inspections.services import Given, save_points
from assessments.models import AssessmentMonth, MonthResult
from assessments.results.services import score_month
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import Month
from safety_portal.work.models import Job
from tests.assessments.reports.builders import make_month, queries_of
from tests.assessments.results.builders import Town, make_town, open_reports
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(user: User, path: str) -> str:
    response = client_of(user).get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def status(user: User, path: str) -> int:
    return client_of(user).get(path).status_code


@pytest.fixture
def town() -> Town:
    """Three communities: full marks, 8 of 10 in time, 5 of 10."""
    town = make_town(3)
    town.set(1, disputes_on_time=8)
    town.set(2, disputes_on_time=5)
    score_month(month=town.month, by=town.office)
    return town


def score_url(town: Town, index: int) -> str:
    return f"/assessments/2026-10/ranking/{town.communities[index].code}/"


# --- Ranking --------------------------------------------------------------------------------------------------


def test_ranking_shows_the_stored_sums_in_the_order_of_places(town: Town) -> None:
    text = page(town.office, "/assessments/2026-10/ranking/")
    places = [text.index(f'href="{score_url(town, index)}"') for index in range(3)]
    assert places == sorted(places)
    assert all(total in text for total in ("100.00", "90.53", "71.58", "全镇平均", "87.37"))


def test_ranking_without_a_month_is_the_newest_with_a_result(town: Town) -> None:
    make_month(town.unit, Month(2026, 11))
    assert "2026年10月社区排名" in page(town.office, "/assessments/ranking/")


def test_ranking_marks_what_is_odd_about_a_row(town: Town) -> None:
    town.set(1, publicity_planned=0)
    town.report(2).lines.filter(figure__code="disputes.due").delete()
    score_month(month=town.month, by=town.office)
    text = page(town.office, "/assessments/2026-10/ranking/")
    assert all(mark in text for mark in ("1 项不适用", "基础分 × 5/3", "缺 1 项", "按期化解：1 个社区"))


def test_equals_share_a_place_and_the_last_is_marked() -> None:
    town = make_town(4)
    for index in (1, 2):
        town.set(index, disputes_on_time=8)
    town.set(3, disputes_on_time=5)
    score_month(month=town.month, by=town.office)
    text = page(town.office, "/assessments/2026-10/ranking/")
    assert re.findall(r'<span class="rank[^"]*">(\d+)</span>', text) == ["1", "2", "2", "4"]
    assert '<span class="rank last">4</span>' in text


def test_change_against_last_month_and_table_of_six_months(town: Town) -> None:
    earlier = Town(town.unit, town.office, make_month(town.unit, Month(2026, 9)), town.communities)
    open_reports(earlier)
    earlier.set(0, disputes_on_time=1)
    score_month(month=earlier.month, by=town.office)
    text = page(town.office, "/assessments/2026-10/ranking/")
    assert '<span class="visually-hidden">上升 </span>2' in text
    data = json.loads(text.split('id="bump-data" type="application/json">')[1].split("</script>")[0])
    assert data["series"][0]["values"] == [None, None, None, None, 3, 1]


def test_secretary_sees_own_row_and_how_it_compares(town: Town) -> None:
    text = page(user_as(Role.SECRETARY, town.communities[1]), "/assessments/2026-10/ranking/")
    assert all(shown in text for shown in (town.communities[1].name, "全镇中位", "90.53", "全镇最高", "100.00"))
    assert not any(town.communities[other].name in text for other in (0, 2))


@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICE])
def test_township_people_see_the_whole_ranking(town: Town, role: Role) -> None:
    text = page(user_as(role, town.unit), "/assessments/2026-10/ranking/")
    assert all(unit.name in text for unit in town.communities)


def test_district_chooses_among_its_townships(town: Town) -> None:
    assert town.unit.parent is not None
    district = user_as(Role.DISTRICT, town.unit.parent)
    text = page(district, f"/assessments/2026-10/ranking/?township={town.unit.code}")
    assert f'<option value="{town.unit.code}" selected>' in text
    assert "重新计分" not in text


def test_district_sees_nothing_of_a_draft(town: Town) -> None:
    assert town.unit.parent is not None
    district = user_as(Role.DISTRICT, town.unit.parent)
    text = page(district, f"/assessments/2026-10/ranking/?township={town.unit.code}")
    assert not any(shown in text for shown in (town.communities[0].name, "90.53", "100.00"))
    addresses = [f"/assessments/2026-10/ranking/{name}/" for name in ("fairness", town.communities[0].code)]
    assert [status(district, f"{address}?township={town.unit.code}") for address in addresses] == [404, 404]


def test_ranking_is_not_there_for_others(town: Town) -> None:
    strangers = [user_as(Role.OFFICE), user_as(Role.DISTRICT), user_as(Role.SECRETARY), user_as(Role.ADMIN, town.unit)]
    assert [status(user, "/assessments/2026-10/ranking/") for user in strangers] == [404, 404, 404, 404]
    assert status(user_as(Role.AUDITOR, town.unit), "/assessments/ranking/") == 404


@pytest.mark.parametrize("path", ["/assessments/2026-13/ranking/", "/assessments/2025-01/ranking/"])
def test_no_such_month_is_a_404(town: Town, path: str) -> None:
    assert status(town.office, path) == 404


def test_month_without_a_result_says_what_is_missing(town: Town) -> None:
    month = make_month(town.unit, Month(2026, 11))
    assert "月报还没有开启" in page(town.office, f"/assessments/{month.slug}/ranking/")
    early = make_month(town.unit, Month(2025, 12))
    assert "本月没有生效的细则" in page(town.office, f"/assessments/{early.slug}/ranking/")


def test_office_without_any_month_gets_a_page() -> None:
    assert "还没有开始考核的月份" in page(user_as(Role.OFFICE), "/assessments/ranking/")


def test_figures_that_came_later_are_announced(town: Town) -> None:
    assert "又有数据报来" not in page(town.office, "/assessments/2026-10/ranking/")
    give = [Given(town.communities[0].pk, Decimal(1), "试点")]
    save_points(month=town.month, item_code="initiative", given=give, by=town.office)
    assert "又有数据报来" in page(town.office, "/assessments/2026-10/ranking/")


def test_earlier_draft_can_be_looked_at(town: Town) -> None:
    town.set(2, disputes_on_time=10)
    score_month(month=town.month, by=town.office)
    assert "71.58" in page(town.office, "/assessments/2026-10/ranking/?draft=1")
    secretary = user_as(Role.SECRETARY, town.communities[0])
    assert status(secretary, "/assessments/2026-10/ranking/?draft=1") == 404


def test_groups_show_the_place_in_the_group() -> None:
    town = make_town(3, groups=("城市", "村居"))
    score_month(month=town.month, by=town.office)
    assert "组内名次" in page(town.office, "/assessments/2026-10/ranking/")


def test_query_counts_do_not_grow_with_the_communities(town: Town) -> None:
    large = make_town(12)
    score_month(month=large.month, by=large.office)
    for path in ("/assessments/2026-10/ranking/", "/assessments/2026-10/inspections/"):
        counts = [queries_of(lambda one=one, path=path: page(one.office, path)) for one in (town, large)]  # type: ignore[misc]
        assert counts[0] == counts[1], path
    assert queries_of(lambda: page(town.office, score_url(town, 0))) == queries_of(
        lambda: page(large.office, score_url(large, 0))
    )


# --- Run and workings -----------------------------------------------------------------------------------------


def test_run_button_starts_one_job_and_shows_it(town: Town) -> None:
    client = client_of(town.office)
    for _turn in range(2):
        response = client.post(f"/assessments/2026-10/run/?township={town.unit.code}")
    job = Job.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/work/jobs/{job.pk}/")


def test_run_is_for_the_office(town: Town) -> None:
    leader, stranger = user_as(Role.LEADER, town.unit), user_as(Role.OFFICE)
    codes = [client_of(user).post("/assessments/2026-10/run/").status_code for user in (leader, stranger)]
    assert (codes, Job.objects.count()) == ([403, 404], 0)
    assert status(town.office, "/assessments/2026-10/run/") == 405


def test_workings_are_the_stored_bytes(town: Town) -> None:
    result = MonthResult.objects.select_related("facts", "rule_set").get()
    client = client_of(town.office)
    for part, text in (("facts", result.facts.text), ("rules", result.rule_set.body), ("result", result.text)):
        assert client.get(f"/assessments/2026-10/drafts/1/{part}.json").content == text.encode()
    assert status(town.office, "/assessments/2026-10/drafts/1/else.json") == 404
    assert status(user_as(Role.SECRETARY, town.communities[0]), "/assessments/2026-10/drafts/1/facts.json") == 404


# --- Explanation ----------------------------------------------------------------------------------------------


def test_explanation_shows_exactly_the_stored_lines(town: Town) -> None:
    score = MonthResult.objects.get().scores.get(unit=town.communities[1])
    text = page(town.office, score_url(town, 1))
    assert [f"{line.points:.2f}" for line in score.lines.all()] == ["50.53", "40.00", "0.00", "0.00", "0.00"]
    for shown in (
        "90.53 + 0.00 − 0.00 = 90.53",
        "60 × 8 ÷ 10 ÷ 0.95 = 50.53",
        "8 ÷ 10 = 80.0%",
        "−9.47",
        "完善化解稳控机制",
    ):
        assert shown in text


def test_explanation_opens_the_item_that_lost_most(town: Town) -> None:
    text = page(town.office, score_url(town, 1))
    assert "<h2>按期化解</h2>" in text
    assert "再增 2 达到目标，可 +9.47" in text
    assert "<h2>宣传计划</h2>" in page(town.office, f"{score_url(town, 1)}?item=publicity")


def test_explanation_says_where_a_figure_came_from(town: Town) -> None:
    line = town.report(1).lines.get(figure__code="disputes.due")
    line.register_value, line.reason = Decimal(9), "一件重复登记"
    line.save()
    score_month(month=town.month, by=town.office)
    assert "登记簿 9，社区申报 10：一件重复登记" in page(town.office, score_url(town, 1))


def test_items_alone_for_htmx(town: Town) -> None:
    response = client_of(town.office).get(f"{score_url(town, 1)}?item=publicity", headers={"hx-request": "true"})
    text = response.content.decode()
    assert text.lstrip().startswith('<div class="cols" id="explained"')
    assert "<h2>宣传计划</h2>" in text
    assert "<html" not in text


def test_secretary_sees_own_explanation_only_and_no_names(town: Town) -> None:
    secretary = user_as(Role.SECRETARY, town.communities[1])
    text = page(secretary, score_url(town, 1))
    assert "9.47" in text
    assert town.communities[0].name not in text
    assert status(secretary, score_url(town, 0)) == 404


def test_explanation_is_not_there_for_others(town: Town) -> None:
    for user in (user_as(Role.OFFICE), user_as(Role.DISTRICT), user_as(Role.AUDITOR, town.unit)):
        assert status(user, score_url(town, 0)) == 404
    assert status(town.office, "/assessments/2026-10/ranking/000000000000/") == 404
    assert status(town.office, f"/assessments/2026-09/ranking/{town.communities[0].code}/") == 404


def test_compare_with_another_community(town: Town) -> None:
    other = town.communities[2]
    text = page(town.office, f"{score_url(town, 1)}?with={other.code}")
    assert f'data-label="{other.name}"' in text
    assert "31.58" in text
    secretary = user_as(Role.SECRETARY, town.communities[1])
    assert other.name not in page(secretary, f"{score_url(town, 1)}?with={other.code}")


def test_distance_to_the_place_before(town: Town) -> None:
    text = page(town.office, score_url(town, 2))
    assert "18.95" in text
    assert town.communities[1].name in text


def test_explanation_in_english(town: Town) -> None:
    client = client_of(town.office)
    text = client.get(score_url(town, 1), headers={"accept-language": "en"}).content.decode()
    assert "Points explained" in text
    assert "2 more reach the target: +9.47" in text


def test_unranked_and_vetoed_units_are_explained(town: Town) -> None:
    town.set(0, disputes_due=0, publicity_planned=0)
    score_month(month=town.month, by=town.office)
    assert "不排名" in page(town.office, score_url(town, 0))


def test_phase_of_the_month_is_told(town: Town) -> None:
    later = timezone.now().replace(year=2099)
    AssessmentMonth.objects.filter(pk=town.month.pk).update(
        lock_at=town.month.due_at, objections_until=later, publish_by=later
    )
    assert "异议期" in page(town.office, "/assessments/2026-10/ranking/")
