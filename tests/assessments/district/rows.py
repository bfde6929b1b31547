"""Places in the district for the test world, and their rows of the table in ``tests/test_permissions.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.models import DistrictPlace
from safety_portal.accounts.models import Role

if TYPE_CHECKING:
    from tests.pages import Target
    from tests.world import Town

DISTRICTS = """
name                            method object            D L O U S G A T n

assessments:townships           GET    any               + - - - - - - - >
assessments:townships?export=xlsx  GET any               + - - - - - - - >
assessments:township            GET    own               + - - - - - - - >
assessments:township            GET    far               - - - - - - - - >
assessments:district_places     GET    any               - + + - - - - - >
assessments:district_places     GET    own               - + + - - - - - >
assessments:district_places     GET    far               - - - - - - - - >
assessments:district_places?export=xlsx  GET  own        - + + - - - - - >
assessments:district_place_new  GET    any               - x + - - - - - >
assessments:district_place_new  POST   any               - x + - - - - - >
assessments:district_place      GET    own               - x + - - - - - >
assessments:district_place      GET    far               - - - - - - - - >
assessments:district_place      POST   own               - x + - - - - - >
assessments:district_place      POST   far               - - - - - - - - >
assessments:district_place_strike_out  POST  own         - x + - - - - - >
assessments:district_place_strike_out  POST  far         - - - - - - - - >
"""
DISTRICT_PAGES = [
    ("assessments:townships any", Role.DISTRICT),
    ("assessments:townships?export=xlsx any", Role.DISTRICT),
    ("assessments:township own", Role.DISTRICT),
    ("assessments:district_places own", Role.LEADER),
    ("assessments:district_places own", Role.OFFICE),
    ("assessments:district_place own", Role.OFFICE),
    ("assessments:district_place_new any", Role.OFFICE),
]


def add_places(town: Town, rows: int) -> None:
    """One announced place a month, as many as ``rows``."""
    DistrictPlace.objects.bulk_create(
        DistrictPlace(
            township=town.unit,
            first_day=(town.now.month - n).first_day,
            kind="safety",
            place=n % 18 + 1,
            of=18,
            value="93.5",
            sample=600,
            source="区测评通报",
            entered_by=town.office,
        )
        for n in range(rows)
    )


def place_of(t: Target) -> list[object]:
    return [DistrictPlace.objects.filter(township=t.town.unit).latest("first_day").pk]


def township_of(t: Target) -> list[object]:
    return [t.town.unit.code]


def place_form(t: Target) -> dict[str, object]:
    """Of a ranking that is not there yet."""
    month = t.town.now.slug
    said = {"first_day": month, "kind": "satisfaction", "place": 3, "of": 18, "source": "区测评通报"}
    return said | {"reason": "填错", "version": 1}


def strike_out_form(_t: Target) -> dict[str, object]:
    return {"reason": "重复", "version": 1}
