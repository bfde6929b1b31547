"""The sender's file on the disk: encrypted, under a name that says nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from safety_portal.core import sealed_files
from safety_portal.core.errors import Refused
from safety_portal.imports.models import ImportRun


def keep(run: ImportRun, data: bytes) -> None:
    """Store ``data`` as the file of ``run``, which is saved by the caller."""
    sealed_files.keep(run.file, data)


def content_of(run: ImportRun) -> bytes:
    """The file as the sender sent it. Refused: it was erased."""
    if not run.file:
        raise Refused(_("The file was erased when its time was over."))
    return sealed_files.content_of(run.file)


def drop(run: ImportRun) -> None:
    """Delete the file for good; called when the transaction that forgets it has committed."""
    if run.file:
        run.file.delete(save=False)
