"""Making official documents, and changing the templates they are made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.audit.models import AuditEntry
from safety_portal.core import sealed_files
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.documents import layout, telling
from safety_portal.documents.checks import check_template
from safety_portal.documents.layout import OfficialDocument
from safety_portal.documents.models import Document, DocumentTemplate, Genre, Kind, Reach
from safety_portal.documents.pdf import MissingSigns, Pdf, make_pdf
from safety_portal.documents.policies import can_make
from safety_portal.documents.selectors import sample_of, template_of
from safety_portal.documents.word import make_word
from safety_portal.organization.models import Unit
from safety_portal.work.attachments import attach_file
from safety_portal.work.files import clean_name
from safety_portal.work.numbers import next_number

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Purpose:
    """What a document was made for: the entry and the unit it goes to (None: it goes to many)."""

    target: Model
    addressed_to: Unit | None


@dataclass(frozen=True)
class Origin:
    """The form a document was typed in: ``key`` makes one document of it however often it is sent, ``path`` and
    ``typed`` lead back to it, ``again`` is the document it began from.
    """

    key: str = ""
    path: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    again: Document | None = None


@transaction.atomic
def make_document(
    *,
    content: OfficialDocument,
    township: Unit,
    by: User,
    word: str = "",
    purpose: Purpose | None = None,
    genre: Genre = Genre.OTHER,
    reach: Reach = Reach.ADDRESSEE,
    origin: Origin | None = None,
    now: datetime | None = None,
) -> Document:
    """Make both files and keep them. ``word`` (代字): the document gets the next number of this year in its series;
    else it has the number that stands in ``content``, or none. The same form sent again finds what it made.

    Refused: the number is taken.
    """
    if not can_make(by, township):
        raise NotAllowed(_("Only the office and the leader of the township may do this."))
    origin, now = origin or Origin(), now or timezone.now()
    if origin.key and (made := _made_by_form(township, origin.key)):
        return made
    if word:
        content = replace(content, number=_take_number(word, township, timezone.localdate(now).year))
    if content.number and Document.objects.filter(township=township, number=content.number).exists():
        raise Refused(_("There is a document %(number)s already.") % {"number": content.number})
    document = _row(content, township, by, purpose)
    document.genre, document.reach, document.made_at = genre, reach, now
    document.form_key, document.form_path = origin.key, origin.path
    document.replaces = _replaced(origin.again)
    with sealed_files.kept_with_row(document.word, document.pdf, document.typed):
        _keep_files(document, content, origin.typed)
        document.save()
    trail.record("document.make", document, by=by, township_id=township.pk, details={"type": document.kind})
    return document


def _made_by_form(township: Unit, key: str) -> Document | None:
    """Two at once wait for each other here, so that the second finds what the first made."""
    Unit.objects.select_for_update(no_key=True, of=("self",)).get(pk=township.pk)
    return Document.objects.filter(township=township, form_key=key).first()


def _replaced(again: Document | None) -> Document | None:
    """Only a voided document is replaced, and only once; else what is made stands beside it."""
    if again is None or not again.is_voided:
        return None
    return None if Document.objects.filter(replaces=again).exists() else again


def _take_number(word: str, township: Unit, year: int) -> str:
    return layout.document_number(word, year, next_number(f"document:{township.pk}:{word}〔{year}〕"))


def _row(content: OfficialDocument, township: Unit, by: User, purpose: Purpose | None) -> Document:
    return Document(
        township=township,
        kind=Kind(content.kind.value),
        number=content.number,
        title=content.title.replace("\n", ""),
        addressed_to=purpose.addressed_to if purpose else None,
        target_type=purpose.target._meta.label_lower if purpose else "",
        target_id=purpose.target.pk if purpose else None,
        made_by=by,
    )


def _keep_files(document: Document, content: OfficialDocument, typed: Mapping[str, str]) -> None:
    """The PDF first: it tells Word where the 版记 goes. Without a font for every sign there is no PDF."""
    template, document.template_version = template_of(document.township, content.kind)
    pdf: Pdf | None = None
    try:
        pdf = make_pdf(content)
    except MissingSigns as lack:
        document.missing = lack.signs[:200]
    else:
        sealed_files.keep(document.pdf, pdf.content)
        document.pdf_sha256 = hashlib.sha256(pdf.content).hexdigest()
    filled = make_word(content, template, page_breaks=pdf.page_breaks if pdf else 0)
    sealed_files.keep(document.word, filled)
    document.word_sha256 = hashlib.sha256(filled).hexdigest()
    if typed:
        sealed_files.keep(document.typed, json.dumps(dict(typed), ensure_ascii=False).encode())


def fetch_file(*, document: Document, ending: str, by: User) -> tuple[bytes, str]:
    """A document's file and its type, noted in the trail. Refused: there is no PDF of it."""
    stored = document.pdf if ending == "pdf" else document.word
    if not stored:
        raise Refused(_("There is no PDF: no font has these characters: %(signs)s.") % {"signs": document.missing})
    details: dict[str, trail.JsonValue] = {"type": ending}
    trail.record(
        "document.fetch",
        document,
        by=by,
        township_id=document.township_id,
        details=details,
        kind=AuditEntry.Kind.READ,
    )
    return sealed_files.content_of(stored), "application/pdf" if ending == "pdf" else DOCX


