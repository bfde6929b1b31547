"""The facts of a month, collected from reports, registers, filings, survey and the portal's own knowledge.

Which value counts where there are several: docs/decisions/0004-which-value-counts.md. The number of queries is the
same for any number of communities.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.models import (
    AssessmentMonth,
    FactCorrection,
    Figure,
    FiledFigure,
    Report,
    ReportLine,
    SurveyResult,
    VetoDecision,
)
from assessments.models.filings import SurveyHalf
from assessments.reports.lateness import days_late
from assessments.reports.registers import RegisterValues, read_registers
from assessments.states import FilingState, ReportState
from safety_portal.organization.models import Unit

FactJson = int | str | None
Provenance = dict[str, FactJson]
#: Figures against the unit's own past: derived figure → what it is derived from.
CHANGES = {"police.preventable_change": "police.preventable", "police.fraud_change": "police.fraud"}
PAST_MONTHS = 12
ENOUGH_MONTHS = 3


@dataclass(frozen=True)
class CollectedFacts:
    """Facts by unit code and metric, and where each came from.

    A metric whose value is None is not applicable; one that isn't there is missing. Provenance of a metric:
    ``source`` (report, register, filing, survey, portal, objection) and, for a report, ``register``, ``claimed``,
    ``reason``; for an objection its ``number``, ``value``, ``reason``, and ``was`` unless the figure was missing.
    ``units``: the communities with a report in this month, by code; every one has an entry in both mappings.
    """

    units: tuple[Unit, ...]
    facts: dict[str, dict[str, FactJson]]
    provenance: dict[str, dict[str, Provenance]]


@dataclass(frozen=True)
class _Found:
    """One fact on its way: of which unit, which metric, what value, from where."""

    unit_id: int
    metric: str
    value: Decimal | Fraction | int | None
    provenance: Provenance


def collect_facts(month: AssessmentMonth) -> CollectedFacts:
    """Everything known of a month as it stands now."""
    reports = list(month.reports.select_related("unit").order_by("unit__code"))
    units = {report.unit_id: report.unit for report in reports}
    collected = CollectedFacts(
        units=tuple(units.values()),
        facts={unit.code: {} for unit in units.values()},
        provenance={unit.code: {} for unit in units.values()},
    )
    corrections = list(FactCorrection.objects.filter(month=month, withdrawn_at=None).select_related("objection"))
    for found in _all(month, reports, corrections):
        if unit := units.get(found.unit_id):
            collected.facts[unit.code][found.metric] = as_json(found.value)
            collected.provenance[unit.code][found.metric] = found.provenance
    for correction in corrections:
        if unit := units.get(correction.unit_id):
            _correct(collected, unit.code, correction)
    return collected


def _correct(collected: CollectedFacts, code: str, correction: FactCorrection) -> None:
    """An accepted objection counts before everything else; what it replaced stays beside it."""
    facts, value = collected.facts[code], as_json(correction.value)
    provenance: Provenance = {"source": "objection", "number": correction.objection.number, "value": value}
    if correction.metric in facts:
        provenance["was"] = facts[correction.metric]
    facts[correction.metric] = value
    collected.provenance[code][correction.metric] = provenance | {"reason": correction.reason}


def as_json(value: Decimal | Fraction | int | None) -> FactJson:
    """An integer as it is, a fraction as the shortest decimal string: 12, "0.5", "-1.3333"."""
    if value is None:
        return None
    exact = _rounded(Fraction(value))
    return int(exact) if exact == int(exact) else format(exact.normalize(), "f")


def _rounded(value: Fraction) -> Decimal:
    """Four decimals, as the columns keep them, half away from zero."""
    parts = int(abs(value) * 10_000 + Fraction(1, 2))
    return Decimal(parts if value > 0 else -parts).scaleb(-4)


def _all(month: AssessmentMonth, reports: list[Report], corrections: Iterable[FactCorrection]) -> Iterator[_Found]:
    accepted = [report for report in reports if report.state == ReportState.ACCEPTED]
    others = [report.unit_id for report in reports if report.state != ReportState.ACCEPTED]
    yield from _claimed(accepted)
    yield from _registered(month, others)
    filed = list(_filed(month))
    yield from filed
    yield from _changes(month, _corrected(filed, corrections))
    yield from _surveyed(month)
    yield from _own(month, reports)


def _claimed(accepted: list[Report]) -> Iterator[_Found]:
    lines = ReportLine.objects.filter(report__in=accepted, is_filled=True).select_related("figure", "report")
    for line in lines:
        provenance: Provenance = {"source": "report", "claimed": as_json(line.claimed_value), "reason": line.reason}
        if line.is_counted:
            provenance["register"] = as_json(line.register_value)
        yield _Found(line.report.unit_id, line.figure.code, line.claimed_value, provenance)


def _registered(month: AssessmentMonth, unit_ids: list[int]) -> Iterator[_Found]:
    """Reports that aren't accepted don't count: the registers speak for themselves, what only a community can state
    is missing.
    """
    figures = Figure.objects.filter(source=Figure.Source.REGISTER, is_active=True)
    values = _read(sorted(figures.values_list("code", flat=True)), month, unit_ids)
    for (unit_id, code), value in values.values.items():
        yield _Found(unit_id, code, value, {"source": "register"})


def _read(codes: Iterable[str], month: AssessmentMonth, unit_ids: list[int]) -> RegisterValues:
    return read_registers(list(codes), month.month, unit_ids) if unit_ids else RegisterValues()


def _filed(month: AssessmentMonth) -> Iterator[_Found]:
    figures = FiledFigure.objects.filter(filing__month=month, filing__state=FilingState.SUBMITTED)
    for unit_id, code, value, by in figures.values_list(
        "unit_id", "figure__code", "value", "filing__member_unit__name"
    ):
        yield _Found(unit_id, code, value, {"source": "filing", "filed_by": by})


def _corrected(filed: Iterable[_Found], corrections: Iterable[FactCorrection]) -> Iterator[_Found]:
    """Filed figures as objections put them right: what is derived from them follows."""
    known = {(one.unit_id, one.metric): one.value for one in corrections}
    for found in filed:
        value = known.pop((found.unit_id, found.metric), found.value)
        yield _Found(found.unit_id, found.metric, value, found.provenance)
    for (unit_id, metric), value in known.items():
        yield _Found(unit_id, metric, value, {})


def _changes(month: AssessmentMonth, filed: Iterable[_Found]) -> Iterator[_Found]:
    """This month's filed figure minus the mean of the unit's own months before it."""
    derived = {base: metric for metric, base in CHANGES.items()}
    past = _past(month, list(derived))
    for found in filed:
        if found.metric in derived:
            before = past[found.unit_id, found.metric]
            yield _change(found, derived[found.metric], before)


def _change(found: _Found, metric: str, before: list[Decimal]) -> _Found:
    provenance: Provenance = {"source": "portal", "of": found.metric, "months": len(before)}
    if found.value is None or len(before) < ENOUGH_MONTHS:
        return _Found(found.unit_id, metric, None, provenance)
    mean = Fraction(sum(before)) / len(before)
    provenance |= {"value": as_json(found.value), "mean": as_json(mean)}
    return _Found(found.unit_id, metric, Fraction(found.value) - mean, provenance)


def _past(month: AssessmentMonth, codes: list[str]) -> Mapping[tuple[int, str], list[Decimal]]:
    """Filed figures of the months before, as objections put them right there."""
    months = AssessmentMonth.objects.filter(
        township=month.township_id,
        first_day__gte=(month.month - PAST_MONTHS).first_day,
        first_day__lt=month.first_day,
    )
    rows = FiledFigure.objects.filter(
        filing__state=FilingState.SUBMITTED, filing__month__in=months, figure__code__in=codes
    )
    corrections = FactCorrection.objects.filter(month__in=months, metric__in=codes, withdrawn_at=None)
    values = {
        (month_id, unit_id, code): value
        for month_id, unit_id, code, value in [
            *rows.values_list("filing__month_id", "unit_id", "figure__code", "value"),
            *corrections.values_list("month_id", "unit_id", "metric", "value"),
        ]
    }
    past: dict[tuple[int, str], list[Decimal]] = defaultdict(list)
    for (_month_id, unit_id, code), value in values.items():
        if value is not None:
            past[unit_id, code].append(value)
    return past


def _surveyed(month: AssessmentMonth) -> Iterator[_Found]:
    """Both halves; a month without a survey of a community is missing there, an empty sample is not applicable."""
    for result in SurveyResult.objects.filter(month=month):
        provenance: Provenance = {"source": "survey", "from": result.source}
        for part, value in (("valid", result.valid), ("positive", result.positive)):
            yield _Found(result.unit_id, f"survey.{SurveyHalf(result.half)}_{part}", value, provenance)


def _own(month: AssessmentMonth, reports: list[Report]) -> Iterator[_Found]:
    vetoes = dict(VetoDecision.objects.filter(month=month).values_list("unit_id", "document"))
    for report in reports:
        late = days_late(report.first_submitted_at, month.due_at, month.lock_at)
        yield _Found(report.unit_id, "report.days_late", late, {"source": "portal"})
        yield _Found(report.unit_id, "report.returned", report.times_returned, {"source": "portal"})
        document = vetoes.get(report.unit_id, "")
        yield _Found(report.unit_id, "veto.decided", int(bool(document)), {"source": "portal", "document": document})
