"""Overdue port of this register: disputes past their deadline, and screening rounds that were not held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from disputes.models import Dispute, ScreeningRound
from disputes.selectors.lists import OPEN, overdue
from disputes.selectors.rules import screening_rounds_required
from safety_portal.core.months import Month
from safety_portal.core.ports import SOON, Overdue
from safety_portal.organization.models import Unit


class Disputes:
    """Open disputes, by the clock that runs now; one query."""

    def overdue_by_township(self, township_ids: Sequence[int], now: datetime) -> Mapping[int, Overdue]:
        near = Q(due_at__gte=now, due_at__lt=now + SOON)
        rows = Dispute.objects.filter(OPEN, township__in=township_ids).order_by().values_list("township")
        counted = rows.annotate(total=Count("pk"), over=Count("pk", filter=overdue(now)), soon=Count("pk", filter=near))
        found = {township: counts for township, *counts in counted}
        return {key: _disputes(*found.get(key, (0, 0, 0))) for key in township_ids}


def _disputes(total: int, over: int, soon: int) -> Overdue:
    address = reverse("disputes:list")
    return Overdue(_("Disputes"), total, over, soon, f"{address}?tab=overdue" if over else address)


class Rounds:
    """Screening rounds: overdue are those of the month before that nobody held or reported, open also those of the
    month that runs. Each community owes its own: a round too many in one makes up for none in another.
    """

    def overdue_by_township(self, township_ids: Sequence[int], now: datetime) -> Mapping[int, Overdue]:
        this = Month.of(now)
        communities = list(Unit.objects.communities().filter(township__in=township_ids).order_by())
        required = screening_rounds_required(communities)
        held = _held(township_ids, this - 1, this)
        late, running = (_lacking(communities, required, held, month) for month in (this - 1, this))
        is_near = this.end - now <= SOON
        return {key: _rounds(late[key], running[key], this, is_near=is_near) for key in township_ids}


def _held(township_ids: Sequence[int], first: Month, last: Month) -> Counter[tuple[int, Month]]:
    """Rounds by community and month."""
    rows = ScreeningRound.objects.filter(
        community__township__in=township_ids, held_on__range=(first.first_day, last.last_day)
    )
    days: list[tuple[int, date]] = list(rows.order_by().values_list("community", "held_on"))
    return Counter((community, Month.of(day)) for community, day in days)


def _lacking(
    communities: Sequence[Unit], required: Mapping[int, int], held: Mapping[tuple[int, Month], int], month: Month
) -> Counter[int]:
    """By township, rounds that communities which existed at the end of the month still owe for it."""
    lacking: Counter[int] = Counter()
    for unit in communities:
        if unit.township_id is not None and _existed(unit, month.last_day):
            lacking[unit.township_id] += max(required[unit.pk] - held.get((unit.pk, month), 0), 0)
    return lacking


def _existed(unit: Unit, day: date) -> bool:
    """As ``Unit.objects.open_on``, for a unit at hand."""
    return (unit.opened_on is None or unit.opened_on <= day) and (unit.closed_on is None or unit.closed_on > day)


def _rounds(late: int, running: int, this: Month, *, is_near: bool) -> Overdue:
    query = urlencode({"month": str(this - 1 if late else this)})
    return Overdue(
        _("Screening rounds"), late + running, late, running if is_near else 0, f"{reverse('disputes:rounds')}?{query}"
    )
