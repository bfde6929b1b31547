"""A member unit files its figures of the month."""

from __future__ import annotations

import pytest

from safety_portal.accounts.models import Role
from tests.journeys.conftest import Visit
from tests.world import Town

pytestmark = pytest.mark.journey


def test_member_unit_files_its_figures(visit: Visit, town: Town) -> None:
    place = town.places[0]
    officer = visit(place.people[Role.UNIT])
    officer.menu("数据填报")
    officer.press("2026年11月")
    cells = officer.page.locator("table.grid-entry input")
    cells.nth(0).fill("七")
    cells.nth(1).fill("")
    officer.press("提交数据")
    officer.sees("不是数字")
    assert cells.nth(0).input_value() == "七"
    cells.nth(0).fill("7")
    cells.nth(1).fill("0")
    officer.press("提交数据")
    officer.sees("已提交")
    assert place.filing(town.now).state == "submitted"
    officer.press("收回")
    assert place.filing(town.now).state == "draft"
