"""The township's figures of a published month, beside the month before and the same month of the year before.

Read from the frozen facts of published results only: what a bulletin says is what was scored. Figures that count for
the township as a whole come from what member units filed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.models import AssessmentMonth, Figure, FiledFigure, MonthResult
from assessments.results.selectors import FrozenMonth, read_frozen
from assessments.states import FilingState

#: What a month is shown by, in the order of the page: what the plan has reported each month, then workload.
SHOWN = (
    "police.preventable",
    "police.fraud",
    "police.fraud_loss",
    "police.drug_control",
    "publicity.activities",
    "publicity.anti_cult",
    "publicity.households_reached",
    "disputes.registered",
    "disputes.concluded",
    "disputes.agreed",
    "disputes.due",
    "disputes.on_time",
    "screening.required",
    "screening.rounds",
    "petitions.collective",
)


@dataclass(frozen=True)
class Sum:
    """One figure of the township; ``value`` None: nobody stated it. ``before``, ``year_ago``: None where that month was
    not published or had no such figure. ``values``: by unit code; ``communities``: how many have one.
    """

    figure: Figure
    value: Decimal | None
    before: Decimal | None = None
    year_ago: Decimal | None = None
    values: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def communities(self) -> int:
        return len(self.values)

    @property
    def change(self) -> Decimal | None:
        """Against the month before."""
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def year_change(self) -> Decimal | None:
        return None if self.value is None or self.year_ago is None else self.value - self.year_ago


def sums_of(month: AssessmentMonth, result: MonthResult, codes: Sequence[str] = SHOWN) -> dict[str, Sum]:
    """By code, in the order of ``codes``; figures that are not in the catalogue are left out. Four queries."""
    figures = {figure.code: figure for figure in Figure.objects.filter(code__in=codes)}
    frozen = {month.first_day: read_frozen(result.facts), **_published(month)}
    whole = _whole(month, [figure for figure in figures.values() if figure.is_townshipwide])
    days = (month.first_day, (month.month - 1).first_day, (month.month - 12).first_day)
    found = {}
    for code in codes:
        if code not in figures:
            continue
        values = _values(frozen.get(days[0]), code)
        now, before, year_ago = (_total(_values(frozen.get(day), code)) for day in days)
        if figures[code].is_townshipwide:
            values = {}
            now, before, year_ago = (whole.get((code, day)) for day in days)
        found[code] = Sum(figures[code], now, before, year_ago, values)
    return found


def _published(month: AssessmentMonth) -> dict[object, FrozenMonth]:
    days = [(month.month - 1).first_day, (month.month - 12).first_day]
    rows = MonthResult.objects.published().filter(month__township=month.township_id, month__first_day__in=days)
    return {row.month.first_day: read_frozen(row.facts) for row in rows.select_related("facts", "month").defer("text")}


def _values(frozen: FrozenMonth | None, code: str) -> dict[str, Decimal]:
    """By unit code; what is missing or not applicable is left out."""
    if frozen is None:
        return {}
    facts = ((unit, values.get(code)) for unit, values in frozen.facts.items())
    return {unit: Decimal(str(value)) for unit, value in facts if value is not None}


def _total(values: Mapping[str, Decimal]) -> Decimal | None:
    return sum(values.values(), Decimal(0)) if values else None


def _whole(month: AssessmentMonth, figures: Iterable[Figure]) -> dict[tuple[str, object], Decimal]:
    days = [month.first_day, (month.month - 1).first_day, (month.month - 12).first_day]
    rows = FiledFigure.objects.filter(
        filing__month__township=month.township_id,
        filing__month__first_day__in=days,
        filing__state=FilingState.SUBMITTED,
        figure__in=list(figures),
        unit=month.township_id,
        value__isnull=False,
    )
    return {
        (code, day): value
        for code, day, value in rows.values_list("figure__code", "filing__month__first_day", "value")
        if value is not None
    }
