"""One import: on its way, before it is written, written, taken back."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core import xlsx
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.formats import number
from safety_portal.core.forms import add_refusal
from safety_portal.core.trying import tried
from safety_portal.core.views import Link
from safety_portal.imports import policies, presentation, selectors, services
from safety_portal.imports.forms import UndoForm
from safety_portal.imports.kinds import kind_of
from safety_portal.imports.models import ImportRun
from safety_portal.imports.selectors.matching import unknown_words
from safety_portal.imports.selectors.preview import columns_of
from safety_portal.imports.services.running import UNDO, WRITE
from safety_portal.imports.states import Move, RunState
from safety_portal.imports.views.common import run_or_404, version_of
from safety_portal.imports.views.uploads import upload_address
from safety_portal.work.models import Job
from safety_portal.work.states import JobState

PER_PAGE = 50
#: Tabs whose rows become different things.
MIXED = frozenset({"all", "questioned"})


@require_GET
@never_cache
def run_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whatever there is to see and to do now: progress, columns, preview, what was written."""
    run = run_or_404(request, pk)
    job = _latest_job(run)
    if run.state == RunState.READING or (job is not None and job.is_open):
        context = _about(request, run) | {"job": job}
        return render(request, "imports/progress.html", context)
    if run.state == RunState.COLUMNS and policies.can_move(request.user, run, Move.MATCH):
        return redirect("imports:columns", pk)
    context = _about(request, run) | _table(request, run) | _outcome(request, run)
    return render(request, "imports/run.html", context | {"failed": _failure(run, job)})


def _latest_job(run: ImportRun) -> Job | None:
    return Job.objects.filter(key__startswith=f"import:{run.pk}:").select_related("created_by").first()


def _failure(run: ImportRun, job: Job | None) -> Job | None:
    """The job that should have written the rows, or taken them back, if it could not."""
    if job is None or job.state != JobState.FAILED:
        return None
    return job if (job.kind, run.state) in {(WRITE, RunState.PREVIEW), (UNDO, RunState.WRITTEN)} else None


def _about(request: SignedInRequest, run: ImportRun) -> dict[str, object]:
    """What the frame of every page of an import shows."""
    return {
        "run": run,
        "kind": presentation.kind_words(run),
        "state": presentation.state_chip(run),
        "steps": presentation.steps_of(run),
        "moves": set(policies.moves_of(request.user, run)),
        "may_fetch": policies.can_fetch(request.user, run),
        "upload_url": upload_address(run),
    }


def _table(request: SignedInRequest, run: ImportRun) -> dict[str, object]:
    """The rows of one tab, 50 a page."""
    every_tab = presentation.in_order([*selectors.tabs(run), presentation.unread_tab(run)])
    tabs = [tab for tab in every_tab if tab.count or tab.code == "all"]
    shown = presentation.tab_to_show(tabs, request.GET.get("tab", ""))
    page = Paginator(selectors.rows_for(run, shown), PER_PAGE).get_page(request.GET.get("page"))
    rows = selectors.preview_rows(run, list(page.object_list))
    every = selectors.preview_columns(run)
    columns = presentation.shown_columns(presentation.columns_to_show(every, rows, shown), rows)
    lines = presentation.preview_lines(rows, columns)
    return {
        "tabs": [Link(tab.label, f"?tab={tab.code}", tab.count, is_current=tab.code == shown) for tab in tabs],
        "page_obj": page,
        "columns": columns,
        "is_mixed": shown in MIXED,
        "unread": presentation.left_out(run) if shown == presentation.UNREAD else [],
        "left_out": len(every) - len(columns),
        "lines": lines,
        "is_noted": any(line.remarks or line.label for line in lines),
    }


def _outcome(request: SignedInRequest, run: ImportRun) -> dict[str, object]:
    """What was, or will be, written; what must be looked at before."""
    kind = kind_of(run.kind)
    scope = selectors.scope_of(run, by=request.user, now=timezone.now())
    sentences = selectors.run_sentences(run)
    return {
        "to_write": presentation.rows_to_write(run),
        "refused": presentation.rows_refused(run),
        "questioned": presentation.rows_questioned(run),
        "notes": [one for one in sentences if one.severity == "note"],
        "questions": [one for one in sentences if one.severity != "note"],
        "words": unknown_words(run, columns_of(run)) if run.state == RunState.PREVIEW else [],
        "needs_acknowledging": selectors.needs_acknowledging(run),
        "address": kind.address(scope) if kind and run.state == RunState.WRITTEN else "",
    }


# --- Going on -------------------------------------------------------------------------------------------------


@require_POST
def read_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read the file again, after it could not be read or the registers have changed."""
    run = run_or_404(request, pk)
    tried(request, lambda: services.begin_reading(run=run, by=request.user), _("Read again"))
    return redirect(run)


@require_POST
def confirm_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write what the preview shows."""
    run = run_or_404(request, pk)
    acknowledged = request.POST.get("acknowledged") == "on"
    try:
        job = services.confirm(run=run, by=request.user, version=version_of(request), acknowledged=acknowledged)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if job is None:
            messages.success(request, _written(run_or_404(request, pk)))
    return redirect(run)


def _written(run: ImportRun) -> str:
    count = presentation.rows_to_write(run)
    return ngettext("%(count)s row written", "%(count)s rows written", count) % {"count": number(count)}


@require_POST
def discard_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw away what was not written."""
    run = run_or_404(request, pk)
    version = version_of(request)
    words = _("Discarded. Nothing was written.")
    if tried(request, lambda: services.discard(run=run, by=request.user, version=version), words):
        return redirect("imports:list")
    return redirect(run)


@require_http_methods(["GET", "POST"])
@never_cache
def undo_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a written import back, after what that does was said, with a reason."""
    run = run_or_404(request, pk)
    if not policies.WHO_MAY[Move.UNDO](request.user, run):
        raise NotAllowed
    if not policies.can_move(request.user, run, Move.UNDO):
        return redirect(run)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _undo(request, run, form):
        return redirect(run)
    context = _about(request, run) | {"form": form, "cancel_url": run.get_absolute_url()}
    return render(request, "imports/undo.html", context)


def _undo(request: SignedInRequest, run: ImportRun, form: UndoForm) -> bool:
    reason = form.cleaned_data["reason"]
    try:
        job = services.undo(run=run, by=request.user, version=version_of(request), reason=reason)
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    if job is None:
        messages.success(request, _("Undone. The register is as it was before the import."))
    return True


@require_GET
@never_cache
def error_workbook(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The sender's own workbook with the reasons in its cells."""
    run = run_or_404(request, pk)
    try:
        name, content = services.error_workbook(run=run, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(reverse("imports:run", args=[pk]))
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=xlsx.CONTENT_TYPE)
