"""Reads about a township's place in its district."""

from __future__ import annotations

from assessments.models import DistrictPlace
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


def places_of(township: Unit, until: Month, back: int = 12) -> list[DistrictPlace]:
    """Places that the district announced for ``until`` and the months before it, ``back`` in all; oldest first, of one
    month in the order of the kinds. One query. Whoever shows them has asked whether the user may see them.
    """
    days = ((until - (back - 1)).first_day, until.first_day)
    return list(DistrictPlace.objects.that_count().filter(township=township, first_day__range=days))
