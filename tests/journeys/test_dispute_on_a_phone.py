"""A dispute, registered and settled in the stairwell."""

from __future__ import annotations

import pytest

from disputes.models import Dispute
from tests.journeys.conftest import PHONE, Visit
from tests.world import FULL_NAME, Town

pytestmark = pytest.mark.journey


def test_dispute_on_a_phone(visit: Visit, town: Town) -> None:
    place = town.places[0]
    secretary = visit(place.secretary, PHONE)
    secretary.press("登记矛盾纠纷")
    secretary.press("登记")  # nothing typed yet
    secretary.sees("该字段是必填项")
    secretary.fill("事由", "三楼噪声扰民")
    secretary.choose("社区或网格", place.grid.name)
    secretary.fill("地点", "新海家园 7 幢")
    secretary.choose("类别", 3)
    secretary.choose("来源", 1)
    secretary.page.get_by_text("黄 一般").click()
    secretary.fill("姓名", FULL_NAME)
    secretary.fill("电话", "13812345678")
    secretary.press("登记")
    assert secretary.title == "三楼噪声扰民"
    dispute = Dispute.objects.get(title="三楼噪声扰民")
    secretary.sees(dispute.number)
    secretary.sees("欧阳**")
    assert FULL_NAME not in secretary.page.content()
    secretary.sees("余 3 天")
    secretary.press("受理")
    secretary.choose("承办人", 1)
    secretary.press("受理")
    secretary.press("记录结果")
    secretary.page.get_by_text("达成口头协议").click()
    secretary.fill("办理情况", "约定晚十点后不拖拽家具")
    secretary.press("记录结果")
    secretary.sees("3 日内用")  # the clock has stopped
    secretary.sees("11月12日 结案 + 30 日 = 12月12日")  # and the return visit's runs
