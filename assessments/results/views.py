"""Ranking, explanation, the run button, and the frozen workings to take away."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from assessments.consequences import panel as consequence_panel
from assessments.fairness.selectors import brief_of
from assessments.fairness.wording import said
from assessments.finding import latest_month, month_or_404, visible_months
from assessments.models import AssessmentMonth, MonthResult, Publication, UnitScore
from assessments.objections.obstacles import shown_obstacles
from assessments.objections.policies import can_file, can_file_on_behalf
from assessments.objections.selectors import latest_by_item
from assessments.papers import panel as paper_panel
from assessments.publication.policies import can_publish
from assessments.results import policies
from assessments.results.explanation import Explained, LineRow, explain_score, records_of
from assessments.results.exports import ranking_table
from assessments.results.history import history_of, short_label
from assessments.results.ranking import Ranking, bump_data, own_total_words, ranking_of
from assessments.results.selectors import Shown, inputs_changed_since, inputs_of, shown_result
from assessments.results.services import start_run
from assessments.rules.selectors import rules_in_force
from safety_portal.accounts.models import Role, User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.organization.models import Unit

# --- Ranking --------------------------------------------------------------------------------------------------


@require_GET
def ranking_page(request: SignedInRequest, slug: str = "") -> HttpResponseBase:
    """The ranking of a month; without a month, of the newest that has a result."""
    township = request.GET.get("township", "")
    month = month_or_404(request.user, slug, township) if slug else latest_month(request.user, township, scored=True)
    if month is None:
        return _no_month(request)
    if not policies.sees_ranking(request.user, month):
        raise Http404
    shown = _shown(request, month)
    context = _month_context(request, month, shown.current if shown else None)
    if shown is None:
        return render(request, "assessments/results/nothing.html", context | {"needs": _needs(month)})
    if shown.publication is None and policies.reads_published_only(request.user, month):
        return render(request, "assessments/results/unpublished.html", context)
    context |= _ranking_context(request.user, month, shown)
    if shown.publication is not None and shown.publication.is_current:
        context |= consequence_panel.shown_of(month, request.user)
    if shown.publication is None and shown.result.is_current:
        context |= shown_obstacles(request.user, month)
    ranking = cast("Ranking", context["ranking"])
    if ending_asked(request):
        phase = cast("policies.Phase", context["phase"])
        return as_file(request, ranking_table(ranking, cast("MonthResult", context["result"]), phase))
    context["export_count"] = len(ranking.rows)
    return render(request, "assessments/results/ranking.html", context)


def _ranking_context(user: User, month: AssessmentMonth, shown: Shown) -> dict[str, object]:
    """A secretary sees the own row of a draft, and the whole of what is published; never others' explanations."""
    explains_all = policies.sees_whole_ranking(user, month)
    own_ids = None if explains_all else policies.own_unit_ids(user, month)
    is_public = shown.publication is not None
    # what is published compares with what was: it is the same for everybody, in bulletin and workbook too
    only, published_only = (None, True) if is_public else (own_ids, False)
    ranking = ranking_of(month, shown.result, only, published_only=published_only)
    own = None if own_ids is None else next((row for row in ranking.rows if row.score.unit_id in own_ids), None)
    return {
        "shown": shown,
        "result": shown.result,
        "ranking": ranking,
        "places": ranking.rules.decimals,
        "sees_all": explains_all or is_public,
        "explains": own_ids,
        "own": own,
        "own_words": own_total_words(own, ranking.rules) if own else "",
        "bump": bump_data(ranking),
        "said": said(brief_of(month, shown.result), own_ids),
        "is_stale": _is_stale(user, month, shown),
        "newer": _newer_draft(user, month, shown),
        "publications": _publications(month) if shown.current else [],
        "drafts": _drafts(month) if policies.sees_workings(user, month) else [],
        **_papers(user, month, shown),
    }


def _papers(user: User, month: AssessmentMonth, shown: Shown) -> dict[str, object]:
    """Documents of the publication in force."""
    if shown.publication is None or shown.is_superseded:
        return {}
    shown.publication.month = month
    return paper_panel.shown_of(shown.publication, user)


def _is_stale(user: User, month: AssessmentMonth, shown: Shown) -> bool:
    """Whether figures came in since; of what is published only those hear who can have it corrected."""
    is_told = shown.publication is None or policies.sees_workings(user, month)
    return is_told and shown.result.is_current and inputs_changed_since(month, shown.result.computed_at)


def _newer_draft(user: User, month: AssessmentMonth, shown: Shown) -> int | None:
    """The number of the current draft, where a publication is shown and something else has been scored since."""
    if shown.publication is None or shown.result.is_current or not policies.sees_workings(user, month):
        return None
    return month.results.filter(is_current=True).values_list("number", flat=True).first()


def _publications(month: AssessmentMonth) -> list[Publication]:
    return list(month.publications.select_related("published_by", "result").defer("result__text"))


