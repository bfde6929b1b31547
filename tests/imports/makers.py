"""Short ways to imports of days."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from safety_portal.accounts.models import User
from safety_portal.imports.models import ImportRow, ImportRun
from safety_portal.imports.services import confirm, upload
from tests.imports.days import workbook

Status = tuple[int, str, list[str]]


def uploaded(by: User, *rows: tuple[object, ...], file: SimpleUploadedFile | None = None, **fields: Any) -> ImportRun:
    """An import of days into the township of ``by``, read."""
    township = next(scope.unit for scope in by.scopes)
    given: dict[str, Any] = {"kind": "days", "month": None, "sender": "国务院办公厅", "is_opening": False, "reason": ""}
    return upload(township=township, file=file or workbook(*rows), by=by, **(given | fields))


def written(by: User, *rows: tuple[object, ...], now: datetime | None = None, **fields: Any) -> ImportRun:
    """Uploaded and confirmed."""
    run = uploaded(by, *rows, **fields)
    confirm(run=run, by=by, version=run.version, acknowledged=True, now=now or timezone.now())
    return ImportRun.objects.get(pk=run.pk)


def statuses(run: ImportRun) -> list[Status]:
    """Number, status and codes of the remarks of every row."""
    rows = ImportRow.objects.filter(run=run)
    return [(row.number, row.status, [remark["code"] for remark in row.remarks]) for row in rows]
