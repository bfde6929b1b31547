"""Taking a workbook, and giving an empty one."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core import xlsx
from safety_portal.core.errors import Refused
from safety_portal.core.forms import add_refusal
from safety_portal.core.ports import Words
from safety_portal.imports import selectors, services
from safety_portal.imports.forms import UploadForm
from safety_portal.imports.kinds import ImportKind, MonthlyKind, Scope
from safety_portal.imports.models import ImportRun
from safety_portal.imports.policies import can_discard
from safety_portal.imports.presentation import steps_of
from safety_portal.imports.states import MOVES, Move, RunState
from safety_portal.imports.views.common import kind_or_404, scope_for, township_or_404


@require_http_methods(["GET", "POST"])
@never_cache
def upload_page(request: SignedInRequest, kind: str) -> HttpResponse:
    """The form of one kind; ``?instead=7`` takes the place of an import that was not written."""
    township = township_or_404(request)
    chosen = kind_or_404(request.user, township, kind)
    scope = scope_for(request, township)
    form = _form(request, chosen, scope)
    refusal = refusal_for(chosen, form, scope)
    old = _replaced(request, chosen)
    if request.method == "POST" and not refusal and form.is_valid() and (run := _upload(request, form, scope, chosen)):
        _drop(request, old)
        return redirect(run)
    context = {
        "kind": chosen,
        "township": township,
        "form": form,
        "refusal": refusal,
        "columns": chosen.columns(of_usual_sender(chosen, scope)),
        "steps": steps_of(None),
        "old": old,
        "query": urlencode({"township": township.code}),
    }
    return render(request, "imports/upload.html", context)


def _form(request: SignedInRequest, kind: ImportKind, scope: Scope) -> UploadForm:
    senders = list(kind.senders(scope))
    monthly = kind if kind.takes_month and isinstance(kind, MonthlyKind) else None
    months = monthly.months(scope) if monthly else []
    asked = {"sender": senders[0] if senders else "", "month": str(months[0]) if months else ""}
    given = {name: request.GET[name] for name in asked if request.GET.get(name)}
    return UploadForm(
        request.POST or None,
        request.FILES or None,
        kind=kind,
        months=months,
        senders=senders,
        asks_reason=bool(monthly and monthly.asks_reason(scope)),
        initial=asked | given,
    )


def of_usual_sender(kind: ImportKind, scope: Scope) -> Scope:
    """What a kind expects may depend on who sends it."""
    senders = kind.senders(scope)
    return replace(scope, sender=senders[0]) if senders else scope


def refusal_for(kind: ImportKind, form: UploadForm, scope: Scope) -> Words | None:
    """Why no file of this kind can be taken, whatever is chosen in the form."""
    if "month" in form.fields:
        return None if form.months else _("No month is open yet.")
    return kind.refusal(of_usual_sender(kind, scope))


def _upload(request: SignedInRequest, form: UploadForm, scope: Scope, kind: ImportKind) -> ImportRun | None:
    data = form.cleaned_data
    try:
        return services.upload(
            kind=kind.code,
            township=scope.township,
            month=data.get("month"),
            sender=data["sender"],
            is_opening=data.get("is_opening", False),
            reason=data.get("reason", ""),
            file=data["file"],
            by=request.user,
        )
    except Refused as refusal:
        add_refusal(form, refusal)
        return None


def _replaced(request: SignedInRequest, kind: ImportKind) -> ImportRun | None:
    """The import whose workbook was put right outside."""
    pk = request.GET.get("instead", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    runs = ImportRun.objects.visible_to(request.user).filter(pk=pk, kind=kind.code)
    run = runs.select_related("township").first()
    is_open = run is not None and RunState(run.state) in MOVES[Move.DISCARD][0]
    return run if run is not None and is_open and can_discard(request.user, run) else None


def _drop(request: SignedInRequest, run: ImportRun | None) -> None:
    """Whoever went on with the old one in the meantime keeps it."""
    if run is None:
        return
    try:
        services.discard(run=run, by=request.user, version=run.version)
    except Refused:
        return


def upload_address(run: ImportRun) -> str:
    """Where a better workbook is uploaded in the place of this one."""
    asked = {"township": run.township.code, "sender": run.sender, "instead": run.pk}
    if run.month:
        asked["month"] = str(run.month)
    return f"{reverse('imports:upload', args=[run.kind])}?{urlencode(asked)}"


@require_GET
def template_workbook(request: SignedInRequest, kind: str) -> FileResponse:
    """An empty workbook with the columns of this kind."""
    township = township_or_404(request)
    chosen = kind_or_404(request.user, township, kind)
    scope = of_usual_sender(chosen, scope_for(request, township))
    if sender := request.GET.get("sender"):
        scope = replace(scope, sender=sender)
    name, content = selectors.template_of(scope, chosen.code)
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=xlsx.CONTENT_TYPE)
