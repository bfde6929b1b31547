"""The portal's settings for tests and for tools that only read them (mypy, makemigrations --check)."""

import os

os.environ.setdefault("DEBUG", "1")

from safety_portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; passwords of tests protect nothing

# Clearing a cache empties its whole database: not the queue's, nor that of the tests running beside.
_RUNNER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CACHES = {"default": CACHES["default"] | {"OPTIONS": {"db": 1 + _RUNNER}}}  # noqa: F405

WHITENOISE_AUTOREFRESH = True  # nothing is collected for tests

# The launcher has migrated one database; each runner takes a copy of it.
if _TEMPLATE := os.environ.get("TEST_TEMPLATE"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": _TEMPLATE, "MIGRATE": False}  # noqa: F405
