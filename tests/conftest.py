"""Fixtures for all tests: clean cache, a real browser where there is one."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.core import serializers
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
LAPTOP = {"width": 1366, "height": 768}

hypothesis_settings.register_profile("portal", deadline=None, print_blob=True)
hypothesis_settings.load_profile("portal")


def pytest_configure() -> None:
    if not os.environ.get("DATABASE_URL"):
        pytest.exit("Run the tests with: python -m safety_portal.embedded.testing [pytest arguments]", returncode=2)


@pytest.fixture(autouse=True)
def _clean_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test sees what another one cached, or its language; tests without a database don't use the cache."""
    yield
    translation.deactivate()
    if request.node.get_closest_marker("django_db"):
        cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _emptied_trail() -> Iterator[None]:
    """Tests with real commits end by emptying every table: the one time that the trail may be emptied.

    What the migrations had put there (dictionaries, default rules) comes back for the next test.
    """
    case: Any = TransactionTestCase  # its stubs leave these two out
    empty_all, begin = case._fixture_teardown, case._fixture_setup
    migrated: list[str] = []

    def begin_from_migrated(case: type[TransactionTestCase]) -> None:
        if not migrated:
            migrated.append(_rows_of_migrations())
        begin.__func__(case)

    def empty_all_and_trail(case: TransactionTestCase) -> None:
        with pgtrigger.ignore("audit.AuditEntry:no_truncate"):
            empty_all(case)
        for row in serializers.deserialize("json", migrated[0]):
            row.save()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(begin_from_migrated))
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_all_and_trail)
        yield


def _rows_of_migrations() -> str:
    """Rows of all tables before the first commit of a test; row history writes itself again."""
    written_by_others = {"auth", "contenttypes", "pghistory"}
    kept = [
        model
        for model in serializers.sort_dependencies([(config, None) for config in apps.get_app_configs()])
        if model._meta.managed and not hasattr(model, "pgh_tracked_model")
        if model._meta.app_label not in written_by_others
    ]
    rows = (row for model in kept for row in model._base_manager.order_by("pk"))
    return str(serializers.serialize("json", rows))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of an office laptop, in Chinese, with nothing remembered."""
    context = browser.new_context(viewport=LAPTOP, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()
