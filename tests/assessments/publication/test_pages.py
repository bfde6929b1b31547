"""The page before publishing, the page of a publication, and what publication does to the ranking pages."""

import pytest
from django.utils import timezone

from assessments.models import Publication
from assessments.objections.policies import can_file
from assessments.publication.ports import Due
from assessments.results.ports import Ranks
from safety_portal.accounts.models import Role, User
from tests.assessments.objections.builders import IN_WINDOW, Case
from tests.assessments.publication.builders import corrected, publish, rescore
from tests.assessments.reports.builders import queries_of
from tests.assessments.results.test_pages import client_of, page, status
from tests.factories import user_as

pytestmark = pytest.mark.django_db
PUBLISH = "/assessments/2026-10/publish/"
RANKING = "/assessments/2026-10/ranking/"


def names(case: Case, text: str) -> list[bool]:
    """Which of the three communities the page names, from its main part on."""
    main = text.split('<main id="main"')[1]
    return [unit.name in main for unit in case.town.communities]


def district_of(case: Case) -> User:
    assert case.town.unit.parent is not None
    return user_as(Role.DISTRICT, case.town.unit.parent)


# --- Before publishing ----------------------------------------------------------------------------------------


def test_leader_looks_and_publishes(case: Case) -> None:
    text = page(case.leader, PUBLISH)
    assert all(shown in text for shown in ("100.00", "90.53", "71.58", "发布第 1 次初评"))
    response = client_of(case.leader).post(PUBLISH, {"draft": "1"}, follow=True)
    assert "已发布" in response.content.decode()
    assert Publication.objects.get().published_by == case.leader


def test_second_click_ends_on_the_same_page(case: Case) -> None:
    client = client_of(case.leader)
    answers = [client.post(PUBLISH, {"draft": "1"}) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "expected"), [("leader", (200, 302)), ("office", (200, 403)), ("secretary", (404, 404))]
)
def test_who_looks_and_who_publishes(case: Case, who: str, expected: tuple[int, int]) -> None:
    client = client_of(getattr(case, who))
    assert (client.get(PUBLISH).status_code, client.post(PUBLISH, {"draft": "1"}).status_code) == expected


def test_draft_that_was_overtaken_is_shown_anew(case: Case) -> None:
    rescore(case, disputes_on_time=9)
    text = client_of(case.leader).post(PUBLISH, {"draft": "1"}).content.decode()
    assert "已有新的初评" in text
    assert 'name="draft" value="2"' in text
    assert not Publication.objects.exists()


def test_obstacles_stand_on_the_page_with_a_dead_button(case: Case) -> None:
    case.file(by=case.office, on_behalf="停电")
    text = page(case.leader, PUBLISH)
    assert "1 条异议未处理" in text
    assert "disabled" in text.split("foot-bar")[1]


def test_changes_since_the_last_draft_are_told(case: Case) -> None:
    assert "这是第一次初评" in page(case.leader, PUBLISH)
    rescore(case, disputes_on_time=9)
    text = page(case.leader, PUBLISH)
    assert "第 1 次初评以来的变化" in text
    assert "71.58" in text


def test_stale_draft_says_so(case: Case) -> None:
    case.town.set(2, disputes_on_time=9)
    assert "这次初评之后数据或细则有变" in page(case.leader, PUBLISH)


def test_month_without_a_draft_leads_back(case: Case) -> None:
    case.town.month.results.update(is_current=False)
    assert client_of(case.leader).get(PUBLISH).status_code == 302


# --- What was published ---------------------------------------------------------------------------------------


def test_secretary_sees_the_whole_ranking_once_it_is_published(case: Case) -> None:
    assert names(case, page(case.secretary, RANKING)) == [False, True, False]
    publish(case)
    text = page(case.secretary, RANKING)
    assert names(case, text) == [True, True, True]
    links = [f"/ranking/{unit.code}/" in text for unit in case.town.communities]
    assert links == [False, True, False]


def test_explanations_of_others_stay_closed(case: Case) -> None:
    publish(case)
    expected = [404, 200, 404]
    assert [status(case.secretary, f"{RANKING}{unit.code}/") for unit in case.town.communities] == expected


