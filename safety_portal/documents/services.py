"""Making official documents, and changing the templates they are made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.audit.models import AuditEntry
from safety_portal.core import sealed_files
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.documents import layout
from safety_portal.documents.checks import check_template
from safety_portal.documents.layout import OfficialDocument
from safety_portal.documents.models import Document, DocumentTemplate, Kind
from safety_portal.documents.pdf import MissingSigns, Pdf, make_pdf
from safety_portal.documents.policies import can_make
from safety_portal.documents.selectors import sample_of, template_of
from safety_portal.documents.word import make_word
from safety_portal.organization.models import Unit
from safety_portal.work.files import clean_name
from safety_portal.work.numbers import next_number

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Purpose:
    """What a document was made for: the entry and the unit it goes to."""

    target: Model
    addressed_to: Unit


@transaction.atomic
def make_document(
    *, content: OfficialDocument, township: Unit, by: User, word: str = "", purpose: Purpose | None = None
) -> Document:
    """Make both files and keep them. ``word`` (代字): the document gets the next number of this year in its series;
    else it has the number that stands in ``content``, or none. Refused: the number is taken.
    """
    if not can_make(by, township):
        raise NotAllowed(_("Only the office and the leader of the township may do this."))
    if word:
        content = replace(content, number=_take_number(word, township))
    if content.number and Document.objects.filter(township=township, number=content.number).exists():
        raise Refused(_("There is a document %(number)s already.") % {"number": content.number})
    document = _row(content, township, by, purpose)
    try:
        _keep_files(document, content)
        document.save()
    except BaseException:
        _drop_files(document)
        raise
    trail.record("document.make", document, by=by, township_id=township.pk, details={"type": document.kind})
    return document


def _take_number(word: str, township: Unit) -> str:
    year = timezone.localdate().year
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


def _keep_files(document: Document, content: OfficialDocument) -> None:
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


def _drop_files(document: Document) -> None:
    for stored in (document.word, document.pdf):
        if stored:
            stored.delete(save=False)


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
    try:
        template.save()
    except BaseException:
        template.file.delete(save=False)
        raise
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
