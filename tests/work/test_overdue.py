"""Overdue port: things owed of many townships at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from safety_portal.work.selectors import TrackedItemsOverdue
from safety_portal.work.states import TrackedState
from tests.factories import CommunityFactory, TownshipFactory
from tests.work.items import TrackedItemFactory

pytestmark = pytest.mark.django_db


def test_things_owed_as_the_tabs_of_their_list_count_them() -> None:
    now, town, quiet = timezone.now(), TownshipFactory(), TownshipFactory()
    unit = CommunityFactory(parent=town)
    for days, state in ((-1, "open"), (1, "returned"), (3, "open"), (-2, "replied"), (-3, "cleared"), (-4, "void")):
        TrackedItemFactory(
            owed_by=unit,
            state=TrackedState(state),
            issued_at=now - timedelta(days=9),
            due_at=now + timedelta(days=days),
        )
    TrackedItemFactory(due_at=now - timedelta(days=1))
    with CaptureQueriesContext(connection) as caught:
        found = TrackedItemsOverdue().overdue_by_township([town.pk, quiet.pk], now)
    assert len(caught) == 1
    assert {key: (one.open, one.overdue, one.soon, one.url) for key, one in found.items()} == {
        town.pk: (4, 2, 1, f"{reverse('work:tracked')}?tab=over"),
        quiet.pk: (0, 0, 0, reverse("work:tracked")),
    }
