"""Row history catches what goes round the services, in bulk as well as singly."""

import pytest
from django.db.models import Model

from safety_portal.organization.models import CalendarYear

pytestmark = pytest.mark.django_db


def history() -> list[tuple[str, int, str]]:
    events: type[Model] = CalendarYear.pgh_event_model  # type: ignore[attr-defined]
    rows = events._default_manager.filter(year__gte=2090).order_by("pgh_id")
    return list(rows.values_list("pgh_label", "year", "source"))


def test_bulk_writes_and_deletes_are_kept() -> None:
    CalendarYear.objects.bulk_create([CalendarYear(year=2090, source="a"), CalendarYear(year=2091, source="b")])
    CalendarYear.objects.filter(year__gte=2090).update(source="c")
    CalendarYear.objects.filter(year=2091).delete()
    assert sorted(history()) == [
        ("delete", 2091, "c"),
        ("insert", 2090, "a"),
        ("insert", 2091, "b"),
        ("update", 2090, "c"),
        ("update", 2091, "c"),
    ]


def test_an_update_that_changes_nothing_leaves_no_trace() -> None:
    CalendarYear.objects.create(year=2090, source="a")
    CalendarYear.objects.filter(year=2090).update(source="a")
    assert history() == [("insert", 2090, "a")]
