"""A town, a server and people at browsers. It is the middle of a month, so that deadlines fall into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest
import time_machine
from playwright.sync_api import Browser, ViewportSize
from pytest_django.live_server_helper import LiveServer

from safety_portal.accounts.models import User
from safety_portal.core.months import SHANGHAI
from tests.journeys.visitor import Visitor
from tests.world import Town, make_town

NOW = datetime(2026, 11, 12, 10, 0, tzinfo=SHANGHAI)
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}

Visit = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def town(_november: None, transactional_db: None) -> Town:
    return make_town("大兴")


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """``visit(user)`` opens a window and logs in; ``visit()`` stays before the log-in."""
    with ExitStack() as windows:

        def come(user: User | None = None, screen: ViewportSize = LAPTOP) -> Visitor:
            context = browser.new_context(
                viewport=screen, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=live_server.url
            )
            windows.callback(context.close)
            name = request.node.name.removeprefix("test_")
            visitor = Visitor(context.new_page(), live_server.url, f"{name}-{len(visitors)}")
            visitors.append(visitor)
            if user is not None:
                visitor.log_in(user)
            return visitor

        visitors: list[Visitor] = []
        yield come
        assert [fault for visitor in visitors for fault in visitor.faults] == []
