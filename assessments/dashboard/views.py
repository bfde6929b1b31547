"""The leader's dashboard, and the big screen for the wall of the office."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from assessments.dashboard.months import Chosen, choose
from assessments.dashboard.overview import Overview, overview_of, place_rows
from assessments.dashboard.policies import sees_work, townships_shown
from assessments.dashboard.screen import screen_of
from assessments.dashboard.work import books_of, decisions_of
from assessments.fairness.selectors import brief_of
from assessments.fairness.wording import said
from assessments.models import AssessmentMonth
from assessments.publication.policies import can_publish
from assessments.reports.selectors import with_turnout
from assessments.results.policies import phase_of
from assessments.targets.rows import marks_of
from assessments.targets.selectors import board_of
from safety_portal.accounts.models import Role, User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


@require_GET
def dashboard(request: SignedInRequest, slug: str = "") -> HttpResponse:
    """A township's month on one page; without a month, the newest published one. ``?township=`` for the district,
    ``?unit=`` for the communities drawn in the trend.
    """
    if request.user.has_role(Role.DISTRICT) and not townships_shown(request.user).exists():
        return render(request, "assessments/results/no_month.html")
    township = _township(request.user, request.GET.get("township", ""))
    works = sees_work(request.user, township)
    chosen = choose(township, slug, published_only=not works)
    overview = None
    if chosen.month is not None:
        overview = overview_of(chosen.month, published_only=not works, chosen=request.GET.getlist("unit"))
    context = _frame(request, township, chosen, overview)
    context |= _work(township) if works else {}
    context |= {"overview": overview, "works": works, "places": place_rows(township, _until(chosen))}
    if overview is not None:
        board = board_of(township, overview.month.month, timezone.now(), published_only=not works)
        context |= {"board": board, "marks": marks_of(board), **_figures(overview)}
    return render(request, "assessments/dashboard/dashboard.html", context)


def _township(user: User, code: str) -> Unit:
    """The township asked for among those of the user; without a code the first."""
    townships = townships_shown(user)
    found = (townships.filter(code=code) if code else townships).first()
    if found is None:
        raise Http404
    return found


def _until(chosen: Chosen) -> Month:
    return chosen.month.month if chosen.month else Month.of(timezone.now()) - 1


def _frame(request: SignedInRequest, township: Unit, chosen: Chosen, overview: Overview | None) -> dict[str, object]:
    """Head of the page: township, month and the months beside it, phase, turnout."""
    month, now = chosen.month, timezone.now()
    publication = overview.shown.current if overview else None
    districts = request.user.unit_ids(Role.DISTRICT)
    return {
        "township": township,
        "townships": list(townships_shown(request.user)) if districts else [],
        "month": month,
        "previous": _address(township, chosen.previous),
        "next": _address(township, chosen.next),
        "phase": phase_of(month, now, publication) if month else None,
        "turnout": with_turnout(AssessmentMonth.objects.filter(pk=month.pk)).get() if month else None,
        "can_publish": can_publish(request.user, month) if month else False,
        "now": now,
    }


def _address(township: Unit, day: date | None) -> str:
    if day is None:
        return ""
    return f"{reverse('assessments:dashboard', args=[f'{day:%Y-%m}'])}?{urlencode({'township': township.code})}"


def _work(township: Unit) -> dict[str, object]:
    now = timezone.now()
    decisions = decisions_of(township, now)
    return {"books": books_of(township, now), "decisions": decisions, "late": sum(one.is_late for one in decisions)}


def _figures(overview: Overview) -> dict[str, object]:
    totals, survey = overview.totals_chart(), overview.survey_chart()
    return {
        "said": said(brief_of(overview.month, overview.shown.result)),
        "totals": totals,
        "survey": survey,
        "totals_data": totals.data(),
        "survey_data": survey.data(),
        "months_table": overview.months_table(),
    }


# --- Big screen -----------------------------------------------------------------------------------------------


@require_GET
@never_cache
def big_screen(request: SignedInRequest) -> HttpResponse:
    """The whole page, in the dark theme whatever the user's is."""
    township = _township(request.user, request.GET.get("township", ""))
    context = {
        "screen": screen_of(township, timezone.now()),
        "township": township,
        "figures_url": f"{reverse('assessments:big_screen_figures')}?{urlencode({'township': township.code})}",
    }
    return render(request, "assessments/dashboard/screen.html", context)


@require_GET
@never_cache
@login_not_required
def big_screen_figures(request: HttpRequest) -> HttpResponse:
    """The figures alone, asked for every minute. Whoever is no longer signed in gets words instead of the log-in page:
    the old figures stay on the wall until somebody comes by.
    """
    code = request.GET.get("township", "")
    if not isinstance(request.user, User):
        return _signed_out(request, code)
    township = _township(request.user, code)
    context = {"screen": screen_of(township, timezone.now()), "township": township}
    return render(request, "assessments/dashboard/_screen.html", context)


def _signed_out(request: HttpRequest, code: str) -> HttpResponse:
    address = f"{reverse('assessments:big_screen')}?{urlencode({'township': code})}"
    response = render(request, "assessments/dashboard/_signed_out.html", {"screen_url": address})
    response["HX-Retarget"] = "#wall-note"
    return response
