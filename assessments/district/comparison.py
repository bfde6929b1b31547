"""The townships of a district beside one another in one month; as many queries for 2 townships as for 20."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median

from django.db.models import Count, Min
from django.db.models.functions import MD5

from assessments.district.published import (
    Published,
    Standing,
    Timeliness,
    middle_of,
    published_months,
    standings_of,
)
from assessments.fairness.estimates import can_be_told
from assessments.models import AssessmentMonth, MonthResult, Publication, UnitScore
from assessments.models.filings import SurveyHalf
from assessments.models.results import MonthResultQuerySet
from assessments.reports.selectors import with_turnout
from assessments.results.ranking import mean
from safety_portal.core import ports
from safety_portal.core.months import Month
from safety_portal.core.ports import Overdue
from safety_portal.organization.models import Level, Unit

BACK = 12  # months over which publication in time is counted


@dataclass(frozen=True)
class Rules:
    """Which rule set a month was scored by. Totals are compared only where ``key`` is the same: same rules, to the
    byte. ``scored``: how many townships of the month were scored by it.
    """

    key: str
    name: str
    scored: int


@dataclass(frozen=True)
class Totals:
    """The totals of a township's communities in a published month."""

    rules: Rules
    communities: int
    mean: Decimal
    median: Decimal


@dataclass(frozen=True)
class Turnout:
    """Monthly reports of a month: asked for, come, come in time. One that was sent back has not come."""

    asked: int
    filed: int
    on_time: int

    @property
    def filed_share(self) -> float | None:
        return self.filed / self.asked if self.asked else None

    @property
    def on_time_share(self) -> float | None:
        return self.on_time / self.asked if self.asked else None


@dataclass(frozen=True)
class Record:
    """The months up to this one that should be published by now: how many were in time; corrections among them."""

    due: int
    in_time: int
    corrections: int

    @property
    def share(self) -> float | None:
        return self.in_time / self.due if self.due else None


@dataclass(frozen=True)
class Row:
    """One township. Everything of an unpublished month is None: a draft is nobody's but the township's."""

    township: Unit
    month: AssessmentMonth | None
    publication: Publication | None
    is_late: bool
    published: Published | None
    turnout: Turnout | None
    totals: Totals | None
    standings: Mapping[SurveyHalf, Standing]
    alike: Mapping[SurveyHalf, int]
    overdue: Sequence[Overdue]
    record: Record

    @property
    def safety(self) -> Standing | None:
        return self.standings.get(SurveyHalf.SAFETY)

    @property
    def satisfaction(self) -> Standing | None:
        return self.standings.get(SurveyHalf.SATISFACTION)

    @property
    def disputes(self) -> Timeliness | None:
        return self.published.disputes if self.published else None

    @property
    def overdue_count(self) -> int:
        return sum(one.overdue for one in self.overdue)


@dataclass(frozen=True)
class Comparison:
    """A district's townships in one month, in the order of their codes; ``registers``: heads of ``Row.overdue``."""

    district: Unit
    month: Month
    rows: Sequence[Row]
    registers: Sequence[ports.Words]
    middles: Mapping[SurveyHalf, float | None]
    axis_from: float

    @property
    def published(self) -> int:
        return sum(row.publication is not None for row in self.rows)

    @property
    def late(self) -> list[Row]:
        """Not published, though the day is over."""
        return [row for row in self.rows if row.publication is None and row.is_late]

    @property
    def rules(self) -> list[Rules]:
        """The rule sets that the month was scored by, the most common first."""
        known = {row.totals.rules.key: row.totals.rules for row in self.rows if row.totals}
        return sorted(known.values(), key=lambda one: (-one.scored, one.name))


def townships_of(district: Unit, month: Month) -> list[Unit]:
    """Those that there were on the month's last day."""
    return list(Unit.objects.filter(level=Level.TOWNSHIP, parent=district).open_on(month.last_day).order_by("code"))


def comparison_of(district: Unit, month: Month, now: datetime) -> Comparison:
    """Everything of the table. Ten queries, and those of the overdue port."""
    townships = townships_of(district, month)
    ids = [unit.pk for unit in townships]
    months = {row.township_id: row for row in _months(ids, month)}
    publications = publications_of(months.values())
    published = {key: one for (key, _month), one in published_months(ids, month, month).items()}
    parts = _Parts(
        published=published,
        totals={key: one for (key, _month), one in totals_of(ids, month, month).items()},
        standings={half: _standings(published, half) for half in SurveyHalf},
        overdue=_overdue(ids, now),
        records=records_of(ids, month, now),
    )
    return Comparison(
        district=district,
        month=month,
        rows=[parts.row(unit, months.get(unit.pk), publications, now) for unit in townships],
        registers=[one.label for one in next(iter(parts.overdue.values()), [])],
        middles={half: middle_of([one.estimate for one in parts.standings[half].values()]) for half in SurveyHalf},
        axis_from=_axis([one for own in parts.standings.values() for one in own.values()]),
    )


