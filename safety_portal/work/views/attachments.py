"""Fetching, adding and removing the files of an entry."""

from django.contrib import messages
from django.db.models import Model
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safety_portal.accounts.models import User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused
from safety_portal.work.attachments import attach_file, page_of, record_read, remove_file, visible_target
from safety_portal.work.forms import AttachmentForm, RemovalForm
from safety_portal.work.models import Attachment


def _target_or_404(target_type: str, target_id: int, user: User) -> Model:
    target = visible_target(target_type, target_id, user)
    if target is None:
        raise Http404
    return target


@require_GET
def attachment(request: SignedInRequest, pk: int) -> FileResponse:
    """The file itself, always as a download: nothing in it may run in the portal's name."""
    row = get_object_or_404(Attachment, pk=pk, removed_at=None)
    target = _target_or_404(row.target_type, row.target_id, request.user)
    record_read(attachment=row, target=target, by=request.user)
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def attach(request: SignedInRequest, target_type: str, target_id: int) -> HttpResponse:
    """Add a file and go back to the entry."""
    target = _target_or_404(target_type, target_id, request.user)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
    else:
        _attach(request, target, form)
    return redirect(page_of(target))


def _attach(request: SignedInRequest, target: Model, form: AttachmentForm) -> None:
    try:
        row = attach_file(target=target, upload=form.cleaned_data["file"], by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Attached: %(name)s") % {"name": row.name})


@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file away and go back to the entry."""
    row = get_object_or_404(Attachment, pk=pk, removed_at=None)
    target = _target_or_404(row.target_type, row.target_id, request.user)
    form = RemovalForm(request.POST)
    if form.is_valid():
        remove_file(attachment=row, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Removed: %(name)s") % {"name": row.name})
    else:
        messages.error(request, _("Give a reason."))
    return redirect(page_of(target))
