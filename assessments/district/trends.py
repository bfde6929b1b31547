"""One township over twelve months beside the district's median; published months only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.district.comparison import (
    BACK,
    Record,
    Totals,
    Turnout,
    publications_of,
    records_of,
    totals_of,
    turnout_of,
)
from assessments.district.published import Published, Standing, middle_of, published_months, standings_of
from assessments.models import AssessmentMonth, Publication
from assessments.models.filings import SurveyHalf
from assessments.reports.selectors import with_turnout
from safety_portal.core.months import Month
from safety_portal.organization.models import Level, Unit


@dataclass(frozen=True)
class MonthRow:
    """One month of the township. ``standings`` are among the townships that have published that month."""

    month: Month
    row: AssessmentMonth | None
    publication: Publication | None
    is_late: bool
    published: Published | None
    turnout: Turnout | None
    totals: Totals | None
    standings: Mapping[SurveyHalf, Standing]
    middles: Mapping[SurveyHalf, float | None]

    @property
    def safety(self) -> Standing | None:
        return self.standings.get(SurveyHalf.SAFETY)

    @property
    def satisfaction(self) -> Standing | None:
        return self.standings.get(SurveyHalf.SATISFACTION)


@dataclass(frozen=True)
class TownshipTrend:
    """Twelve months, oldest first; ``record`` of the same months."""

    township: Unit
    rows: Sequence[MonthRow]
    record: Record

    @property
    def has_several_rules(self) -> bool:
        return len({row.totals.rules.key for row in self.rows if row.totals}) > 1


def trend_of(township: Unit, until: Month, now: datetime) -> TownshipTrend:
    """Seven queries."""
    months = [*until.back(BACK - 1), until]
    ids = list(Unit.objects.filter(level=Level.TOWNSHIP, parent=township.parent_id).values_list("pk", flat=True))
    published = published_months(ids, months[0], until)
    days = (months[0].first_day, until.first_day)
    found = with_turnout(AssessmentMonth.objects.filter(township=township, first_day__range=days))
    by_month = {row.month: row for row in found.select_related("township")}
    publications = publications_of(by_month.values())
    totals = totals_of([township.pk], months[0], until)
    rows = []
    for month in months:
        row = by_month.get(month)
        own = publications.get(row.pk, []) if row else []
        standings = {half: _standings(published, ids, month, half) for half in SurveyHalf}
        rows.append(
            MonthRow(
                month=month,
                row=row,
                publication=own[-1] if own else None,
                is_late=row is not None and (own[0].published_at if own else now) > row.publish_by,
                published=published.get((township.pk, month)),
                turnout=turnout_of(row) if row and own else None,
                totals=totals.get((township.pk, month)),
                standings={half: known[township.pk] for half, known in standings.items() if township.pk in known},
                middles={half: middle_of([one.estimate for one in standings[half].values()]) for half in SurveyHalf},
            )
        )
    return TownshipTrend(township, rows, records_of([township.pk], until, now)[township.pk])


def _standings(
    published: Mapping[tuple[int, Month], Published], ids: Collection[int], month: Month, half: SurveyHalf
) -> dict[int, Standing]:
    estimates = {
        key: known for key in ids if (one := published.get((key, month))) and (known := one.estimate(half)) is not None
    }
    return standings_of(estimates)
