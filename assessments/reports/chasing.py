"""催办: one click tells whoever has not filed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import AssessmentMonth
from assessments.reports import telling
from assessments.reports.absent import Absent, missing_of
from assessments.reports.policies import can_manage_month
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused


@transaction.atomic
def chase(*, month: AssessmentMonth, by: User, now: datetime, codes: Collection[str] | None = None) -> list[Absent]:
    """Tell who has not filed, or those of them with these codes; returns who was told.

    At most once a day and unit: the month is locked, so that the second of two clicks finds the first one's notices.
    Left out: who can't file any more since the month is locked, and units for which nobody acts today. Raises
    ``Refused`` where nobody is left.
    """
    if not can_manage_month(by, month):
        raise NotAllowed
    locked = AssessmentMonth.objects.select_for_update(no_key=True).get(pk=month.pk)
    told = [one for one in missing_of(locked, now).can_be_chased if codes is None or one.unit.code in codes]
    if not told:
        raise Refused(_("Nobody is left to be told: told today already, locked, or nobody acts for them."))
    telling.chased(locked, told, now)
    details: dict[str, trail.JsonValue] = {"unit": [one.unit.name for one in told]}
    trail.record("month.chase", locked, by=by, township_id=locked.township_id, details=details)
    return told
