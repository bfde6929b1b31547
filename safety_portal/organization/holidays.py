"""Loads the public holidays that come with the portal (data/holidays.csv: the State Council's notices)."""

import csv
from pathlib import Path

from safety_portal.organization.models import CalendarDay, CalendarYear

_FILE = Path(__file__).parent / "data" / "holidays.csv"


def load_holidays(days: type[CalendarDay] = CalendarDay, years: type[CalendarYear] = CalendarYear) -> None:
    """Add the shipped days and confirm their years; what is there stays. A migration passes its own models."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days.objects.bulk_create(
        [days(day=row["day"], kind=row["kind"], name=row["name"]) for row in rows], ignore_conflicts=True
    )
    sources = {int(row["day"][:4]): row["source"] for row in rows}
    years.objects.bulk_create([years(year=year, source=sources[year]) for year in sources], ignore_conflicts=True)
