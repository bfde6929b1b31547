"""A leader reads the draft on a phone, lets what stands in its way pass, publishes, and corrects it later."""

from __future__ import annotations

import re

import pytest

from assessments.models import Publication, ReportLine
from assessments.results.services import score_month
from safety_portal.accounts.models import Role
from tests.journeys.conftest import PHONE, Visit
from tests.journeys.visitor import Visitor
from tests.world import Place, Town

pytestmark = pytest.mark.journey


def test_leader_publishes_on_a_phone_and_corrects(visit: Visit, town: Town) -> None:
    leader, secretary = visit(town.people[Role.LEADER], PHONE), visit(town.places[0].secretary)
    _publish(leader, town)
    _read(secretary, town)
    _find_out_more(town, town.places[1])
    _correct(leader, town)
    _compare(secretary, town)


def _address(town: Town, page: str) -> str:
    return f"/assessments/{town.judged.slug}/{page}/"


def _publish(leader: Visitor, town: Town) -> None:
    """Two objections are open and their time runs: both are let pass with a reason."""
    leader.open(_address(town, "ranking"))
    leader.page.locator("main").get_by_role("link", name="审阅并发布").click()
    leader.look()
    for obstacle in ("条异议未处理", "异议期到"):
        leader.sees("发布前还要处理")
        leader.page.get_by_label(re.compile(f"{obstacle}.*为什么可以照常发布")).fill("会上已逐件商定")
        waiting = leader.page.locator("li", has=leader.page.get_by_label(re.compile(obstacle)))
        waiting.get_by_role("button", name=re.compile("^放行")).click()
        leader.look()
    leader.press("发布第 1 次初评", within=leader.page.locator(".foot-bar"))
    leader.sees("已发布，并已通知社区书记")
    assert Publication.objects.get(month=town.judged).told["waived"][0]["reason"] == "会上已逐件商定"


def _read(secretary: Visitor, town: Town) -> None:
    """From the notice to the whole ranking, and to the own points."""
    secretary.open("/notices/")
    secretary.page.locator("main").get_by_role("button", name=re.compile("社区排名已发布")).first.click()
    secretary.look()
    for place in town.places:
        secretary.sees(place.community.name)
    secretary.page.get_by_role("link", name=town.places[0].community.name).last.click()
    secretary.look()
    secretary.sees("得分说明")


def _find_out_more(town: Town, place: Place) -> None:
    lines = ReportLine.objects.filter(report__month=town.judged, report__unit=place.community)
    lines.filter(figure__code="publicity.planned").update(claimed_value=4, reason="计划四场")
    score_month(month=town.judged, by=town.office)


def _correct(leader: Visitor, town: Town) -> None:
    leader.open(_address(town, "ranking"))
    leader.press("看更正会带来什么变化")
    leader.sees("更正相对第 1 版的变化")
    leader.page.get_by_label(re.compile("条异议未处理.*为什么可以照常发布")).fill("与本次更正无关")
    leader.page.get_by_role("button", name=re.compile("^放行")).first.click()
    leader.page.get_by_label(re.compile("异议期到.*为什么可以照常发布")).fill("与本次更正无关")
    leader.page.get_by_role("button", name=re.compile("^放行")).first.click()
    leader.fill("为什么更正", "计划场次漏报三场")
    leader.press("以第 2 次初评发布更正", within=leader.page.locator(".foot-bar"))
    leader.sees("第 1 版与第 2 版对照")


def _compare(secretary: Visitor, town: Town) -> None:
    """The new one counts, the old one stays readable and says that it is superseded."""
    secretary.open(_address(town, "ranking"))
    secretary.sees("计划场次漏报三场")
    secretary.page.get_by_role("link", name="第 1 版", exact=True).click()
    secretary.look()
    secretary.sees("这一版已被替代")
    secretary.sees("现以第 2 版为准")
