"""Townships compared, for the district's viewers."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from assessments.district.comparison import Comparison, Row, comparison_of
from assessments.district.exports import comparison_table
from assessments.district.months import chosen, months_of
from assessments.district.ordering import DEFAULT, ordered
from assessments.district.pictures import pictures_of
from assessments.district.policies import districts_of
from assessments.district.published import THIN_SAMPLE
from assessments.district.selectors import places_of
from assessments.district.trends import trend_of
from assessments.district.wording import alike_words, lowest_words, overdue_words, state_of
from assessments.models.filings import SurveyHalf
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.core.months import Month
from safety_portal.organization.models import Level, Unit


@require_GET
def townships(request: SignedInRequest) -> HttpResponseBase:
    """All townships of the viewer's district in one month: ``?month=``, ``?order=``, ``?district=`` of several."""
    district = _district_or_404(request)
    now, months = timezone.now(), months_of(district)
    month = chosen(months, request.GET.get("month", ""))
    context = {"district": district, "districts": list(districts_of(request.user))}
    if month is None:
        return render(request, "assessments/district/townships.html", context)
    comparison = comparison_of(district, month, now)
    rows = ordered(comparison.rows, request.GET.get("order", DEFAULT))
    if ending_asked(request):
        return as_file(request, comparison_table(comparison, rows))
    context |= {
        "month": month,
        "months": months,
        "comparison": comparison,
        "rows": [_shown(row, comparison) for row in rows],
        "lowest": lowest_words(comparison),
        "thin": THIN_SAMPLE,
        "export_count": len(rows),
        **_siblings(district, [one for one, _count in months], month),
    }
    return render(request, "assessments/district/townships.html", context)


def _district_or_404(request: SignedInRequest) -> Unit:
    """The district that the address names, among the viewer's; the first one without."""
    code = request.GET.get("district", "")
    districts = districts_of(request.user)
    district = (districts.filter(code=code) if code else districts).first()
    if district is None:
        raise Http404
    return district


def _shown(row: Row, comparison: Comparison) -> dict[str, object]:
    """A row with its words."""
    return {
        "row": row,
        "state": state_of(row.month, row.publication, is_late=row.is_late),
        "halves": [
            (half, one, alike_words(one, row.alike[half]) if one else "", comparison.middles[half])
            for half in SurveyHalf
            for one in [row.standings.get(half)]
        ],
        "overdue": list(overdue_words(row)),
        "ranking_url": row.month.page("ranking") if row.month and row.publication else "",
        "url": reverse("assessments:township", args=[row.township.code]),
    }


def _siblings(district: Unit, months: Sequence[Month], month: Month) -> dict[str, str]:
    """Addresses of the months beside it."""
    at = months.index(month)
    older, newer = months[at + 1 : at + 2], months[at - 1 : at] if at else []
    return {"previous": _address(district, older), "next": _address(district, newer)}


def _address(district: Unit, months: Sequence[Month]) -> str:
    if not months:
        return ""
    query = urlencode({"district": district.code, "month": str(months[0])})
    return f"{reverse('assessments:townships')}?{query}"


@require_GET
def township(request: SignedInRequest, code: str) -> HttpResponse:
    """One township over twelve months beside the district's median: ``?month=`` is the last of them."""
    unit = get_object_or_404(
        Unit.objects.select_related("parent"),
        code=code,
        level=Level.TOWNSHIP,
        parent__in=districts_of(request.user),
    )
    assert unit.parent is not None  # noqa: S101 - it was found by its parent
    month = chosen(months_of(unit.parent), request.GET.get("month", ""))
    context: dict[str, object] = {"township": unit, "district": unit.parent, "month": month}
    if month is not None:
        trend = trend_of(unit, month, timezone.now())
        context |= {
            "trend": trend,
            "rows": [(row, state_of(row.row, row.publication, is_late=row.is_late)) for row in reversed(trend.rows)],
            "pictures": pictures_of(trend),
            "places": places_of(unit, month),
            "thin": THIN_SAMPLE,
        }
    return render(request, "assessments/district/township.html", context)
