"""Reads about a township's place in its district: as announced, and as the portal computes it where it can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.district.published import Published, Standing, published_months, standings_of
from assessments.models import DistrictPlace
from assessments.models.filings import SurveyHalf
from safety_portal.core.months import Month
from safety_portal.organization.models import Level, Unit

#: The halves of the survey behind each ranking that the portal can compute.
HALVES: Mapping[DistrictPlace.Kind, tuple[SurveyHalf, ...]] = {
    DistrictPlace.Kind.SAFETY: (SurveyHalf.SAFETY,),
    DistrictPlace.Kind.SATISFACTION: (SurveyHalf.SATISFACTION,),
    DistrictPlace.Kind.BOTH: (SurveyHalf.SAFETY, SurveyHalf.SATISFACTION),
}


def places_of(township: Unit, until: Month, back: int = 12) -> list[DistrictPlace]:
    """Places that the district announced for ``until`` and the months before it, ``back`` in all; oldest first, of one
    month by ranking. One query. Whoever shows them has asked whether the user may see them.
    """
    days = ((until - (back - 1)).first_day, until.first_day)
    return list(DistrictPlace.objects.that_count().filter(township=township, first_day__range=days))


def all_places_of(township: Unit) -> list[DistrictPlace]:
    """Every announced place, oldest first, with who entered it. One query."""
    return list(DistrictPlace.objects.that_count().filter(township=township).select_related("entered_by"))


@dataclass(frozen=True)
class Computed:
    """A place that the portal computed from published surveys; never the district's word."""

    month: Month
    kind: DistrictPlace.Kind
    standing: Standing


@dataclass(frozen=True)
class ComputedPlaces:
    """``here``: townships of the district in this portal; ``announced_of``: how many the district ranks, if known.
    Where that is more, a place among those here would be a wrong one: there are none.
    """

    rows: Sequence[Computed]
    here: int
    announced_of: int | None

    @property
    def are_all_here(self) -> bool:
        return self.here > 1 and (self.announced_of is None or self.announced_of <= self.here)


def computed_places_of(township: Unit, until: Month, announced_of: int | None, back: int = 12) -> ComputedPlaces:
    """For each month in which all townships of the district have published a survey; oldest first. Two queries."""
    first = until - (back - 1)
    townships = list(Unit.objects.filter(level=Level.TOWNSHIP, parent=township.parent_id).order_by("code"))
    open_ids = {month: _open(townships, month) for month in (*until.back(back - 1), until)}
    found = ComputedPlaces([], len(open_ids[until]), announced_of)
    if township.parent_id is None or not found.are_all_here:
        return found
    published = published_months([one.pk for one in townships], first, until)
    rows = [one for month, ids in open_ids.items() for one in _computed(township, month, ids, published)]
    return ComputedPlaces(rows, found.here, announced_of)


def _open(townships: Sequence[Unit], month: Month) -> list[int]:
    """Ids of those that there were on the month's last day."""
    day = month.last_day
    return [
        one.pk
        for one in townships
        if (one.opened_on is None or one.opened_on <= day) and (one.closed_on is None or one.closed_on > day)
    ]


def _computed(
    township: Unit, month: Month, ids: Sequence[int], published: Mapping[tuple[int, Month], Published]
) -> list[Computed]:
    if township.pk not in ids or len(ids) < 2 or any((one, month) not in published for one in ids):
        return []
    rows = []
    for kind, halves in HALVES.items():
        estimates = {one: known for one in ids if (known := published[one, month].estimate(*halves))}
        if len(estimates) == len(ids):
            rows.append(Computed(month, kind, standings_of(estimates)[township.pk]))
    return rows
