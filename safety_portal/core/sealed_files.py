"""Private files on the disk: encrypted, under names that say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def kept_with_row(*fields: FieldFile) -> Iterator[None]:
    """Files that were kept go again if their row can't be saved."""
    try:
        yield
    except BaseException:
        for stored in fields:
            if stored:
                stored.delete(save=False)
        raise