@dataclass(frozen=True)
class _Parts:
    """What was read, by township."""

    published: Mapping[int, Published]
    totals: Mapping[int, Totals]
    standings: Mapping[SurveyHalf, Mapping[int, Standing]]
    overdue: Mapping[int, Sequence[Overdue]]
    records: Mapping[int, Record]

    def row(
        self,
        township: Unit,
        month: AssessmentMonth | None,
        publications: Mapping[int, Sequence[Publication]],
        now: datetime,
    ) -> Row:
        key = township.pk
        own = publications.get(month.pk, []) if month else []
        first, current = (own[0], own[-1]) if own else (None, None)
        standings = {half: own[key] for half, own in self.standings.items() if key in own}
        return Row(
            township=township,
            month=month,
            publication=current,
            is_late=month is not None and (first.published_at if first else now) > month.publish_by,
            published=self.published.get(key),
            turnout=turnout_of(month) if month and current else None,
            totals=self.totals.get(key),
            standings=standings,
            alike={half: self._alike(half, key) for half in standings},
            overdue=self.overdue.get(key, []),
            record=self.records.get(key, Record(0, 0, 0)),
        )

    def _alike(self, half: SurveyHalf, key: int) -> int:
        """How many other townships this one can't be told from."""
        own = self.standings[half]
        return sum(other != key and not can_be_told(own[key].estimate, one.estimate) for other, one in own.items())


def _months(ids: Collection[int], month: Month) -> list[AssessmentMonth]:
    """With how the reports came in."""
    rows = AssessmentMonth.objects.filter(township__in=ids, first_day=month.first_day)
    return list(with_turnout(rows.select_related("township")))


def turnout_of(month: AssessmentMonth) -> Turnout:
    """Of a month read with its turnout."""
    counts: Mapping[str, int] = vars(month)
    return Turnout(counts["asked"], counts["filed"], counts["on_time"])


def publications_of(months: Collection[AssessmentMonth]) -> dict[int, list[Publication]]:
    """By month id, the first one first. One query."""
    by_id = {month.pk: month for month in months}
    found: dict[int, list[Publication]] = defaultdict(list)
    for one in Publication.objects.filter(month__in=by_id).order_by("number").defer("told", "changes"):
        one.month = by_id[one.month_id]
        found[one.month_id].append(one)
    return found


def _standings(published: Mapping[int, Published], half: SurveyHalf) -> dict[int, Standing]:
    return standings_of({key: known for key, one in published.items() if (known := one.estimate(half))})


def _axis(standings: Collection[Standing]) -> float:
    """Where the axis of the graphics begins: at a twentieth below the lowest end, so that differences can be seen."""
    lowest = min((one.estimate.low for one in standings), default=0.6)
    return min(int(lowest * 20) / 20, 0.95)


# --- Totals ---------------------------------------------------------------------------------------------------


def totals_of(ids: Collection[int], first: Month, last: Month) -> dict[tuple[int, Month], Totals]:
    """Mean and median of the totals that were published, by township and month. Two queries."""
    days = (first.first_day, last.first_day)
    results = MonthResult.objects.published().filter(month__township__in=ids, month__first_day__range=days)
    found: dict[tuple[int, Month], list[Decimal]] = defaultdict(list)
    scores = UnitScore.objects.filter(result__in=results.values("pk")).order_by()
    fields = ("result__month__township", "result__month__first_day", "total")
    for township_id, day, total in scores.values_list(*fields):
        found[township_id, Month.of(day)].append(total)
    rules = _rules(results)
    return {
        key: Totals(rules[key], len(totals), mean(totals), Decimal(median(totals))) for key, totals in found.items()
    }


def _rules(results: MonthResultQuerySet) -> dict[tuple[int, Month], Rules]:
    """Two townships' own rule sets may bear the same code and version: the text itself tells rules apart."""
    fields = ("month__township", "month__first_day", "rule_set__code", "rule_set__version", MD5("rule_set__body"))
    rows = list(results.order_by().values_list(*fields))
    scored: dict[str, int] = defaultdict(int)
    texts: dict[str, set[str]] = defaultdict(set)
    for _township, _day, code, version, key in rows:
        scored[key] += 1
        texts[f"{code}@{version}"].add(key)
    found = {}
    for township_id, day, code, version, key in rows:
        name = f"{code}@{version}"
        shown = f"{name} ({key[:4]})" if len(texts[name]) > 1 else name
        found[township_id, Month.of(day)] = Rules(key, shown, scored[key])
    return found


# --- Over the months ------------------------------------------------------------------------------------------


def records_of(ids: Collection[int], month: Month, now: datetime) -> dict[int, Record]:
    """Over the last twelve months; a month counts once it is published or should be."""
    days = ((month - (BACK - 1)).first_day, month.first_day)
    months = AssessmentMonth.objects.filter(township__in=ids, first_day__range=days).order_by()
    first = dict(_first_publications(ids, days))
    due: dict[int, int] = defaultdict(int)
    in_time: dict[int, int] = defaultdict(int)
    corrections: dict[int, int] = defaultdict(int)
    for key, township_id, publish_by in months.values_list("pk", "township_id", "publish_by"):
        published_at, count = first.get(key, (None, 0))
        if published_at is None and publish_by >= now:
            continue
        due[township_id] += 1
        in_time[township_id] += published_at is not None and published_at <= publish_by
        corrections[township_id] += max(count - 1, 0)
    return {key: Record(due[key], in_time[key], corrections[key]) for key in ids}


def _first_publications(ids: Collection[int], days: tuple[date, date]) -> Iterator[tuple[int, tuple[datetime, int]]]:
    """By month, when it was published first and how many publications there are."""
    rows = Publication.objects.filter(month__township__in=ids, month__first_day__range=days).order_by()
    for key, first, count in rows.values_list("month").annotate(Min("published_at"), Count("pk")):
        yield key, (first, count)


def _overdue(ids: Sequence[int], now: datetime) -> dict[int, list[Overdue]]:
    """What each register has open, by township, in the order of the registers."""
    found: dict[int, list[Overdue]] = {key: [] for key in ids}
    if ids:
        for provider in ports.overdue:
            for key, one in provider.overdue_by_township(ids, now).items():
                found[key].append(one)
    return found
