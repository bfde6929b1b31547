"""What consequences show on the home page: the leader's decisions, the office's carrying out, what can be closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from assessments.consequences.selectors import to_close
from assessments.consequences.states import ConsequenceState, Ground
from assessments.models import Consequence
from safety_portal.accounts.models import Role, User
from safety_portal.core.ports import DueEntry, Hit, Words


class Due:
    """Due port. Proposals are one entry, however many there are; everything in force is one each."""

    def due_for(self, user: User, now: datetime, limit: int) -> tuple[Sequence[DueEntry], int]:
        led, run = user.unit_ids(Role.LEADER), user.unit_ids(Role.OFFICE)
        if not led and not run:
            return [], 0
        rows = Consequence.objects.select_related("unit", "step")
        shaken = rows.filter(township__in=led, ground=Ground.CHANGED).filter(_can_be_revoked())
        running = rows.filter(township__in=run, state=ConsequenceState.CONFIRMED)
        closing = to_close(rows.filter(township__in=[*led, *run])).exclude(carried_out_by=user.pk)
        proposed = list(rows.filter(township__in=led).to_decide(now).exclude(proposed_by=user.pk)[: limit + 1])
        entries = _entries(proposed, running.order_by("due_at"), shaken, closing.order_by("due_at"))
        total = bool(proposed) + running.count() + shaken.count() + closing.count()
        return list(islice(entries, limit)), total


def _can_be_revoked() -> Q:
    in_force = (ConsequenceState.CONFIRMED, ConsequenceState.CARRIED_OUT, ConsequenceState.CLOSED)
    return Q(state__in=in_force)


def _entries(
    proposed: Sequence[Consequence],
    running: QuerySet[Consequence],
    shaken: QuerySet[Consequence],
    closing: QuerySet[Consequence],
) -> Iterator[DueEntry]:
    """What has a deadline comes first."""
    for row in running:
        yield _entry(row, _("To carry out"), has_deadline=True)
    if proposed:
        yield _proposals(proposed)
    for row in shaken:
        yield _entry(row, _("Ground changed"))
    for row in closing:
        yield _entry(row, pgettext_lazy("consequence", "To close"))


def _proposals(rows: Sequence[Consequence]) -> DueEntry:
    words = ngettext(
        "%(count)s proposal waits for your decision", "%(count)s proposals wait for your decision", len(rows)
    )
    only = rows[0] if len(rows) == 1 else None
    return DueEntry(
        kind=pgettext_lazy("consequence", "To decide"),
        title=words % {"count": len(rows)},
        url=only.get_absolute_url() if only else reverse("assessments:consequences"),
        due_at=None,
        place=only.unit.name if only else "",
        started_at=min(row.proposed_at for row in rows),
    )


def _entry(row: Consequence, kind: Words, *, has_deadline: bool = False) -> DueEntry:
    return DueEntry(
        kind=kind,
        title=row.step.name,
        url=row.get_absolute_url(),
        due_at=row.due_at if has_deadline else None,
        place=row.unit.name,
        number=row.number,
        started_at=row.decided_at,
    )


class Search:
    """Search port: by number."""

    def search(self, user: User, text: str, limit: int) -> Sequence[Hit]:
        found = Consequence.objects.visible_to(user).filter(number__icontains=text).select_related("step", "unit")
        return [
            Hit(kind=_("Consequence"), number=row.number, title=row.step.name, url=row.get_absolute_url())
            for row in found.order_by("-pk")[:limit]
        ]
