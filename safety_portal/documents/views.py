"""Pages of official documents and of their templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import DetailView

from safety_portal.accounts.models import User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused
from safety_portal.core.exports import Column, ExportedListMixin
from safety_portal.core.views import Tab, VisibleObjectMixin
from safety_portal.documents import layout, selectors, services
from safety_portal.documents.drafts import DraftView
from safety_portal.documents.exports import DOCUMENT_COLUMNS
from safety_portal.documents.filters import DocumentFilter
from safety_portal.documents.fonts import available_fonts
from safety_portal.documents.forms import DocumentForm, IssueForm, TemplateForm, VoidForm
from safety_portal.documents.layout import OfficialDocument
from safety_portal.documents.models import Document, Genre, Kind
from safety_portal.documents.pdf import make_pdf
from safety_portal.documents.policies import can_make
from safety_portal.documents.services import DOCX, Purpose
from safety_portal.documents.word import make_word
from safety_portal.organization.models import Unit
from safety_portal.work.attachments import files_of

PDF = "application/pdf"
#: What each font of the standard is for.
FONT_ROLES = {
    "title": gettext_lazy("Head and title"),
    "body": gettext_lazy("Text"),
    "black": gettext_lazy("Headings 一、"),
    "kai": gettext_lazy("Headings （一）"),
    "page": gettext_lazy("Page numbers"),
}


class DocumentList(ExportedListMixin):
    """The documents that one may see, the newest first."""

    export_title = gettext_lazy("Official documents")
    model = Document
    filterset_class = DocumentFilter
    template_name = "documents/list.html"
    tabs = (
        Tab("all", gettext_lazy("All"), Q()),
        Tab("waiting", gettext_lazy("To be issued"), Q(issued_at=None, voided_at=None) & ~Q(genre=Genre.BRIEF)),
        Tab("issued", pgettext_lazy("document", "Issued"), Q(issued_at__isnull=False, voided_at=None)),
        Tab("voided", pgettext_lazy("document", "Voided"), Q(voided_at__isnull=False)),
    )
    orders = {"made_at": "made_at", "number": "number"}
    default_order = "-made_at"

    def get_queryset(self) -> QuerySet[Document]:
        rows: QuerySet[Document] = super().get_queryset()
        return rows.select_related("addressed_to", "township")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        township = selectors.township_of(self.request.user)  # type: ignore[arg-type]
        return super().get_context_data(may_make=township is not None, wide="q", **context)

    def export_columns(self) -> Sequence[Column]:
        return DOCUMENT_COLUMNS


class DocumentPage(VisibleObjectMixin, DetailView[Document]):
    """One document: its files, whether it is issued, and the scan of the signed paper."""

    model = Document
    template_name = "documents/detail.html"
    context_object_name = "document"

    def get_queryset(self) -> QuerySet[Document]:
        rows: QuerySet[Document] = super().get_queryset()
        people = ("made_by", "issued_by", "voided_by")
        return rows.select_related("township", "addressed_to", "replaces", "replaced_by", *people)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user: User = self.request.user  # type: ignore[assignment]
        return super().get_context_data(
            files=files_of(self.object, user),
            may_make=can_make(user, self.object.township),
            again_url=selectors.form_again(self.object),
            instead=getattr(self.object, "replaced_by", None),
            **context,
        )


class NewDocument(DraftView[DocumentForm]):
    """The form of a new document; ``?owed=`` fills it from a thing owed, whose number it takes."""

    template_name = "documents/form.html"
    form_class = DocumentForm

    def find_township(self, user: User) -> Unit | None:
        self.item = selectors.item_for(user, self.request.GET.get("owed"))
        if self.request.GET.get("owed") and self.item is None:
            raise Http404
        return self.item.township if self.item else selectors.township_of(user)

    @property
    def genre(self) -> Genre:  # type: ignore[override]  # by what it is made for
        return Genre.ORDER if self.item else Genre.OTHER

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"number": selectors.order_number(self.item) if self.item else ""}

    def begin(self) -> dict[str, object]:
        return selectors.order_for(self.item) if self.item else {"word": f"{self.township.short_name}平安办"}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(item=self.item, **context)

    def content(self, form: DocumentForm) -> OfficialDocument:
        return form.content()

    def purpose(self) -> Purpose | None:
        return Purpose(self.item, self.item.owed_by) if self.item else None


@require_POST
def issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """The signed paper comes back: put it on record, with its scan."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    form = IssueForm(request.POST, request.FILES)
    try:
        scan = form.cleaned_data["scan"] if form.is_valid() else None
        services.issue_document(document=document, by=request.user, scan=scan)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Issued: whom it is for may read it now."))
    return redirect(document)