# --- Issued, voided -------------------------------------------------------------------------------------------------


def issue_document(
    *, document: Document, by: User, scan: UploadedFile[Any] | None = None, now: datetime | None = None
) -> Document:
    """Put on record that the paper is signed and stamped, with its scan where there is one: from now on whom it is for
    may read it. A second scan only comes beside the first.

    Raises ``NotAllowed``; ``Refused`` where the document was voided, or the scan is no file of a known type.
    """
    with transaction.atomic():
        locked = _lock(document, by)
        if locked.is_voided:
            raise Refused(_("This document was voided."))
        if scan is not None:
            attach_file(target=locked, upload=scan, by=by)
        if not locked.is_issued:
            locked.issued_at, locked.issued_by = now or timezone.now(), by
            locked.save(update_fields=["issued_at", "issued_by"])
            trail.record("document.issue", locked, by=by, township_id=locked.township_id)
            telling.tell(locked, "issued")
    return locked


@transaction.atomic
def void_document(*, document: Document, reason: str, by: User) -> Document:
    """Void it: it stays where it is, with its number, and says so. Sent twice it is voided once.

    Raises ``NotAllowed``; ``Refused`` without a reason.
    """
    if not reason.strip():
        raise Refused({"reason": _("Say why it is voided.")})
    locked = _lock(document, by)
    if locked.is_voided:
        return locked
    locked.voided_at, locked.voided_by, locked.void_reason = timezone.now(), by, reason.strip()[:200]
    locked.save(update_fields=["voided_at", "voided_by", "void_reason"])
    trail.record("document.void", locked, by=by, township_id=locked.township_id, reason=reason)
    if locked.is_issued:
        telling.tell(locked, "voided")
    return locked


def _lock(document: Document, by: User) -> Document:
    locked = Document.objects.select_for_update(of=("self",)).select_related("township").get(pk=document.pk)
    if not can_make(by, locked.township):
        raise NotAllowed(_("Only the office and the leader of the township may do this."))
    return locked


# --- Templates ------------------------------------------------------------------------------------------------------


@transaction.atomic
def replace_template(*, kind: Kind, township: Unit, name: str, data: bytes, by: User) -> DocumentTemplate:
    """Take ``data`` as the township's template of ``kind`` from now on. Refused: it can't be one (checks.py)."""
    _require(by, township)
    check_template(data, sample_of(layout.Kind(kind.value), timezone.localdate()))
    Unit.objects.select_for_update(of=("self",)).get(pk=township.pk)
    rows = DocumentTemplate.objects.filter(township=township, kind=kind)
    last: int = rows.aggregate(last=Max("version"))["last"] or 0
    rows.filter(is_current=True).update(is_current=False)
    template = DocumentTemplate(
        township=township,
        kind=kind,
        version=last + 1,
        name=clean_name(name),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=by,
    )
    sealed_files.keep(template.file, data)
    with sealed_files.kept_with_row(template.file):
        template.save()
    trail.record("template.replace", template, by=by, township_id=township.pk, details={"edition": template.version})
    return template


@transaction.atomic
def restore_template(*, kind: Kind, township: Unit, by: User) -> None:
    """Back to the shipped template; the township's own stays on record."""
    _require(by, township)
    current = (
        DocumentTemplate.objects.select_for_update(of=("self",))
        .filter(township=township, kind=kind, is_current=True)
        .first()
    )
    if current is None:
        raise Refused(_("The shipped template is in use already."))
    current.is_current = False
    current.save(update_fields=["is_current"])
    trail.record("template.restore", current, by=by, township_id=township.pk, details={"edition": current.version})


def _require(by: User, township: Unit) -> None:
    if not can_make(by, township):
        raise NotAllowed(_("Only the office and the leader of the township may do this."))
