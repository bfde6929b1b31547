"""Places of months that the portal did not score: what is brought in, and which months need none."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from assessments.models import MonthResult, PastRank, SurveyResult
from safety_portal.accounts.models import Role, User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed
from safety_portal.core.months import Month
from safety_portal.imports.changes import ChangeLog
from safety_portal.organization.models import Unit

#: What an entry says beside whose and which month's it is.
SAID = ("rank", "of", "total", "sample")
Ranking = tuple[Month, PastRank.Kind]
Place = tuple[int, Month, PastRank.Kind]


def place_of(entry: PastRank) -> Place:
    """Whose place, in which month, in which ranking."""
    return entry.unit_id, entry.month, PastRank.Kind(entry.kind)


def keep_past_ranks(*, township: Unit, by: User, entries: Sequence[PastRank], log: ChangeLog | None = None) -> None:
    """Enter opening ranks, or what is now known of those that are there. ``entries``: one a place, not yet stored.

    Raises ``NotAllowed`` for all but the office. The caller has left out months with a ranking of their own.
    """
    if not by.has_role(Role.OFFICE, township_id=township.pk):
        raise NotAllowed
    with transaction.atomic():
        there = {place_of(row): row for row in PastRank.objects.select_for_update().filter(township=township)}
        changed = [there[place_of(entry)] for entry in entries if place_of(entry) in there]
        new = [entry for entry in entries if place_of(entry) not in there]
        if log is not None:
            log.will_change(changed)
        said = {place_of(entry): entry for entry in entries}
        for row in changed:
            for name in (*SAID, "source", "run_id"):
                setattr(row, name, getattr(said[place_of(row)], name))
        PastRank.objects.bulk_update(changed, [*SAID, "source", "run"])
        PastRank.objects.bulk_create(new)
        if log is not None:
            log.changed(changed)
            log.created(new)
        _record(township, by, entries)


def _record(township: Unit, by: User, entries: Sequence[PastRank]) -> None:
    months = sorted({str(entry.month) for entry in entries})
    details: dict[str, trail.JsonValue] = {"entries": len(entries), "months": ", ".join(months)}
    trail.record("ranks.import", township, by=by, township_id=township.pk, details=details)


def own_rankings(township: Unit) -> set[Ranking]:
    """Months with a ranking that the portal has itself: a result, or the survey's answers."""
    results = MonthResult.objects.filter(month__township=township).values_list("month__first_day", flat=True)
    surveys = SurveyResult.objects.filter(month__township=township).values_list("month__first_day", flat=True)
    return {
        (Month.of(day), kind)
        for kind, days in ((PastRank.Kind.SCORE, results), (PastRank.Kind.SURVEY, surveys))
        for day in days.order_by().distinct()
    }
