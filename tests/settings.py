"""The portal's settings for tests and for tools that only read them (mypy, makemigrations --check)."""

import os

os.environ.setdefault("DEBUG", "1")

from safety_portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; passwords of tests protect nothing
