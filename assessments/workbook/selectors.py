"""What the workbook of a month is made from: the pages' own ranking, frozen figures, lines, and how sure they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from assessments.fairness.rankings import figures_of
from assessments.fairness.selectors import Standing, total_standings
from assessments.models import AssessmentMonth, DistrictTemplate, MonthResult, Publication, Report, ScoreLine
from assessments.reports.lateness import is_late
from assessments.results.policies import sees_workings
from assessments.results.ranking import Ranking, Row, ranking_of
from assessments.results.selectors import FrozenMonth, Sample, Shown, read_frozen, shown_result
from assessments.states import ReportState
from safety_portal.accounts.models import Role, User
from safety_portal.core import ports
from safety_portal.core.ports import Overdue
from safety_portal.organization.models import Level, Unit


@dataclass(frozen=True)
class Entry:
    """One community in the month. ``standing``: its place with the places at the ends of the survey's interval;
    ``is_revised``: a correction of the published month changed its place, total or a figure.
    """

    row: Row
    safety: Sample | None
    satisfaction: Sample | None
    standing: Standing | None
    is_revised: bool
    lines: Sequence[ScoreLine]

    @property
    def unit(self) -> Unit:
        return self.row.score.unit


@dataclass(frozen=True)
class Filed:
    """How many monthly reports were owed, came in time and were accepted."""

    owed: int
    in_time: int
    accepted: int


@dataclass(frozen=True)
class MonthBook:
    """One township's month as a workbook tells it. ``publications`` up to the one shown, the first one first."""

    month: AssessmentMonth
    shown: Shown
    ranking: Ranking
    entries: Sequence[Entry]
    frozen: FrozenMonth
    filed: Filed
    publications: Sequence[Publication]

    @property
    def township(self) -> Unit:
        return self.month.township

    @property
    def result(self) -> MonthResult:
        return self.shown.result

    @property
    def is_draft(self) -> bool:
        return self.shown.publication is None

    def pooled(self, half: str) -> Sample | None:
        """The survey of all communities together; None where nobody was asked."""
        known = [sample for entry in self.entries if (sample := getattr(entry, half)) is not None]
        if not known:
            return None
        return Sample(sum(one.positive for one in known), sum(one.valid for one in known))


@dataclass(frozen=True)
class DistrictBook:
    """The books of one township, or of all of a district, for a month. ``area``: whose they are; ``unpublished``:
    townships whose month is not out yet; ``overdue``: of each register, how it stands ``at`` in each township.
    """

    area: Unit
    books: Sequence[MonthBook]
    unpublished: Sequence[Unit]
    overdue: Sequence[Mapping[int, Overdue]]
    at: datetime

    @property
    def is_district(self) -> bool:
        return self.area.level == Level.DISTRICT

    @property
    def month(self) -> AssessmentMonth:
        return self.books[0].month

    @property
    def township_ids(self) -> list[int]:
        return [book.month.township_id for book in self.books]


def sees_workbook(user: User, month: AssessmentMonth) -> bool:
    """Leader and office of the township; the district once the month is published."""
    return sees_workings(user, month) or (
        month.township.parent_id in user.unit_ids(Role.DISTRICT) and month.publications.exists()
    )


def book_of(month: AssessmentMonth, *, publication: int | None = None) -> MonthBook | None:
    """What counts, or the publication of a number; None where there is no such thing.

    Places of months before are those that were published: a published table doesn't move with drafts.
    """
    shown = shown_result(month, publication=publication)
    if shown is None:
        return None
    result, is_public = shown.result, shown.publication is not None
    ranking = ranking_of(month, result, published_only=is_public)
    publications = _publications(month, shown)
    frozen = read_frozen(result.facts)
    return MonthBook(
        month=month,
        shown=shown,
        ranking=ranking,
        entries=_entries(month, result, ranking, frozen, _revised(publications)),
        frozen=frozen,
        filed=_filed(month),
        publications=publications,
    )


def _publications(month: AssessmentMonth, shown: Shown) -> list[Publication]:
    if shown.publication is None:
        return []
    rows = month.publications.filter(number__lte=shown.publication.number).select_related("published_by")
    return list(rows.order_by("number"))


