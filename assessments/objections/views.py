"""Pages of objections: the month's list, filing one, its own page, its moves; and waiving an obstacle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.finding import latest_month, month_or_404, visible_months
from assessments.models import AssessmentMonth, Objection
from assessments.objections import policies, services
from assessments.objections.exports import objections_table
from assessments.objections.forms import AcceptForm, FileForm, ReasonForm, WithdrawForm
from assessments.objections.selectors import (
    Target,
    counts_of,
    effect_of,
    figure_rows,
    objections_of,
    target_of,
    target_when_filed,
)
from assessments.objections.waivers import waive_obstacle
from assessments.results.explanation import explain_score, records_of
from assessments.results.policies import phase_of
from assessments.results.selectors import publication_of
from assessments.rules.selectors import read_rules
from assessments.states import DECIDED, OBJECTION_MOVES, ObjectionState, ObstacleKind
from safety_portal.accounts.models import Role, User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.audit.trail import history_of
from safety_portal.core.clocks import Clock
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.core.forms import add_refusal
from safety_portal.core.ports import Words
from safety_portal.core.views import Link
from safety_portal.organization.models import Unit
from safety_portal.work.attachments import files_of

ROWS = 50
_TABS: Mapping[str, tuple[Words, Q]] = {
    "open": (pgettext_lazy("objection", "To be decided"), Q(state=ObjectionState.OPEN)),
    "decided": (pgettext_lazy("objection", "Decided"), Q(state__in=sorted(DECIDED))),
    "withdrawn": (pgettext_lazy("objection", "Withdrawn"), Q(state=ObjectionState.WITHDRAWN)),
}


# --- The list -------------------------------------------------------------------------------------------------


@require_GET
def objections_latest(request: SignedInRequest) -> HttpResponse:
    """The list of the newest month that is scored; the list of months before the first one."""
    if not request.user.has_role(Role.LEADER, Role.OFFICE, Role.SECRETARY):
        raise Http404
    month = latest_month(request.user, scored=True)
    return redirect(month.page("objections") if month else "assessments:months")


@require_GET
def objections_page(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Objections of a month: the township's, or a secretary's own."""
    month = month_or_404(request.user, slug, request.GET.get("township", ""))
    if not policies.sees_objections(request.user, month):
        raise Http404
    counts = counts_of(month, request.user)
    tab = _tab(request, counts)
    rows = objections_of(month, request.user).filter(_TABS[tab][1])
    if ending_asked(request):
        return as_file(request, objections_table(month, rows, _TABS[tab][0]))
    now, publication = timezone.now(), publication_of(month)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for objection in page:
        objection.clock = _clock(objection)  # type: ignore[attr-defined]
    context = {
        "month": month,
        "phase": phase_of(month, now, publication),
        "tabs": [
            Link(label, month.page("objections", tab=name), counts[name], is_current=name == tab)
            for name, (label, _rows) in _TABS.items()
        ],
        "page_obj": page,
        "export_count": page.paginator.count,
        "is_township": policies.is_township(request.user, month),
        "in_window": publication is None and policies.in_window(month, now),
        "previous": _sibling(request.user, month, -1),
        "next": _sibling(request.user, month, 1),
    }
    return render(request, "assessments/objections/list.html", context)


def _tab(request: SignedInRequest, counts: Mapping[str, int]) -> str:
    """The one asked for, or the first that holds something."""
    asked = request.GET.get("tab", "")
    return asked if asked in _TABS else next((name for name in _TABS if counts[name]), "open")


def _sibling(user: User, month: AssessmentMonth, step: int) -> str:
    days = visible_months(user, month.township.code)
    beside = days.filter(first_day=(month.month + step).first_day).select_related("township").first()
    return beside.page("objections") if beside else ""


def _clock(objection: Objection) -> Clock | None:
    """To be decided before the month is published."""
    if not objection.is_open:
        return None
    return Clock(objection.filed_at, objection.month.publish_by, timezone.now())


