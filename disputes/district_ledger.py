"""Ledgers port of this register: disputes and screening rounds as they may leave the township.

No matter, no parties, no place below the community, no handler, no note: codes of closed lists, counts and days. Of a
mediation behind closed doors stand its number and its days alone (人民调解法 23).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models import Dispute, ScreeningRound, StageDeadline
from disputes.states import State
from safety_portal.core.exports import Column, Table, Value
from safety_portal.core.months import Month
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.work.ledger import IN_TIME, LATE, NOT_DUE, OVERDUE

CHUNK = 1000


def _open_only(value: Callable[[Dispute], Value]) -> Callable[[Dispute], Value]:
    """Nothing of a mediation behind closed doors."""
    return lambda dispute: value(dispute) if dispute.is_public else None


def _category(dispute: Dispute) -> Value:
    return dispute.category.name if dispute.is_public else _("Mediation behind closed doors")


def _day(name: str) -> Callable[[Any], date | None]:
    """The day of a moment; None where it has not come."""

    def day(row: Any) -> date | None:
        moment = getattr(row, name)
        return timezone.localdate(moment) if moment else None

    return day


class _Month:
    """Columns that look at the end of the month: what came later is not told."""

    def __init__(self, month: Month) -> None:
        self.month = month

    def is_concluded(self, dispute: Dispute) -> bool:
        return dispute.concluded_at is not None and dispute.concluded_at < self.month.end

    def concluded(self, dispute: Dispute) -> date | None:
        return timezone.localdate(dispute.concluded_at) if self.is_concluded(dispute) else None

    def state(self, dispute: Dispute) -> Value:
        return (
            pgettext_lazy("ledger", "concluded") if self.is_concluded(dispute) else pgettext_lazy("ledger", "in hand")
        )

    def outcome(self, dispute: Dispute) -> Value:
        return dispute.get_outcome_display() if self.is_concluded(dispute) and dispute.is_public else None

    def in_time(self, dispute: Any) -> Value:
        """By the deadline of the level that handled it, as the month's figure counts."""
        if dispute.stage_due is None:
            return None
        if dispute.stage_met is not None and dispute.stage_met < self.month.end:
            return IN_TIME if dispute.stage_met <= dispute.stage_due else LATE
        return OVERDUE if dispute.stage_due < self.month.end else NOT_DUE


class Disputes:
    """Registered or concluded in the month, or in hand at its end; void entries are left out."""

    def ledger(self, month: Month, township_ids: Sequence[int]) -> Table:
        rows = _disputes(month, township_ids)
        return Table(_("Disputes"), _dispute_columns(_Month(month)), rows.iterator(CHUNK), rows.count())


def _disputes(month: Month, township_ids: Sequence[int]) -> QuerySet[Dispute]:
    counting = StageDeadline.objects.filter(dispute=OuterRef("pk"), counts=True).order_by("-round")
    was_open = Q(concluded_at=None) | Q(concluded_at__gte=month.start)
    rows = Dispute.objects.filter(was_open, township__in=township_ids, registered_at__lt=month.end)
    return (
        rows.exclude(state=State.VOID)
        .select_related("township", "community", "category", "risk")
        .annotate(stage_due=Subquery(counting.values("due_at")[:1]), stage_met=Subquery(counting.values("met_at")[:1]))
        .order_by("township__code", "community__code", "registered_at", "pk")
    )


def _dispute_columns(month: _Month) -> list[Column]:
    return [
        Column(_("Township"), lambda dispute: unit_text(dispute.township), 14),
        Column(_("Community"), lambda dispute: unit_text(dispute.community), 16),
        Column(_("Number"), attrgetter("number"), 22),
        Column(_("Registered on"), _day("registered_at"), 12),
        Column(_("Category"), _category, 22),
        Column(_("Scale"), _open_only(lambda dispute: dispute.get_scale_display()), 14),
        Column(_("People involved"), _open_only(attrgetter("people_involved")), 10),
        Column(_("Source"), _open_only(lambda dispute: dispute.get_source_display()), 16),
        Column(_("Risk"), _open_only(attrgetter("risk.name")), 10),
        Column(_("Level of handling"), lambda dispute: dispute.get_level_display(), 12),
        Column(_("Deadline"), _day("stage_due"), 12),
        Column(_("Concluded on"), month.concluded, 12),
        Column(_("Result"), month.outcome, 18),
        Column(_("State at the end of the month"), month.state, 12),
        Column(_("In time"), month.in_time, 10),
    ]


ROUND_COLUMNS = (
    Column(_("Township"), lambda held: unit_text(held.community.township), 14),
    Column(_("Community"), lambda held: unit_text(held.community), 16),
    Column(_("Date"), attrgetter("held_on"), 12),
    Column(_("Kind"), lambda held: held.get_kind_display(), 16),
    Column(_("Disputes found"), attrgetter("found"), 12),
    Column(pgettext_lazy("ledger", "Nil report"), lambda held: _("yes") if held.is_nil_report else None, 10),
)


class Rounds:
    """Screening rounds held in the month, nil reports included."""

    def ledger(self, month: Month, township_ids: Sequence[int]) -> Table:
        rows = ScreeningRound.objects.filter(
            community__township__in=township_ids, held_on__range=(month.first_day, month.last_day)
        ).select_related("community__township")
        rows = rows.order_by("community__township__code", "community__code", "held_on", "pk")
        return Table(_("Screening rounds"), ROUND_COLUMNS, rows.iterator(CHUNK), rows.count())