def _revised(publications: Collection[Publication]) -> set[str]:
    """Codes of the communities that corrections touched."""
    changes = [one.changes for one in publications if one.is_correction]
    units = {code for change in changes for code in change.get("units", {})}
    return units | {figure["unit"] for change in changes for figure in change.get("figures", [])}


def _entries(
    month: AssessmentMonth, result: MonthResult, ranking: Ranking, frozen: FrozenMonth, revised: set[str]
) -> list[Entry]:
    standings = total_standings(figures_of(month, result))
    lines: dict[int, list[ScoreLine]] = defaultdict(list)
    for line in ScoreLine.objects.filter(score__result=result).order_by("position"):
        lines[line.score_id].append(line)
    return [
        Entry(
            row=row,
            safety=row.safety,
            satisfaction=frozen.sample(row.score.unit.code, "satisfaction"),
            standing=standings.get(row.score.unit_id),
            is_revised=row.score.unit.code in revised,
            lines=lines[row.score.pk],
        )
        for row in ranking.rows
    ]


def _filed(month: AssessmentMonth) -> Filed:
    rows = list(Report.objects.filter(month=month).order_by().values_list("state", "first_submitted_at"))
    came = [first for _state, first in rows if first is not None]
    return Filed(
        owed=len(rows),
        in_time=sum(not is_late(first, month.due_at) for first in came),
        accepted=sum(state == ReportState.ACCEPTED for state, _first in rows),
    )


def with_registers(
    area: Unit, books: Sequence[MonthBook], now: datetime, unpublished: Sequence[Unit] = ()
) -> DistrictBook:
    """``books`` with how the registers of their townships stand now; one query a register."""
    ids = [book.month.township_id for book in books]
    overdue = [register.overdue_by_township(ids, now) for register in ports.overdue]
    return DistrictBook(area, books, unpublished, overdue, now)


# --- District -------------------------------------------------------------------------------------------------


def districts_of(user: User) -> list[Unit]:
    """Districts whose workbooks ``user`` may see."""
    return list(Unit.objects.filter(level=Level.DISTRICT, pk__in=user.unit_ids(Role.DISTRICT)))


def published_months(district: Unit, first_day: date) -> QuerySet[AssessmentMonth]:
    """The months of the district's townships that are published, in the order of the townships."""
    rows = AssessmentMonth.objects.filter(first_day=first_day, township__parent=district, publications__is_current=True)
    return rows.select_related("township__parent").order_by("township__code")


def townships_without(district: Unit, first_day: date) -> list[Unit]:
    """Townships with communities whose month of that day is not published."""
    published = AssessmentMonth.objects.filter(first_day=first_day, publications__is_current=True)
    rows = Unit.objects.filter(level=Level.TOWNSHIP, parent=district, children__level=Level.COMMUNITY)
    return list(rows.exclude(pk__in=published.values("township")).distinct().order_by("code"))


def published_days(district: Unit, first_day: date) -> dict[str, date | None]:
    """The months nearest to a month, before and after it, that any township of the district has published."""
    rows = AssessmentMonth.objects.filter(township__parent=district, publications__is_current=True)
    days = rows.order_by("first_day").values_list("first_day", flat=True)
    return {
        "previous": days.filter(first_day__lt=first_day).last(),
        "next": days.filter(first_day__gt=first_day).first(),
    }


def district_book(district: Unit, first_day: date, now: datetime) -> DistrictBook | None:
    """All published months of the district's townships; None where nobody has published that month."""
    books = [book for month in published_months(district, first_day) if (book := book_of(month)) is not None]
    return with_registers(district, books, now, townships_without(district, first_day)) if books else None


# --- Templates ------------------------------------------------------------------------------------------------


def templates_of(township: Unit, user: User) -> list[DistrictTemplate]:
    """The templates that the township fills, each in its current version."""
    rows = DistrictTemplate.objects.visible_to(user).filter(township=township, is_current=True)
    return list(rows.select_related("uploaded_by"))
