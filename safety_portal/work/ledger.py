"""Ledgers port of things owed, as they may leave the township: no matter, requirement, reply or check, which people
write; who owes what kind of thing since when, and how it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.core.exports import Column, Table, Value
from safety_portal.core.months import Month
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Level
from safety_portal.work.models import TrackedItem
from safety_portal.work.states import TrackedState

IN_TIME, LATE = pgettext_lazy("ledger", "in time"), pgettext_lazy("ledger", "done late")
OVERDUE, NOT_DUE = pgettext_lazy("ledger", "overdue"), pgettext_lazy("ledger", "not due yet")


class TrackedItemLedger:
    """Issued or closed in the month, or open at its end; void ones are left out."""

    def ledger(self, month: Month, township_ids: Sequence[int]) -> Table:
        was_open = Q(closed_at=None) | Q(closed_at__gte=month.start)
        rows = TrackedItem.objects.filter(was_open, township__in=township_ids, issued_at__lt=month.end)
        rows = rows.exclude(state=TrackedState.VOID).select_related("township", "owed_by__parent")
        rows = rows.order_by("township__code", "owed_by__code", "issued_at", "pk")
        return Table(_("Things owed"), _columns(month), rows.iterator(1000), rows.count())


def _columns(month: Month) -> list[Column]:
    return [
        Column(_("Township"), lambda item: unit_text(item.township), 14),
        Column(_("Community"), _community, 16),
        Column(_("Number"), attrgetter("number"), 22),
        Column(_("Kind"), lambda item: item.get_kind_display(), 14),
        Column(_("Owed by"), _owed_by, 18),
        Column(_("Issued on"), _day("issued_at"), 12),
        Column(_("Due"), _day("due_at"), 12),
        Column(_("Cleared on"), _cleared(month), 12),
        Column(_("In time"), _in_time(month), 10),
    ]


def _community(item: TrackedItem) -> Value:
    """Of a grid, the community that it lies in: no place below."""
    unit = item.owed_by.parent if item.owed_by.level == Level.GRID else item.owed_by
    return unit_text(unit) if unit is not None and unit.level == Level.COMMUNITY else None


def _owed_by(item: TrackedItem) -> Value:
    return _community(item) or unit_text(item.owed_by)


def _day(name: str) -> Callable[[TrackedItem], date | None]:
    return lambda item: timezone.localdate(getattr(item, name))


def _cleared(month: Month) -> Callable[[TrackedItem], Value]:
    def cleared(item: TrackedItem) -> Value:
        is_known = item.closed_at is not None and item.closed_at < month.end
        return timezone.localdate(item.closed_at) if is_known else None

    return cleared


def _in_time(month: Month) -> Callable[[TrackedItem], Value]:
    """By the day of the last reply: what was checked later was not late for it."""

    def in_time(item: TrackedItem) -> Value:
        if item.replied_at is not None and item.replied_at < month.end and item.state != TrackedState.RETURNED:
            return IN_TIME if item.replied_at <= item.due_at else LATE
        return OVERDUE if item.due_at < month.end else NOT_DUE

    return in_time