# --- Filing ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def objection_file(request: SignedInRequest, slug: str, code: str, item: str) -> HttpResponse:
    """Object to one line of the community's current draft."""
    unit = get_object_or_404(Unit.objects.select_related("township"), code=code, township__isnull=False)
    month = month_or_404(request.user, slug, unit.township.code if unit.township else "")
    if not (policies.is_author(request.user, unit.pk) or policies.is_township(request.user, month)):
        raise Http404
    target = target_of(month, unit.pk, item)
    if target is None:
        raise Http404
    now = timezone.now()
    on_behalf = policies.can_file_on_behalf(request.user, month, now)
    if not on_behalf and not policies.can_file(request.user, month, unit.pk, now):
        return _not_now(request, month, unit, item)
    form = FileForm(
        request.POST or None,
        request.FILES or None,
        target=target,
        decimals=_decimals(target),
        on_behalf=on_behalf,
    )
    if request.method == "POST" and form.is_valid():
        try:
            objection = services.file_objection(
                month=month,
                unit_id=unit.pk,
                item_code=item,
                claim=form.claim,
                by=request.user,
                on_behalf_reason=form.cleaned_data.get("on_behalf", ""),
            )
        except Refused as refusal:
            add_refusal(form, _at_fields(refusal))
        else:
            messages.success(request, _("Filed: %(number)s") % {"number": objection.number})
            return redirect(objection)
    context = {"month": month, "unit": unit, "form": form, "on_behalf": on_behalf, **_explained(target, request.user)}
    return render(request, "assessments/objections/file.html", context)


def _not_now(request: SignedInRequest, month: AssessmentMonth, unit: Unit, item: str) -> HttpResponse:
    """A link that was opened too early or too late: back to the points, with the reason."""
    if not policies.is_author(request.user, unit.pk):
        raise NotAllowed
    messages.error(
        request, _("Objections can be filed from the lock to the end of their time, later by the office only.")
    )
    return redirect(f"{reverse('assessments:score', args=[month.slug, unit.code])}?{urlencode({'item': item})}")


def _at_fields(refusal: Refused) -> Refused:
    """Evidence is called ``file`` where it is kept."""
    if not hasattr(refusal, "error_dict") or "file" not in refusal.error_dict:
        return refusal
    return Refused({"evidence": refusal.error_dict["file"]})


def _decimals(target: Target) -> int:
    return read_rules(target.score.result.rule_set).parsed.decimals


def _explained(target: Target, user: User) -> dict[str, object]:
    """The line as the explanation page shows it, of the very draft that the objection is about."""
    score = target.score
    explained = explain_score(score, sees_all=False)
    row = next(row for row in explained.rows if row.item.code == target.item.code)
    return {
        "target": target,
        "score": score,
        "explained": explained,
        "row": row,
        "places": explained.rules.decimals,
        "records": records_of(row, score.result.month.month, score.unit_id, user),
    }


# --- One objection --------------------------------------------------------------------------------------------


def _objection_or_404(request: SignedInRequest, pk: int) -> Objection:
    rows = Objection.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("month__township", "unit", "filed_by", "decided_by", "rescored"), pk=pk
    )


