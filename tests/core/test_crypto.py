import base64
import re

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from safety_portal.core.crypto import EncryptedTextField, KeyRing, Unreadable, blind_index, key_ring

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


class Note(models.Model):
    text = EncryptedTextField()

    class Meta:
        app_label = "core"
        managed = False


@given(TEXT)
def test_decrypting_gives_the_text_again(text: str) -> None:
    ring = KeyRing.parse(NEW)
    assert ring.decrypt(ring.encrypt(text)) == text


@given(TEXT)
def test_stored_value_names_its_key_and_hides_the_text(text: str) -> None:
    stored = KeyRing.parse(f"{NEW},{OLD}").encrypt(text)
    assert re.fullmatch(r"new:[A-Za-z0-9+/]+=*", stored)
    assert len(base64.b64decode(stored.removeprefix("new:"))) == 12 + len(text.encode()) + 16


@given(st.binary(max_size=200))
def test_decrypting_bytes_gives_the_content_again(data: bytes) -> None:
    ring = KeyRing.parse(NEW)
    stored = ring.encrypt_bytes(data)
    assert stored.startswith(b"new:")
    assert len(stored) == len(b"new:") + 12 + len(data) + 16
    assert ring.decrypt_bytes(stored) == data


def test_bytes_of_older_keys_still_decrypt() -> None:
    stored = KeyRing.parse(OLD).encrypt_bytes(b"workbook")
    assert KeyRing.parse(f"{NEW},{OLD}").decrypt_bytes(stored) == b"workbook"


@pytest.mark.parametrize("stored", [b"", b"new", b"new:", b"new:short", b"old:" + b"x" * 40, b"\xff\xfe:" + b"x" * 40])
def test_foreign_bytes_are_unreadable(stored: bytes) -> None:
    with pytest.raises(Unreadable):
        KeyRing.parse(NEW).decrypt_bytes(stored)


def test_changed_bytes_are_unreadable() -> None:
    ring = KeyRing.parse(NEW)
    stored = bytearray(ring.encrypt_bytes(b"workbook"))
    stored[-1] ^= 1
    with pytest.raises(Unreadable):
        ring.decrypt_bytes(bytes(stored))


def test_same_text_is_never_stored_the_same() -> None:
    ring = key_ring()
    assert ring.encrypt("张三") != ring.encrypt("张三")


def test_older_keys_still_decrypt() -> None:
    stored = KeyRing.parse(OLD).encrypt("张三")
    assert KeyRing.parse(f"{NEW},{OLD}").decrypt(stored) == "张三"


def test_missing_key_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="does not hold"):
        KeyRing.parse(NEW).decrypt(KeyRing.parse(OLD).encrypt("张三"))


@given(st.text(min_size=1, max_size=9, alphabet="张三李四0123"), st.integers(0), st.integers(1, 255))
def test_any_changed_byte_is_unreadable(text: str, place: int, change: int) -> None:
    ring = KeyRing.parse(NEW)
    sealed = bytearray(base64.b64decode(ring.encrypt(text).removeprefix("new:")))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(Unreadable):
        ring.decrypt(f"new:{base64.b64encode(sealed).decode()}")


@pytest.mark.parametrize("text", ["", "a:", "a:***", "a:AAAA", f"{NEW},{NEW}", ":" + "A" * 43 + "="])
def test_bad_key_ring_stops_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        KeyRing.parse(text)


@pytest.mark.parametrize("lookup", ["exact", "iexact", "contains", "in", "gt", "startswith"])
def test_field_refuses_lookups(lookup: str) -> None:
    with pytest.raises(FieldError):
        Note._default_manager.filter(**{f"text__{lookup}": "张三"})


def test_field_allows_isnull() -> None:
    assert "IS NULL" in str(Note._default_manager.filter(text__isnull=True).query)


@pytest.mark.parametrize("value", ["张三", "", None])
def test_field_encrypts_on_the_way_in_and_decrypts_on_the_way_out(value: str | None) -> None:
    field = Note._meta.get_field("text")
    stored = field.get_prep_value(value)
    assert (stored != value) == bool(value)
    assert field.from_db_value(stored, None, connection) == value


@given(TEXT, TEXT)
def test_blind_index_is_64_hex_digits_and_ignores_spaces(left: str, right: str) -> None:
    index = blind_index(f"{left}x{right}", "phone")
    assert re.fullmatch("[0-9a-f]{64}", index)
    assert index == blind_index(f" {left} x\u3000{right}\n", "phone")


@pytest.mark.parametrize("other", ["138 1234 5678", "１３８１２３４５６７８", "13812345678 "])
def test_blind_index_finds_other_writings(other: str) -> None:
    assert blind_index(other, "phone") == blind_index("13812345678", "phone")


def test_blind_index_depends_on_purpose_and_key(settings: Settings) -> None:
    phone, number = blind_index("13812345678", "phone"), blind_index("13812345678", "id")
    settings.BLIND_INDEX_KEY = "another"
    assert len({phone, number, blind_index("13812345678", "phone")}) == 3


def test_blind_index_of_nothing_matches_nothing() -> None:
    assert blind_index(" \u3000", "phone") == ""
