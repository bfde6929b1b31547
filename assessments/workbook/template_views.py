"""Pages of the district's templates: keeping them, saying what goes where, filling them for a month."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.finding import latest_month, month_or_404
from assessments.models import AssessmentMonth, DistrictTemplate
from assessments.results.policies import sees_workings
from assessments.workbook import mapping, policies, presentation, selectors, services
from assessments.workbook.forms import AdditionForm, TemplateForm, answers_of
from safety_portal.accounts.models import User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core import sealed_files, xlsx
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.exports import ending_asked
from safety_portal.core.forms import add_refusal
from safety_portal.organization.models import Unit


@require_http_methods(["GET", "POST"])
def templates_page(request: SignedInRequest) -> HttpResponse:
    """The templates that the township fills; POST keeps one more, or the next version of one."""
    township = policies.township_of(request.user)
    if township is None:
        raise Http404
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        template = _kept(form, township, request.user)
        if template is not None:
            messages.success(request, _("Kept. Look whether everything goes where it belongs."))
            return redirect(template)
    context = {
        "form": form,
        "rows": presentation.template_rows(township, request.user),
        "may_keep": policies.can_keep_templates(request.user, township),
        "month": latest_month(request.user, township.code, scored=True),
    }
    return render(request, "assessments/workbook/templates.html", context)


def _kept(form: TemplateForm, township: Unit, user: User) -> DistrictTemplate | None:
    """None where it is refused: the form says why."""
    upload = form.cleaned_data["file"]
    data: bytes = upload.read(mapping.LIMITS.file + 1)
    try:
        return services.keep_template(
            township=township, title=form.cleaned_data["title"], name=upload.name, data=data, by=user
        )
    except Refused as refusal:
        add_refusal(form, refusal)
        return None


def _template_or_404(user: User, pk: int) -> DistrictTemplate:
    rows = DistrictTemplate.objects.visible_to(user).select_related("township__parent", "uploaded_by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def template_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """What stands where in a template and what goes in; POST says it anew."""
    template = _template_or_404(request.user, pk)
    may_keep = policies.can_keep_templates(request.user, template.township)
    if request.method == "POST":
        if not may_keep:
            raise NotAllowed
        addition = AdditionForm(request.POST).addition()
        try:
            services.settle_places(
                template=template,
                answers=answers_of(request.POST, template.places.all()),
                additions=[addition] if addition else [],
                by=request.user,
            )
        except Refused as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Remembered for every month, and for the next version of this workbook."))
        return redirect(template)
    context = {
        "template": template,
        "may_keep": may_keep,
        "page": presentation.mapping_page(template),
        "versions": presentation.versions_of(template),
        "month": latest_month(request.user, template.township.code, scored=True),
    }
    return render(request, "assessments/workbook/template.html", context)


@require_GET
def template_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The file as the district sent it."""
    template = _template_or_404(request.user, pk)
    return _download(services.fetch_template(template=template, by=request.user), template.name)


@require_POST
def template_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """The township fills it no more."""
    template = _template_or_404(request.user, pk)
    services.retire_template(template=template, by=request.user)
    messages.success(request, _("Put aside: %(title)s") % {"title": template.title})
    return redirect("assessments:workbook_templates")


@require_GET
def fill_page(request: SignedInRequest, slug: str, pk: int) -> HttpResponseBase:
    """What goes into which cell for a month; ``?export=xlsx`` gives the filled workbook."""
    template = _template_or_404(request.user, pk)
    month = month_or_404(request.user, slug, template.township.code)
    if not sees_workings(request.user, month):
        raise PermissionDenied
    with override(settings.LANGUAGE_CODE):  # its remarks go into the form
        book = selectors.book_of(month)
    if book is None:
        messages.error(request, _("The month has not been scored yet."))
        return redirect(month.page("ranking"))
    if ending_asked(request) == "xlsx":
        return _filled(request, template, month, book)
    data = sealed_files.content_of(template.file)
    context = {
        "template": template,
        "month": month,
        "book": book,
        "is_open": template.places.filter(is_settled=False).count(),
        "preview": presentation.preview_of(template, data, book),
    }
    return render(request, "assessments/workbook/fill.html", context)


def _filled(
    request: SignedInRequest, template: DistrictTemplate, month: AssessmentMonth, book: selectors.MonthBook
) -> HttpResponseBase:
    try:
        filled = services.fill_template(template=template, book=book, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("assessments:workbook_fill", month.slug, template.pk)
    return _download(filled, f"{xlsx.sheet_name(template.title)} {month.slug}.xlsx")


def _download(content: bytes, name: str) -> FileResponse:
    """Always a download, kept by nobody on the way."""
    response = FileResponse([content], as_attachment=True, filename=name, content_type=xlsx.CONTENT_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
