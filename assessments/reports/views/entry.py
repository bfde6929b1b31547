"""The page of one report: reading it, typing into it, and the author's moves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.models import Report, ReportLine
from assessments.reports import policies, selectors, services
from assessments.reports.forms import read_lines, read_version
from assessments.reports.inputs import LineInput
from assessments.reports.sheet import history_of, sheet_of, steps_of
from assessments.reports.views.common import address_of, report_or_404
from safety_portal.accounts.models import User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core import ports
from safety_portal.core.clocks import Clock
from safety_portal.core.errors import Refused
from safety_portal.core.trying import tried

Overlay = Mapping[str, LineInput] | None


@require_GET
def my_report(request: SignedInRequest) -> HttpResponse:
    """The secretary's report of this month, or of ``?month=2026-10``."""
    if month := request.GET.get("month"):
        own = Report.objects.visible_to(request.user).filter(unit__in=[s.unit for s in request.user.scopes])
        for report in own.select_related("month", "unit"):
            if report.month.slug == month:
                return redirect(address_of(report))
    found = selectors.current_report(request.user)
    if found is None:
        return render(request, "assessments/reports/none.html")
    return redirect(address_of(found))


@require_GET
@never_cache
def report_page(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The report: to type into for its author, to read for all others; ``?check=1`` after a refused submission."""
    report = report_or_404(request, slug, code)
    return _page(request, report, with_open="check" in request.GET)


def _page(
    request: SignedInRequest,
    report: Report,
    *,
    with_open: bool = False,
    overlay: Overlay = None,
    on_behalf: str | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    sheet = sheet_of(report, with_open=with_open, overlay=overlay)
    context: dict[str, object] = {
        "report": report,
        "month": report.month,
        "sheet": sheet,
        "steps": steps_of(report, sheet, now),
        "clock": _clock(report, now),
        "events": history_of(report),
        "neighbours": selectors.neighbours_of(report),
        "on_behalf": on_behalf,
        "with_open": with_open,
        **_rights(request.user, report),
    }
    may_type = context["may_write"] or on_behalf is not None
    if may_type:
        context["a_day"] = selectors.points_a_day_late(report.month)
    return render(request, f"assessments/reports/{'entry' if may_type else 'read'}.html", context, status=status)


def _rights(user: User, report: Report) -> dict[str, bool]:
    now = timezone.now()
    return {
        "may_write": policies.can_write(user, report, now),
        "may_review": policies.is_reviewer(user, report),
        "may_file": policies.can_file_on_behalf(user, report, now),
        "may_unlock": policies.can_unlock(user, report, now),
        "is_author": policies.is_author(user, report),
        "is_shut": policies.is_shut(report, now),
        **{
            f"may_{action}": policies.can_move(user, report, action, now) for action in ("withdraw", "return", "accept")
        },
    }


def _clock(report: Report, now: datetime) -> Clock | None:
    """Ticks as long as the author has something to do."""
    if not report.is_editable:
        return None
    month = report.month
    excepted = report.unlocked_until is not None and now > month.lock_at
    due = report.unlocked_until if excepted and report.unlocked_until else month.due_at
    return Clock(month.month.end, due, now)


@require_POST
def report_save(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Keep what was typed: as the page saves by itself, or by its button."""
    report = report_or_404(request, slug, code)
    typed = read_lines(request.POST, _codes(report))
    try:
        saved = _save(request, report, typed)
    except Refused as refusal:
        return _kept(request, report, refusal, typed)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, _("Saved"))
        return redirect(address_of(saved))
    return _fragments(request, saved)


def _codes(report: Report) -> list[str]:
    return list(report.lines.values_list("figure__code", flat=True))


def _save(request: SignedInRequest, report: Report, typed: Mapping[str, LineInput]) -> Report:
    remark = request.POST.get("remark")
    version = read_version(request.POST)
    return services.save_lines(report=report, by=request.user, version=version, lines=typed, remark=remark)


