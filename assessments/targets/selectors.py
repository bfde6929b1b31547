"""Reads of boards: installed targets, their numbers over two years, and how things stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from assessments.district.selectors import places_of
from assessments.models import AssessmentMonth, DistrictPlace, Figure, FigureOwner, Target, TargetFigure, TargetPlan
from assessments.targets.boards import Board, Standing
from assessments.targets.measuring import TREND, Place, Point, Series, judge
from assessments.targets.readings import Readings, codes_of, figures_of, is_townshipwide, read
from assessments.targets.wording import Source, explained
from safety_portal.core.formats import english_unit_name, speaks_chinese
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit

#: Kinds that a community has a part of its own in.
SHARED_OUT = frozenset({Target.Kind.SHARE})
#: Places are announced a few times a year: this many months are looked back for the last two.
PLACES_BACK = 25
_BOARDS = list(Target.Board)


def board_of(
    township: Unit, month: Month, now: datetime, *, published_only: bool = False, only: Collection[str] | None = None
) -> Board:
    """How the township stands to its targets by the end of ``month``; a fixed number of queries.

    ``published_only``: for those who see no drafts (district, secretaries); ``only``: the part of the communities with
    these codes in the shares, other targets left out. Whoever shows it has asked whether the user may see it.
    """
    plans = list(TargetPlan.objects.filter(township=township).order_by("code"))
    targets = targets_in(township, month)
    if only is not None:
        targets = [one for one in targets if has_parts(one)]
    if not targets:
        return Board(township, month, plans, [])
    desk = desk_of(township, month, now, targets, published_only=published_only)
    standings = [desk.standing(target, only) for target in targets]
    return Board(township, month, plans, standings)


def has_parts(target: Target) -> bool:
    """Whether each community has a part of its own in the target."""
    return target.kind in SHARED_OUT and not is_townshipwide(target)


def targets_in(township: Unit, month: Month) -> list[Target]:
    """Targets that hold in ``month``, in the order of the boards; two queries."""
    rows = _with_figures(Target.objects.filter(plan__township=township).filter(holding(month)))
    return sorted(rows, key=lambda one: (_BOARDS.index(Target.Board(one.board)), one.plan.code, one.line, one.pk))


def holding(month: Month) -> Q:
    """Condition on targets: they hold in ``month``, and so does their plan."""
    day = month.first_day
    is_open = Q(until_day=None) | Q(until_day__gte=day)
    is_plan_open = Q(plan__until_day=None) | Q(plan__until_day__gte=day)
    return Q(from_day__lte=day, plan__from_day__lte=day) & is_open & is_plan_open


def _with_figures(rows: QuerySet[Target]) -> QuerySet[Target]:
    return rows.select_related("plan").prefetch_related("figures__figure")


# --- Numbers --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """All that standings of one township and month are made from. ``owners``: unit by figure code."""

    township: Unit
    month: Month
    row: AssessmentMonth | None
    readings: Readings
    places: Sequence[DistrictPlace]
    owners: Mapping[str, str]
    may_file: bool

    def series(self, target: Target, only: Collection[str] | None = None) -> dict[Month, Point]:
        return self.readings.series(target, window(self.month), only)

    def standing(self, target: Target, only: Collection[str] | None = None) -> Standing:
        series = self.series(target, only)
        verdict = judge(target, self.month, series, self._places(target))
        last = _last_month(series)
        source = self.source(target)
        return Standing(
            target=target,
            state=verdict.state,
            value=verdict.value,
            numerator=verdict.numerator,
            denominator=verdict.denominator,
            before=verdict.before,
            this_month=series[self.month].numerator if series[self.month].is_known else None,
            so_far=_so_far(target, self.month, series),
            last_month=last,
            trend=[series[one] for one in (*self.month.back(TREND - 1), self.month)],
            words=explained(target, verdict, last, series[self.month], source),
            filed_by=source.filed_by,
            url=page_of(target, self.township, self.month),
        )

    def source(self, target: Target) -> Source:
        figures = figures_of(target)
        filed = [one for one in figures if one.source == Figure.Source.MEMBER_UNIT]
        owned = [self.owners[one.code] for one in filed if one.code in self.owners]
        unowned = [(one.name, usual(one)) for one in filed if one.code not in self.owners]
        return Source(list(dict.fromkeys(owned)), unowned, is_townshipwide(target) and bool(owned))

    def _places(self, target: Target) -> list[Place]:
        kind = _ranking(target)
        return [Place(Month.of(one.first_day), one.place, one.of) for one in self.places if one.kind == kind]


def unit_words(name: str) -> str:
    """A unit's name in the active language."""
    return name if speaks_chinese() else english_unit_name(name)


def usual(figure: Figure) -> str:
    """The unit that usually files a figure, by the first ending of its name; empty where no unit does."""
    return figure.usual_owner.split()[0] if figure.usual_owner else ""


def _ranking(target: Target) -> str:
    halves = {code.partition(".")[2].partition("_")[0] for code in codes_of(target, TargetFigure.Part.NUMERATOR)}
    return DistrictPlace.Kind.BOTH if len(halves) > 1 else next(iter(halves), "")


def _last_month(series: Series) -> Month | None:
    happened = [month for month, point in series.items() if point.numerator]
    return max(happened, default=None)


def _so_far(target: Target, month: Month, series: Series) -> Decimal | None:
    """The year's sum of a count, of the months known."""
    since = max(Month(month.year, 1), Month.of(target.from_day))
    numbers = [
        point.numerator for one, point in series.items() if since <= one <= month and point.numerator is not None
    ]
    return sum(numbers, Decimal(0)) if numbers else None


def window(month: Month) -> list[Month]:
    """From last year's January to ``month``: the year so far, the same months of last year, twelve months of trend."""
    return [*month.back(11 + month.number), month]


def desk_of(township: Unit, month: Month, now: datetime, targets: Sequence[Target], *, published_only: bool) -> Desk:
    """The numbers that ``targets`` need; six queries."""
    codes = {figure.code for target in targets for figure in figures_of(target)}
    owners = FigureOwner.objects.filter(township=township, figure__code__in=codes)
    row = AssessmentMonth.objects.filter(township=township, first_day=month.first_day).first()
    return Desk(
        township=township,
        month=month,
        row=row,
        readings=read(township, window(month), codes, published_only=published_only),
        places=places_of(township, month, PLACES_BACK),
        owners={code: unit_words(name) for code, name in owners.values_list("figure__code", "member_unit__name")},
        may_file=row is not None and now <= row.lock_at,
    )


def page_of(target: Target, township: Unit, month: Month) -> str:
    """The page of a target in a month."""
    return AssessmentMonth(township=township, first_day=month.first_day).page("target", target.pk)


# --- A target's page ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CommunityPart:
    """A community's part of a share in the month; ``report_url``, ``records_url``: where the numbers come from."""

    unit: Unit
    point: Point


def parts_of(desk: Desk, target: Target) -> list[CommunityPart]:
    """The month's numbers by community; nothing for what is counted for the whole township only."""
    facts = desk.readings.scored.get(desk.month, {})
    if is_townshipwide(target):
        return []
    known = [(code, desk.readings.units[code]) for code in sorted(facts) if code in desk.readings.units]
    return [CommunityPart(unit, desk.readings.point(target, desk.month, {code})) for code, unit in known]