@require_GET
def objection_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is objected to, as it was scored then, and what became of it."""
    objection = _objection_or_404(request, pk)
    target = target_when_filed(objection)
    context = {
        "objection": objection,
        "month": objection.month,
        "clock": _clock(objection),
        "figures": figure_rows(objection, target),
        "effect": effect_of(objection, target.line),
        "buttons": _buttons(request.user, objection),
        "history": history_of(objection),
        "files": files_of(objection, request.user),
        **_explained(target, request.user),
    }
    return render(request, "assessments/objections/detail.html", context)


@dataclass(frozen=True)
class MoveWords:
    """A move as its page names it, and what follows from it."""

    heading: Words
    button: Words
    says: Words
    reason_help: Words = ""
    is_grave: bool = False


_MOVES: Mapping[str, MoveWords] = {
    "withdraw": MoveWords(
        gettext_lazy("Withdraw the objection"),
        pgettext_lazy("objection", "Withdraw"),
        gettext_lazy("The points stay as they are. You may object again while the time for objections runs."),
    ),
    "accept": MoveWords(
        gettext_lazy("Accept the objection"),
        gettext_lazy("Accept and run the scores"),
        gettext_lazy("The scores of the month are run again at once; the draft so far stays beside the new one."),
        gettext_lazy("It stands beside the corrected figure on the explanation page. No names of residents."),
    ),
    "reject": MoveWords(
        gettext_lazy("Do not accept the objection"),
        gettext_lazy("Do not accept"),
        gettext_lazy("The community reads the reason. The leader may have it decided again, once."),
        gettext_lazy("Say which rule and which record decide it."),
        is_grave=True,
    ),
    "reopen": MoveWords(
        gettext_lazy("Have it decided again"),
        pgettext_lazy("objection", "Reopen"),
        gettext_lazy("Figures that were corrected no longer count until it is decided; this can be done once."),
        is_grave=True,
    ),
}


@dataclass(frozen=True)
class Button:
    """A move that may be made now."""

    label: Words
    url: str
    is_primary: bool


def _buttons(user: User, objection: Objection) -> list[Button]:
    return [
        Button(
            _MOVES[action].button if action != "accept" else pgettext("objection", "Accept"),
            reverse("assessments:objection_move", args=[objection.pk, action]),
            is_primary=action == "accept",
        )
        for action in policies.open_moves(user, objection)
    ]


@require_http_methods(["GET", "POST"])
def objection_move(request: SignedInRequest, pk: int, action: str) -> HttpResponse:
    """One move of one objection, with what it needs."""
    objection = _objection_or_404(request, pk)
    if action not in OBJECTION_MOVES:
        raise Http404
    if not policies.WHO_MAY[action](request.user, objection):
        raise NotAllowed
    target = target_when_filed(objection)
    form = _form(request, objection, action, target)
    if request.method == "POST" and form.is_valid():
        try:
            moved = _PERFORM[action](objection, form, request.user)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, _("%(number)s: %(state)s") % {"number": moved.number, "state": moved.get_state_display()}
            )
            return redirect(moved)
    words = _MOVES[action]
    context = {
        "objection": objection,
        "month": objection.month,
        "action": action,
        "form": form,
        "words": words,
        "figures": figure_rows(objection, target),
        "target": target,
    }
    return render(request, "assessments/objections/move.html", context)


def _form(request: SignedInRequest, objection: Objection, action: str, target: Target) -> forms.Form:
    data = request.POST or None
    initial: dict[str, object] = {"version": objection.version}
    if action == "withdraw":
        return WithdrawForm(data, initial=initial)
    help_text = str(_MOVES[action].reason_help)
    if action != "accept":
        return ReasonForm(data, initial=initial, reason_help=help_text)
    if objection.claimed_points is not None:
        initial["points"] = objection.claimed_points.normalize()
    return AcceptForm(
        data,
        initial=initial,
        reason_help=help_text,
        target=target,
        rows=figure_rows(objection, target),
        decimals=_decimals(target),
    )


def _withdraw(objection: Objection, form: forms.Form, user: User) -> Objection:
    return services.withdraw(objection=objection, by=user, version=form.cleaned_data["version"])


def _accept(objection: Objection, form: forms.Form, user: User) -> Objection:
    data = form.cleaned_data
    assert isinstance(form, AcceptForm)  # noqa: S101 - for the type only
    return services.accept(
        objection=objection, correction=form.correction, reason=data["reason"], by=user, version=data["version"]
    )


def _reject(objection: Objection, form: forms.Form, user: User) -> Objection:
    data = form.cleaned_data
    return services.reject(objection=objection, reason=data["reason"], by=user, version=data["version"])


def _reopen(objection: Objection, form: forms.Form, user: User) -> Objection:
    data = form.cleaned_data
    return services.reopen(objection=objection, reason=data["reason"], by=user, version=data["version"])


_PERFORM: Mapping[str, Callable[[Objection, forms.Form, User], Objection]] = {
    "withdraw": _withdraw,
    "accept": _accept,
    "reject": _reject,
    "reopen": _reopen,
}


# --- Before publication ---------------------------------------------------------------------------------------


@require_POST
def obstacle_waive(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """A leader lets the current draft be published in spite of one obstacle."""
    month = month_or_404(request.user, slug, request.GET.get("township", ""))
    if not policies.is_township(request.user, month) or kind not in ObstacleKind.values:
        raise Http404
    draft = request.POST.get("draft", "")
    try:
        waive_obstacle(
            month=month,
            kind=ObstacleKind(kind),
            by=request.user,
            reason=request.POST.get("reason", ""),
            draft=int(draft) if draft.isdecimal() and len(draft) < 5 else 0,
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Noted: this does not stand in the way of draft %(number)s.") % {"number": draft})
    return redirect(month.page("publish"))
