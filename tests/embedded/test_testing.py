"""What every test stands on."""

import os

from django.conf import settings
from django.core.cache import cache


def test_tests_have_settings_and_a_cache_of_their_own() -> None:
    runner = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    assert settings.SETTINGS_MODULE == "tests.settings"
    assert settings.CACHES["default"].items() >= {"OPTIONS": {"db": 1 + runner}}.items()
    cache.set("kept", "here")
    assert cache.get("kept") == "here"
