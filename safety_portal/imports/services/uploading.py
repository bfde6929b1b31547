"""Taking a workbook: checked before anything is kept, kept encrypted, then read."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from safety_portal.imports.kinds import ImportKind, OpeningKind, Scope, kind_of
from safety_portal.imports.models import ImportRun
from safety_portal.imports.reading.book import open_book
from safety_portal.imports.reading.faults import DEFAULT_LIMITS, FileRefused
from safety_portal.imports.reading.gate import check_file
from safety_portal.imports.selectors import scope_of
from safety_portal.imports.services.reading import begin_reading
from safety_portal.imports.storage import drop, keep
from safety_portal.imports.wording import fault_words
from safety_portal.organization.models import Unit


def upload(
    *,
    kind: str,
    township: Unit,
    month: Month | None,
    sender: str,
    is_opening: bool,
    reason: str,
    file: UploadedFile[Any],
    by: User,
    now: datetime | None = None,
) -> ImportRun:
    """Take a workbook, keep it encrypted, begin to read it. Refused: {"file": why}, {"month": …}, {"reason": …}."""
    side = kind_of(kind)
    if side is None or not side.may_import(by, township):
        raise NotAllowed(_("You may not import this here."))
    _check_form(side, month, sender, is_opening=is_opening)
    run = ImportRun(
        kind=kind,
        township=township,
        first_day=month.first_day if month and side.takes_month else None,
        sender=sender.strip()[:40],
        is_opening=is_opening or isinstance(side, OpeningKind),
        reason=reason.strip()[:200],
        file_name=PurePath((file.name or "").replace("\\", "/")).name[-200:],
        size=file.size or 0,
        created_by=by,
        created_at=now or timezone.now(),
    )
    _check_kind(side, scope_of(run, by=by, now=run.created_at))
    data = _checked(file, run.file_name)
    run.sha256 = hashlib.sha256(data).hexdigest()
    _keep(run, data, by)
    begin_reading(run=run, by=by)
    run.refresh_from_db()
    return run


def _check_form(side: ImportKind, month: Month | None, sender: str, *, is_opening: bool) -> None:
    if side.takes_month and month is None:
        raise Refused({"month": _("Choose the month.")})
    if is_opening and not side.may_be_opening:
        raise Refused({"is_opening": _("This register takes no opening balance.")})
    if not sender.strip():
        raise Refused({"sender": _("Say who sent the workbook.")})


def _check_kind(side: ImportKind, scope: Scope) -> None:
    if (refusal := side.refusal(scope)) is not None:
        raise Refused(str(refusal))


def _checked(file: UploadedFile[Any], name: str) -> bytes:
    """The bytes, if they can be opened as a workbook; a large one is checked here and opened by the worker."""
    data: bytes = file.read(DEFAULT_LIMITS.file + 1)
    try:
        if len(data) < settings.IMPORT_INLINE_BYTES:
            open_book(data, name)
        else:
            check_file(data, name)
    except FileRefused as refusal:
        raise Refused({"file": fault_words(refusal)}) from refusal
    return data


def _keep(run: ImportRun, data: bytes, by: User) -> None:
    keep(run, data)
    try:
        with transaction.atomic():
            run.save()
            details: dict[str, trail.JsonValue] = {"kind": run.kind, "sender": run.sender}
            trail.record("import.upload", run, by=by, township_id=run.township_id, details=details)
    except BaseException:
        drop(run)
        raise