@require_POST
def void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void a document, with a reason."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    form = VoidForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        services.void_document(document=document, reason=reason, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Voided; its number stays taken."))
    return redirect(document)


@require_GET
def document_file(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    """A document's Word or PDF file."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    try:
        content, content_type = services.fetch_file(document=document, ending=ending, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(document)
    return _download(content, content_type, f"{document}.{ending}")


@require_GET
def templates(request: SignedInRequest) -> HttpResponse:
    """The three layouts: which template is in use, and how to change it."""
    return render(request, "documents/templates.html", _templates_context(_township_or_403(request.user)))


def _templates_context(township: Unit) -> dict[str, object]:
    rows = [(kind, selectors.current_template(township, layout.Kind(kind.value))) for kind in Kind]
    fonts = available_fonts()
    faces = [(words, fonts.families[role][0], role in fonts.stood_in) for role, words in FONT_ROLES.items()]
    return {"rows": rows, "faces": faces}


@require_GET
def template_file(request: SignedInRequest, kind: str) -> HttpResponse:
    """The template in use, to be changed in Word or WPS."""
    township, chosen = _township_or_403(request.user), _kind_or_404(kind)
    content, _version = selectors.template_of(township, layout.Kind(chosen.value))
    return _download(content, DOCX, f"{chosen.label}.docx")


@require_GET
def template_sample(request: SignedInRequest, kind: str, ending: str) -> HttpResponse:
    """A sample document: Word from the template in use, PDF as the portal sets it."""
    township, chosen = _township_or_403(request.user), _kind_or_404(kind)
    sample = selectors.sample_of(layout.Kind(chosen.value), timezone.localdate())
    pdf = make_pdf(sample)
    name = f"{chosen.label}.{ending}"
    if ending == "pdf":
        return _download(pdf.content, PDF, name)
    template, _version = selectors.template_of(township, sample.kind)
    return _download(make_word(sample, template, page_breaks=pdf.page_breaks), DOCX, name)


@require_POST
def template_replace(request: SignedInRequest, kind: str) -> HttpResponse:
    """Take an uploaded file as the template from now on."""
    township, chosen = _township_or_403(request.user), _kind_or_404(kind)
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect("documents:templates")
    upload = form.cleaned_data["file"]
    try:
        services.replace_template(kind=chosen, township=township, name=upload.name, data=upload.read(), by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("In use from now on: %(name)s") % {"name": upload.name})
    return redirect("documents:templates")


@require_POST
def template_restore(request: SignedInRequest, kind: str) -> HttpResponse:
    """Back to the shipped template."""
    township, chosen = _township_or_403(request.user), _kind_or_404(kind)
    try:
        services.restore_template(kind=chosen, township=township, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The shipped template is in use again."))
    return redirect("documents:templates")


def _township_or_403(user: User) -> Unit:
    township = selectors.township_of(user)
    if township is None:
        raise PermissionDenied
    return township


def _kind_or_404(kind: str) -> Kind:
    if kind not in Kind.values:
        raise Http404
    return Kind(kind)


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Always a download: nothing in it may run in the portal's name."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, get_valid_filename(name)) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
