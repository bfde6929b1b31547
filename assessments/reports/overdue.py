"""Overdue port of monthly reports and filings: what months that nobody has published still wait for; one query each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from assessments.models import Filing, Report
from assessments.states import EDITABLE, FilingState
from safety_portal.core.months import Month
from safety_portal.core.ports import SOON, Overdue, Words


@dataclass(frozen=True)
class _Waiting:
    """What one month of one township waits for."""

    township: int
    code: str
    month: Month
    open: int
    overdue: int
    soon: int


class Reports:
    """Reports that have not come or were sent back; one with an exception is due when that ends."""

    def overdue_by_township(self, township_ids: Sequence[int], now: datetime) -> Mapping[int, Overdue]:
        rows = Report.objects.filter(month__township__in=township_ids, state__in=sorted(EDITABLE))
        near = Q(month__due_at__range=(now, now + SOON)) | Q(unlocked_until__range=(now, now + SOON))
        over = Q(month__due_at__lt=now) & (Q(unlocked_until=None) | Q(unlocked_until__lt=now))
        counted = rows.filter(month__publications=None).order_by().values_list(*_MONTH)
        months = counted.annotate(total=Count("pk"), over=Count("pk", filter=over), soon=Count("pk", filter=near))
        return _by_township(township_ids, _read(months), _("Monthly reports"), "reports")


class Filings:
    """Figures that member units have not submitted."""

    def overdue_by_township(self, township_ids: Sequence[int], now: datetime) -> Mapping[int, Overdue]:
        rows = Filing.objects.filter(month__township__in=township_ids, state=FilingState.DRAFT)
        near, over = Q(month__due_at__range=(now, now + SOON)), Q(month__due_at__lt=now)
        counted = rows.filter(month__publications=None).order_by().values_list(*_MONTH)
        months = counted.annotate(total=Count("pk"), over=Count("pk", filter=over), soon=Count("pk", filter=near))
        return _by_township(township_ids, _read(months), _("Figures of member units"), "filings")


_MONTH = ("month__township", "month__township__code", "month__first_day")


def _read(rows: Iterable[tuple[object, ...]]) -> list[_Waiting]:
    return [
        _Waiting(township, code, Month.of(day), total, over, soon)  # type: ignore[arg-type]  # values_list in parts
        for township, code, day, total, over, soon in rows
    ]


def _by_township(ids: Sequence[int], waiting: Sequence[_Waiting], label: Words, page: str) -> dict[int, Overdue]:
    return {key: _overdue([one for one in waiting if one.township == key], label, page) for key in ids}


def _overdue(waiting: Sequence[_Waiting], label: Words, page: str) -> Overdue:
    """All months together; the link leads to the newest that waits, an overdue one before the others."""
    newest = max(waiting, key=lambda one: (one.overdue > 0, one.month), default=None)
    address = reverse("assessments:months")
    if newest is not None:
        query = urlencode({"township": newest.code})
        address = f"{reverse(f'assessments:{page}', args=[str(newest.month)])}?{query}"
    return Overdue(
        label,
        sum(one.open for one in waiting),
        sum(one.overdue for one in waiting),
        sum(one.soon for one in waiting),
        address,
    )