def test_newer_draft_changes_nothing_for_readers(case: Case) -> None:
    publish(case)
    before = page(case.secretary, RANKING)
    rescore(case, disputes_on_time=10)
    assert "71.58" in before
    for reader in (case.secretary, district_of(case)):
        text = page(reader, RANKING)
        assert "71.58" in text
        assert "第 2 次初评" not in text
        assert status(reader, f"{RANKING}?draft=2") == 404
    assert "第 2 次初评与已发布的不同" in page(case.office, RANKING)
    assert "71.58" not in page(case.office, f"{RANKING}?draft=2").split("<tbody>")[1]


def test_own_points_are_those_published(case: Case) -> None:
    publish(case)
    rescore(case, 1, disputes_on_time=10)
    address = f"{RANKING}{case.town.communities[1].code}/"
    assert "90.53" in page(case.secretary, address)
    assert "90.53" not in page(case.office, f"{address}?draft=2").split('class="tiles"')[1].split("</section>")[0]


def test_drafts_are_marked_as_such(case: Case) -> None:
    assert "第 1 次初评" in page(case.office, RANKING)
    assert "初评" not in page(district_of(case), RANKING)
    publish(case)
    text = page(district_of(case), RANKING)
    assert "第 1 版" in text
    assert "11月8日已发布" in text


def test_correction_shows_old_and_new_and_why(case: Case) -> None:
    second = corrected(case)
    text = page(case.secretary, second.get_absolute_url())
    assert all(shown in text for shown in ("漏录五件", "71.58", "100.00", "第 1 版与第 2 版对照"))
    assert "变化的数据" not in text
    assert "变化的数据" in page(case.office, second.get_absolute_url())


def test_superseded_version_stays_readable(case: Case) -> None:
    corrected(case)
    old = page(case.secretary, f"{RANKING}?publication=1")
    assert "71.58" in old
    assert "这一版已被替代" in old
    assert "漏录五件" in page(case.secretary, RANKING)


@pytest.mark.parametrize("path", ["publications/2/", "ranking/?publication=2", "ranking/?publication=x"])
def test_what_was_not_published_is_a_404(case: Case, path: str) -> None:
    publish(case)
    assert status(case.leader, f"/assessments/2026-10/{path}") == 404


def test_strangers_see_no_publication(case: Case) -> None:
    address = publish(case).get_absolute_url()
    strangers = [user_as(Role.LEADER), user_as(Role.SECRETARY), user_as(Role.AUDITOR, case.town.unit)]
    assert [status(user, address) for user in strangers] == [404, 404, 404]


def test_secretaries_object_no_more_but_the_office_may(case: Case) -> None:
    month = case.town.month
    assert can_file(case.secretary, month, case.unit_id, IN_WINDOW)
    publish(case)
    assert not can_file(case.secretary, month, case.unit_id, IN_WINDOW)
    assert case.file(by=case.office, on_behalf="停电").is_open


# --- Home, and how much it costs ------------------------------------------------------------------------------


def test_leader_is_asked_to_publish_until_it_is_done(case: Case) -> None:
    entries, count = Due().due_for(case.leader, timezone.now(), 10)
    assert ([entry.url for entry in entries], count) == ([f"{PUBLISH}?township={case.town.unit.code}"], 1)
    assert Due().due_for(case.office, timezone.now(), 10) == ([], 0)
    publish(case)
    assert Due().due_for(case.leader, timezone.now(), 10) == ([], 0)


def test_home_shows_what_is_published(case: Case) -> None:
    publish(case)
    rescore(case, 1, disputes_on_time=10)
    (tile,) = Ranks().tiles(case.secretary, timezone.now())
    assert (tile.value, tile.facts[0]) == ("2", "90.53 分")


def test_pages_cost_the_same_for_many_changes(case: Case) -> None:
    corrected(case)
    rescore(case, 1, disputes_on_time=9)
    rescore(case, 1, disputes_on_time=7)
    once = _costs(case)
    rescore(case, 0, disputes_on_time=9)
    assert _costs(case) == once


def _costs(case: Case) -> list[int]:
    publish_page = queries_of(lambda: page(case.leader, PUBLISH))
    return [publish_page, queries_of(lambda: page(case.leader, RANKING))]
