"""The boards of a month, and one target with its months, communities and history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from assessments.finding import month_or_404, visible_months
from assessments.models import AssessmentMonth, Figure, MonthResult, Target
from assessments.results.policies import own_unit_ids, sees_whole_ranking
from assessments.targets import policies
from assessments.targets.exports import board_table
from assessments.targets.measuring import Point
from assessments.targets.readings import figures_of
from assessments.targets.rows import Row, marks_of, sections_of
from assessments.targets.selectors import CommunityPart, board_of, desk_of, has_parts, holding, parts_of
from safety_portal.accounts.models import Role, User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.audit import trail
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


@require_GET
def targets_page(request: SignedInRequest, slug: str = "") -> HttpResponseBase:
    """Seven, eight and the others in one month; without a month, in the newest that has figures."""
    month = _month(request, slug)
    if month is None:
        return _no_month(request)
    only = _only(request.user, month)
    drafts = policies.sees_drafts(request.user, month)
    board = board_of(month.township, month.month, timezone.now(), published_only=not drafts, only=only)
    sections, is_published = sections_of(board), month.publications.exists()
    if ending_asked(request):
        return as_file(request, board_table(board, sections))
    context = {
        "month": month,
        "board": board,
        "sections": sections,
        "marks": marks_of(board),
        "is_own": only is not None,
        "is_draft": drafts and not is_published,
        "is_hidden": not drafts and not is_published,
        "can_set": policies.can_set_targets(request.user, month.township),
        "plans_url": f"{reverse('assessments:target_plans')}?{urlencode({'township': month.township.code})}",
        "export_count": sum(len(section.rows) for section in sections),
        **_siblings(request, month, "targets"),
        "townships": _townships(request),
    }
    return render(request, "assessments/targets/boards.html", context)


def _month(request: SignedInRequest, slug: str) -> AssessmentMonth | None:
    code = request.GET.get("township", "")
    month = month_or_404(request.user, slug, code) if slug else _newest(request.user, code)
    if month is not None and not policies.sees_board(request.user, month):
        raise Http404
    return month


def _newest(user: User, code: str) -> AssessmentMonth | None:
    """The newest month with figures that the user may see: drafts are the township's own."""
    results = MonthResult.objects.all() if user.has_role(Role.LEADER, Role.OFFICE) else MonthResult.objects.published()
    months = visible_months(user, code).order_by(
        Exists(results.filter(month=OuterRef("pk"))).desc(), "-first_day", "township__code"
    )
    return months.first()


def _no_month(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_role(Role.LEADER, Role.OFFICE, Role.DISTRICT, Role.SECRETARY):
        raise Http404
    return render(request, "assessments/targets/no_month.html")


def _only(user: User, month: AssessmentMonth) -> Collection[str] | None:
    """Codes of a secretary's own communities; None for who sees the whole township."""
    if sees_whole_ranking(user, month):
        return None
    return set(Unit.objects.filter(pk__in=own_unit_ids(user, month)).values_list("code", flat=True))


def _siblings(request: SignedInRequest, month: AssessmentMonth, name: str, *arguments: object) -> dict[str, str]:
    days = list(visible_months(request.user, month.township.code).values_list("first_day", flat=True))
    at = days.index(month.first_day)
    older, newer = days[at + 1 : at + 2], days[at - 1 : at] if at else []
    return {
        key: AssessmentMonth(township=month.township, first_day=one[0]).page(name, *arguments) if one else ""
        for key, one in (("previous", older), ("next", newer))
    }


def _townships(request: SignedInRequest) -> list[Unit]:
    """The townships of a district viewer's choice; nobody else needs one."""
    districts = request.user.unit_ids(Role.DISTRICT)
    return list(Unit.objects.filter(level="township", parent__in=districts)) if districts else []


# --- One target -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartRow:
    """A community's part; ``url``: where its numbers come from, for who may look there."""

    part: CommunityPart
    url: str


@dataclass(frozen=True)
class FigureRow:
    """A figure that the target reads, who files it, and where it is filed."""

    figure: Figure
    owner: str
    usual: str


@require_GET
def target_page(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One target: state, twelve months, communities, the plan's sentence, what was amended."""
    month = _month(request, slug)
    if month is None:
        raise Http404
    rows = Target.objects.visible_to(request.user).filter(holding(month.month), plan__township=month.township)
    target = get_object_or_404(rows.select_related("plan").prefetch_related("figures__figure"), pk=pk)
    only = _only(request.user, month)
    if only is not None and not has_parts(target):
        raise Http404
    drafts = policies.sees_drafts(request.user, month)
    desk = desk_of(month.township, month.month, timezone.now(), [target], published_only=not drafts)
    standing = desk.standing(target, only)
    parts = [part for part in parts_of(desk, target) if only is None or part.unit.code in only]
    can_set = policies.can_set_targets(request.user, month.township)
    context = {
        "month": month,
        "target": target,
        "row": Row(standing),
        "standing": standing,
        "points": _with_last_year(standing.trend, desk.series(target, only)),
        "parts": [PartRow(part, _source_url(request.user, month, target, part)) for part in parts],
        "figures": [FigureRow(one, desk.owners.get(one.code, ""), one.usual_owner) for one in figures_of(target)],
        "history": trail.history_of(target) if can_set else [],
        "can_set": can_set,
        **_siblings(request, month, "target", target.pk),
    }
    return render(request, "assessments/targets/target.html", context)


def _with_last_year(trend: Sequence[Point], series: Mapping[Month, Point]) -> list[tuple[Point, Point | None]]:
    """Each month, newest first, with the same month of the year before where it was read."""
    return [(point, series.get(point.month - 12)) for point in reversed(trend)]


def _source_url(user: User, month: AssessmentMonth, target: Target, part: CommunityPart) -> str:
    """The records that a register counted, or the report that says it; only for those who read reports."""
    code = part.unit.code
    is_own = user.has_role_at(Role.SECRETARY, part.unit.pk)
    if not (is_own or user.has_role(Role.LEADER, Role.OFFICE, township_id=month.township_id)):
        return ""
    figures = figures_of(target)
    if any(one.source == Figure.Source.REGISTER for one in figures):
        return month.page("report_records", code, next(one.code for one in figures))
    if any(one.source == Figure.Source.COMMUNITY for one in figures):
        return month.page("report", code)
    return ""
