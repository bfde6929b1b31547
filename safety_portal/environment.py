"""What the settings read from outside: the environment, or files that hold secrets."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def secret(name: str, *, fallback: str | None = None) -> str:
    """Value of ``NAME``, or the content of the file that ``NAME_FILE`` names.

    ``fallback`` is for the demo and the tests only; without it a missing secret stops the start.
    """
    value: str = env.str(name, default="")
    if value:
        return value
    if path := env.str(f"{name}_FILE", default=""):
        return Path(path).read_text(encoding="utf-8").strip()
    if fallback is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it; DEBUG=1 for developing.")
    return fallback
