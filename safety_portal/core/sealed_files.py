"""Private files on the disk: encrypted, under names that say nothing."""

from __future__ import annotations

from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile

from safety_portal.core.crypto import key_ring


def keep(field: FieldFile, data: bytes) -> None:
    """Store ``data``; the row is saved by the caller."""
    field.save(f"{uuid4().hex}.bin", ContentFile(key_ring().encrypt_bytes(data)), save=False)


def content_of(field: FieldFile) -> bytes:
    """The file as it was kept."""
    with field.open("rb") as stored:
        return key_ring().decrypt_bytes(stored.read())
