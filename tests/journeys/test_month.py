"""A month from the community's report to the records behind a point."""

from __future__ import annotations

import re

import pytest

from safety_portal.work import jobs
from safety_portal.work.models import Job
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.world import Place, Town

pytestmark = pytest.mark.journey


def test_month_from_report_to_records(visit: Visit, town: Town) -> None:
    place = town.places[0]
    secretary, office = visit(place.secretary), visit(town.office)
    _submit_with_a_difference(secretary)
    _return(office, place)
    _correct(secretary)
    _accept(office, place)
    _score(office)
    _explain(office, place)
    _compare(secretary, town)


def _submit_with_a_difference(secretary: Visitor) -> None:
    """The claim differs from the register: not without a reason."""
    secretary.menu("月报")
    claimed = secretary.page.get_by_role("textbox", name=re.compile("^登记纠纷")).first
    claimed.fill("9")
    claimed.blur()
    secretary.press("提交月报")
    assert claimed.input_value() == "9"
    secretary.sees("请写原因")
    reason = secretary.page.get_by_role("textbox", name="登记纠纷的原因")
    reason.fill("纸质台账三件未录入")
    secretary.press("提交月报")
    secretary.sees("已提交，等镇里审核。")


def _return(office: Visitor, place: Place) -> None:
    office.menu("月报审核")
    office.press(place.community.name)
    office.sees("纸质台账三件未录入")
    office.press("退回")
    office.fill("要改什么", "请先补录，再报。")
    office.press("退回月报")
    office.sees("已退回，并通知社区书记。")


def _correct(secretary: Visitor) -> None:
    """By way of the notice."""
    secretary.open("/notices/")
    secretary.page.locator("main").get_by_role("button", name=re.compile("退回")).first.click()
    secretary.look()
    secretary.sees("请先补录，再报。")
    claimed = secretary.page.get_by_role("textbox", name=re.compile("^登记纠纷")).first
    claimed.fill("6")
    claimed.blur()
    secretary.press("提交月报")
    secretary.sees("已提交，等镇里审核。")


def _accept(office: Visitor, place: Place) -> None:
    office.menu("月报审核")
    office.press(place.community.name)
    office.press("审核通过")
    office.menu("月度排名")


def _score(office: Visitor) -> None:
    """The worker's part is done here, by the worker's own code."""
    office.press("重新计分")
    jobs.perform(Job.objects.latest("created_at").pk)
    office.press("看结果")


def _explain(office: Visitor, place: Place) -> None:
    office.press(place.community.name, within=office.page.get_by_role("table").first)
    assert office.title == f"{place.community.name} · 得分说明"
    office.press("按期化解")
    number = place.disputes["registered"].number
    office.press(number)
    assert office.title == place.disputes["registered"].title


def _compare(secretary: Visitor, town: Town) -> None:
    """A community sees its own points and how they compare, but nobody else's row."""
    own, near = (place.community.name for place in town.places)
    secretary.menu("月度排名")
    secretary.sees("全镇中位")
    assert secretary.page.get_by_role("link", name=near).count() == 0
    secretary.press(own, within=secretary.page.get_by_role("table").first)
    assert secretary.title == f"{own} · 得分说明"