def _kept(request: SignedInRequest, report: Report, refusal: Refused, typed: Mapping[str, LineInput]) -> HttpResponse:
    """Not saved: the page comes back with what was typed, over the report as it is now."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=409)
    messages.error(request, " ".join(refusal.messages))
    return _page(request, report_or_404(request, report.month.slug, report.unit.code), overlay=typed, status=409)


def _fragments(request: SignedInRequest, report: Report) -> HttpResponse:
    """What changes on the page when something was saved; inputs keep focus and text."""
    now = timezone.now()
    sheet = sheet_of(report)
    context = {
        "report": report,
        "sheet": sheet,
        "steps": steps_of(report, sheet, now),
        "unfolded": [row for row in sheet.rows if row.asks_reason and f"r-{row.code}" not in request.POST],
        **_rights(request.user, report),
    }
    return render(request, "assessments/reports/_saved.html", context)


@require_POST
def report_submit(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Save what stands on the page, then hand it in; what is not in order comes back marked."""
    report = report_or_404(request, slug, code)
    typed = read_lines(request.POST, _codes(report))
    try:
        report = _save(request, report, typed) if typed else report
    except Refused as refusal:
        return _kept(request, report, refusal, typed)
    try:
        services.submit(report=report, by=request.user)
    except Refused as refusal:
        if not hasattr(refusal, "error_dict"):
            messages.error(request, " ".join(refusal.messages))
        return redirect(f"{address_of(report)}?check=1")
    messages.success(request, _("Submitted. The office will review it."))
    return redirect(address_of(report))


@require_POST
def report_submit_nil(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """A nil report: nothing happened, by registers and by word."""
    report = report_or_404(request, slug, code)
    version = read_version(request.POST)
    tried(
        request,
        lambda: services.submit_nil(report=report, by=request.user, version=version),
        _("Nil report submitted."),
    )
    return redirect(address_of(report))


@require_POST
def report_withdraw(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The author takes it back."""
    report = report_or_404(request, slug, code)
    tried(request, lambda: services.withdraw(report=report, by=request.user), _("Withdrawn. It is a draft again."))
    return redirect(address_of(report))


@require_POST
def report_refresh(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Read the registers again; what was typed on the page is saved first."""
    report = report_or_404(request, slug, code)
    typed = read_lines(request.POST, _codes(report))
    try:
        if typed and policies.is_author(request.user, report):
            report = _save(request, report, typed)
        changed = services.refresh_from_registers(report=report, by=request.user)
    except Refused as refusal:
        return _kept(request, report, refusal, typed)
    if changed:
        messages.success(request, _("Read again; new values: %(names)s") % {"names": _names(changed)})
    else:
        messages.info(request, _("Read again; the registers say the same."))
    return redirect(address_of(report))


def _names(lines: list[ReportLine]) -> str:
    return "、".join(line.figure.name for line in lines)


@require_http_methods(["GET", "POST"])
@never_cache
def report_on_behalf(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """The office fills in and submits in a community's place, in one step and with a reason."""
    report = report_or_404(request, slug, code)
    if not policies.is_reviewer(request.user, report):
        raise Http404
    if not policies.can_file_on_behalf(request.user, report, timezone.now()):
        messages.error(request, _("This report can't be filed now: it is submitted, or the month is locked."))
        return redirect(address_of(report))
    if request.method == "GET":
        return _page(request, report, on_behalf="")
    return _file(request, report)


def _file(request: SignedInRequest, report: Report) -> HttpResponse:
    typed = read_lines(request.POST, _codes(report))
    reason, version = request.POST.get("on_behalf", ""), read_version(request.POST)
    try:
        services.file_on_behalf(report=report, by=request.user, reason=reason, lines=typed, version=version)
    except Refused as refusal:
        messages.error(request, _refusal_words(report, refusal))
        fresh = report_or_404(request, report.month.slug, report.unit.code)
        return _page(request, fresh, overlay=typed, on_behalf=reason, status=409)
    messages.success(request, _("Filed on behalf of the community."))
    return redirect(address_of(report))


def _refusal_words(report: Report, refusal: Refused) -> str:
    """Each fault with its figure's name: the page below shows the report as saved, not as typed."""
    if not hasattr(refusal, "error_dict"):
        return " ".join(refusal.messages)
    names = dict(report.lines.values_list("figure__code", "figure__name"))
    parts = [
        f"{names[code]}: {' '.join(texts)}" if code in names else " ".join(texts)
        for code, texts in refusal.message_dict.items()
    ]
    return "；".join(parts)


@require_GET
def report_records(request: SignedInRequest, slug: str, code: str, metric: str) -> HttpResponse:
    """The records behind a register's value: straight to the register's own list, or a plain list of numbers."""
    report = report_or_404(request, slug, code)
    provider = ports.facts_provider(metric)
    line = report.lines.filter(figure__code=metric).select_related("figure").first()
    if provider is None or line is None:
        raise Http404
    page = provider.records(metric, report.month.month, report.unit_id, request.user)
    if page.more_url:
        return redirect(page.more_url)
    return render(request, "assessments/reports/records.html", {"report": report, "line": line, "page": page})