def _no_month(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_role(Role.LEADER, Role.OFFICE, Role.DISTRICT, Role.SECRETARY):
        raise Http404
    return render(request, "assessments/results/no_month.html")


def _shown(request: SignedInRequest, month: AssessmentMonth) -> Shown | None:
    """``?publication=1``: what was published under that number; ``?draft=3``, for those who may see the workings."""
    draft, publication = _number(request, "draft"), _number(request, "publication")
    if draft is not None and not policies.sees_workings(request.user, month):
        raise Http404
    shown = shown_result(month, draft=draft, publication=publication)
    if shown is None and publication is not None:
        raise Http404
    return shown


def _number(request: SignedInRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise Http404
    return int(text) if text else None


def _month_context(
    request: SignedInRequest, month: AssessmentMonth, publication: Publication | None
) -> dict[str, object]:
    siblings = list(visible_months(request.user, month.township.code).values_list("first_day", flat=True))
    at = siblings.index(month.first_day)
    return {
        "month": month,
        "phase": policies.phase_of(month, timezone.now(), publication),
        "inputs": inputs_of(month),
        "can_publish": can_publish(request.user, month),
        "can_run": policies.can_run(request.user, month),
        "sees_workings": policies.sees_workings(request.user, month),
        "previous": _sibling(month, siblings[at + 1 : at + 2]),
        "next": _sibling(month, siblings[at - 1 : at] if at else []),
        "townships": _townships(request),
    }


def _sibling(month: AssessmentMonth, days: list[date]) -> str:
    address = reverse("assessments:ranking", args=[f"{days[0]:%Y-%m}"]) if days else ""
    return f"{address}?{urlencode({'township': month.township.code})}" if address else ""


def _townships(request: SignedInRequest) -> list[Unit]:
    """The townships of a district viewer's choice; nobody else needs one."""
    districts = request.user.unit_ids(Role.DISTRICT)
    return list(Unit.objects.filter(level="township", parent__in=districts)) if districts else []


def _drafts(month: AssessmentMonth) -> list[MonthResult]:
    return list(month.results.select_related("computed_by", "rule_set").defer("text", "rule_set__body"))


def _needs(month: AssessmentMonth) -> dict[str, bool]:
    """What must be there before a run."""
    return {"rules": rules_in_force(month) is not None, "reports": month.reports.exists()}


@require_POST
def run_start(request: SignedInRequest, slug: str) -> HttpResponse:
    """Start to score the month and show how far it is."""
    month = month_or_404(request.user, slug, request.GET.get("township", ""))
    try:
        job = start_run(month=month, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(month.page("ranking"))
    return redirect("work:job", pk=job.pk)


@require_GET
def workings(request: SignedInRequest, slug: str, number: int, part: str) -> HttpResponse:
    """Frozen facts, rules or result of a draft as JSON, to the byte: whoever has them can compute the month again."""
    month = month_or_404(request.user, slug, request.GET.get("township", ""))
    if not policies.sees_workings(request.user, month) or part not in {"facts", "rules", "result"}:
        raise Http404
    result = get_object_or_404(month.results.select_related("facts", "rule_set"), number=number)
    text = {"facts": result.facts.text, "rules": result.rule_set.body, "result": result.text}[part]
    response = HttpResponse(text.encode(), content_type="application/json")
    name = f"{month.township.code}-{slug}-{number}.{part}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- Explanation ----------------------------------------------------------------------------------------------


@require_GET
def score_page(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """One unit's points; ``?item=`` says which item stands in the side panel, ``?with=`` whom to compare with."""
    shown, score = _score_or_404(request, slug, code)
    month = score.result.month
    sees_all = policies.sees_whole_ranking(request.user, month)
    other = _other(request, score) if sees_all else None
    objections = latest_by_item(score, request.user)
    explained = explain_score(score, sees_all=sees_all, other=other, objections=objections)
    context = _score_context(request, explained, request.GET.get("item", ""))
    context |= {"other": other, "shown": shown}
    if request.headers.get("HX-Request"):
        return render(request, "assessments/results/_explained.html", context)
    context |= {
        "others": _others(score) if sees_all else [],
        "phase": policies.phase_of(month, timezone.now(), shown.current),
        "move": _move(explained),
    }
    return render(request, "assessments/results/score.html", context)


def _score_or_404(request: SignedInRequest, slug: str, code: str) -> tuple[Shown, UnitScore]:
    """The unit's score in the result that the ranking would show."""
    unit = get_object_or_404(Unit.objects.select_related("township"), code=code, township__isnull=False)
    month = month_or_404(request.user, slug, unit.township.code if unit.township else "")
    shown = _shown(request, month)
    if shown is None:
        raise Http404
    visible = UnitScore.objects.visible_to(request.user).filter(unit=unit, result=shown.result)
    score = get_object_or_404(
        visible.select_related("unit", "result__month__township", "result__rule_set", "result__facts").defer(
            "result__text"
        )
    )
    return shown, score


def _other(request: SignedInRequest, score: UnitScore) -> UnitScore | None:
    code = request.GET.get("with", "")
    return score.result.scores.filter(unit__code=code).select_related("unit").first() if code else None


def _others(score: UnitScore) -> list[UnitScore]:
    return list(score.result.scores.exclude(pk=score.pk).select_related("unit"))


def _move(explained: Explained) -> int | None:
    """Places against the month before."""
    score = explained.score
    return history_of(score.result.month, [score]).move(score.unit_id, score.rank)


def _score_context(request: SignedInRequest, explained: Explained, item: str) -> dict[str, object]:
    row = explained.row(item)
    score = explained.score
    context: dict[str, object] = {
        "explained": explained,
        "places": explained.rules.decimals,
        "score": score,
        "month": score.result.month,
        "sees_workings": policies.sees_workings(request.user, score.result.month),
        "row": row,
        "asks": request.GET.get("with", ""),
        "can_object": can_file(request.user, score.result.month, score.unit_id, timezone.now()),
        "can_object_for": can_file_on_behalf(request.user, score.result.month, timezone.now()),
    }
    if row is None:
        return context
    return context | {
        "records": records_of(row, score.result.month.month, score.unit_id, request.user),
        "trend": explained.item_trend(row.item.code),
        "trend_data": _trend_data(explained, row),
    }


def _trend_data(explained: Explained, row: LineRow) -> dict[str, object]:
    """For the trend chart of the item."""
    points = explained.item_trend(row.item.code)
    return {
        "labels": [short_label(month) for month in explained.months],
        "unit": "",
        "series": [{"name": row.item.name, "values": [None if n is None else float(n) for n in points]}],
    }
