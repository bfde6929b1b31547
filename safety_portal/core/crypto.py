"""Personal data at rest: encrypted fields, and blind indexes to find equal values without reading them.

A stored value is ``key id:base64(nonce + ciphertext + tag)``. The first key of ``FIELD_KEYS`` encrypts, every key
decrypts, so that keys can be changed without stopping. Only ``_AES_GCM`` knows the algorithm: where certified
SM4 is demanded, a second ``Aead`` and its own key ids stand beside it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_NONCE_BYTES = 12  # what GCM is made for; random, so a key is good for some four thousand million values


class Unreadable(ValueError):
    """A stored value whose key is missing or whose text was tampered with."""


class Aead(Protocol):
    """Authenticated encryption; ``decrypt`` raises ``InvalidTag`` for a tampered text."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


_AES_GCM: Callable[[bytes], Aead] = AESGCM


@dataclass(frozen=True)
class KeyRing:
    """Keys by id; ``current`` encrypts."""

    current: str
    keys: Mapping[str, Aead]

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Read ``id:base64,id2:base64``; each key is 32 bytes."""
        pairs = [part.strip().partition(":") for part in text.split(",") if part.strip()]
        keys = {name: _AES_GCM(_key_bytes(name, encoded)) for name, _colon, encoded in pairs}
        if not keys or len(keys) != len(pairs):
            raise ImproperlyConfigured("FIELD_KEYS needs one key at least, and each key id once")
        return cls(current=pairs[0][0], keys=keys)

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self.keys[self.current].encrypt(nonce, text.encode(), self.current.encode())
        return f"{self.current}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, stored: str) -> str:
        """The text again; ``Unreadable`` if its key is unknown or it was changed."""
        name, _colon, encoded = stored.partition(":")
        if name not in self.keys:
            raise Unreadable("encrypted with a key that FIELD_KEYS does not hold")
        try:
            sealed = base64.b64decode(encoded, validate=True)
            data = self.keys[name].decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable("the encrypted value was changed") from error
        return data.decode()

    def encrypt_bytes(self, data: bytes) -> bytes:
        """A file's content: ``key id:`` and, unlike a field, the sealed bytes as they are."""
        nonce, name = os.urandom(_NONCE_BYTES), self.current.encode()
        return name + b":" + nonce + self.keys[self.current].encrypt(nonce, data, name)

    def decrypt_bytes(self, stored: bytes) -> bytes:
        """The content again; ``Unreadable`` if its key is unknown or it was changed."""
        name, _colon, sealed = stored.partition(b":")
        key = self.keys.get(name.decode(errors="replace"))
        if key is None:
            raise Unreadable("encrypted with a key that FIELD_KEYS does not hold")
        try:
            return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name)
        except (InvalidTag, ValueError) as error:
            raise Unreadable("the encrypted content was changed") from error


def _key_bytes(name: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(f"key {name!r} of FIELD_KEYS is no base64") from error
    if not name or len(key) != 32:
        raise ImproperlyConfigured(f"key {name!r} of FIELD_KEYS must have an id and 32 bytes")
    return key


_parsed = lru_cache(maxsize=8)(KeyRing.parse)


def key_ring() -> KeyRing:
    """The key ring of the settings."""
    return _parsed(settings.FIELD_KEYS)


if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class EncryptedTextField(_TextField):
    """Text that is encrypted in the database and plain in Python; an empty text stays empty.

    The database cannot compare what it cannot read: every look-up but ``isnull`` is refused. Find equal values by
    a ``blind_index`` beside it.
    """

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return key_ring().encrypt(text) if text else text

    def from_db_value(self, value: str | None, _expression: object, _connection: BaseDatabaseWrapper) -> str | None:
        return key_ring().decrypt(value) if value else value


def normalized(value: str) -> str:
    """The form in which two writings of one name, phone or id number are equal: NFKC, no spaces, no upper case."""
    return "".join(unicodedata.normalize("NFKC", value).split()).casefold()


def blind_index(value: str, purpose: str) -> str:
    """Keyed hash (HMAC-SHA256, 64 hex digits) of the normalised value, to find equal ones; "" for nothing.

    ``purpose`` ("phone", "id") keeps a number that is somebody's phone from matching somebody's id.
    """
    text = normalized(value)
    return keyed_digest(text, purpose) if text else ""


def keyed_digest(text: str, purpose: str) -> str:
    """Keyed hash (HMAC-SHA256, 64 hex digits) of the text as it is, for who normalises in another way."""
    message = f"{purpose}\0{text}".encode()
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), message, hashlib.sha256).hexdigest()
