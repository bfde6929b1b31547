"""Pages of official documents and of their templates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import DetailView, FormView, ListView

from safety_portal.accounts.models import User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused
from safety_portal.core.views import ServiceFormMixin, VisibleObjectMixin
from safety_portal.documents import layout, selectors, services
from safety_portal.documents.fonts import available_fonts
from safety_portal.documents.forms import DocumentForm, TemplateForm
from safety_portal.documents.models import Document, Kind
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


class DocumentList(VisibleObjectMixin, ListView[Document]):
    """The documents that one may see, the newest first."""

    model = Document
    template_name = "documents/list.html"
    paginate_by = 50

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        township = selectors.township_of(self.request.user)  # type: ignore[arg-type]
        return super().get_context_data(may_make=township is not None, **context)


class DocumentPage(VisibleObjectMixin, DetailView[Document]):
    """One document: its files, and the scan of the signed paper."""

    model = Document
    template_name = "documents/detail.html"
    context_object_name = "document"

    def get_queryset(self) -> QuerySet[Document]:
        rows: QuerySet[Document] = super().get_queryset()
        return rows.select_related("township", "made_by", "addressed_to")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user: User = self.request.user  # type: ignore[assignment]
        return super().get_context_data(files=files_of(self.object, user), **context)


class NewDocument(ServiceFormMixin, FormView[DocumentForm]):
    """The form of a new document; ``?owed=`` fills it from a thing owed, whose number it takes."""

    template_name = "documents/form.html"
    form_class = DocumentForm
    success_message = gettext_lazy("Made: %(object)s")

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        user: User = request.user  # type: ignore[assignment]
        self.item = selectors.item_for(user, request.GET.get("owed"))
        if request.GET.get("owed") and self.item is None:
            raise Http404
        township = self.item.township if self.item else selectors.township_of(user)
        if township is None or not can_make(user, township):
            raise PermissionDenied
        self.township: Unit = township
        return super().dispatch(request, *args, **options)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"number": f"{self.item.number}号" if self.item else ""}

    def get_initial(self) -> dict[str, Any]:
        agency = selectors.agency_of(self.township)
        own = selectors.order_for(self.item) if self.item else {"word": f"{self.township.short_name}平安办"}
        today = timezone.localdate()
        return {"mark": agency, "signature": agency, "printed_by": agency, "signed_on": today} | own

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(item=self.item, **context)

    def perform(self, form: DocumentForm) -> Document:
        return services.make_document(
            content=form.content(),
            township=self.township,
            by=self.request.user,  # type: ignore[arg-type]
            word=form.cleaned_data.get("word", ""),
            purpose=Purpose(self.item, self.item.owed_by) if self.item else None,
        )


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
