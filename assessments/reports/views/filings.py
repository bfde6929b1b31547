"""Grids of communities: a member unit's figures, and the district's survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.models import AssessmentMonth, Figure, Filing, SurveyResult
from assessments.models.filings import SurveyHalf
from assessments.reports import filings as services
from assessments.reports import policies
from assessments.reports.exports import filings_table
from assessments.reports.forms import FilingInput, SurveyInput, read_filing, read_survey, read_version
from assessments.reports.sheet import plain
from assessments.reports.views.chasing import AbsentPanel, absent_panel
from assessments.reports.views.common import township_month
from safety_portal.accounts.models import Role
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.clocks import Clock
from safety_portal.core.errors import Refused
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.core.months import Month
from safety_portal.core.ports import Words
from safety_portal.core.trying import tried
from safety_portal.organization.models import Unit

PER_PAGE = 24


# --- List -----------------------------------------------------------------------------------------------------


@require_GET
@never_cache
def filings_page(request: SignedInRequest, slug: str = "") -> HttpResponseBase:
    """What member units file, by month; the office sees the survey's entries beside it."""
    if not request.user.has_role(Role.UNIT, Role.OFFICE, Role.LEADER):
        raise Http404
    rows = Filing.objects.visible_to(request.user).select_related("month__township", "member_unit")
    if slug:
        rows = rows.filter(month__first_day=_first_day(slug))
    rows = rows.annotate(cells=Count("figures")).order_by("-month__first_day", "member_unit__code")
    if ending_asked(request):
        return as_file(request, filings_table(rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "export_count": page.paginator.count,
        "surveys": _surveys(request, slug),
        "now": timezone.now(),
        "absent": _absent(request, slug),
    }
    return render(request, "assessments/filings/list.html", context)


def _absent(request: SignedInRequest, slug: str) -> AbsentPanel | None:
    """Who has not filed that month, or the newest one; for the township's own people."""
    townships = request.user.unit_ids(Role.OFFICE, Role.LEADER)
    months = AssessmentMonth.objects.filter(township__in=townships).select_related("township").order_by("-first_day")
    month = (months.filter(first_day=_first_day(slug)) if slug else months).first()
    return absent_panel(month, request.user) if month else None


def _first_day(slug: str) -> date:
    try:
        return Month.parse(slug).first_day
    except ValueError as error:
        raise Http404 from error


def _surveys(request: SignedInRequest, slug: str) -> QuerySet[AssessmentMonth]:
    """Months with the number of survey entries, for the township's people."""
    townships = request.user.unit_ids(Role.OFFICE, Role.LEADER)
    months = AssessmentMonth.objects.filter(township__in=townships).select_related("township")
    if slug:
        months = months.filter(first_day=_first_day(slug))
    entries = Count("survey_results", distinct=True)
    return months.annotate(entries=entries, asked=Count("reports", distinct=True)).order_by("-first_day")[:PER_PAGE]


# --- A member unit's grid -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One input of a grid; ``label``: its column."""

    name: str
    label: Words
    text: str
    fault: str = ""


@dataclass(frozen=True)
class GridRow:
    """A community and its cells; a survey row also has its half, sample and share."""

    unit: Unit
    cells: Sequence[Cell]
    half: SurveyHalf | None = None
    valid: int = 0
    positive: int = 0
    fault: str = ""

    @property
    def index(self) -> Decimal | None:
        return Decimal(self.positive) / self.valid if self.valid else None


@dataclass(frozen=True)
class FilingGrid:
    """What the page of a filing shows."""

    figures: Sequence[Figure]
    units: Sequence[Unit]
    values: Mapping[tuple[int, str], Decimal | None]
    given: FilingInput | None = None
    township: Unit | None = None
    of_township: Sequence[Figure] = ()

    @property
    def township_rows(self) -> list[tuple[Figure, Cell]]:
        """A figure of the whole township a row."""
        return [(figure, self._cell(self.township, figure)) for figure in self.of_township if self.township]

    @property
    def rows(self) -> list[GridRow]:
        return [GridRow(unit, [self._cell(unit, figure) for figure in self.figures]) for unit in self.units]

    def _cell(self, unit: Unit, figure: Figure) -> Cell:
        cell = (unit.pk, figure.code)
        fault = self.given.faults.get(cell, "") if self.given else ""
        text = self.given.typed.get(cell, "") if self.given else self._saved(cell)
        return Cell(f"c-{unit.pk}-{figure.code}", figure.name, text, fault)

    def _saved(self, cell: tuple[int, str]) -> str:
        if cell not in self.values:
            return ""
        value = self.values[cell]
        return "—" if value is None else plain(value)

    @property
    def filled(self) -> int:
        return len(self.values)

    @property
    def total(self) -> int:
        return len(self.units) * len(self.figures) + len(self.of_township)

    @property
    def totals(self) -> list[Decimal]:
        """Of each figure, over all communities."""
        return [
            sum(
                (value or Decimal(0) for (_unit, code), value in self.values.items() if code == figure.code), Decimal(0)
            )
            for figure in self.figures
        ]


def _filing(request: SignedInRequest, slug: str, code: str) -> Filing:
    rows = Filing.objects.visible_to(request.user).select_related("month__township", "member_unit", "submitted_by")
    return get_object_or_404(rows, month__first_day=_first_day(slug), member_unit__code=code)


@require_http_methods(["GET", "POST"])
@never_cache
def filing_page(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """One grid of communities × figures; saving keeps every cell that can be kept and shows the others as typed."""
    filing = _filing(request, slug, code)
    if request.method == "GET":
        return _filing_page(request, filing)
    given = read_filing(request.POST, services.communities_of(filing.month), services.figures_of(filing))
    given.add(read_filing(request.POST, [filing.month.township], services.townshipwide_figures_of(filing)))
    try:
        filing = services.save_filing(
            filing=filing,
            by=request.user,
            version=read_version(request.POST),
            cells=given.cells,
            reason=request.POST.get("reason", ""),
        )
        if "submit" in request.POST and not given.faults:
            services.submit_filing(filing=filing, by=request.user, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return _filing_page(request, _filing(request, slug, code), given)
    return _after_saving(request, filing, given)


def _after_saving(request: SignedInRequest, filing: Filing, given: FilingInput) -> HttpResponse:
    if given.faults:
        words = ngettext(
            "Saved, but for %(count)s cell that must be put right.",
            "Saved, but for %(count)s cells that must be put right.",
            len(given.faults),
        )
        messages.error(request, words % {"count": len(given.faults)})
        return _filing_page(request, filing, given)
    messages.success(request, _("Submitted. The figures count now.") if "submit" in request.POST else _("Saved"))
    return redirect("assessments:filing", filing.month.slug, filing.member_unit.code)


def _filing_page(request: SignedInRequest, filing: Filing, given: FilingInput | None = None) -> HttpResponse:
    now = timezone.now()
    saved = filing.figures.values_list("unit_id", "figure__code", "value")
    grid = FilingGrid(
        figures=list(services.figures_of(filing)),
        units=list(services.communities_of(filing.month)),
        values={(unit, code): value for unit, code, value in saved},
        given=given,
        township=filing.month.township,
        of_township=list(services.townshipwide_figures_of(filing)),
    )
    is_own = request.user.has_role_at(Role.UNIT, filing.member_unit_id)
    context = {
        "filing": filing,
        "month": filing.month,
        "grid": grid,
        "may_write": policies.can_write_filing(request.user, filing, now),
        "may_withdraw": policies.can_withdraw_filing(request.user, filing, now),
        "needs_reason": not is_own,
        "reason": request.POST.get("reason", filing.on_behalf_reason),
        "clock": Clock(filing.month.month.end, filing.month.due_at, now) if filing.state == "draft" else None,
    }
    return render(request, "assessments/filings/page.html", context)


@require_POST
def filing_withdraw(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Take the figures back to correct them."""
    filing = _filing(request, slug, code)
    words = _("Withdrawn. The figures don't count until they are submitted again.")
    tried(request, lambda: services.withdraw_filing(filing=filing, by=request.user), words)
    return redirect("assessments:filing", filing.month.slug, filing.member_unit.code)


# --- The survey -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SurveyTable:
    """One half of the survey."""

    half: SurveyHalf
    labels: Sequence[Words]
    rows: Sequence[GridRow]


_LABELS: Mapping[SurveyHalf, Mapping[str, Words]] = {
    SurveyHalf.SAFETY: {
        "best": gettext_lazy("Safe"),
        "good": gettext_lazy("Fairly safe"),
        "poor": gettext_lazy("Not very safe"),
        "bad": gettext_lazy("Unsafe"),
        "unknown": gettext_lazy("Don't know"),
    },
    SurveyHalf.SATISFACTION: {
        "best": gettext_lazy("Satisfied"),
        "good": gettext_lazy("Fairly satisfied"),
        "poor": gettext_lazy("Not very satisfied"),
        "bad": gettext_lazy("Dissatisfied"),
        "unknown": gettext_lazy("Don't know"),
    },
}


@require_http_methods(["GET", "POST"])
@never_cache
def survey_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """The district's survey, answer by answer; the office enters it, the leader reads."""
    month = township_month(request, slug)
    if request.method == "GET":
        return _survey_page(request, month)
    given = read_survey(request.POST, services.communities_of(month))
    source = request.POST.get("source", "")
    try:
        changed = services.save_survey(month=month, by=request.user, source=source, counts=given.counts)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return _survey_page(request, month, given)
    if given.faults:
        messages.error(request, _("Saved, but for the rows marked below."))
        return _survey_page(request, month, given)
    words = ngettext("%(count)s entry saved", "%(count)s entries saved", changed) % {"count": changed}
    messages.success(request, words if changed else _("Nothing changed"))
    return redirect(month.page("survey"))


def _survey_page(request: SignedInRequest, month: AssessmentMonth, given: SurveyInput | None = None) -> HttpResponse:
    results = {(row.unit_id, SurveyHalf(row.half)): row for row in month.survey_results.all()}
    units = list(services.communities_of(month))
    tables = [
        SurveyTable(
            half, list(_LABELS[half].values()), [_survey_row(request, unit, half, results, given) for unit in units]
        )
        for half in SurveyHalf
    ]
    sources = [row.source for row in results.values() if row.source]
    context = {
        "month": month,
        "tables": tables,
        "source": request.POST.get("source", sources[0] if sources else ""),
        "may_write": policies.can_manage_month(request.user, month),
        "back": reverse("assessments:filings"),
    }
    return render(request, "assessments/filings/survey.html", context)


def _survey_row(
    request: SignedInRequest,
    unit: Unit,
    half: SurveyHalf,
    results: Mapping[tuple[int, SurveyHalf], SurveyResult],
    given: SurveyInput | None,
) -> GridRow:
    row = results.get((unit.pk, half))
    cells = []
    for answer, label in _LABELS[half].items():
        name = f"s-{unit.pk}-{half.value}-{answer}"
        saved = str(getattr(row, answer)) if row else ""
        cells.append(Cell(name, label, request.POST.get(name, "") if given else saved))
    return GridRow(
        unit,
        cells,
        half,
        valid=row.valid if row else 0,
        positive=row.positive if row else 0,
        fault=given.faults.get((unit.pk, half), "") if given else "",
    )
