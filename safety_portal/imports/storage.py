"""The sender's file on the disk: encrypted, under a name that says nothing."""

from __future__ import annotations

from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from safety_portal.core.crypto import key_ring
from safety_portal.core.errors import Refused
from safety_portal.imports.models import ImportRun


def keep(run: ImportRun, data: bytes) -> None:
    """Store ``data`` as the file of ``run``, which is saved by the caller."""
    run.file.save(f"{uuid4().hex}.bin", ContentFile(key_ring().encrypt_bytes(data)), save=False)


def content_of(run: ImportRun) -> bytes:
    """The file as the sender sent it. Refused: it was erased."""
    if not run.file:
        raise Refused(_("The file was erased when its time was over."))
    with run.file.open("rb") as stored:
        return key_ring().decrypt_bytes(stored.read())


def drop(run: ImportRun) -> None:
    """Delete the file for good; called when the transaction that forgets it has committed."""
    if run.file:
        run.file.delete(save=False)
