"""Every page on a phone (and on a laptop, where somebody asks for pictures: SHOTS=1): nothing is wider than
the screen, unlabelled, or stopped by CSP.
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import ViewportSize

from safety_portal.accounts.models import Role
from tests.journeys.conftest import LAPTOP, PHONE, Visit
from tests.pages import PAGES, Row, Target, address_of
from tests.world import Town

pytestmark = pytest.mark.journey
SCREENS = {"phone": PHONE} | ({"laptop": LAPTOP} if os.environ.get("SHOTS") == "1" else {})


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_every_page(visit: Visit, town: Town, screen: ViewportSize) -> None:
    faults: list[str] = []
    for role in Role:
        pages = [page.split() for page, who in PAGES if who == role and "api" not in page and "export" not in page]
        if not pages:
            continue
        visitor = visit(town.user(role), screen)
        for name, kind in pages:
            target = Target(Row(name, "GET", kind), town.places[0], town.user(role), role)
            visitor.page.goto(f"{visitor.address}{address_of(target)}")
            visitor.gather()
        faults += visitor.faults
        visitor.faults.clear()  # told below, all together
    assert faults == []
