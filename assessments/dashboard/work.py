"""What is overdue in a township by register, and what waits for a decision; live, for leader and office only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.consequences.selectors import open_proposals
from assessments.models import AssessmentMonth, MonthResult
from assessments.objections.obstacles import obstacles_of
from safety_portal.core import ports
from safety_portal.core.formats import month_label, number
from safety_portal.core.ports import Overdue, Words
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class Books:
    """How each register of a township stands."""

    rows: Sequence[Overdue]

    @property
    def open(self) -> int:
        return sum(row.open for row in self.rows)

    @property
    def overdue(self) -> int:
        return sum(row.overdue for row in self.rows)

    @property
    def soon(self) -> int:
        return sum(row.soon for row in self.rows)


def books_of(township: Unit, now: datetime) -> Books:
    """Asked of every register through the overdue port; the worst first."""
    rows = [one.overdue_by_township([township.pk], now)[township.pk] for one in ports.overdue]
    return Books(sorted(rows, key=lambda row: (-row.overdue, -row.soon, -row.open)))


@dataclass(frozen=True)
class Decision:
    """Something that waits for the leader. ``is_late``: its day has passed; ``due_at`` None: no day is set."""

    words: Words
    url: str
    due_at: datetime | None = None
    is_late: bool = False
    hint: Words = ""


def decisions_of(township: Unit, now: datetime) -> list[Decision]:
    """Months to be published and what stands in their way, then proposals; the earliest day first."""
    found = [*_publications(township, now), *_proposals(township)]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or now))


def _publications(township: Unit, now: datetime) -> Iterator[Decision]:
    """Scored months that nobody has published. What must be waived or decided first is asked of the newest only."""
    waiting = MonthResult.objects.filter(is_current=True, month__township=township, month__publications=None)
    rows = list(waiting.select_related("month").defer("text").order_by("-month__first_day"))
    for at, result in enumerate(rows):
        month = result.month
        month.township = township
        yield Decision(
            words=_("Publish the ranking of %(month)s") % {"month": month_label(month.first_day)},
            url=month.page("publish"),
            due_at=month.publish_by,
            is_late=month.publish_by < now,
            hint=_in_the_way(month, now) if at == 0 else "",
        )


def _in_the_way(month: AssessmentMonth, now: datetime) -> str:
    """What the leader would have to wait for, or to let pass."""
    open_ones = [one.words for one in obstacles_of(month, now) if one.waiver is None]
    return _("; ").join(open_ones) if open_ones else _("nothing stands in the way")


def _proposals(township: Unit) -> Iterator[Decision]:
    count = open_proposals([township.pk]).count()
    if count:
        words = ngettext(
            "%(count)s proposed consequence to confirm, decline or postpone",
            "%(count)s proposed consequences to confirm, decline or postpone",
            count,
        )
        yield Decision(words % {"count": number(count)}, reverse("assessments:consequences"))
