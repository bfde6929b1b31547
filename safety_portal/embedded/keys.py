"""Secrets of an installation that was given none: made at random once and kept in its state folder."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def _field_keys() -> str:
    return f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "FIELD_KEYS": _field_keys,
    "BLIND_INDEX_KEY": lambda: secrets.token_urlsafe(50),
}


def own_keys(state: Path) -> dict[str, str]:
    """The secrets the environment doesn't give, from the state folder's file (mode 600), made there if missing.

    Losing the file means losing what is encrypted with it: it belongs to the data.
    """
    file = state / "keys.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    if missing := MAKERS.keys() - kept.keys():
        kept |= {name: MAKERS[name]() for name in missing}
        _write_private(file, json.dumps(kept, indent=1))
    return {name: kept[name] for name in MAKERS if not (os.environ.get(name) or os.environ.get(f"{name}_FILE"))}


def _write_private(file: Path, text: str) -> None:
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.write(text)
    draft.replace(file)
