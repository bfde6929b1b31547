"""Every page on a phone and on a laptop: nothing wider than the screen, nothing unlabelled, nothing that CSP stops."""

from __future__ import annotations

import pytest
from playwright.sync_api import ViewportSize

from safety_portal.accounts.models import Role
from tests.journeys.conftest import LAPTOP, PHONE, Visit
from tests.pages import PAGES, Row, Target, address_of
from tests.world import Town

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("screen", [PHONE, LAPTOP], ids=["phone", "laptop"])
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
