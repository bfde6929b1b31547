"""The page of a job."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from safety_portal.accounts.requests import SignedInRequest
from safety_portal.work import jobs
from safety_portal.work.models import Job


@require_GET
@never_cache
def job_page(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """How far a job has come; HTMX asks for the fragment alone, every two seconds until the job ends."""
    job = get_object_or_404(Job.objects.visible_to(request.user).select_related("created_by"), pk=pk)
    template = "work/_job.html" if request.headers.get("HX-Request") else "work/job.html"
    return render(request, template, {"job": job, "kind": jobs.kind_of(job.kind)})
