"""Fetching a list that a job has written."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from safety_portal.accounts.requests import SignedInRequest
from safety_portal.work import exporting
from safety_portal.work.models import Export


@require_GET
@never_cache
def export_file(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """The file, for whoever asked for it and has the same rights as then; anybody else, and after its days: 404."""
    ready = Export.objects.visible_to(request.user).exclude(file="")
    export = get_object_or_404(ready.select_related("job"), pk=pk)
    return exporting.fetch(export=export, by=request.user)
