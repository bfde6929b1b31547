"""Secrets made at the first start."""

import base64
from pathlib import Path

import pytest

from safety_portal.embedded.keys import MAKERS, own_keys


@pytest.fixture(autouse=True)
def _no_secrets_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in MAKERS:
        monkeypatch.delenv(name, raising=False)


def test_own_keys_are_random_private_and_kept(state: Path) -> None:
    keys = own_keys(state)
    assert own_keys(state) == keys
    assert (state / "keys.json").stat().st_mode & 0o777 == 0o600
    assert len(set(keys.values())) == 3
    assert min(len(value) for value in keys.values()) > 40


def test_own_field_key_has_a_name_and_32_bytes(state: Path) -> None:
    name, _, value = own_keys(state)["FIELD_KEYS"].partition(":")
    assert (name, len(base64.b64decode(value))) == ("k1", 32)


def test_secrets_of_the_environment_win(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "given")
    monkeypatch.setenv("FIELD_KEYS_FILE", "/run/secrets/field_keys")
    assert set(own_keys(state)) == {"BLIND_INDEX_KEY"}
