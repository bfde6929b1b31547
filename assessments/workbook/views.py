"""The page of a month's workbook, and of the one for all townships of a district; ``?export=xlsx`` gives the file."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessments.finding import latest_month, month_or_404, visible_months
from assessments.models import AssessmentMonth
from assessments.results.policies import phase_of, sees_workings
from assessments.workbook import selectors
from assessments.workbook.sheets import Workbook
from safety_portal.accounts.models import Role, User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


@require_GET
def workbook_page(request: SignedInRequest, slug: str = "") -> HttpResponseBase:
    """The workbook of a township's month: what is in it, the file, and the district's templates to be filled; without
    a month, of the newest that has a result.
    """
    user, township = request.user, request.GET.get("township", "")
    month = month_or_404(user, slug, township) if slug else latest_month(user, township, scored=True)
    is_seen = month is not None and selectors.sees_workbook(user, month)
    if slug and not is_seen:
        raise Http404
    book = selectors.book_of(month) if month is not None and is_seen else None
    if month is None or book is None:
        return _nothing(request)
    made = Workbook(selectors.with_registers(month.township, [book], timezone.now()))
    if _wants_file(request):
        return as_file(request, made.as_book())
    may_fill = sees_workings(user, month)
    context = {
        "month": month,
        "shown": book.shown,
        "result": book.result,
        "phase": phase_of(month, timezone.now(), book.shown.current),
        "pages": made.pages,
        "rows": sum(page.table.count for page in made.pages),
        "templates": selectors.templates_of(month.township, user) if may_fill else [],
        "may_fill": may_fill,
        "siblings": _siblings(user, month),
        "district_url": _district_url(user, month),
    }
    return render(request, "assessments/workbook/workbook.html", context)


def _nothing(request: SignedInRequest) -> HttpResponseBase:
    """Whoever deals with workbooks hears why there is none; for others the page is not there."""
    if not request.user.has_role(Role.LEADER, Role.OFFICE, Role.DISTRICT):
        raise Http404
    return render(request, "assessments/workbook/nothing.html")


def _wants_file(request: SignedInRequest) -> bool:
    """A workbook has several sheets: no text file holds them."""
    ending = ending_asked(request)
    if ending and ending != "xlsx":
        raise Http404
    return bool(ending)


def _siblings(user: User, month: AssessmentMonth) -> dict[str, AssessmentMonth | None]:
    """The months before and after it of which the user may see the workbook."""
    rows = visible_months(user, month.township.code)
    if not sees_workings(user, month):
        rows = rows.filter(publications__is_current=True)
    return {
        "previous": rows.filter(first_day__lt=month.first_day).first(),
        "next": rows.filter(first_day__gt=month.first_day).order_by("first_day").first(),
    }


def _district_url(user: User, month: AssessmentMonth) -> str:
    if month.township.parent_id not in user.unit_ids(Role.DISTRICT):
        return ""
    return reverse("assessments:district_workbook", args=[month.slug])


# --- District -------------------------------------------------------------------------------------------------


@require_GET
def district_page(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """One workbook of all townships of the district that have published the month, and each township's own."""
    district, first_day = _district_or_404(request.user), _first_day(slug)
    now = timezone.now()
    if _wants_file(request):
        books = selectors.district_book(district, first_day, now)
        if books is None:
            raise Http404
        return as_file(request, Workbook(books).as_book())
    months = list(selectors.published_months(district, first_day))
    context = {
        "district": district,
        "first_day": first_day,
        "slug": slug,
        "months": months,
        "unpublished": selectors.townships_without(district, first_day),
        "siblings": selectors.published_days(district, first_day),
    }
    return render(request, "assessments/workbook/district.html", context)


def _district_or_404(user: User) -> Unit:
    """The user's district, the first of several."""
    district = next(iter(selectors.districts_of(user)), None)
    if district is None:
        raise Http404
    return district


def _first_day(slug: str) -> date:
    try:
        return Month.parse(slug).first_day
    except ValueError as error:
        raise Http404 from error
