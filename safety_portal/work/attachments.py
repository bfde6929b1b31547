"""Files kept with an entry of any register.

An app says once, in ``AppConfig.ready()``, that files may be attached to a model and who may do it
(``attachments.offer``); whoever may see the entry may fetch its files. The model has ``objects.visible_to(user)``, a
whole-number key and ``get_absolute_url()``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.work import files
from safety_portal.work.models import Attachment
from safety_portal.work.policies import can_remove

MayAttach = Callable[[User, Any], bool]
_owners: dict[str, MayAttach] = {}


def offer(label: str, may_attach: MayAttach) -> None:
    """Files may be attached to entries of model ``label`` ("disputes.dispute") by whom ``may_attach`` says."""
    _owners[label.lower()] = may_attach


@dataclass(frozen=True)
class Files:
    """The files of one entry for ``work/_attachments.html``."""

    target_type: str
    target_id: int
    rows: Sequence[Attachment]
    may_attach: bool
    user_id: int
    accept: str = files.ACCEPT
    max_bytes: int = 0


def files_of(target: Model, user: User) -> Files:
    """What the files' block of an entry's page shows; one query."""
    label = target._meta.label_lower
    rows = Attachment.objects.filter(target_type=label, target_id=target.pk, removed_at=None)
    return Files(
        target_type=label,
        target_id=target.pk,
        rows=list(rows.select_related("uploaded_by")),
        may_attach=_may_attach(user, target),
        user_id=user.pk,
        max_bytes=settings.ATTACHMENT_MAX_BYTES,
    )


def visible_target(target_type: str, target_id: int, user: User) -> Model | None:
    """The entry, if files can belong to its kind and ``user`` may see it."""
    if target_type not in _owners:
        return None
    visible: Any = apps.get_model(target_type)._default_manager
    found: Model | None = visible.visible_to(user).filter(pk=target_id).first()
    return found


def page_of(target: Model) -> str:
    """The address of the entry's own page."""
    return str(target.get_absolute_url())  # type: ignore[attr-defined]  # offer() asks for it


def _may_attach(user: User, target: Model) -> bool:
    may = _owners.get(target._meta.label_lower)
    return may is not None and may(user, target)


def attach_file(*, target: Model, upload: UploadedFile[Any], by: User) -> Attachment:
    """Keep a file with ``target``. Refused: too large, empty, or of a type that is not on the list."""
    if not _may_attach(by, target):
        raise NotAllowed(_("You may not attach files here."))
    name = files.clean_name(upload.name or "")
    size = upload.size or 0
    if not 0 < size <= settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
        raise Refused({"file": _("The file is empty or larger than %(limit)d MB.") % {"limit": limit}})
    kind = files.type_of(name, upload)  # type: ignore[arg-type]  # an uploaded file reads like any other
    if kind is None:
        raise Refused({"file": _("Only PDF, Word, Excel, OFD, JPEG and PNG, and the content must fit the name.")})
    return _keep(target, upload, Attachment(name=name, size=size, content_type=kind.content_type, uploaded_by=by))


def _keep(target: Model, upload: UploadedFile[Any], row: Attachment) -> Attachment:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    row.target_type, row.target_id, row.sha256 = target._meta.label_lower, target.pk, digest.hexdigest()
    upload.seek(0)
    row.file.save(f"{uuid4().hex}.{files.ending_of(row.name)}", upload, save=False)
    try:
        with transaction.atomic():
            row.save()
            _record("attachment.add", row, target, by=row.uploaded_by)
    except BaseException:
        row.file.delete(save=False)
        raise
    return row


@transaction.atomic
def remove_file(*, attachment: Attachment, reason: str, by: User) -> Attachment:
    """Take a file off its entry, with a reason. The row and the file stay for the trail."""
    locked = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    target = visible_target(locked.target_type, locked.target_id, by)
    if target is None or not can_remove(by, locked):
        raise NotAllowed(_("Only whoever attached a file can remove it."))
    if not reason.strip():
        raise Refused({"reason": _("Give a reason.")})
    if locked.removed_at is None:
        locked.removed_at, locked.removed_reason = timezone.now(), reason[:200]
        locked.save(update_fields=["removed_at", "removed_reason"])
        _record("attachment.remove", locked, target, by=by, reason=reason)
    return locked


def record_read(*, attachment: Attachment, target: Model, by: User) -> None:
    """Note that ``by`` fetched the file."""
    _record("attachment.read", attachment, target, by=by, kind=AuditEntry.Kind.READ)


def _record(
    action: str,
    row: Attachment,
    target: Model,
    *,
    by: User,
    reason: str = "",
    kind: AuditEntry.Kind = AuditEntry.Kind.CHANGE,
) -> None:
    """A line about the entry that holds the file; file names may hold names of people, so the trail gets the key."""
    township_id: int | None = getattr(target, "township_id", None)
    details: dict[str, trail.JsonValue] = {"attachment": row.pk, "type": row.content_type}
    trail.record(action, target, by=by, township_id=township_id, reason=reason, details=details, kind=kind)
